"""One's own prescriptions: a line of criteria, what was prescribed, which alerts were shown and answered."""

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.domain.revue import AlerteRevue, Revue
from ambroise.ui.actions import Command
from ambroise.ui.pratique.colonnes import ALERTES, PRESCRIPTIONS
from ambroise.ui.pratique.criteres import CriteresForm
from ambroise.ui.registre.edition import ask_export
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.rows import Column, RowsModel
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import plural
from ambroise.usecases.edition_registre import Edition
from ambroise.usecases.edition_revue import by_strength, edit

_SCOPE: Final = "pratique"

COMMANDS: Final = (
    Command(
        "pratique_filter", "Chercher un médicament", "search", "Ctrl+F", "Substance, marque, ATC", _SCOPE
    ),
    Command("pratique_view", "Prescriptions ou alertes", "list", "Ctrl+T", "L’autre liste", _SCOPE),
    Command("pratique_write", "Écrire", "mail", "Alt+M", "Un message au sujet du patient choisi", _SCOPE),
    Command(
        "pratique_print", "Imprimer", "printer", "Ctrl+P", "Cette liste, telle qu’elle est filtrée", _SCOPE
    ),
    Command("pratique_export", "Exporter", "download", "Ctrl+E", "Pour un tableur", _SCOPE),
)

VUES: Final = (("prescriptions", "Prescriptions"), ("alertes", "Alertes"))
VIDES: Final = {
    "prescriptions": (
        "pill",
        "Aucune prescription",
        "Vos ordonnances signées qui répondent à ces critères s’afficheront ici.",
    ),
    "alertes": (
        "shield-check",
        "Aucune alerte",
        "Celles qui se sont affichées quand vous avez signé, et votre réponse, s’afficheront ici.",
    ),
}
_COLONNES: Final[tuple[tuple[str, tuple[Column[Any], ...]], ...]] = (
    ("prescriptions", PRESCRIPTIONS),
    ("alertes", ALERTES),
)


