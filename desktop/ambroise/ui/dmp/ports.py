"""What the DMP screen asks of the use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from ambroise.domain.alimentation import LignePartage, ModeleSynthese, TypeDocumentPartage
from ambroise.domain.apports import Apport, Propositions
from ambroise.domain.dmp import DocumentDmp, DocumentOuvert, SituationDmp, Visibilite
from ambroise.domain.dmp_droits import DroitsDmp
from ambroise.usecases.alimentation import VISIBLE

AUCUNE: Final = Propositions()


@dataclass(frozen=True)
class DossierDmp:
    """A record as it is open on this seat; ``documents`` is None when it may not be consulted yet.

    ``depasses`` are the identifiers of the kept copies that the DMP has replaced or removed since.
    """

    patient_id: UUID
    situation: SituationDmp
    documents: tuple[DocumentDmp, ...] | None = None
    motif_bris: str = ""
    secrete: bool = False
    is_mineur: bool = False
    is_opposee: bool = False
    depasses: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentLuDmp:
    """A document fetched to be read: its page if it carries one, harmless HTML, its words to compare."""

    ouvert: DocumentOuvert
    pdf: bytes = b""
    html: str = ""
    lignes: tuple[str, ...] = ()
    avertissements: tuple[str, ...] = ()
    propositions: Propositions = AUCUNE


class DossiersDmp(Protocol):
    """The records of the patients (``usecases.dmp``, ``usecases.dmp_documents``)."""

    def load(self, patient_id: UUID) -> DossierDmp: ...
    def droits(self, patient_id: UUID) -> DroitsDmp: ...
    def load_new(self, patient_id: UUID) -> tuple[DocumentDmp, ...]: ...
    def consent(self, patient_id: UUID) -> None: ...
    def withdraw(self, patient_id: UUID) -> None: ...
    def oppose(self, patient_id: UUID, *, active: bool) -> None: ...
    def break_glass(self, patient_id: UUID, motif: str) -> None: ...
    def connect_secretly(self, patient_id: UUID) -> None: ...
    def read(self, patient_id: UUID, document: DocumentDmp) -> DocumentLuDmp: ...
    def keep(self, patient_id: UUID, ouvert: DocumentOuvert) -> None: ...
    def accept(self, patient_id: UUID, ouvert: DocumentOuvert, choisis: Sequence[Apport]) -> int: ...

    def set_visibilite(
        self, patient_id: UUID, document: DocumentDmp, choix: Visibilite, *, confirmee: bool
    ) -> None: ...
    def delete(self, patient_id: UUID, document: DocumentDmp, *, confirmee: bool) -> None: ...
    def archive(self, patient_id: UUID, document: DocumentDmp) -> None: ...
    def web_url(self, patient_id: UUID) -> str: ...


@dataclass(frozen=True)
class DemandePartage:
    """What the user chose before sharing a line of the file."""

    ligne: LignePartage
    type_document: TypeDocumentPartage = TypeDocumentPartage.COMPTE_RENDU
    modele: ModeleSynthese = ModeleSynthese.IPS
    visibilite: Visibilite = VISIBLE
    code_cis: str = ""


@dataclass(frozen=True)
class ReglesPartage:
    """The rules as they stand: what leaves alone, what waits for a word, in the words of the settings."""

    seuls: tuple[str, ...] = ()
    sur_accord: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vaccin:
    """A vaccine of the medicines base."""

    code_cis: str
    denomination: str


class PartagesDmp(Protocol):
    """What this office shares (``usecases.alimentation``)."""

    def list(self, patient_id: UUID) -> tuple[LignePartage, ...]: ...
    def rules(self) -> ReglesPartage: ...
    def find_vaccins(self, texte: str) -> Sequence[Vaccin]: ...
    def share(self, patient_id: UUID, demande: DemandePartage) -> None: ...
    def retry(self, ligne: LignePartage) -> None: ...
    def withdraw(self, patient_id: UUID, ligne: LignePartage, *, confirmee: bool) -> None: ...
