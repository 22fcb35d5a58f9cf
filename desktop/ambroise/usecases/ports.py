"""What the use cases ask of the outside; the outer packages implement these, the fakes too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from ambroise.domain.audit import EntreeAudit, FiltreTraces, TraceRangee
from ambroise.domain.dossier import Allergie, Consultation, Document
from ambroise.domain.doublons import Repere
from ambroise.domain.entrees import Entree
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
from ambroise.usecases.ports_agenda import ReglageAgendaRepository, RendezVousRepository
from ambroise.usecases.ports_comptes import CompteRepository
from ambroise.usecases.ports_dossier import (
    BrouillonRepository,
    CopieOrdonnanceRepository,
    DispensationRepository,
    DossierRepository,
    EntreeRepository,
    OrdonnanceRepository,
    TexteDocumentRepository,
)
from ambroise.usecases.ports_envois import EnvoiRepository
from ambroise.usecases.ports_identite import EchangeInsiRepository
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


class AuditRepository(Protocol):
    """The append-only chained trail, written in the transaction of what it records."""

    def append(self, entree: EntreeAudit) -> None: ...
    def list(self, patient_id: UUID | None = None, limite: int = 1000) -> Sequence[EntreeAudit]: ...

    def accesses(self, patient_id: UUID, filtre: FiltreTraces) -> Sequence[TraceRangee]:
        """What was done to a file, and to those it absorbed."""

    def journal(self, filtre: FiltreTraces) -> Sequence[TraceRangee]:
        """What was done in the office, without saying to whom."""

    def verify(self) -> Sequence[str]:
        """Return a French finding for each broken link; empty when the chain is whole."""


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
    def reglages_agenda(self) -> ReglageAgendaRepository: ...
    @property
    def masse(self) -> EcritureMasse: ...
    @property
    def ordonnances(self) -> OrdonnanceRepository: ...
    @property
    def dispensations(self) -> DispensationRepository: ...
    @property
    def copies_ordonnances(self) -> CopieOrdonnanceRepository: ...
    @property
    def envois(self) -> EnvoiRepository: ...
    @property
    def audit(self) -> AuditRepository: ...
    @property
    def brouillons(self) -> BrouillonRepository: ...
    @property
    def messages(self) -> MessageRepository: ...
    @property
    def textes(self) -> TexteDocumentRepository: ...
    @property
    def echanges_insi(self) -> EchangeInsiRepository: ...

    def commit(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


UnitOfWorkFactory = Callable[[], UnitOfWork]
