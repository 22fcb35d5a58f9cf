"""Choose the readers of a seat: the machine's own, or those of the sandbox."""

from pathlib import Path
from typing import Protocol

from ambroise.settings import Environnement, Reglages
from esante.cartes.acces import OpenJeton, pkcs11_opener
from esante.pcsc.connection import CardService
from esante.pcsc.service import PcscService


class Lecteurs(Protocol):
    """Readers of the sandbox, in this process or in that of a sandbox shared with others."""

    @property
    def reels(self) -> bool:
        """Whether they stand behind a real PC/SC daemon."""

    @property
    def service(self) -> CardService:
        """The readers as the card code sees them."""

    def insert(self, nom_carte: str, lecteur: str, autorite: Path) -> None:
        """Put a card of the catalogue in a reader."""

    def remove(self, lecteur: str) -> None:
        """Pull the card out of a reader."""

    def close(self) -> None:
        """Give the readers back."""


def open_service(reglages: Reglages, virtuels: Lecteurs | None) -> CardService:
    """Return the readers of the profile: the machine's own outside the sandbox."""
    if reglages.environnement is Environnement.BAC_A_SABLE and virtuels:
        return virtuels.service
    return PcscService()


def open_jeton(reglages: Reglages, service: CardService, virtuels: Lecteurs | None) -> OpenJeton:
    """Return how the token of the CPS in a reader is opened.

    PKCS#11 in a process of its own; APDU where the readers are in this process.
    """
    sans_module = virtuels is not None and service is virtuels.service and not virtuels.reels
    if sans_module:
        from esante.sandbox.cartes.jeton import ApduJeton

        return lambda lecteur, _autres: ApduJeton(service.connect(lecteur))
    return pkcs11_opener(reglages.module_pkcs11 or None)