class PratiqueScreen(Screen):
    """Shows a :class:`Revue`, one view at a time."""

    key, title = "pratique", "Ma pratique"
    commands = COMMANDS

    asked = Signal()
    opened = Signal(object)
    """The identifier of the patient of a row."""
    write_wanted = Signal(object)
    """The same, to write about."""
    print_wanted = Signal(object)
    """An Edition."""
    export_wanted = Signal(object, object)
    """An Edition, and the Path where to write it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.revue: Revue | None = None
        self.vues = Segmented("Liste", VUES, "prescriptions")
        self.vues.chosen.connect(self._show_view)
        self.criteres = CriteresForm()
        self.criteres.asked.connect(self.asked)
        self._compte = label("", "secondary")
        self._detail = label("", "secondary", wrap=True)
        self.toast = Toast(self)
        self._models: dict[str, RowsModel[Any]] = {}
        self._tables: dict[str, DataTable[Any]] = {}
        self._stacks: dict[str, QStackedWidget] = {}
        self._pages = QStackedWidget()
        for cle, colonnes in _COLONNES:
            self._pages.addWidget(self._make_page(cle, colonnes))
        page = QWidget()
        layout = column(page, margins=(20, 14, 20, 16), gap=12)
        tete = row(gap=12)
        fill(tete, label("Ma pratique", "title"), self.vues, 0, self._compte)
        layout.addLayout(tete)
        fill(layout, self.criteres)
        layout.addWidget(self._pages, 1)
        fill(layout, self._detail)
        self.put(page)
        noms = ("write", "export", "print")
        ecrire, exporter, imprimer = (Button.of(self.actions_[f"{_SCOPE}_{nom}"]) for nom in noms)
        self.put_foot(ecrire, 0, exporter, imprimer)
        self.actions_.on("pratique_filter", self.criteres.medicament.setFocus)
        self.actions_.on("pratique_view", self._turn)
        self.actions_.on("pratique_write", self._write)
        self.actions_.on("pratique_print", lambda: self.print_wanted.emit(self.edition()))
        self.actions_.on("pratique_export", lambda: ask_export(self, self.edition(), self.export_wanted))
        self._show_view("prescriptions")

    def enter(self, argument: object = None) -> None:
        if argument in dict(VUES):
            self.vues.choose(str(argument))
            self._show_view(str(argument))
        self.asked.emit()

    def first_focus(self) -> QWidget:
        return self.criteres.medicament

    def show_revue(self, revue: Revue) -> None:
        """Show an answer; the alerts answered with a reason come first."""
        self.revue = revue
        self._show_rows("prescriptions", revue.lignes)
        self._show_rows("alertes", by_strength(revue.alertes))
        self._show_view(self._vue)

    def edition(self) -> Edition:
        """Return the list shown, ready to be printed or exported."""
        assert self.revue is not None
        return edit(self._vue, self.revue)

    def rows_of(self, vue: str) -> list[Any]:
        """Return the rows shown of a view."""
        return self._models[vue].values()

    def _show_rows(self, vue: str, rows: tuple[Any, ...]) -> None:
        self._models[vue].show_rows(rows)
        self._stacks[vue].setCurrentIndex(0 if rows else 1)
        if rows:
            self._tables[vue].select(0)

    def _show_view(self, vue: str) -> None:
        self._vue = vue
        self._pages.setCurrentIndex([cle for cle, _mots in VUES].index(vue))
        is_pleine = bool(self.rows_of(vue))
        for nom in ("write", "print", "export"):
            self.actions_[f"{_SCOPE}_{nom}"].setEnabled(is_pleine)
        self._compte.setText(self._count())
        self._show_detail()

    def _count(self) -> str:
        revue = self.revue
        if revue is None:
            return ""
        rows = self.rows_of(self._vue)
        noms = {"prescriptions": "ligne", "alertes": "alerte"}
        mots = [plural(len(rows), noms[self._vue]), plural(len({r.patient.id for r in rows}), "patient")]
        if self._vue == "prescriptions":
            en_cours = {r.patient.id for r in revue.lignes if r.is_en_cours(revue.criteres.au)}
            mots.append(f"{plural(len(en_cours), 'patient')} en cours")
        if revue.fermes:
            mots.append(f"{plural(revue.fermes, 'dossier fermé', 'dossiers fermés')} à votre compte")
        return " · ".join(mots)

    def _show_detail(self) -> None:
        """Say the whole of the alert chosen: cause, source, and the reason given."""
        choisie = self._tables[self._vue].current() if self._vue in self._tables else None
        if not isinstance(choisie, AlerteRevue):
            self._detail.hide()
            return
        motif = f" Motif\u00a0: {choisie.motif}." if choisie.motif else ""
        self._detail.setText(f"{choisie.cause}{motif} Source\u00a0: {choisie.source}.")
        self._detail.show()

    def _turn(self) -> None:
        autre = "alertes" if self._vue == "prescriptions" else "prescriptions"
        self.vues.choose(autre)
        self._show_view(autre)
        self._tables[autre].setFocus()

    def _write(self) -> None:
        choisie = self._tables[self._vue].current()
        if choisie is not None:
            self.write_wanted.emit(choisie.patient.id)

    def _make_page(self, cle: str, colonnes: tuple[Column[Any], ...]) -> QWidget:
        model: RowsModel[Any] = RowsModel(colonnes, parent=self)
        table: DataTable[Any] = DataTable(model, dict(VUES)[cle])
        table.opened.connect(lambda ligne: self.opened.emit(ligne.patient.id))
        table.current_changed.connect(lambda _ligne: self._show_detail())
        stack = QStackedWidget()
        stack.addWidget(table)
        stack.addWidget(EmptyState(*VIDES[cle]))
        self._models[cle], self._tables[cle], self._stacks[cle] = model, table, stack
        return stack
