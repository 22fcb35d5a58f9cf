"""What the file of a patient needs: finding it, what it follows, its documents."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from ambroise.domain.alimentation import VersionPartagee
from ambroise.domain.apports import Apport, Propositions
from ambroise.domain.dossier import Consultation, Document, TypeConstante
from ambroise.domain.entrees import Entree, Tache
from ambroise.domain.passages import SANS_FILTRE, FiltrePassages
from ambroise.domain.texte_document import BilanTextes
from ambroise.domain.traitement import TraitementEnCours
from ambroise.usecases.patients import DossierPatient, NouvelleAllergie
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.recherche_notes import PassageTrouve
from ambroise.usecases.suivi import GenreSuivi


class Patients(Protocol):
    """Search and read the files (``usecases.patients.PatientService``)."""

    def search(self, texte: str, limite: int = 30) -> Sequence[ResultatPatient]: ...
    def open(self, patient_id: UUID) -> DossierPatient: ...

    def save_consultation(
        self,
        patient_id: UUID,
        *,
        motif: str,
        note: str,
        constantes: tuple[tuple[TypeConstante, Decimal], ...] = (),
        allergies: tuple[NouvelleAllergie, ...] = (),
        debut: datetime | None = None,
    ) -> Consultation: ...


class Notes(Protocol):
    """Search the words of the notes (``usecases.recherche_notes.RechercheNotesService``)."""

    def search(
        self,
        recherche: str,
        filtre: FiltrePassages = SANS_FILTRE,
        *,
        miennes: bool = False,
        limite: int = 40,
    ) -> Sequence[PassageTrouve]: ...

    def read_bilan_textes(self) -> BilanTextes:
        """Count the documents found by their words and those that are not."""

    def read_again(self) -> int:
        """Have the documents that could not be read tried again; return how many."""


class Suivi(Protocol):
    """What follows a patient (``usecases.suivi.SuiviService``)."""

    def add(self, patient_id: UUID, genre: GenreSuivi, libelle: str, le: date | None = None) -> Entree: ...
    def declare_no_allergy(self, patient_id: UUID) -> Entree: ...
    def tell_maternite(self, patient_id: UUID, *, grossesse: bool, allaitement: bool) -> Entree: ...
    def stop(self, patient_id: UUID, traitement: TraitementEnCours, motif: str) -> Entree: ...
    def set_done(self, tache: Tache, *, faite: bool) -> Entree: ...
    def correct(self, entree: Entree) -> Entree: ...
    def undo(self, patient_id: UUID, id_: UUID) -> None: ...
    def annul(self, patient_id: UUID, id_: UUID, motif: str) -> None: ...


class EtatsDmp(Protocol):
    """Where what the file feeds the DMP with is (``usecases.alimentation``)."""

    def read(self, dossier: DossierPatient) -> Mapping[UUID, VersionPartagee]: ...

    def retry(self, version: VersionPartagee) -> None:
        """Let go what waits for someone."""


class Documents(Protocol):
    """Stored documents (``usecases.documents.DocumentService``); reading and printing are traced."""

    def read(self, document: Document) -> bytes: ...
    def read_to_print(self, document: Document) -> bytes: ...
    def note_print(self, document: Document) -> None: ...
    def note_no_print(self, document: Document) -> None: ...


class ApportsDocuments(Protocol):
    """What the stored documents propose to their file (``usecases.integration``)."""

    def propose(self, document: Document) -> Propositions: ...
    def accept(self, document: Document, choisis: Sequence[Apport]) -> int: ...
