"""Vitale cards that came while nobody could be told: before the session, or behind the lock."""

from collections.abc import Callable

from ambroise.ui.shell.ports import holds_vitale
from ambroise.usecases.ports_cartes import EtatLecteur


class VitalesEnAttente:
    """Announces each card once, by its reader: at once, or as soon as somebody works.

    Args:
        is_working: whether somebody may be told now.
        announce: tells the reader; the card is in it.
    """

    def __init__(self, is_working: Callable[[], bool], announce: Callable[[str], None]) -> None:
        self._is_working, self._announce = is_working, announce
        self._waiting: dict[str, None] = {}

    def follow(self, lecteur: EtatLecteur) -> None:
        """Take a change of reader into account."""
        self._waiting.pop(lecteur.nom, None)
        if holds_vitale([lecteur]):
            self._waiting[lecteur.nom] = None
            self.tell()

    def tell(self) -> None:
        """Announce the card that came last; a second one stays for the light of the top bar."""
        if self._waiting and self._is_working():
            *_, last = self._waiting
            self._waiting.clear()
            self._announce(last)
