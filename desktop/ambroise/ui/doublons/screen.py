"""The screen of close files: the pairs at the left, both files side by side, the reason and the merge."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QProgressBar, QStackedWidget, QWidget

from ambroise.ui.actions import Command
from ambroise.ui.doublons.state import EtatDoublons, LigneComparee, contents, list_items, reasons, rows_of
from ambroise.ui.identites.morceaux import spans_of
from ambroise.ui.painting import REGULAR, SEMIBOLD
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, panel_head, row
from ambroise.ui.widgets.lists import SectionList
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.toast import Toast

COMMANDS: Final = (
    Command("doublons_merge", "Réunir les deux dossiers", "check", "Ctrl+Return", "", "doublons"),
    Command("doublons_swap", "Garder l’autre", "refresh-cw", "Ctrl+E", "Échanger", "doublons"),
    Command("doublons_open", "Ouvrir le dossier", "folder-open", "", "Celui qui est gardé", "doublons"),
    Command("doublons_search", "Tout comparer", "search", "Ctrl+R", "", "doublons"),
    Command("doublons_undo", "Séparer ce qui vient d’être réuni", "undo-2", "Ctrl+Z", "", "doublons"),
)


def _side(ligne: LigneComparee, texte: str, *, gauche: bool) -> Cell:
    if ligne.comparaison.identique or not ligne.garde or not ligne.absorbe:
        return Cell.of(texte or "aucun", "text" if texte else "secondary")
    cote = ligne.comparaison.gauche if gauche else ligne.comparaison.droite
    return Cell(spans_of(cote, True))


def _verdict(ligne: LigneComparee) -> Cell:
    if ligne.comparaison.identique:
        return Cell.of("Identique", "success", REGULAR, "check")
    if not ligne.garde or not ligne.absorbe:
        return Cell.of("Un seul le porte", "secondary")
    return Cell.of(ligne.comparaison.mot, "warning", SEMIBOLD, "equal-not")


COLONNES: Final[tuple[Column[LigneComparee], ...]] = (
    Column("", lambda t: Cell.of(t.libelle, "secondary"), 164),
    Column("Dossier gardé", lambda t: _side(t, t.garde, gauche=True), 0),
    Column("Dossier absorbé", lambda t: _side(t, t.absorbe, gauche=False), 0),
    Column("Comparaison", _verdict, 176),
)


def _tint(ligne: LigneComparee) -> Tone | None:
    differs = not ligne.comparaison.identique and bool(ligne.garde) and bool(ligne.absorbe)
    return "warning" if differs else None


class DoublonsScreen(Screen):
    """Shows an :class:`EtatDoublons`; merges nothing by itself."""

    key, title = "doublons", "Dossiers en double"
    commands = COMMANDS

    entered = Signal()
    search_wanted = Signal()
    paire_chosen = Signal(object)
    """The pair of UUIDs of a row."""
    swap_wanted = Signal()
    motif_typed = Signal(str)
    merge_wanted = Signal()
    patient_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._etat = EtatDoublons()
        self.paires = SectionList("Paires de dossiers proches", lines=True, height=64)
        self.paires.current_changed.connect(self._choose)
        self._model: RowsModel[LigneComparee] = RowsModel(COLONNES, tint=_tint, parent=self)
        self._table: DataTable[LigneComparee] = DataTable(self._model, "Les deux dossiers côte à côte")
        self._table.setSelectionMode(DataTable.SelectionMode.NoSelection)
        self._pourquoi = label("", wrap=True)
        self._contenus = label("", "secondary", wrap=True)
        self.motif = QLineEdit()
        self.motif.textEdited.connect(self.motif_typed)
        self._raison = label("", "secondary", wrap=True)
        self._progres = QProgressBar()
        self._progres.setRange(0, 100)
        self._progres.setAccessibleName("Comparaison des dossiers")
        self._vide = EmptyState(
            "users", "Aucun dossier en double", "Les dossiers qui se ressemblent s’afficheront ici."
        )
        self._attente = EmptyState(
            "user-search", "Deux dossiers côte à côte", "Choisissez une paire à gauche pour la comparer."
        )
        self._stack = QStackedWidget()
        self.toast = Toast(self)
        self._build()
        self.actions_.on("doublons_search", self.search_wanted.emit)
        self.actions_.on("doublons_merge", self.merge_wanted.emit)
        self.actions_.on("doublons_swap", self.swap_wanted.emit)
        self.actions_.on("doublons_open", self._open)
        self.actions_.on("doublons_undo", self.toast.undo)
        self.show_doublons(self._etat)

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    def first_focus(self) -> QWidget:
        return self.paires

    def show_doublons(self, etat: EtatDoublons) -> None:
        """Show a state."""
        avant, self._etat = self._etat, etat
        if avant.paires != etat.paires:
            self.paires.show_items(list_items(etat.paires, self.context.now().date()))
        self._progres.setVisible(etat.progres is not None)
        self._progres.setValue(round((etat.progres or 0.0) * 100))
        chercher = self.actions_["doublons_search"]
        chercher.setEnabled(etat.progres is None)
        if etat.apercu is not None:
            self._model.show_rows(rows_of(etat.apercu))
            self._contenus.setText(contents(etat.apercu))
            self._pourquoi.setText(reasons(etat.choisie) if etat.choisie else "")
        self._stack.setCurrentIndex(0 if etat.apercu else 1 if etat.paires or etat.progres is not None else 2)
        if self.motif.text() != etat.motif:
            self.motif.setText(etat.motif)
        self._raison.setText(etat.empechement or "La fusion se défait, chaque dossier retrouve son identité.")
        can = etat.apercu is not None and not etat.en_cours
        self.actions_["doublons_merge"].setEnabled(can and not etat.empechement)
        self.actions_["doublons_swap"].setEnabled(can)
        self.actions_["doublons_open"].setEnabled(can)

    def _choose(self, data: object) -> None:
        if isinstance(data, tuple):
            self.paire_chosen.emit(data)

    def _open(self) -> None:
        if self._etat.apercu is not None:
            self.patient_wanted.emit(self._etat.apercu.conserve.id)

    def _build(self) -> None:
        side = QWidget()
        left = column(side)
        fill(left, panel_head("Paires"), self._progres)
        left.addWidget(self.paires, 1)
        compare = QWidget()
        layout = column(compare, gap=12)
        fill(layout, self._pourquoi)
        layout.addWidget(self._table, 1)
        form = Form(152)
        form.add("&Raison de la fusion", self.motif, "même personne, saisie deux fois…")
        fill(layout, self._contenus, form)
        for widget in (compare, self._attente, self._vide):
            self._stack.addWidget(widget)
        page = QWidget()
        content = column(page, margins=(24, 16, 24, 24), gap=12)
        head = row(gap=12)
        fill(
            head,
            label("Dossiers en double", "title"),
            0,
            Button.of(self.actions_["doublons_swap"]),
            Button.of(self.actions_["doublons_search"]),
        )
        fill(content, head)
        content.addWidget(self._stack, 1)
        self.put(Columns(self.key, self.context.memory, page, left=("les paires", side), widths=(380, 0)))
        ouvrir = Button.of(self.actions_["doublons_open"], "flat")
        reunir = Button.of(self.actions_["doublons_merge"], "primary")
        self.put_foot(self._raison, ouvrir, reunir).setStretch(0, 1)
