"""What the identity screens ask besides the acts on an identity; called from a worker."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

from ambroise.domain.entrees import InsLue
from ambroise.domain.envoi import Envoi
from ambroise.domain.identite import AttributIdentite, IdentiteIns, TraitsIdentite, TypeJustificatif
from ambroise.domain.lieu import Lieu
from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases.apcv import LectureApcv
from ambroise.usecases.identites_lues import IdentiteLue
from ambroise.usecases.identitovigilance import Disqualification, SuitesRetrait
from ambroise.usecases.ports_cartes import BeneficiaireVitale, CarteVitale
from ambroise.usecases.ports_identite import ResultatInsi
from ambroise.usecases.rectification import DocumentParti


class RetraitsIns(Protocol):
    """Taking an INS away (``usecases.identitovigilance.IdentitovigilanceService``)."""

    def declare_doubt(self, patient_id: UUID, attributs: frozenset[AttributIdentite]) -> Disqualification: ...

    def preview_disqualification(self, patient_id: UUID) -> SuitesRetrait: ...
    def disqualify(self, patient_id: UUID, motif: str) -> Disqualification: ...
    def restore_ins(self, faite: Disqualification) -> Patient: ...


class Corrections(Protocol):
    """Mending what was typed wrong (``usecases.identitovigilance.IdentitovigilanceService``)."""

    def correct_identite(
        self, lu: Patient, traits: TraitsIdentite, nom_utilise: str, prenom_utilise: str
    ) -> Patient:
        """Write over what was read. Raises ConflitVersion."""


class Rectifications(Protocol):
    """Telling those who received a document under another identity (``usecases.rectification``)."""

    def list_a_prevenir(self, patient_id: UUID) -> Sequence[DocumentParti]: ...

    def rectify(self, patient_id: UUID, choisis: Collection[UUID]) -> Sequence[Envoi]:
        """Put in the outbox what mends the envois chosen among those listed."""


@dataclass(frozen=True)
class DepuisMessage:
    """What sends to the reception the person a message is about."""

    id: str


class Lectures(Protocol):
    """Identities read from outside; each raises when there is none to read."""

    def read_text(self, texte: str) -> IdentiteLue: ...
    def read_file(self, chemin: Path) -> IdentiteLue: ...
    def read_message(self, id_: str) -> IdentiteLue: ...


class Identites(Protocol):
    """Acts on an identity (``usecases.identites.IdentiteService``)."""

    def search_insi(self, patient_id: UUID) -> ResultatInsi:
        """Ask INSi by the traits of the file, and change nothing in it."""

    def accept(
        self,
        patient_id: UUID,
        *,
        ins: IdentiteIns | None = None,
        justificatif: TypeJustificatif | None = None,
    ) -> Patient:
        """Take what INSi answered, the proof shown, or both, in one transaction."""

    def find_lecture(self, patient_id: UUID) -> InsLue | None:
        """Return the INS read when the patient arrived."""

    def drop_lecture(self, patient_id: UUID) -> None:
        """Set that reading aside: the document was someone else's."""


@dataclass(frozen=True)
class DossierProche:
    """A file that may be the person at the desk, and why."""

    patient: Patient
    raisons: tuple[str, ...]


class Accueil(Protocol):
    """From a card or a stated identity to the right file, existing or new."""

    def read_vitale(self, lecteur: str | None = None) -> CarteVitale: ...

    def open_apcv(self, contenu: str | bytes) -> LectureApcv:
        """Exchange the text or the picture of the code of a phone."""

    def open_apcv_nfc(self) -> LectureApcv:
        """Exchange what the phone laid on a contactless reader shows."""

    def find_by_vitale(self, beneficiaire: BeneficiaireVitale) -> Sequence[Patient]: ...
    def find_proches(self, traits: TraitsIdentite, nom_utilise: str = "") -> Sequence[DossierProche]: ...
    def note_lecture(self, patient_id: UUID, lue: PatientAnnonce) -> None:
        """Keep the INS that was read for a known file, until INSi answers."""

    def search_lieux(self, texte: str, naissance: date | None = None) -> Sequence[Lieu]: ...

    def create(
        self,
        traits: TraitsIdentite,
        *,
        nom_utilise: str = "",
        telephone: str = "",
        nir_facturation: str = "",
        malgre_homonyme: bool = False,
        lue: PatientAnnonce | None = None,
    ) -> Patient: ...
