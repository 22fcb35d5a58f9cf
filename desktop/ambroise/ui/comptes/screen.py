"""The accounts of the office: who works here, until when, with which code; the first two to begin with."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.ui.actions import Command
from ambroise.ui.comptes.colonnes import columns_on
from ambroise.ui.comptes.formulaire import CompteCard, FondationCard
from ambroise.ui.comptes.ports import EtatComptes, LigneCompte
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import centred, column, fill, frame, label, row
from ambroise.ui.widgets.rows import RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import NBSP

_SCOPE: Final = "comptes"
_WIDTH: Final = 720

COMMANDS: Final = (
    Command("compte_new", "Nouveau compte", "plus", "Ctrl+N", "Secrétaire, remplaçant…", _SCOPE),
    Command("compte_edit", "Modifier", "pen-line", "F2", "Nom, rôle, dates", _SCOPE),
    Command("compte_code", "Donner un code", "key-round", "Ctrl+G", "Provisoire, montré une fois", _SCOPE),
    Command("compte_close", "Fermer le compte", "circle-x", "Del", "Ce qu’il a écrit reste", _SCOPE),
)


class ComptesScreen(Screen):
    """Shows the accounts; an act on one of them needs it to be the current row."""

    key, title = "comptes", "Comptes"
    commands = COMMANDS

    entered = Signal()
    saved = Signal(object)
    """A CompteSaisi."""
    code_wanted = Signal(object)
    """The LigneCompte to which a code is given."""
    close_wanted = Signal(object)
    founded = Signal(object, object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model: RowsModel[LigneCompte] = RowsModel(columns_on(context.now().date()), parent=self)
        self.table: DataTable[LigneCompte] = DataTable(self.model, "Comptes du cabinet")
        self.table.opened.connect(self._edit)
        self.table.current_changed.connect(lambda _ligne: self._allow())
        self.card = CompteCard()
        self.card.setMaximumWidth(_WIDTH)
        self.card.asked.connect(self.saved)
        self.fondation = FondationCard()
        self.fondation.asked.connect(self.founded)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_list())
        self._pages.addWidget(self._build_fondation())
        page = QWidget()
        layout = column(page, margins=(20, 14, 20, 16), gap=12)
        fill(layout, self._build_code())
        layout.addWidget(self._pages, 1)
        self.put(page)
        self.actions_.on("compte_new", lambda: self.card.open_on(None))
        self.actions_.on("compte_edit", lambda: self._with_current(self._edit))
        self.actions_.on("compte_code", lambda: self._with_current(self.code_wanted.emit))
        self.actions_.on("compte_close", lambda: self._with_current(self.close_wanted.emit))
        self._allow()

    def enter(self, argument: object = None) -> None:
        self.hide_code()
        self.entered.emit()

    def leave(self) -> bool:
        self.hide_code()
        return True

    def first_focus(self) -> QWidget:
        return self.fondation.admin if self._pages.currentIndex() else self.table

    def show_etat(self, etat: EtatComptes) -> None:
        """Show the accounts, the same one staying current; the first two to declare when there is none."""
        current = self.table.current()
        self.model.show_rows(etat.lignes)
        self._pages.setCurrentIndex(0 if etat.lignes else 1)
        self.fondation.show_first(etat)
        known = [ligne.compte.id for ligne in etat.lignes]
        if known:
            self.table.select(known.index(current.compte.id) if current and current.compte.id in known else 0)
        self._allow()

    def show_code(self, nom: str, code: str) -> None:
        """Show a provisional code, the only time it can be read."""
        self._code_for.setText(f"Code provisoire de {nom}, à lui donner de vive voix{NBSP}:")
        self._code.setText(f"{code[:4]}{NBSP}{code[4:]}")
        self._code_card.show()
        self._noted.setFocus()

    def hide_code(self) -> None:
        """Forget the code shown."""
        self._code.clear()
        self._code_card.hide()

    @property
    def code_shown(self) -> str:
        """The code on screen, empty when none is."""
        return self._code.text()

    def _build_list(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=12)
        tete = row(gap=8)
        boutons = [Button.of(self.actions_[command.name]) for command in COMMANDS[1:]]
        fill(tete, label("Comptes du cabinet", "title"), 0, *boutons)
        fill(tete, Button.of(self.actions_["compte_new"], "primary"))
        layout.addLayout(tete)
        fill(layout, self.card)
        layout.addWidget(self.table, 1)
        return page

    def _build_fondation(self) -> QWidget:
        self.fondation.setFixedWidth(_WIDTH)
        page = QWidget()
        fill(column(page), centred(self.fondation), 0)
        return page

    def _build_code(self) -> QWidget:
        self._code_card = frame("card", "success")
        self._code_for = label("", "strong", wrap=True)
        self._code = label("", "hero")
        self._noted = Button("C’est noté", variant="soft")
        self._noted.clicked.connect(lambda _checked=False: self.hide_code())
        words = column(gap=4)
        after = "Il n’ouvre que le choix d’un autre, que cette personne sera seule à savoir."
        fill(words, self._code_for, self._code, label(after, "secondary", wrap=True))
        layout = row(self._code_card, margins=(16, 12, 16, 12), gap=12)
        fill(layout, IconLabel("key-round", "success", 24), words, self._noted)
        layout.setStretch(1, 1)
        self._code_card.hide()
        return self._code_card

    def _edit(self, ligne: LigneCompte) -> None:
        self.card.open_on(ligne.compte)

    def _allow(self) -> None:
        for name in ("compte_edit", "compte_code", "compte_close"):
            self.actions_[name].setEnabled(self.table.current() is not None)
        self.actions_["compte_new"].setEnabled(self.model.rowCount() > 0)

    def _with_current(self, do: Callable[[LigneCompte], object]) -> None:
        ligne = self.table.current()
        if ligne is not None:
            do(ligne)
