"""What telling the recipients of a wrong identity asks of the outside."""

from typing import Protocol

from ambroise.domain.envoi import Envoi
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.ports_actes import EnvoiPrepare


class PortRectification(Protocol):
    """Freezes, without any network, what mends the delivery of a document under a wrong identity."""

    def prepare_message(self, parti: Envoi, session: SessionProfessionnel) -> EnvoiPrepare:
        """Return an answer to the message that left, without any identity in it."""

    def prepare_suppression(self, parti: Envoi) -> EnvoiPrepare:
        """Return the deletion, from the DMP it went to, of the document that left."""

    def list_auteurs(self, parti: Envoi) -> frozenset[str]:
        """Return the RPPS numbers of those from whom the service takes a cancellation of the order."""

    def prepare_annulation(self, parti: Envoi, motif: str) -> EnvoiPrepare:
        """Return the cancellation, by its author, of the order deposited."""
