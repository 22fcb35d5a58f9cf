"""What a file asks of the store: its content, its acts, and the text being typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.dossier import Allergie, Constante, Consultation, Document
from ambroise.domain.entrees import AnnulationEntree, Entree, VersionAnterieure
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.passages import SANS_FILTRE, FiltrePassages, Passage
from ambroise.domain.texte_document import BilanTextes, EtatTexte, TexteDocument

T = TypeVar("T", bound=Entree)


class DossierRepository(Protocol):
    """Clinical content, newest first."""

    def add_consultation(self, consultation: Consultation) -> None: ...

    def search_texts(
        self,
        recherche: str,
        patient_id: UUID | None = None,
        limite: int = 50,
        filtre: FiltrePassages = SANS_FILTRE,
    ) -> Sequence[tuple[UUID, UUID | None]]:
        """Ids of the notes, letters, entries that hold every word typed, newest first, with their patient."""

    def read_passages(self, ids: Sequence[UUID]) -> Sequence[Passage]:
        """Return the texts of what was found, in the same order."""

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


@dataclass(frozen=True)
class TexteALire:
    """A document whose words nobody tried to read yet."""

    document_id: UUID
    empreinte: str
    type_mime: str


class TexteDocumentRepository(Protocol):
    """The words of the documents, read once for all those of the same bytes."""

    def to_read(self, apres: UUID | None, limite: int) -> Sequence[TexteALire]:
        """Return documents nobody tried to read, in the order of identifiers, after the one given."""

    def content(self, empreinte: str) -> bytes: ...

    def keep(self, empreinte: str, texte: TexteDocument) -> None:
        """Keep what was read; every document of these bytes is found by it from now on."""

    def etat(self, empreinte: str) -> EtatTexte | None:
        """Return what was read of a document, None when nobody tried."""

    def bilan(self) -> BilanTextes: ...

    def forget_failures(self) -> int:
        """Let the documents that could not be read be tried again; return how many there are."""


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


class OrdonnanceRepository(Protocol):
    """Orders; the database itself refuses to change a signed one, but for its replacement or cancellation."""

    def save(self, ordonnance: Ordonnance) -> None:
        """Write a draft, freeze a signed order, or note its replacement. Raises ActeFinal."""

    def get(self, id_: UUID) -> Ordonnance: ...
    def find_by_numero(self, numero: str) -> Ordonnance | None: ...
    def list(self, patient_id: UUID) -> Sequence[Ordonnance]: ...

    def signed_by(self, numero_rpps: str, du: date, au: date) -> Sequence[Ordonnance]:
        """Return the orders in force that a professional signed between two days, the newest first."""


class DispensationRepository(Protocol):
    """What this pharmacy dispensed, never changed; the register number follows the last one without a gap."""

    def add(self, dispensation: Dispensation) -> None: ...
    def list(self, numero_ordonnance: str) -> Sequence[Dispensation]: ...
    def find_by_boite(self, code_cip13: str, numero_serie: str) -> Dispensation | None:
        """The first execution with which the pack of this product and serial number left."""

    def since(self, instant: datetime) -> Sequence[Dispensation]:
        """Every execution of this pharmacy from an instant on, the oldest first."""

    def hold(self) -> None:
        """Make any other seat that dispenses wait until this transaction ends: what it gave is then read."""

    def next_numero_ordonnancier(self) -> int:
        """Take the next register number; given back if the transaction is rolled back."""


class CopieOrdonnanceRepository(Protocol):
    """The copies kept; their bytes go when they are destroyed, the row says for ever that they were kept."""

    def add(self, copie: CopieOrdonnance, contenu: bytes) -> None: ...
    def list(self) -> Sequence[CopieOrdonnance]: ...

    def content(self, id_: UUID) -> bytes:
        """Return the PDF of a copy. Raises Introuvable: unknown, or destroyed."""

    def destroy(self, id_: UUID) -> None:
        """Take the bytes of a copy away. Raises Introuvable: unknown, or destroyed already."""


class BrouillonRepository(Protocol):
    """Text being typed, saved as it is typed, found again after a crash."""

    def save(self, cle: str, contenu: str, maintenant: datetime) -> None: ...
    def get(self, cle: str) -> tuple[str, datetime] | None: ...
    def delete(self, cle: str) -> None: ...
