"""What the messages screen asks of the outside, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol
from uuid import UUID

from ambroise.domain.identite import Sexe, StatutIdentite


class Casier(Enum):
    """The three parts of the boxes; professionals and patients stay apart."""

    PROFESSIONNELS = ("professionnels", "Professionnels")
    PATIENTS = ("patients", "Patients")
    ENVOYES = ("envoyes", "Envoyés")

    def __init__(self, cle: str, libelle: str) -> None:
        self.cle = cle
        self.libelle = libelle


class Classement(Enum):
    """Where a message stands between the box and the file: word, tone, icon."""

    A_CLASSER = ("À classer", "accent", "folder-input")
    A_RECONNAITRE = ("À reconnaître", "warning", "user-search")
    CLASSE = ("Classé", "success", "folder-check")
    SANS_DOCUMENT = ("", "secondary", "")

    def __init__(self, libelle: str, ton: str, icone: str) -> None:
        self.libelle = libelle
        self.ton = ton
        self.icone = icone


@dataclass(frozen=True)
class MessageResume:
    """One line of the list."""

    id: str
    expediteur: str
    objet: str
    recu_le: datetime
    patient: str = ""
    """« ADRTROIS Toussaint, 66 ans », or what the document says of someone not recognised."""
    classement: Classement = Classement.SANS_DOCUMENT
    lu: bool = True
    urgent: bool = False


@dataclass(frozen=True)
class TraitCompare:
    """One trait on the document and in the file."""

    nom: str
    document: str
    dossier: str
    is_identique: bool


@dataclass(frozen=True)
class DossierRapproche:
    """The file the document seems to belong to, and why."""

    patient_id: UUID
    nom: str
    prenom: str
    date_naissance: date
    sexe: Sexe
    statut: StatutIdentite
    traits: tuple[TraitCompare, ...]
    ald: str = ""

    @property
    def identiques(self) -> int:
        """How many traits are the same."""
        return sum(trait.is_identique for trait in self.traits)

    @property
    def is_certain(self) -> bool:
        """Whether every trait is the same and the identity is qualified: C may file."""
        return self.identiques == len(self.traits) and self.statut is StatutIdentite.QUALIFIEE


@dataclass(frozen=True)
class DocumentRecu:
    """A document of a message; ``html`` was made harmless before it came here, and nothing is fetched."""

    titre: str
    html: str
    pages_png: tuple[bytes, ...] = ()
    archive_verifiee: bool = False
    rubrique: str = "Biologie"
    date_acte: date | None = None
    resultats: int = 0
    """How many measures may join the curves."""


@dataclass(frozen=True)
class MessageLu:
    """A message opened: its text, its first document, the file that was recognised."""

    resume: MessageResume
    texte: str
    document: DocumentRecu | None = None
    dossier: DossierRapproche | None = None


@dataclass(frozen=True)
class Rangement:
    """Where and how a document is filed."""

    message_id: str
    patient_id: UUID
    rubrique: str
    date_acte: date
    ajouter_resultats: bool
    rappeler: bool


class Messages(Protocol):
    """The boxes as the screen uses them; called from a worker."""

    def list(self, casier: Casier) -> Sequence[MessageResume]: ...

    def read(self, message_id: str) -> MessageLu: ...

    def file(self, rangement: Rangement) -> None: ...


RUBRIQUES = ("Biologie", "Imagerie", "Compte rendu", "Courrier", "Ordonnance", "Autre document")
