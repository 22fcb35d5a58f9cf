"""Open the DMP of a patient: existence, consent, opposition, exceptional access.

Each rule names its requirement. The feeding itself leaves by the outbox.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dmp import (
    EtatDmp,
    ParametresDmp,
    SituationDmp,
    Visibilite,
)
from ambroise.domain.entrees import ConsentementDmp, OppositionDmp
from ambroise.domain.identite import MatriculeIns
from ambroise.domain.patient import Patient
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dmp_alimentation import OID_NIA, feeding_refusal
from ambroise.usecases.errors import AccesRefuse, AmbroiseError, NonPrisEnCharge
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_dmp import PortDmp
from ambroise.usecases.sessions import SessionService


class ConfirmationRequise(AmbroiseError):
    """The user must confirm what cannot be undone, or what hides or removes a document."""

    kind = "Refused"
    exit_code = 4


@dataclass(frozen=True)
class OuvertureDmp:
    """How the record of a patient is open on this seat, until the file is closed."""

    motif_bris: str = ""
    secrete: bool = False
    recherche_automatique_faite: bool = False
    visite_notee: bool = False
    visite_precedente: datetime | None = None


class DmpService:
    """The DMP of the patients whose files are open on this seat."""

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        port: PortDmp,
        parametres: Callable[[], ParametresDmp] = ParametresDmp,
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._port = port
        self._parametres = parametres
        self._ouvertures: dict[UUID, OuvertureDmp] = {}

    # --- the record --------------------------------------------------------------------------------------

    def situation(self, patient_id: UUID) -> SituationDmp:
        """Ask whether the record exists and may be consulted (TD0.2), before any other call.

        Raises:
            NonPrisEnCharge: the identity is not qualified (EX_GEN-1530), or has only a NIA (0.2-080).
        """
        return self._port.situation(self.matricule(self.patient(patient_id)))

    def close(self, patient_id: UUID) -> None:
        """Forget how the record was open: the glass is no longer broken, the connection no longer secret."""
        self._ouvertures.pop(patient_id, None)

    def ouverture(self, patient_id: UUID) -> OuvertureDmp:
        """Return how the record is open, to be shown during the whole session."""
        return self._ouvertures.get(patient_id, OuvertureDmp())

    def masques(self, patient_id: UUID) -> tuple[str, ...]:
        """Return who must not see what leaves now: in a secret connection, the legal representatives."""
        return Visibilite(invisible_representants=self.ouverture(patient_id).secrete).codes

    # --- consent -----------------------------------------------------------------------------------------

    def record_consentement(self, patient_id: UUID, *, declaration_lue: bool) -> None:
        """Record the patient's agreement and tell the DMP (EX_0.2-1100, EX_0.3-1010).

        Raises:
            ConfirmationRequise: the statement was not shown and accepted: consent is never by default.
        """
        if not declaration_lue:
            raise ConfirmationRequise(
                "Le consentement du patient se recueille après lecture de la déclaration.",
                remede="Affichez la déclaration, puis confirmez.",
            )
        self._change_consentement(patient_id, accorde=True)

    def withdraw_consentement(self, patient_id: UUID) -> None:
        """Record that the patient withdraws the agreement, and tell the DMP at once (EX_0.3-1030)."""
        self._change_consentement(patient_id, accorde=False)
        self.close(patient_id)

    def consentement(self, patient_id: UUID) -> ConsentementDmp | None:
        """Return the last word of the patient to this professional."""
        with self._contexte.uow() as uow:
            found = uow.entrees.list(ConsentementDmp, patient_id)
        mine = [c for c in found if c.professionnel == self._session.auteur]
        return mine[0] if mine else None

    def set_opposition(self, patient_id: UUID, *, active: bool) -> None:
        """Record the patient's opposition to feeding, or its end; it holds for new documents only."""
        with self._contexte.uow() as uow:
            found = uow.entrees.list(OppositionDmp, patient_id)
            current = (
                found[0]
                if found
                else OppositionDmp(self._contexte.new_id(), patient_id, self.today(), active)
            )
            uow.entrees.save(replace(current, active=active, le=self.today()))
            detail = "opposition à l’alimentation" if active else "fin d’opposition à l’alimentation"
            self.trace(uow, ActionAudit.MODIFICATION, patient_id, detail)
            uow.commit()

    def is_opposee(self, patient_id: UUID) -> bool:
        """Whether the patient opposes the feeding of his record by this office."""
        with self._contexte.uow() as uow:
            found = uow.entrees.list(OppositionDmp, patient_id)
        return bool(found) and found[0].active

    def can_feed(self, patient_id: UUID) -> str:
        """Return why documents of this patient do not leave for the DMP, empty when they do."""
        with self._contexte.uow() as uow:
            return feeding_refusal(uow, uow.patients.get(patient_id))

    # --- exceptional access ------------------------------------------------------------------------------

    def break_glass(self, patient_id: UUID, motif: str) -> None:
        """Open a record without the patient's agreement, in an emergency, for a reason typed by the user.

        Raises:
            AccesRefuse: no reason, or the user is authorised already.
        """
        if not motif.strip():
            raise AccesRefuse("Le bris de glace demande un motif.", remede="Saisissez le motif de l’urgence.")
        if self.open_situation(patient_id).is_autorisee:
            raise AccesRefuse("Vous êtes déjà autorisé\u00a0: le bris de glace est sans objet.")
        self._ouvertures[patient_id] = replace(self.ouverture(patient_id), motif_bris=motif.strip())
        with self._contexte.uow() as uow:
            self.trace(uow, ActionAudit.BRIS_DE_GLACE, patient_id, motif.strip())
            uow.commit()

    def connect_secretly(self, patient_id: UUID) -> None:
        """Hide what follows from the legal representatives of a minor.

        Raises:
            AccesRefuse: the patient is of age, or the DMP has no such function now.
        """
        parametres = self._parametres()
        if not parametres.fonctions_gestion_mineurs or not self.is_mineur(patient_id):
            raise AccesRefuse("La connexion secrète est réservée aux patients mineurs.")
        self._ouvertures[patient_id] = replace(self.ouverture(patient_id), secrete=True)

    @property
    def parametres(self) -> ParametresDmp:
        """The parameters of the DMP, as last read."""
        return self._parametres()

    def note_recherche_automatique(self, patient_id: UUID) -> None:
        """Remember that the one automatic search was made."""
        self._ouvertures[patient_id] = replace(self.ouverture(patient_id), recherche_automatique_faite=True)

    def note_visite(self, patient_id: UUID, precedente: datetime | None) -> None:
        """Remember when this professional had looked before this opening: what came since is new."""
        ouverture = self.ouverture(patient_id)
        if not ouverture.visite_notee:
            self._ouvertures[patient_id] = replace(ouverture, visite_notee=True, visite_precedente=precedente)

    def is_mineur(self, patient_id: UUID) -> bool:
        """Whether the patient is younger than the majority of the parameters file."""
        born = self.patient(patient_id).identite.traits.date_naissance
        today, limit = self.today(), self._parametres().age_majorite
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < limit

    # --- plumbing ----------------------------------------------------------------------------------------

    def patient(self, patient_id: UUID) -> Patient:
        """Return the patient. Raises Introuvable."""
        with self._contexte.uow() as uow:
            return uow.patients.get(patient_id)

    def matricule(self, patient: Patient) -> MatriculeIns:
        """Return the matricule to send. Raises NonPrisEnCharge."""
        matricule = patient.identite.matricule_transmissible
        if matricule is None:
            raise NonPrisEnCharge(
                "Le DMP demande une identité INS qualifiée.", remede="Qualifiez l’identité du patient."
            )
        if matricule.oid == OID_NIA:
            raise NonPrisEnCharge("Un patient connu par un numéro d’attente (NIA) n’a pas de DMP.")
        return matricule

    def open_situation(self, patient_id: UUID) -> SituationDmp:
        """Return the situation of an open record. Raises AccesRefuse for any other."""
        situation = self.situation(patient_id)
        if situation.etat is not EtatDmp.OUVERT:
            raise AccesRefuse(f"Le DMP de ce patient est {situation.etat.value}.", code=situation.etat.name)
        return situation

    def require_right(self, patient_id: UUID) -> None:
        """Refuse who may not consult. Raises AccesRefuse."""
        situation = self.open_situation(patient_id)
        if not situation.is_autorisee and not self.ouverture(patient_id).motif_bris:
            raise AccesRefuse(
                "Le patient ne vous a pas autorisé à consulter son DMP.",
                code="autorisation_absente",
                remede="Recueillez son consentement, ou brisez la glace en cas d’urgence.",
            )

    def _change_consentement(self, patient_id: UUID, *, accorde: bool) -> None:
        patient = self.patient(patient_id)
        if accorde:
            self.open_situation(patient_id)
        self._port.set_consentement(self.matricule(patient), accorde=accorde)
        current = self.consentement(patient_id)
        if current is None:
            current = ConsentementDmp(
                self._contexte.new_id(), patient_id, self._session.auteur, self.today(), accorde
            )
        with self._contexte.uow() as uow:
            uow.entrees.save(replace(current, accorde=accorde, le=self.today()))
            detail = "consentement à la consultation" if accorde else "retrait du consentement"
            self.trace(uow, ActionAudit.MODIFICATION, patient_id, detail)
            uow.commit()

    def trace(self, uow: UnitOfWork, action: ActionAudit, patient_id: UUID, detail: str) -> None:
        """Append to the audit trail."""
        self._contexte.trace(
            uow,
            self._session.auteur,
            action,
            "dmp",
            patient_id=patient_id,
            detail=detail,
        )

    def today(self) -> date:
        """Return the day, here."""
        return self._contexte.horloge().astimezone().date()
