"""What the use cases ask of the outside; the outer packages implement these, the fakes too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self, TypeVar
from uuid import UUID

from ambroise.domain.agenda import RendezVous
from ambroise.domain.audit import EntreeAudit
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.dossier import Allergie, Constante, Consultation, Document
from ambroise.domain.doublons import Repere
from ambroise.domain.droits import Compte
from ambroise.domain.entrees import AnnulationEntree, Entree, VersionAnterieure
from ambroise.domain.envoi import Envoi, EnvoiNomme, EtatEnvoi
from ambroise.domain.fusion import Fusion
from ambroise.domain.identite import (
    CleHomonyme,
    Identite,
    MatriculeIns,
    StatutIdentite,
    TraitsIdentite,
)
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.usecases.ports_reception import MessageRepository

Horloge = Callable[[], datetime]
"""Returns the present instant, aware, UTC."""

GenerateurId = Callable[[], UUID]
"""Returns a new UUIDv7."""


# --- persistence -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResultatPatient:
    """One line of a patient search."""

    id: UUID
    nom_naissance: str
    nom_utilise: str
    prenom: str
    date_naissance: date
    sexe: str
    statut: StatutIdentite
    motif: str = ""
    """Why it matched when not by spelling: ``se prononce pareil``, ``né le``…"""


class PatientRepository(Protocol):
    """Patients of this profile."""

    def get(self, id_: UUID) -> Patient:
        """Raises Introuvable."""

    def add(self, patient: Patient) -> None:
        """Raises DoublonIns."""

    def save(self, patient: Patient) -> Patient:
        """Return the patient with its new version. Raises ConflitVersion, DoublonIns, Introuvable."""

    def all_ids(self) -> Sequence[UUID]:
        """Every patient not annulled, the oldest first."""

    def find_by_ins(self, matricule: MatriculeIns) -> Patient | None: ...

    def find_by_traits(self, traits: TraitsIdentite) -> Sequence[Patient]:
        """Patients with the same birth name, sex and birth date."""

    def search(self, texte: str, limite: int = 30) -> Sequence[ResultatPatient]: ...

    def reperes(self) -> Iterable[Repere]:
        """Every active file, reduced to what the search for duplicates compares."""

    def ids_with_ins(self, apres: UUID | None, limite: int) -> Sequence[UUID]:
        """Return active files that bear an INS, in the order of identifiers, after the one given."""


class FusionRepository(Protocol):
    """Files read as one; reading any list of the kept file gives the absorbed ones' content too."""

    def merge(self, conserve: Patient, absorbe: Patient, motif: str, garde: Identite) -> Fusion:
        """Annul ``absorbe`` and write ``garde`` as the identity of ``conserve``, reversibly.

        Raises ActeFinal when one of them is annulled, ConflitVersion, DoublonIns.
        """

    def undo(self, id_: UUID, motif: str) -> Fusion:
        """Give both files back as they were identified before. Raises ActeFinal, Introuvable, DoublonIns."""

    def list(self, patient_id: UUID | None = None) -> Sequence[Fusion]:
        """Merges that hold, newest first; of one file, kept or absorbed, when given."""

    def resolve(self, patient_id: UUID) -> UUID:
        """Return the file in which a file is read today: itself when it was not absorbed."""


class DossierRepository(Protocol):
    """Clinical content, newest first."""

    def add_consultation(self, consultation: Consultation) -> None: ...

    def search_texts(
        self, recherche: str, patient_id: UUID | None = None, limite: int = 50
    ) -> Sequence[tuple[UUID, UUID | None]]:
        """Ids of the notes, letters, entries that hold every word typed, newest first, with their patient."""

    def consultations(self, patient_id: UUID) -> Sequence[Consultation]: ...

    def read_suivi(self, patient_id: UUID) -> tuple[Sequence[Consultation], Sequence[Constante]]:
        """Return the encounters and every measure of a file, in one reading."""

    def add_constante(self, constante: Constante) -> None: ...
    def constantes(self, patient_id: UUID) -> Sequence[Constante]: ...
    def add_allergie(self, allergie: Allergie) -> None: ...
    def allergies(self, patient_id: UUID) -> Sequence[Allergie]: ...
    def add_document(self, document: Document, contenu: bytes) -> None: ...
    def documents(self, patient_id: UUID) -> Sequence[Document]: ...
    def document_content(self, id_: UUID) -> bytes: ...

    def move_document(self, id_: UUID, patient_id: UUID) -> None:
        """Put a document filed by mistake into another file. Raises Introuvable."""


