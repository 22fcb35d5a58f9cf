"""What signing and dispensing an order ask of the outside: documents, transmissions, consultation."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from ambroise.domain.alerte import Controles
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.mensurations import Mensurations
from ambroise.domain.mention_ligne import MentionLigne
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.domain.posologie import Posologie
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.domain.type_ordonnance import TypeOrdonnance


@dataclass(frozen=True)
class ActeSigne:
    """A signed order with everything its documents and transmissions are made of.

    ``identifiant_document`` is the OID under which the CDA is known everywhere; ``pdf`` and ``cda`` are the
    exact bytes that leave; ``numero_remplace`` is the order that the service cancels with this deposit.
    """

    ordonnance: Ordonnance
    patient: Patient
    session: SessionProfessionnel
    identifiant_document: str
    pdf: bytes = b""
    cda: bytes = b""
    numero_remplace: str = ""
    mensurations: Mensurations = Mensurations()  # noqa: RUF009 (immutable)
    """Weight and height of a child, printed under his traits."""


class ControlePrescription(Protocol):
    """Checks an order against the file of its patient before it is signed."""

    def complete(self, ordonnance: Ordonnance) -> Ordonnance:
        """Return the draft with what its lines imply: two zones, secure order, exception."""

    def check(self, ordonnance: Ordonnance) -> Controles: ...


class PortNumeros(Protocol):
    """Makes identifiers whose form the national services fix."""

    def numero_ordonnance(self) -> str:
        """Return a new number of ordonnance numérique, generated on this seat."""

    def identifiant_document(self) -> str:
        """Return a new document OID under the root of this installation."""


class PortDocuments(Protocol):
    """Turns an act into the documents that leave."""

    def render_pdf(self, acte: ActeSigne) -> bytes: ...
    def build_cda(self, acte: ActeSigne) -> bytes: ...


@dataclass(frozen=True)
class DocumentPret:
    """A CDA ready for the DMP: its uniqueId, who must not see it, and the uniqueId it replaces."""

    patient: Patient
    identifiant: str
    titre: str
    cda: bytes
    masques: tuple[str, ...] = ()
    remplace: str = ""


@dataclass(frozen=True)
class EnvoiPrepare:
    """What the outbox freezes: the identifier at the receiver, and all that the transmission needs."""

    cle_idempotence: str
    contenu: bytes
    libelle: str


class PortPreparation(Protocol):
    """Freezes an act as the content of each transmission, without any network."""

    def prepare_depot(self, acte: ActeSigne) -> EnvoiPrepare: ...
    def prepare_dmp(self, document: DocumentPret) -> EnvoiPrepare: ...
    def read_masques(self, contenu: bytes) -> tuple[str, ...]:
        """Return who must not see a document, from the content of its envoi to the DMP."""

    def prepare_message(self, acte: ActeSigne, destinataire: str, *, au_patient: bool) -> EnvoiPrepare: ...

    def prepare_execution(
        self, consultee: "OrdonnanceConsultee", dispensation: Dispensation
    ) -> EnvoiPrepare: ...


@dataclass(frozen=True)
class LigneConsultee:
    """One line as the service holds it: what was prescribed and what was already delivered.

    ``boites_delivrees`` counts, over all pharmacies, those of the dispensing under way: a renewal starts
    from zero again. ``is_soldee``: no dispensing of this line is left. ``delivrances`` counts those that
    are complete, ``derniere_le`` is the day of the last one.
    """

    id: str
    rang: int
    libelle: str
    posologie: str
    boites: int
    boites_delivrees: int
    renouvellements: int = 0
    code_cis: str = ""
    is_substituable: bool = True
    en_rapport_ald: bool = False
    is_soldee: bool = False
    deja_executee: bool = False
    duree_jours: int | None = None
    fraction_jours: int | None = None
    mention: str = ""
    """What the prescriber writes to who dispenses."""
    delivrances: int = 0
    derniere_le: date | None = None
    fractions_le: tuple[date, ...] = ()
    """The days of the executions of the dispensing under way, which is not complete yet."""
    type: TypeOrdonnance = TypeOrdonnance.MEDICAMENTS
    posologie_structuree: Posologie | None = None
    """The posology as a model, None when the service holds its words alone."""
    motif_non_substituable: str = ""
    """MTE, EFG or CIF when the prescriber forbids a substitution."""
    indication: str = ""
    mentions: frozenset[MentionLigne] = frozenset()
    exceptionnelles: tuple[date, ...] = ()
    """The days it was given after the end of the order, by any pharmacy (CSP R5123-2-1)."""
    is_refusee: bool = False
    """A pharmacist closed it without a dispensing."""

    @property
    def boites_restantes(self) -> int:
        """Boxes still due in the dispensing under way."""
        return 0 if self.is_soldee else max(0, self.boites - self.boites_delivrees)


@dataclass(frozen=True)
class ExecutionConsultee:
    """One execution recorded by a pharmacy."""

    instant: datetime
    pharmacie: str
    completude: str
    lignes: tuple[str, ...]


class EtatEnLigne(StrEnum):
    """Where an order stands at the service, in the words people are told."""

    DEPOSEE = "jamais délivrée"
    ENTAMEE = "délivrée en partie"
    EXECUTEE = "entièrement délivrée"
    EXPIREE = "expirée"
    ANNULEE = "annulée"


@dataclass(frozen=True)
class OrdonnanceConsultee:
    """An order as the service answers it to a pharmacist; ``version`` guards against a race."""

    numero: str
    etat: EtatEnLigne
    version: str
    date_prescription: date
    prescripteur: str
    rpps_prescripteur: str
    patient_nom: str
    patient_prenom: str
    patient_date_naissance: date
    lignes: tuple[LigneConsultee, ...]
    executions: tuple[ExecutionConsultee, ...] = ()
    is_entamee: bool = False
    """Whether a line was executed, even when the patient opposes that the prescriber sees which."""
    remplacee_par: str = ""
    """The number of the order its author wrote in its place."""

    @property
    def is_delivrable(self) -> bool:
        """Whether something can still be dispensed."""
        return any(ligne.boites_restantes for ligne in self.lignes)


@dataclass(frozen=True)
class CodeLu:
    """What the QR code of an order says; never trusted as data, only compared."""

    numero: str
    version: int | None = None
    patient_nom: str = ""
    patient_prenom: str = ""
    patient_date_naissance: date | None = None
    rpps: str = ""
    rpps_remplacant: str = ""
    numero_am: str = ""


class PortOrdonnanceNumerique(Protocol):
    """The ordonnance numérique service, as a pharmacist and as the prescriber."""

    def read_code(self, texte: str) -> CodeLu:
        """Understand a scanned or typed code. Raises ReponseInvalide when it is none."""

    def consult(self, numero: str) -> OrdonnanceConsultee:
        """Raises a ServiceError: unknown, cancelled, expired, not allowed, unreachable…"""
