"""The readers of the sandbox: behind a private PC/SC daemon, in another process, or in this one."""

import os
from contextlib import ExitStack
from pathlib import Path

from esante.errors import EsanteError
from esante.pcsc.connection import CardService
from esante.pcsc.service import PcscService
from esante.sandbox.autorite import Autorite
from esante.sandbox.cartes.carte import VirtualCard
from esante.sandbox.cartes.catalogue import create_card
from esante.sandbox.cartes.client import TableClient
from esante.sandbox.cartes.lecteurs import VirtualReaders
from esante.sandbox.pcscd import SOCKET_VARIABLE, PrivatePcscd, is_available
from esante.transport import http_client, tls_context

LECTEUR_CPS = "Lecteur CPS"
LECTEUR_VITALE = "Lecteur Vitale"
SANS_PCSC = "AMBROISE_LECTEURS_INTERNES"
"""Set to 1 to use the in-process readers even where a PC/SC daemon could run."""


class LecteursPartages:
    """The readers of a sandbox that runs in another process: same cards for every program of the seat.

    Raises:
        EsanteError: that sandbox has no PC/SC daemon.
    """

    reels = True

    def __init__(self, url: str, autorite: Path) -> None:
        self.table = TableClient(http_client(tls_context(autorite)), url)
        os.environ[SOCKET_VARIABLE] = self.table.list().socket
        self.service: CardService = PcscService()

    def insert(self, nom_carte: str, lecteur: str, autorite: Path) -> None:  # noqa: ARG002 - it has its own
        """Put a card of the catalogue in a reader, or in the card's usual one."""
        self.table.insert(nom_carte, lecteur or None)

    def remove(self, lecteur: str) -> None:
        """Pull the card out of a reader."""
        self.table.remove(lecteur)

    def close(self) -> None:
        """Leave the cards where they are."""
        self.table.close()


class LecteursVirtuels:
    """The two readers of the sandbox and the cards put in them.

    ``reels`` tells whether they stand behind the real PC/SC daemon; else the same cards answer in this
    process, through the same code above.

    Args:
        folder: where the cards keep their counters.
        demon: a daemon already running in this process, which may have one only.
    """

    def __init__(self, folder: Path, demon: PrivatePcscd | None = None) -> None:
        self._folder = folder
        self._fermetures = ExitStack()
        self.reels = demon is not None or (is_available() and os.environ.get(SANS_PCSC) != "1")
        self.service: CardService
        if demon is not None:
            self._daemon, self.service = demon, PcscService()
        elif self.reels:
            try:
                self._daemon = self._fermetures.enter_context(PrivatePcscd([LECTEUR_CPS, LECTEUR_VITALE]))
                self.service = PcscService()
            except EsanteError:
                self.reels = False
        if not self.reels:
            self._internes = VirtualReaders([f"{LECTEUR_CPS} 00 00", f"{LECTEUR_VITALE} 00 00"])
            self.service = self._internes

    def slot(self, nom: str) -> str:
        """Return the PC/SC name of the first slot of a reader."""
        return f"{nom} 00 00"

    def insert(self, nom_carte: str, lecteur: str, autorite: Path) -> None:
        """Put a card of the catalogue in a reader; ``autorite`` is the sandbox folder that certifies it."""
        card: VirtualCard = create_card(nom_carte, Autorite(autorite), self._folder)
        if self.reels:
            self._daemon.insert(self.slot(lecteur), card)
        else:
            self._internes.insert(self.slot(lecteur), card)

    def remove(self, lecteur: str) -> None:
        """Pull the card out of a reader."""
        if self.reels:
            self._daemon.remove(self.slot(lecteur))
        else:
            self._internes.remove(self.slot(lecteur))

    def close(self) -> None:
        """Stop the daemon."""
        self._fermetures.close()