T = TypeVar("T", bound=Entree)


class EntreeRepository(Protocol):
    """The entries of a file, each corrected by a further version and annulled with a reason."""

    def save(self, entree: T) -> T:
        """Write a new entry (version 0) or its next version. Raises ConflitVersion, ActeFinal."""

    def get(self, id_: UUID) -> Entree: ...

    def list(self, genre: type[T], patient_id: UUID | None = None) -> Sequence[T]:
        """Entries of a kind not annulled, newest first; of every patient when none is given."""

    def all(self, patient_id: UUID) -> Sequence[Entree]:
        """Entries of every kind of a file, newest first."""

    def annul(self, id_: UUID, motif: str) -> None:
        """Annul an entry, encounter, measure, allergy or document. Raises ActeFinal, AmbroiseError."""

    def annulation(self, id_: UUID) -> AnnulationEntree | None: ...

    def history(self, id_: UUID) -> Sequence[VersionAnterieure]:
        """What an object (a patient too) was before each change, the latest change first."""

    def undo(self, id_: UUID) -> Entree | None:
        """Put an entry back as before its last change, None when that annuls it. Raises ActeFinal."""


class CompteRepository(Protocol):
    """Accounts of the office, and the readers of restricted files."""

    def save(self, compte: Compte) -> Compte: ...
    def find(self, identifiant: str) -> Compte | None: ...
    def list(self) -> Sequence[Compte]: ...
    def restrict(self, patient_id: UUID, identifiants: Iterable[str]) -> None: ...
    def readers(self, patient_id: UUID) -> Sequence[str]: ...


class RendezVousRepository(Protocol):
    """The agenda of the practitioners."""

    def save(self, rendez_vous: RendezVous, praticien: str, lieu: str = "") -> None:
        """Write an appointment. Raises CreneauOccupe when another one holds that time."""

    def get(self, id_: UUID) -> RendezVous: ...
    def list(self, du: datetime, au: datetime, praticien: str | None = None) -> Sequence[RendezVous]: ...


class EcritureMasse(Protocol):
    """Many new objects at once: imports, a generated practice."""

    def known_traits(self, traits: Sequence[TraitsIdentite]) -> set[CleHomonyme]:
        """Return which of these traits a patient already bears."""

    def add_patients(self, patients: Sequence[Patient]) -> None: ...
    def add_consultations(self, consultations: Sequence[Consultation]) -> None: ...
    def add_ordonnances(self, ordonnances: Sequence[Ordonnance]) -> None: ...
    def add_entrees(self, entrees: Sequence[Entree]) -> None: ...
    def add_allergies(self, allergies: Sequence[Allergie]) -> None: ...
    def add_documents(self, documents: Sequence[tuple[Document, bytes]]) -> None: ...


class OrdonnanceRepository(Protocol):
    """Orders; the database itself refuses to change a signed one, but for its replacement or cancellation."""

    def save(self, ordonnance: Ordonnance) -> None:
        """Write a draft, freeze a signed order, or note its replacement. Raises ActeFinal."""

    def get(self, id_: UUID) -> Ordonnance: ...
    def find_by_numero(self, numero: str) -> Ordonnance | None: ...
    def list(self, patient_id: UUID) -> Sequence[Ordonnance]: ...


