"""A counter at work: its screen, its controller, the fakes behind."""

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ambroise.ui.comptoir.choix import Choix
from ambroise.ui.comptoir.controller import ComptoirController
from ambroise.ui.comptoir.scan import GS
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import CarteAbsente
from ambroise.usecases.ports_cartes import CarteVitale
from tests.fakes import comptoir as c
from tests.ui.ecrans import make_context, show


class _Frappes:
    """A clock that stands still while a key goes through the window."""

    def __init__(self, instants: Iterator[float]) -> None:
        self._instants, self._instant = instants, next(instants)

    def next(self) -> None:
        self._instant = next(self._instants)

    def __call__(self) -> float:
        return self._instant


class Comptoir:
    """The counter with its controller and fakes."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen = ComptoirScreen(context)
        self.service = c.FakeDispensations()
        self.carte = CarteVitale("Lecteur", "vitale2", (c.VITALE,))
        self.carte_absente = False
        self.controles = c.FakeControles()
        self.controller = ComptoirController(
            self.screen, self.service, c.FakeBoites(), self.read_card, self.controles
        )
        show(qtbot, self.screen)

    def read_card(self) -> CarteVitale:
        if self.carte_absente:
            raise CarteAbsente("Aucune carte Vitale.")
        return self.carte

    def beep(self, cip: str, **reste: str) -> None:
        self.controller.scan(c.code_boite(cip, **reste))
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    @property
    def refusal(self) -> str:
        (banner,) = self.screen.banners.shown
        return banner.accessibleName()

    def scan(self) -> None:
        self.controller.scan(c.NUMERO)
        self.qtbot.waitUntil(lambda: self.controller.etat is not None)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.qtbot.keyClick(self.screen.focusWidget() or self.screen, key, modifiers)

    def burst(self, texte: str, *, gap: float = 0.0, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """Type a code where the focus is as a scanner does, ``gap`` seconds between two keys."""
        instants = (
            itertools.count(time.monotonic() + 1, gap) if gap else itertools.repeat(time.monotonic() + 1)
        )
        frappes = _Frappes(instants)
        self.screen._catcher._clock = frappes
        try:
            for lettre in texte:
                frappes.next()
                cible = self.screen.focusWidget() or self.screen
                if lettre == GS:
                    self.qtbot.keyClick(cible, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
                elif lettre.isascii():
                    self.qtbot.keyClicks(cible, lettre)
                else:  # Qt knows no key for it
                    sans = Qt.KeyboardModifier.NoModifier
                    QTest.sendKeyEvent(QTest.KeyAction.Click, cible, Qt.Key.Key_unknown, lettre, sans)
            frappes.next()
            self.key(end)
        finally:
            self.screen._catcher._clock = time.monotonic
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    def answer(self, rang: int, digit: Qt.Key, done: Callable[[Choix], bool]) -> None:
        """Answer the open line by a digit and wait until the answer is taken."""
        ligne = c.LIGNES[rang - 1]
        assert self.etat.courante == ligne.id
        self.key(digit)
        self.qtbot.waitUntil(lambda: done(self.etat.choix_de(ligne)))

    @property
    def etat(self) -> EtatComptoir:
        assert self.controller.etat is not None
        return self.controller.etat
