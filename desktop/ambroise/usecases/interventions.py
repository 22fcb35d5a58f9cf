"""Record what the pharmacist sees wrong with an order, tell the prescriber, and note the answer."""

from collections.abc import Callable, Sequence

from ambroise.domain.audit import ActionAudit
from ambroise.domain.intervention import Devenir, InterventionPharmaceutique, ProblemeOrdonnance, Proposition
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dispensations import find_patient
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.ports_actes import OrdonnanceConsultee
from ambroise.usecases.sessions import SessionService

FindBal = Callable[[str], str]
"""Return the secure box of a professional by his RPPS number, empty when none is known."""


class InterventionService:
    """Acts of the pharmacist on an order, beside its dispensing."""

    def __init__(self, contexte: Contexte, session: SessionService, find_bal: FindBal = lambda _: "") -> None:
        self._contexte = contexte
        self._session = session
        self._find_bal = find_bal

    def record(
        self,
        consultee: OrdonnanceConsultee,
        ligne_id: str,
        probleme: ProblemeOrdonnance,
        proposition: Proposition,
        precision: str = "",
    ) -> InterventionPharmaceutique:
        """Write an intervention on a line of an order.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: the line is not of this order.
        """
        auteur = self._session.auteur
        ligne = next((li for li in consultee.lignes if li.id == ligne_id), None)
        if ligne is None:
            raise AmbroiseError("Cette ligne n’est pas de cette ordonnance.")
        maintenant = self._contexte.horloge()
        with self._contexte.uow() as uow:
            patient = find_patient(uow, consultee)
            ecrite = uow.entrees.save(
                InterventionPharmaceutique(
                    self._contexte.new_id(),
                    patient.id if patient else None,
                    maintenant.astimezone().date(),
                    maintenant,
                    consultee.numero,
                    f"{consultee.patient_nom} {consultee.patient_prenom.title()}",
                    consultee.prescripteur,
                    ligne.libelle,
                    probleme,
                    proposition,
                    precision.strip(),
                )
            )
            self._contexte.trace(
                uow,
                auteur,
                ActionAudit.CREATION,
                f"intervention {ecrite.id}",
                patient_id=ecrite.patient_id,
                detail=ecrite.numero_ordonnance,
            )
            uow.commit()
        return ecrite

    def message(
        self, consultee: OrdonnanceConsultee, intervention: InterventionPharmaceutique
    ) -> MessagePropose:
        """Return the message that tells the prescriber, ready to be read again and sent."""
        session = self._session.courante
        suite = f"\n\n{intervention.precision}" if intervention.precision else ""
        corps = (
            "Bonjour,\n\n"
            f"Sur votre ordonnance du {consultee.date_prescription:%d/%m/%Y} pour {intervention.patient}, "
            f"né(e) le {consultee.patient_date_naissance:%d/%m/%Y}, "
            f"ligne «\u00a0{intervention.ligne}\u00a0»\u00a0:\n"
            f"- problème\u00a0: {intervention.probleme.lower()}\n"
            f"- proposition\u00a0: {intervention.proposition.lower()}{suite}\n\n"
            "Merci de me dire ce que vous décidez.\n\n"
            f"Bien cordialement,\n{session.professionnel.nom_affiche}, {session.situation.structure.nom}\n"
        )
        return MessagePropose(
            intervention.patient_id,
            consultee.prescripteur,
            self._find_bal(consultee.rpps_prescripteur),
            f"Intervention pharmaceutique, {intervention.ligne}",
            corps,
        )

    def list(self) -> Sequence[InterventionPharmaceutique]:
        """Return the interventions of this pharmacy, the latest first."""
        with self._contexte.uow() as uow:
            ecrites = uow.entrees.list(InterventionPharmaceutique)
        return sorted(ecrites, key=lambda i: i.instant, reverse=True)

    def answer(
        self, intervention: InterventionPharmaceutique, devenir: Devenir
    ) -> InterventionPharmaceutique:
        """Note what the prescriber answered.

        Raises:
            SessionFermee: nobody is logged in.
            ConflitVersion: another seat noted it first.
        """
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            garde = uow.entrees.save(intervention.answer(devenir))
            self._contexte.trace(
                uow,
                auteur,
                ActionAudit.MODIFICATION,
                f"intervention {garde.id}",
                patient_id=garde.patient_id,
                detail=garde.numero_ordonnance,
            )
            uow.commit()
        return garde