class DispensationRepository(Protocol):
    """What this pharmacy dispensed, never changed; the register number follows the last one without a gap."""

    def add(self, dispensation: Dispensation) -> None: ...
    def list(self, numero_ordonnance: str) -> Sequence[Dispensation]: ...
    def since(self, instant: datetime) -> Sequence[Dispensation]:
        """Every execution of this pharmacy from an instant on, the oldest first."""

    def next_numero_ordonnancier(self) -> int:
        """Take the next register number; given back if the transaction is rolled back."""


class EnvoiRepository(Protocol):
    """The outbox; ``take`` is atomic between threads, processes and seats."""

    def add(self, envoi: Envoi) -> None: ...
    def get(self, id_: UUID) -> Envoi: ...

    def list(
        self, etats: Iterable[EtatEnvoi] = (), limite: int | None = 500, patient_id: UUID | None = None
    ) -> Sequence[Envoi]: ...

    def list_named(self, patient_id: UUID | None = None, limite: int = 500) -> Sequence[EnvoiNomme]:
        """Return the newest first with the name of their patient, without their content; one query."""

    def take(self, maintenant: datetime, reprise_avant: datetime) -> Envoi | None:
        """Mark the next due envoi ``en_cours``, counting the try, and return it.

        An envoi left ``en_cours`` by a dead process since before ``reprise_avant`` is due again. An envoi
        whose ``apres`` is not ``remis`` is not due.
        """

    def save(self, envoi: Envoi) -> None:
        """Raises ConflitVersion."""

    def followers(self, id_: UUID) -> Sequence[Envoi]:
        """Envois that wait for this one to be ``remis``."""

    def next_due(self) -> datetime | None:
        """Return when the next waiting envoi becomes due, None when none waits for a date."""

    def count(self) -> dict[EtatEnvoi, int]: ...


class AuditRepository(Protocol):
    """The append-only chained trail, written in the transaction of what it records."""

    def append(self, entree: EntreeAudit) -> None: ...
    def list(self, patient_id: UUID | None = None, limite: int = 1000) -> Sequence[EntreeAudit]: ...

    def verify(self) -> Sequence[str]:
        """Return a French finding for each broken link; empty when the chain is whole."""


class BrouillonRepository(Protocol):
    """Text being typed, saved as it is typed, found again after a crash."""

    def save(self, cle: str, contenu: str, maintenant: datetime) -> None: ...
    def get(self, cle: str) -> tuple[str, datetime] | None: ...
    def delete(self, cle: str) -> None: ...


# --- delivery ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EchangeBrut:
    """One call to INSi, as it went over the wire."""

    requete: bytes = field(repr=False)
    reponse: bytes = field(repr=False)


class Transmetteur(Protocol):
    """Delivers the envois of one type."""

    def is_deja_recu(self, envoi: Envoi) -> bool:
        """Ask the receiver whether it holds this identifier already; asked before any second try.

        A receiver that cannot tell answers False. Raises a ServiceError.
        """

    def transmettre(self, envoi: Envoi) -> str:
        """Send and return the receiver's acknowledgement. Raises a ServiceError."""


# --- unit of work ------------------------------------------------------------------------------------


class UnitOfWork(Protocol):
    """One transaction; leaving it without ``commit`` rolls back."""

    @property
    def patients(self) -> PatientRepository: ...
    @property
    def fusions(self) -> FusionRepository: ...
    @property
    def dossiers(self) -> DossierRepository: ...
    @property
    def entrees(self) -> EntreeRepository: ...
    @property
    def comptes(self) -> CompteRepository: ...
    @property
    def rendez_vous(self) -> RendezVousRepository: ...
    @property
    def masse(self) -> EcritureMasse: ...
    @property
    def ordonnances(self) -> OrdonnanceRepository: ...
    @property
    def dispensations(self) -> DispensationRepository: ...
    @property
    def envois(self) -> EnvoiRepository: ...
    @property
    def audit(self) -> AuditRepository: ...
    @property
    def brouillons(self) -> BrouillonRepository: ...
    @property
    def messages(self) -> MessageRepository: ...

    def commit(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


UnitOfWorkFactory = Callable[[], UnitOfWork]
