"""The registers: listed medicines dispensed, balance of narcotics, boxes owed, interventions."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from ambroise.domain.bilan_delivrances import LigneBilan
from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.domain.intervention import Devenir, InterventionPharmaceutique
from ambroise.domain.ordonnancier import EntreeOrdonnancier
from ambroise.domain.unites import fold
from ambroise.ui.actions import Command
from ambroise.ui.registre.colonnes import LISTES, RANGEE
from ambroise.ui.registre.edition import ask_export
from ambroise.ui.registre.mouvement import MouvementForm
from ambroise.ui.registre.vues import CLES, COLONNES, GESTES, VIDES, VUES
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.rows import Column, RowsModel
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import plural
from ambroise.usecases.edition_registre import Edition, edit
from ambroise.usecases.registre import BalanceProduit, BoitesDues

_SCOPE: Final = "registre"

_FILTRE: Final = 320
"""Pixels that its four words take; less where the window is narrow."""

COMMANDS: Final = (
    Command(
        "registre_filter", "Filtrer l’ordonnancier", "search", "Ctrl+F", "Patient, produit, date", _SCOPE
    ),
    Command("registre_print", "Imprimer", "printer", "Ctrl+P", "Ce registre, tel qu’il est filtré", _SCOPE),
    Command("registre_export", "Exporter", "download", "Ctrl+E", "Pour un tableur", _SCOPE),
    Command("registre_acceptee", "Réponse\u00a0: acceptée", "check", "Alt+A", "Intervention", _SCOPE),
    Command("registre_refusee", "Réponse\u00a0: refusée", "x", "Alt+R", "Intervention", _SCOPE),
    Command("registre_joindre", "Joindre le papier", "paperclip", "Alt+J", "Scan ou PDF, à la copie", _SCOPE),
    Command("registre_detruire", "Détruire la copie", "trash-2", "Alt+D", "Trois ans passés", _SCOPE),
    Command("registre_movement", "Inscrire un mouvement", "plus", "Ctrl+N", "Stupéfiants", _SCOPE),
)


class RegistreScreen(Screen):
    """Shows the registers, one at a time."""

    key, title = "registre", "Registre"
    commands = COMMANDS

    entered = Signal()
    movement_given = Signal(str, object, object, str)
    print_wanted = Signal(object)
    """An Edition."""
    export_wanted = Signal(object, object)
    """An Edition, and the Path where to write it."""
    chosen = Signal(str)
    """The number of an order whose owed boxes are to be given."""
    copie_opened = Signal(object)
    """A CopieOrdonnance."""
    answered = Signal(object, object)
    """An InterventionPharmaceutique and its Devenir."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._entrees: Sequence[EntreeOrdonnancier] = ()
        self._vue = VUES[0][0]
        self.vues = Segmented("Registre", VUES, "ordonnancier")
        self.vues.chosen.connect(self._show_view)
        self.filtre = QLineEdit()
        self.filtre.setPlaceholderText("Patient, produit, prescripteur, date")
        self.filtre.setAccessibleName("Filtrer l’ordonnancier")
        self.filtre.setMaximumWidth(_FILTRE)
        self.filtre.setMinimumWidth(176)
        self.filtre.setClearButtonEnabled(True)
        self.filtre.textChanged.connect(self._filter)
        self._compte = label("", "secondary")
        self.mouvement = MouvementForm()
        self.mouvement.given.connect(self.movement_given)
        self.toast = Toast(self)
        self._models: dict[str, RowsModel[Any]] = {}
        self._stacks: dict[str, QStackedWidget] = {}
        self._tables: dict[str, DataTable[Any]] = {}
        self._pages = QStackedWidget()
        for cle, colonnes in COLONNES:
            self._pages.addWidget(self._make_page(cle, colonnes))
        self._tables["dues"].opened.connect(lambda due: self.chosen.emit(due.numero))
        self._tables["copies"].opened.connect(self.copie_opened)
        self._tables["ordonnancier"].opened.connect(self._open_entry)
        page = QWidget()
        layout = column(page, margins=(20, 14, 20, 16), gap=12)
        tete = row(gap=12)
        fill(tete, label("Registre", "title"), self.vues, 0)
        dessous = row()  # beside six registers it would not fit in a small window
        dessous.addWidget(self.filtre, 1)
        dessous.addStretch(2)
        layout.addLayout(tete)
        layout.addLayout(dessous)
        fill(layout, self.mouvement)
        layout.addWidget(self._pages, 1)
        self.put(page)
        gestes = [Button.of(self.actions_[nom]) for noms in GESTES.values() for nom in noms]
        exporter, imprimer = (Button.of(self.actions_[f"registre_{nom}"]) for nom in ("export", "print"))
        self.put_foot(*gestes, self._compte, 0, exporter, imprimer)
        self.actions_.on("registre_print", lambda: self.print_wanted.emit(self.edition()))
        self.actions_.on("registre_export", lambda: ask_export(self, self.edition(), self.export_wanted))
        self.actions_.on("registre_acceptee", lambda: self._answer(Devenir.ACCEPTEE))
        self.actions_.on("registre_refusee", lambda: self._answer(Devenir.REFUSEE))
        self.actions_.on("registre_filter", lambda: self._go("ordonnancier", self.filtre))
        self.actions_.on("registre_movement", lambda: self._go("stupefiants", self.mouvement.produit))
        self._show_view("ordonnancier")

    def enter(self, argument: object = None) -> None:
        if argument in dict(VUES):
            self.vues.choose(str(argument))
            self._show_view(str(argument))
        self.entered.emit()

    def first_focus(self) -> QWidget:
        return self.filtre

    def show_registres(
        self,
        entrees: Sequence[EntreeOrdonnancier],
        balance: Sequence[BalanceProduit],
        dues: Sequence[BoitesDues],
        interventions: Sequence[InterventionPharmaceutique] = (),
        copies: Sequence[CopieOrdonnance] = (),
        bilan: Sequence[LigneBilan] = (),
    ) -> None:
        """Show the registers."""
        self._show_rows("bilan", bilan)
        jour = self.context.now().date()
        echues = sum(copie.is_destructible(jour) for copie in copies)
        self._show_rows("copies", copies)
        self.vues.set_words("copies", f"Copies ({plural(echues, 'échue')})" if echues else "Copies")
        self._entrees = entrees
        self._show_rows("stupefiants", balance)
        self._show_rows("dues", dues)
        self._show_rows("interventions", interventions)
        self.vues.set_words("dues", f"Boîtes dues ({len(dues)})" if dues else "Boîtes dues")
        self._filter(self.filtre.text())

    def say_recorded(self, denomination: str) -> None:
        """Say that a movement is written, and wait for the next."""
        self.mouvement.clear()
        self.toast.say(f"Mouvement inscrit, {denomination.partition(',')[0]}")

    def edition(self) -> Edition:
        """Return the register shown, as it is filtered, ready to be printed or exported."""
        choix = self.filtre.text().strip() if self._vue == "ordonnancier" else ""
        return edit(self._vue, self.rows_of(self._vue), choix)  # type: ignore[arg-type]

    def _open_entry(self, entree: EntreeOrdonnancier) -> None:
        """Open the copy of the order that an entry of the register is about; only narcotics have one."""
        copies = (c for c in self.rows_of("copies") if isinstance(c, CopieOrdonnance))
        copie = next((c for c in copies if entree.numero in c.numeros and c.detruite_le is None), None)
        if copie is not None:
            self.copie_opened.emit(copie)

    def _answer(self, devenir: Devenir) -> None:
        choisie = self.current("interventions")
        if choisie is not None:
            self.answered.emit(choisie, devenir)

    def current(self, vue: str) -> object | None:
        """Return the row chosen of a register."""
        return self._models[vue].at(self._tables[vue].currentIndex().row())

    def rows_of(self, vue: str) -> list[object]:
        """Return the rows shown of a register."""
        return self._models[vue].values()

    def _filter(self, texte: str) -> None:
        mots = fold(texte).split()
        gardees = [e for e in self._entrees if all(mot in _words(e) for mot in mots)]
        self._show_rows("ordonnancier", gardees)
        self._compte.setText(plural(len(gardees), "entrée"))

    def _show_rows(self, vue: str, rows: Sequence[object]) -> None:
        """Show a register; the row chosen stays chosen, and in sight, whatever was written meanwhile."""
        table, cle = self._tables[vue], CLES[vue]
        choisie, haut = table.current(), table.verticalScrollBar().value()
        self._models[vue].show_rows(rows)
        self._stacks[vue].setCurrentIndex(0 if rows else 1)
        self._allow()
        if choisie is not None:
            rang = next((n for n, ligne in enumerate(rows) if cle(ligne) == cle(choisie)), None)
            if rang is not None:
                table.select(rang)
                table.verticalScrollBar().setValue(haut)

    def _show_view(self, vue: str) -> None:
        self._vue = vue
        for sienne, noms in GESTES.items():
            for nom in noms:
                self.actions_[nom].setVisible(vue == sienne)
        self._allow()
        self._pages.setCurrentIndex([cle for cle, _mots in VUES].index(vue))
        self.mouvement.setVisible(vue == "stupefiants")
        self.filtre.setVisible(vue == "ordonnancier")
        self._compte.setVisible(vue == "ordonnancier")

    def _allow(self) -> None:
        """Offer what acts on rows where there are some."""
        for sienne, noms in GESTES.items():
            for nom in noms:
                self.actions_[nom].setEnabled(self._vue == sienne and bool(self.rows_of(sienne)))
        for nom in ("registre_print", "registre_export"):
            self.actions_[nom].setEnabled(bool(self.rows_of(self._vue)))

    def _go(self, vue: str, champ: QWidget) -> None:
        self.vues.choose(vue)
        self._show_view(vue)
        champ.setFocus()

    def _make_page(self, cle: str, colonnes: tuple[Column[Any], ...]) -> QWidget:
        model: RowsModel[Any] = RowsModel(colonnes, parent=self)
        table: DataTable[Any] = DataTable(model, dict(VUES)[cle], row_height=RANGEE)
        stack = QStackedWidget()
        stack.addWidget(table)
        stack.addWidget(EmptyState(*VIDES[cle]))
        self._models[cle], self._stacks[cle], self._tables[cle] = model, stack, table
        return stack


def _words(entree: EntreeOrdonnancier) -> str:
    return fold(
        f"{entree.numero} {entree.produit} {entree.patient} {entree.prescripteur} "
        f"{entree.date:%d/%m/%Y} {LISTES[entree.liste]}"
    )
