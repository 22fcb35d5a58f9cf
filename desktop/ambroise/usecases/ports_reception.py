"""What reading the boxes asks of the outside, and what a message becomes once read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ambroise.domain.rattachement import PatientAnnonce


@dataclass(frozen=True)
class EnteteMessage:
    """One line of a box. ``id`` names the box, the folder and the message in it."""

    id: str
    expediteur: str
    objet: str
    recu_le: datetime
    lu: bool
    classe: bool
    """Its documents were filed, on this seat or another: the box itself remembers."""
    porte_document: bool
    du_patient: bool


@dataclass(frozen=True)
class DocumentJoint:
    """A document of a message; ``identifiant`` is its uniqueId, or one made of the message for a bare PDF."""

    identifiant: str
    titre: str
    type_mime: str
    contenu: bytes
    rubrique: str = "Autre document"
    date_acte: date | None = None
    html: str = ""


@dataclass(frozen=True)
class MessageOuvert:
    """A message read whole; ``texte`` is plain and nothing in it was fetched."""

    entete: EnteteMessage
    texte: str
    documents: tuple[DocumentJoint, ...]
    patient: PatientAnnonce | None
    alertes: tuple[str, ...]
    archive_verifiee: bool = False


class PortReception(Protocol):
    """The boxes of the professional. Each call raises a ServiceError when no box answers."""

    def list_messages(self, *, envoyes: bool) -> Sequence[EnteteMessage]:
        """Return the newest messages of every box; one box in trouble does not hide the others."""

    def open_message(self, id_: str) -> MessageOuvert:
        """Raises Introuvable when it is gone, ReponseInvalide when it is hostile."""

    def mark_lu(self, id_: str) -> None: ...

    def mark_classe(self, id_: str) -> None: ...
