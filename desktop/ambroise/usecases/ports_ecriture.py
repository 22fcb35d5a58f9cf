"""What writing a message asks of the outside, and what a message to write is made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ambroise.domain.message import EnteteMessage
from ambroise.domain.patient import Patient
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.ports_actes import EnvoiPrepare


@dataclass(frozen=True)
class DocumentAJoindre:
    """A document of the file that leaves: a PDF, or a CDA that carries its own."""

    titre: str
    type_mime: str
    contenu: bytes
    code: str
    """Type of document (JDV_J07) under which it leaves when it is not a CDA already."""


@dataclass(frozen=True)
class MessageAEcrire:
    """A message complete and checked, ready to be frozen.

    Args:
        identifiants: OID of the submission and of each document made for it.
    """

    boite: str
    destinataires: tuple[str, ...]
    objet: str
    corps: str
    session: SessionProfessionnel
    instant: datetime
    identifiants: tuple[str, ...]
    patient: Patient | None = None
    documents: tuple[DocumentAJoindre, ...] = ()
    en_reponse_a: str = ""
    references: tuple[str, ...] = ()
    accuse_lecture: bool = False
    fin_echange: bool = False


class PortCourrier(Protocol):
    """Freezes messages for the outbox, without any network."""

    def prepare_message(self, message: MessageAEcrire) -> EnvoiPrepare:
        """Raises DemandeRejetee or NonPrisEnCharge when it cannot leave as it is."""

    def prepare_accuse(
        self,
        entete: EnteteMessage,
        demandeur: str,
        octets: bytes,
        instant: datetime,
        *,
        automatique: bool,
    ) -> EnvoiPrepare:
        """Freeze the read receipt of a message; its identifier depends on the message alone."""

    def render_lettre(self, message: MessageAEcrire) -> bytes:
        """Return the words of a message as a letter, PDF/A-1."""
