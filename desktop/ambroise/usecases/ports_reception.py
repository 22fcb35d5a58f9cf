"""What reading the boxes asks of the outside, and what a message becomes once read."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ambroise.domain.message import AccuseRecu, EnteteMessage, RoleDossier
from ambroise.domain.rattachement import PatientAnnonce


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
class ResultatCritique:
    """A result that its laboratory flags: the name, the value with its unit, the flag."""

    libelle: str
    valeur: str
    drapeau: str


@dataclass(frozen=True)
class MessageOuvert:
    """A message read whole; ``texte`` is plain and nothing in it was fetched."""

    entete: EnteteMessage
    texte: str
    documents: tuple[DocumentJoint, ...]
    patient: PatientAnnonce | None
    alertes: tuple[str, ...]
    archive_verifiee: bool = False
    critiques: tuple[ResultatCritique, ...] = ()
    accuse_demande: str = ""
    """The address a read receipt is asked for, empty when none is."""
    accuse_automatique: bool = False
    """The receipt may leave by itself: the address asked for is the one that sent (RFC 8098 §2.1)."""
    fin_echange: bool = False
    """The sender closed the exchange: no answer is expected nor accepted."""


@dataclass(frozen=True)
class EtatCopie:
    """Where the copy of a folder stands; an empty one by default."""

    boite: str
    role: RoleDossier
    dossier: str = ""
    uidvalidity: int = 0
    modseq: int | None = None


@dataclass(frozen=True)
class EtapeCopie:
    """One step of a reading of a folder: what to add, change, remove, and the state to keep with it.

    Args:
        drapeaux: number of the message, then whether it is read and whether it is filed.
        recommencer: the folder was made anew: the copy is emptied first.
        reste: messages still to come.
    """

    etat: EtatCopie
    nouveaux: tuple[EnteteMessage, ...] = ()
    drapeaux: tuple[tuple[int, bool, bool], ...] = ()
    disparus: tuple[int, ...] = ()
    recommencer: bool = False
    reste: int = 0


class MessageRepository(Protocol):
    """The copy of the boxes kept in the encrypted store, to read without network."""

    def etat(self, boite: str, role: RoleDossier) -> EtatCopie: ...

    def uids(self, etat: EtatCopie) -> frozenset[int]:
        """Return the numbers of the messages kept of a folder."""

    def apply(self, etape: EtapeCopie) -> None:
        """Write one step and its state together."""

    def list(
        self,
        role: RoleDossier,
        *,
        du_patient: bool | None = None,
        avant: datetime | None = None,
        limite: int = 200,
    ) -> Sequence[EnteteMessage]:
        """Return the newest messages of every box, those before an instant when one is given."""

    def get(self, id_: str) -> EnteteMessage:
        """Raises Introuvable."""

    def save(self, entete: EnteteMessage) -> None:
        """Write what was learnt by reading a message."""

    def content(self, id_: str) -> bytes | None:
        """Return the message as it came, None when only its line is kept."""

    def keep_content(self, id_: str, octets: bytes) -> None: ...

    def to_read(self, boite: str, limite: int) -> Sequence[EnteteMessage]:
        """Return the newest messages that carry a document or a receipt and were not read yet."""

    def unfiled(self) -> tuple[int, datetime | None]:
        """Return how many documents wait to be filed, and since when the oldest does."""

    def unread(self) -> int:
        """Return how many received messages nobody opened."""

    def receipts(self, identifiants: Collection[str]) -> Sequence[AccuseRecu]:
        """Return the receipts about messages that left."""

    def boites(self) -> Sequence[str]:
        """Return the boxes a copy is kept of."""

    def forget(self, boite: str) -> None:
        """Drop the copy of a box that left the profile."""


class PortReception(Protocol):
    """The boxes of the professional. Each call raises a ServiceError when the box does not answer."""

    @property
    def boites(self) -> Sequence[str]:
        """The addresses of the boxes of this profile."""

    def synchronise(self, etat: EtatCopie, connus: Collection[int]) -> Iterator[EtapeCopie]:
        """Yield the steps from a copy to the present state of the folder, the newest messages first."""

    def fetch(self, entetes: Sequence[EnteteMessage]) -> Iterator[tuple[str, bytes]]:
        """Yield the messages of one folder as they are in the box; those gone are left out."""

    def read(self, entete: EnteteMessage, octets: bytes) -> MessageOuvert:
        """Read a message. Raises ReponseInvalide when it is hostile beyond reason."""

    def mark_lu(self, id_: str) -> None: ...

    def mark_classe(self, id_: str) -> None: ...

    def mark_accuse_rendu(self, id_: str) -> None: ...

    def wait_news(self, etat: EtatCopie, nombre: int, is_stopped: Callable[[], bool]) -> bool:
        """Wait until the folder differs from its copy (IDLE); return False when it was time to leave.

        Args:
            nombre: how many messages the copy holds: what came since it was read is news at once.
        """
