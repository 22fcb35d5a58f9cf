"""At the counter: read the code, consult the order, answer each line, record what leaves."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dispensation import Dispensation, DispensationLigne, ReponseLigne
from ambroise.domain.envoi import Envoi, TypeEnvoi
from ambroise.domain.identite import Sexe, TraitsIdentite
from ambroise.domain.patient import Patient
from ambroise.domain.quantite_delivrance import JOURS_MOIS
from ambroise.domain.regles_delivrance import Liste, liste_of
from ambroise.domain.renouvellement_exceptionnel import RenouvellementExceptionnel
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.boites_bipees import require_new
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.lignes_consultees import read_prises
from ambroise.usecases.non_substitution import require_mte_ph
from ambroise.usecases.ordonnance_close import require_delivrable, require_open
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_actes import (
    CodeLu,
    LigneConsultee,
    OrdonnanceConsultee,
    PortOrdonnanceNumerique,
    PortPreparation,
)
from ambroise.usecases.ports_medicaments import BaseMedicaments
from ambroise.usecases.renouvellement_exceptionnel import examine_ordonnance, require_renouvelables
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.stupefiants import require_entries

Partage = Callable[[UnitOfWork, Patient, Dispensation], object]
"""Shares the record of a dispensing, in the transaction of the act."""

Copie = Callable[[UnitOfWork, OrdonnanceConsultee, Dispensation], object]
"""Keeps the copy of an order of narcotics, in the transaction of the act."""

LARGEUR_NOM_CODE = 90
"""Width of a name in the symbol of an order; a longer one is cut there."""


@dataclass(frozen=True)
class OrdonnanceScannee:
    """The code as read and the order as the service holds it; ``ecarts`` names what differs."""

    code: CodeLu
    consultee: OrdonnanceConsultee
    ecarts: tuple[str, ...]


class DispensationService:
    """Acts of the pharmacist."""

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        *,
        service: PortOrdonnanceNumerique,
        preparation: PortPreparation,
        base: BaseMedicaments | None = None,
        partage: Partage | None = None,
        copie: Copie | None = None,
        adresse_of: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Stand on the service.

        Args:
            adresse_of: where a professional practises, by his RPPS number, as the directory knows it.
        """
        self._contexte = contexte
        self._session = session
        self._service = service
        self._preparation = preparation
        self._base = base
        self._partage = partage
        self._copie = copie
        self._adresse_of = adresse_of

    def scan(self, texte: str) -> OrdonnanceScannee:
        """Understand a code and consult the order it names, comparing the two identities.

        Raises:
            SessionFermee: nobody is logged in.
            ReponseInvalide: the text is no code of an order.
            OrdonnanceEpuisee: nothing is left to dispense.
            OrdonnanceAnnulee: its author cancelled or replaced it.
            ServiceError: unknown, not for this profession, unreachable…
        """
        auteur = self._session.auteur
        code = self._service.read_code(texte)
        consultee = self._service.consult(code.numero)
        with self._contexte.uow() as uow:
            self._contexte.trace(
                uow, auteur, ActionAudit.INTERROGATION, f"ordonnance numérique {code.numero}"
            )
            uow.commit()
        require_delivrable(consultee, self._examine(consultee))
        compares = (
            ("nom", code.patient_nom, consultee.patient_nom),
            ("prénom", code.patient_prenom, consultee.patient_prenom),
            ("date de naissance", code.patient_date_naissance, consultee.patient_date_naissance),
            ("prescripteur", code.rpps, consultee.rpps_prescripteur),
        )
        ecarts = tuple(nom for nom, lu, tenu in compares if lu and not _is_same(lu, tenu))
        return OrdonnanceScannee(code, consultee, ecarts)

    def dispense(
        self,
        consultee: OrdonnanceConsultee,
        lignes: tuple[DispensationLigne, ...],
        *,
        patient_id: UUID | None = None,
        porteur: str = "",
    ) -> Dispensation:
        """Record the answers with their register numbers, and put the execution in the outbox.

        The record feeds the DMP when the person of the order has one qualified file here; the dispensing then
        bears its ``patient_id``.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: no line is answered, or a line is not of this order.
            OrdonnanceAnnulee, OrdonnanceExpiree: it was read so; the service would refuse the answers.
            BoiteDejaDelivree: a pack scanned left with another dispensing, maybe at another seat just now.
            SortieSansCompte: a narcotic would leave without its units being counted.
            SortieSansEntree: a narcotic would leave that never came in.
            RenouvellementRefuse: a line may not be given after the end of its order.
            MentionRefusee: « MTE-PH » is written where it may not be.
        """
        session = self._session.courante
        require_open(consultee, lignes)
        prescrites = _require_answers(consultee, lignes)
        maintenant = self._contexte.horloge()
        if self._base is not None:
            require_renouvelables(self._base, consultee, lignes, maintenant.astimezone().date())
        adresse = self._adresse_of(consultee.rpps_prescripteur)
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id) if patient_id else find_patient(uow, consultee)
            uow.dispensations.hold()  # what may still leave is read once no other seat is giving it
            completees = tuple(
                self._complete(uow, prescrites[str(ligne.ligne_id)], ligne, maintenant) for ligne in lignes
            )
            self._require_leavable(uow, lignes)
            for ligne in lignes:
                self._require_mention(prescrites[str(ligne.ligne_id)], ligne)
            dispensation = Dispensation(
                id=self._contexte.new_id(),
                numero_ordonnance=consultee.numero,
                ordonnance_id=None,
                patient_id=patient.id if patient else None,
                pharmacien_rpps=session.professionnel.numero_rpps,
                pharmacie=session.situation.structure.nom,
                instant=maintenant,
                lignes=completees,
                rang=len(consultee.executions) + 1,
                porteur=porteur,
                patient=f"{consultee.patient_nom} {consultee.patient_prenom.title()}",
                prescripteur=consultee.prescripteur,
                adresse_prescripteur=adresse,
                date_naissance=consultee.patient_date_naissance,
            )
            uow.dispensations.add(dispensation)
            uow.envois.add(self._make_execution(consultee, dispensation))
            if self._copie is not None:
                self._copie(uow, consultee, dispensation)
            if patient is not None and self._partage is not None:
                self._partage(uow, patient, dispensation)
            self._contexte.trace(
                uow,
                self._session.auteur,
                ActionAudit.CREATION,
                f"dispensation {dispensation.id}",
                patient_id=dispensation.patient_id,
                detail=consultee.numero,
            )
            uow.commit()
        return dispensation

    def _examine(self, consultee: OrdonnanceConsultee) -> tuple[RenouvellementExceptionnel, ...]:
        """Return the lines of an order that are over, as far as the base tells."""
        if self._base is None:
            return ()
        le = self._contexte.horloge().astimezone().date()
        return tuple(examine_ordonnance(self._base, consultee, le).values())

    def _require_leavable(self, uow: UnitOfWork, lignes: tuple[DispensationLigne, ...]) -> None:
        """Refuse a pack that left already, and a narcotic that never came in or is not counted."""
        for livree in (livree for ligne in lignes for livree in ligne.delivrances):
            require_new(uow, livree.code_cip13, livree.numero_serie, au_detail=livree.is_au_detail)
        if self._base is not None:
            require_entries(uow, self._base, lignes)

    def _require_mention(self, prescrite: LigneConsultee, ligne: DispensationLigne) -> None:
        if self._base is not None:
            require_mte_ph(self._base, prescrite, ligne)

    def _complete(
        self, uow: UnitOfWork, prescrite: LigneConsultee, ligne: DispensationLigne, instant: datetime
    ) -> DispensationLigne:
        """Return an answer with what the order says of its line, and a register number for each product."""
        couverts = self._days_covered(prescrite, ligne)
        return replace(
            ligne,
            libelle=prescrite.libelle,
            renouvelable_le=_next_due(prescrite, ligne, instant, couverts),
            couvert_jusqu_au=_covered(prescrite, ligne, instant),
            numeros_ordonnancier=tuple(
                uow.dispensations.next_numero_ordonnancier()
                for code_cis in dict.fromkeys(d.code_cis for d in ligne.delivrances)
                if self._is_au_registre(code_cis)
            ),
        )

    def _days_covered(self, prescrite: LigneConsultee, ligne: DispensationLigne) -> int | None:
        """Return how long what leaves lasts, None when its posology or its packs do not tell."""
        if self._base is None or prescrite.type is not TypeOrdonnance.MEDICAMENTS:
            return None
        livrees = [livree.unites for livree in ligne.delivrances]
        if ligne.posologie is not None:
            prescrite = replace(prescrite, posologie_structuree=ligne.posologie)
        unites = sum((u for u in livrees if u is not None), Decimal(0))
        return read_prises(self._base, prescrite).days_of(unites) if None not in livrees else None

    def _make_execution(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> Envoi:
        prepare = self._preparation.prepare_execution(consultee, dispensation)
        return Envoi(
            id=self._contexte.new_id(),
            type=TypeEnvoi.EXECUTION_ORDONNANCE,
            patient_id=dispensation.patient_id,
            libelle=prepare.libelle,
            cle_idempotence=prepare.cle_idempotence,
            contenu=prepare.contenu,
            cree_le=dispensation.instant,
            ins=None,
        )

    def _is_au_registre(self, code_cis: str) -> bool:
        """Tell whether the register takes the product: lists I and II, narcotics (CSP R5132-9).

        A product the base does not know is entered too: a number too many breaks nothing, a missing one does.
        """
        specialite = self._base.find_specialite(code_cis) if self._base else None
        return specialite is None or liste_of(specialite) is not Liste.AUCUNE


def find_patient(uow: UnitOfWork, consultee: OrdonnanceConsultee) -> Patient | None:
    """Return the one qualified file whose birth name, first given name and birth date are the order's."""
    found = [
        patient
        for sexe in Sexe
        for patient in uow.patients.find_by_traits(
            TraitsIdentite(
                consultee.patient_nom.upper(),
                consultee.patient_prenom.upper(),
                sexe,
                consultee.patient_date_naissance,
            )
        )
        if patient.identite.is_qualifiee
        and patient.identite.traits.premier_prenom == consultee.patient_prenom.upper()
    ]
    return found[0] if len(found) == 1 else None


def _require_answers(
    consultee: OrdonnanceConsultee, lignes: tuple[DispensationLigne, ...]
) -> dict[str, LigneConsultee]:
    """Return the lines of the order by their identifier, each answer being to one of them."""
    if not lignes:
        raise AmbroiseError("Aucune ligne n’a reçu de réponse.")
    prescrites = {ligne.id: ligne for ligne in consultee.lignes}
    if any(str(ligne.ligne_id) not in prescrites for ligne in lignes):
        raise AmbroiseError("Une réponse ne correspond à aucune ligne de cette ordonnance.")
    return prescrites


def _next_due(
    prescrite: LigneConsultee, faite: DispensationLigne, instant: datetime, couverts: int | None
) -> date | None:
    """Return when the line may be dispensed again: once what leaves today is taken (CSP R5132-14)."""
    if faite.reponse is ReponseLigne.REFUSE or faite.boites_dues or faite.is_exceptionnelle:
        return None
    if faite.unites_a_venir and prescrite.fraction_jours:
        jours = prescrite.fraction_jours
    elif faite.boites_a_venir:
        jours = couverts or JOURS_MOIS
    elif prescrite.delivrances >= prescrite.renouvellements or prescrite.duree_jours is None:
        return None
    else:
        jours = min(couverts or prescrite.duree_jours, prescrite.duree_jours)
    return instant.astimezone().date() + timedelta(days=jours)


def _covered(prescrite: LigneConsultee, faite: DispensationLigne, instant: datetime) -> date | None:
    """Return the last day of what leaves: a fraction of a narcotic, a month more, the length of the line."""
    jours = JOURS_MOIS if faite.is_exceptionnelle else prescrite.fraction_jours or prescrite.duree_jours
    return instant.astimezone().date() + timedelta(days=jours - 1) if jours else None


def _is_same(lu: object, tenu: object) -> bool:
    """Compare a trait of the code with the one the service holds; the code cuts names at its width."""
    if isinstance(lu, str) and isinstance(tenu, str) and len(lu.rstrip()) >= LARGEUR_NOM_CODE:
        return tenu.startswith(lu.rstrip())
    return lu == tenu
