"""What the messages screen asks of the outside, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Protocol
from uuid import UUID

from ambroise.domain.identite import Sexe, StatutIdentite
from ambroise.domain.modele_courrier import ModeleCourrier
from ambroise.usecases.redaction import Amorce, Destinataire, Redaction


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
    genre: str = ""
    """The kind of document, as its author names it."""
    critique: bool = False
    """A result that its laboratory flags as critical."""
    suivi: str = ""
    """What became of a message that left."""
    is_echec: bool = False


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
    critiques: tuple[str, ...] = ()
    """« Potassium 6,9 mmol/L (HH) »: what must be seen before anything else."""
    remarques: tuple[str, ...] = ()
    """What the document does to others: it replaces one, it cancels one."""
    accuse_demande: str = ""
    """Who asks to be told that the message was read; empty when nobody does or it was answered."""
    is_clos: bool = False
    """The sender closed the exchange: no answer."""


@dataclass(frozen=True)
class EtatBoites:
    """What waits in the boxes, and which ones cannot be read, in a sentence each."""

    a_classer: int = 0
    plus_ancien_jours: int = 0
    pannes: tuple[str, ...] = ()


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

    def list(self, casier: Casier, avant: datetime | None = None) -> Sequence[MessageResume]:
        """Return a page of what is kept here, the newest or those before an instant; no network."""

    def state(self) -> EtatBoites:
        """Return what waits; no network."""

    def refresh(self) -> EtatBoites:
        """Read the boxes, logging in when it is needed."""

    def read(self, message_id: str) -> MessageLu: ...

    def file(self, rangement: Rangement) -> None: ...

    def answer_receipt(self, message_id: str, *, accept: bool) -> None:
        """Send the read receipt that was asked for, or decline it for good."""


class Redacteur(Protocol):
    """Writing, as its screen uses it; called from a worker."""

    def start(self, depart: "Depart") -> Amorce:
        """Return what a message starts from."""

    def search(self, texte: str) -> Sequence[Destinataire]:
        """Look in the national directory, by name, profession, town or RPPS in any order."""

    def modeles(self) -> Sequence[ModeleCourrier]: ...

    def keep_modele(self, modele: ModeleCourrier) -> None: ...

    def kept(self) -> str:
        """Return the message begun and not sent, empty when there is none."""

    def keep(self, texte: str) -> None:
        """Keep the message being written; an empty one is forgotten."""

    def send(self, redaction: Redaction) -> None:
        """Put a message in the outbox, and forget the one kept."""


@dataclass(frozen=True)
class Depart:
    """Where the writing of a message starts from: a file, a message to answer or to forward, or nothing.

    Another screen may give it words and someone to write to: they are read again before they leave.
    """

    patient_id: UUID | None = None
    message_id: str = ""
    transfert: bool = False
    destinataire: Destinataire | None = None
    objet: str = ""
    corps: str = ""
    concerne: UUID | None = None

    def fill(self, amorce: Amorce) -> Amorce:
        """Return what a message starts from, with the words another screen gave it."""
        if not self.corps:
            return amorce
        qui = (self.destinataire,) if self.destinataire and self.destinataire.adresse else ()
        return replace(amorce, destinataires=qui, objet=self.objet, corps=self.corps)


PAGE = 200
"""Messages of one page of the list."""
RUBRIQUES = ("Biologie", "Imagerie", "Compte rendu", "Courrier", "Ordonnance", "Autre document")
