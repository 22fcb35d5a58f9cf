"""The journal of the office: who did what, from which seat; its chain verified from a button."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ambroise.domain.audit import FiltreTraces
from ambroise.ui.actions import Command
from ambroise.ui.errors import Explanation
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tasks import TRACES
from ambroise.ui.traces.liste import TracesList
from ambroise.ui.traces.mots import GROUPES, broken
from ambroise.ui.traces.ports import Journal
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.usecases.traces import LignesTraces

COMMANDS: Final = (
    Command(
        "journal_verify", "Vérifier le journal", "shield-check", "Ctrl+Return", "Chaque trace", "journal"
    ),
)
INTACT: Final = Explanation(
    "Le journal est intact",
    "Chaque trace suit la précédente, aucune n’a été changée ni ôtée.",
    "",
    "success",
    "shield-check",
)


class JournalScreen(Screen):
    """Shows what was done in the office, never to whom."""

    key, title = "journal", "Journal du cabinet"
    commands = COMMANDS

    entered = Signal()
    verify_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.list = TracesList("Journal du cabinet", [cle for cle, _mots, _actions in GROUPES])
        page = QWidget()
        layout = column(page, margins=(20, 14, 20, 16), gap=12)
        tete = row(gap=8)
        mots = label("Les patients n’y sont jamais nommés.", "secondary")
        fill(tete, label("Journal du cabinet", "title"), 4, mots, 0)
        fill(tete, Button.of(self.actions_["journal_verify"], "soft"))
        layout.addLayout(tete)
        layout.addWidget(self.list, 1)
        self.put(page)
        self.actions_.on("journal_verify", self.verify_wanted.emit)

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    def first_focus(self) -> QWidget:
        return self.list.table

    def show_verdict(self, constats: Sequence[str]) -> None:
        """Say whether the chain is whole."""
        self.banners.clear()
        self.show_explanation(broken(constats) if constats else INTACT)


class JournalController(QObject):
    """Reads the journal when shown; the verification can last, the window stays free."""

    def __init__(self, screen: JournalScreen, journal: Journal) -> None:
        super().__init__(screen)
        self._screen, self._journal = screen, journal
        screen.entered.connect(screen.list.ask)
        screen.list.wanted.connect(self._read)
        screen.verify_wanted.connect(self._verify)

    def _read(self, filtre: FiltreTraces, below: bool) -> None:
        def show(lues: LignesTraces) -> None:
            self._screen.list.show_traces(lues, below=below)

        self._screen.run(lambda _: self._journal.journal(filtre), show)

    def _verify(self) -> None:
        action = self._screen.actions_["journal_verify"]
        action.setEnabled(False)
        self._screen.run(
            lambda _: self._journal.verify(),
            self._screen.show_verdict,
            on_done=lambda: action.setEnabled(True),
            queue=TRACES,
            title="Vérification du journal",
        )
