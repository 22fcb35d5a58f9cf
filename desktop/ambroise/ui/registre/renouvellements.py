"""The renewals to prepare: what patients may come for, a week ahead."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.ui.actions import Command
from ambroise.ui.registre.colonnes import RANGEE, RENOUVELLEMENTS
from ambroise.ui.registre.edition import ask_export
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.rows import RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import plural
from ambroise.usecases.edition_registre import Edition, edit
from ambroise.usecases.registre import RenouvellementDu

_SCOPE: Final = "renouvellements"

COMMANDS: Final = (
    Command("renouvellements_print", "Imprimer", "printer", "Ctrl+P", "La liste à préparer", _SCOPE),
    Command("renouvellements_export", "Exporter", "download", "Ctrl+E", "Pour un tableur", _SCOPE),
)


class RenouvellementsScreen(Screen):
    """``chosen`` carries the number of the order to take to the counter."""

    key, title = "renouvellements", "Renouvellements"
    commands = COMMANDS

    entered = Signal()
    chosen = Signal(str)
    print_wanted = Signal(object)
    """An Edition."""
    export_wanted = Signal(object, object)
    """An Edition, and the Path where to write it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model: RowsModel[RenouvellementDu] = RowsModel(RENOUVELLEMENTS, parent=self)
        self.table: DataTable[RenouvellementDu] = DataTable(
            self.model, "Renouvellements à préparer", row_height=RANGEE
        )
        self.table.opened.connect(self._open)
        self._compte = label("", "secondary")
        vide = EmptyState(
            "rotate-cw",
            "Rien à préparer",
            "Ce qui se renouvelle sous sept jours s’affichera ici.",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(vide)
        page = QWidget()
        layout = column(page, margins=(20, 14, 20, 16), gap=12)
        tete = row(gap=12)
        fill(tete, label("Renouvellements à préparer", "title"), 0, self._compte)
        layout.addLayout(tete)
        layout.addWidget(self._stack, 1)
        self.put(page)
        self.toast = Toast(self)
        exporter, imprimer = (Button.of(self.actions_[f"{_SCOPE}_{nom}"]) for nom in ("export", "print"))
        self.put_foot(0, exporter, imprimer)
        self.actions_.on("renouvellements_print", lambda: self.print_wanted.emit(self.edition()))
        self.actions_.on(
            "renouvellements_export", lambda: ask_export(self, self.edition(), self.export_wanted)
        )
        self.show_dus(())

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    def first_focus(self) -> QWidget:
        return self.table

    def show_dus(self, dus: Sequence[RenouvellementDu]) -> None:
        """Show what is due, the earliest first."""
        choisi = self.table.current()
        self.model.show_rows(dus)
        if choisi in dus:
            self.table.select(dus.index(choisi))
        self._compte.setText(f"{plural(len(dus), 'ligne')}, Entrée ouvre au comptoir" if dus else "")
        self._stack.setCurrentIndex(0 if dus else 1)
        for action in ("renouvellements_print", "renouvellements_export"):
            self.actions_[action].setEnabled(bool(dus))

    def edition(self) -> Edition:
        """Return the list shown, ready to be printed or exported."""
        return edit("renouvellements", self.model.values())

    def _open(self, du: object) -> None:
        if isinstance(du, RenouvellementDu):
            self.chosen.emit(du.numero)
