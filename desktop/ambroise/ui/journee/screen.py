"""The home of the day: the appointments at the left, whom to call and what to do at the right."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from ambroise.domain.agenda import EtatRendezVous
from ambroise.ui.actions import Command
from ambroise.ui.journee.absence import AbsenceCard
from ambroise.ui.journee.donner import DonnerRendezVous
from ambroise.ui.journee.etats import ETATS, etat_commands
from ambroise.ui.journee.malgre import malgre_command
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.ui.journee.poste import PostePanel
from ambroise.ui.journee.state import COLONNES, EtatJournee, GenreLigne, LigneJournee, tache_row, tint
from ambroise.ui.journee.suivant import CarteSuivant
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tokens import Size
from ambroise.ui.widgets.buttons import Button, IconButton
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, frame, label, row, rule, scroller
from ambroise.ui.widgets.lists import SectionList
from ambroise.ui.widgets.menus import menu_button, offer_menu
from ambroise.ui.widgets.rows import RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import clock, full_date

_SANS_ANNEE: Final = 1260
QUART: Final = 15
"""Minutes of one step of the keyboard."""

COMMANDS: Final = (
    Command("journee_rdv", "Rendez-vous", "plus", "Ctrl+N", "Donner un rendez-vous", "journee"),
    Command("journee_avant", "Jour précédent", "chevron-left", "Ctrl+Left", "", "journee"),
    Command("journee_apres", "Jour suivant", "chevron-right", "Ctrl+Right", "", "journee"),
    Command("journee_aujourdhui", "Aujourd’hui", "", "Ctrl+Home", "Revenir à ce jour", "journee"),
    Command("journee_modifier", "Modifier", "pen-line", "F2", "Heure, motif, lieu, notes…", "journee"),
    *etat_commands("journee"),
    Command("journee_agenda", "Agenda", "calendar-days", "S", "Le jour et la semaine", "journee"),
    Command("journee_libre", "Prochain créneau libre", "search", "Ctrl+Shift+N", "Tous jours", "journee"),
    Command("journee_deplacer", "Déplacer", "calendar-days", "M", "Puis Entrée sur un créneau", "journee"),
    Command("journee_plus_tot", "Plus tôt d’un quart d’heure", "arrow-up", "Alt+Up", "", "journee"),
    Command("journee_plus_tard", "Plus tard d’un quart d’heure", "arrow-down", "Alt+Down", "", "journee"),
    Command("journee_absence", "M’absenter", "calendar-off", "", "Garder des jours sans patient", "journee"),
    malgre_command("journee"),
    Command("journee_undo", "Annuler le dernier geste", "undo-2", "Ctrl+Z", "", "journee"),
)


_GESTES: Final = (
    "journee_modifier",
    "journee_deplacer",
    "journee_plus_tot",
    "journee_plus_tard",
    *(f"journee_{nom}" for nom, *_ in ETATS),
    "journee_libre",
    "journee_absence",
)


class JourneeScreen(Screen):
    """Shows an :class:`EtatJournee`."""

    key, title = "journee", "Journée"
    commands = COMMANDS

    patient_wanted = Signal(object)
    """The RendezVousDuJour whose file to open."""
    rendez_vous_wanted = Signal(object)
    """The CreneauLibre to give, None for any time."""
    etat_wanted = Signal(object, object)
    jour_wanted = Signal(int)
    tache_wanted = Signal(object)
    unfold_wanted = Signal()
    agenda_wanted = Signal()
    libre_wanted = Signal()
    move_wanted = Signal(object)
    """The RendezVousDuJour to put in the free time chosen next."""
    edit_wanted = Signal(object)
    """The RendezVousDuJour to write over."""
    shift_wanted = Signal(object, int)
    """A RendezVousDuJour, and of how many minutes to move it."""
    absence_wanted = Signal(object, object, str)
    entered = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._jour: date | None = None
        self._titre = label("", "title")
        self._comptes = label("", "label")
        self._model: RowsModel[LigneJournee] = RowsModel(COLONNES, tint=tint, parent=self)
        self._table: DataTable[LigneJournee] = DataTable(self._model, "Rendez-vous du jour")
        self._table.opened.connect(self._open)
        self._table.clicked.connect(lambda index: self._click(index.row(), index.column()))
        donner = Button("Donner un rendez-vous", icon="plus", key="Ctrl+N")
        donner.clicked.connect(lambda: self.rendez_vous_wanted.emit(None))
        self._empty = EmptyState(
            "calendar-days",
            "Aucun rendez-vous ce jour",
            "Les rendez-vous du jour et la salle d’attente s’afficheront ici.",
            donner,
        )
        self.donner = DonnerRendezVous()
        self.absence = AbsenceCard()
        self.absence.asked.connect(self.absence_wanted)
        self.toast = Toast(self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty)
        self.suivant = CarteSuivant()
        self.suivant.open_wanted.connect(self.patient_wanted)
        self.suivant.call_wanted.connect(
            lambda entree: self.etat_wanted.emit(entree.rendez_vous.id, EtatRendezVous.EN_CONSULTATION)
        )
        self._taches = SectionList("À faire", lines=True)
        self._taches.opened.connect(self.tache_wanted)
        self._taches.clicked.connect(lambda _: self.tache_wanted.emit(self._taches.current()))
        self._aucune_tache = label("Rien n’attend.", "secondary")
        self.poste = PostePanel()
        self._build()
        self.actions_.on("journee_rdv", lambda: self.rendez_vous_wanted.emit(None))
        self.actions_.on("journee_avant", lambda: self.jour_wanted.emit(-1))
        self.actions_.on("journee_apres", lambda: self.jour_wanted.emit(1))
        self.actions_.on("journee_aujourdhui", lambda: self.jour_wanted.emit(0))
        for nom, etat, *_ in ETATS:
            self.actions_.on(f"journee_{nom}", partial(self._set_etat, etat))
        self.actions_.on("journee_undo", self.toast.undo)
        self.actions_.on("journee_libre", self.libre_wanted.emit)
        self.actions_.on("journee_deplacer", lambda: self._with_current(self.move_wanted.emit))
        self.actions_.on("journee_modifier", self._edit)
        self.actions_.on("journee_plus_tot", lambda: self._shift(-QUART))
        self.actions_.on("journee_plus_tard", lambda: self._shift(QUART))
        self.actions_.on("journee_absence", self.absence.open)
        self.actions_.on("journee_agenda", self.agenda_wanted.emit)

    def show_journee(self, etat: EtatJournee) -> None:
        """Show a day, keeping the current row and what is in sight."""
        before, barre = self._table.current(), self._table.verticalScrollBar()
        meme_jour, haut = self._jour == etat.chargee.jour, barre.value()
        self._jour = etat.chargee.jour
        self._say_title()
        self._comptes.setText(etat.comptes)
        self._model.show_rows(etat.lignes)
        self._stack.setCurrentWidget(self._table if etat.lignes else self._empty)
        self._table.show_now(etat.rang_maintenant, clock(etat.maintenant.astimezone()))
        self._select(etat, before)
        if meme_jour:
            barre.setValue(haut)
        self.suivant.show_suivant(etat.suivant, etat.maintenant)
        self._show_taches(etat)

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_title()

    def _say_title(self) -> None:
        """Name the day shown, without its year where there is no room for it."""
        if self._jour is not None:
            mots = full_date(self._jour).capitalize()
            self._titre.setText(mots[:-5] if self.width() < _SANS_ANNEE else mots)

    def focus_to_do(self) -> None:
        """Go to what waits (F7)."""
        self._taches.setFocus()
        if self._taches.current() is None:
            self._taches.select_first()

    def _select(self, etat: EtatJournee, before: LigneJournee | None) -> None:
        """Keep the appointment or the free time that was current; else go to who comes next."""
        rangs: dict[object, int] = {ligne.cle: n for n, ligne in enumerate(etat.lignes)}
        suivant = etat.suivant.rendez_vous.id if etat.suivant is not None else None
        garde = before.cle if before is not None and before.cle in rangs else suivant
        if garde is not None and (rang := rangs.get(garde)) is not None:
            self._table.select(rang)

    def _show_taches(self, etat: EtatJournee) -> None:
        items = [tache_row(tache, etat.maintenant) for tache in etat.chargee.taches]
        self._taches.show_items(items)
        self._taches.setVisible(bool(items))
        self._aucune_tache.setVisible(not items)
        self._taches.setFixedHeight(self._taches.content_height())

    def _build(self) -> None:
        left = QWidget()
        layout = column(left, margins=(Size.PAGE_MARGIN, 12, Size.PAGE_MARGIN, 20), gap=10)
        head = row(gap=8)
        avant = IconButton("chevron-left", "Jour précédent", key="Ctrl+Left")
        apres = IconButton("chevron-right", "Jour suivant", key="Ctrl+Right")
        avant.clicked.connect(lambda: self.jour_wanted.emit(-1))
        apres.clicked.connect(lambda: self.jour_wanted.emit(1))
        aujourdhui = Button("Aujourd’hui")
        aujourdhui.clicked.connect(lambda: self.jour_wanted.emit(0))
        titre = column(gap=0)
        fill(titre, self._titre, self._comptes)
        head.addLayout(titre)
        fill(head, 0, Button.of(self.actions_["journee_agenda"]), avant, aujourdhui, apres)
        gestes = [self.actions_[nom] for nom in _GESTES]
        offer_menu(self._table, gestes)
        fill(head, Button.of(self.actions_["journee_rdv"]), menu_button("Gestes sur le rendez-vous", gestes))
        layout.addLayout(head)
        layout.addWidget(self.donner)
        layout.addWidget(self.absence)
        layout.addWidget(self._stack, 1)
        side = ("le patient suivant et ce qui attend", self._make_side())
        self.put(Columns(self.key, self.context.memory, left, right=side, widths=(0, 400)))

    def _make_side(self) -> QScrollArea:
        side = QWidget()
        layout = column(side, margins=(16, 16, 16, 20), gap=16)
        fill(layout, self.suivant, self._card("À faire", label("F7", "label"), self._taches_body()))
        fill(layout, self._card("Poste", self.poste.resume, self.poste), 0)
        return scroller(side)

    def _taches_body(self) -> QWidget:
        body = QWidget()
        layout = column(body)
        fill(layout, self._taches, self._aucune_tache)
        self._aucune_tache.setContentsMargins(16, 8, 16, 12)
        return body

    def _card(self, titre: str, droite: QWidget, corps: QWidget) -> QFrame:
        card = frame("card")
        layout = column(card, margins=(1, 1, 1, 1))
        head = QWidget()
        head.setFixedHeight(Size.PANEL_HEAD)
        fill(row(head, margins=(16, 0, 16, 0)), label(titre, "section"), 0, droite)
        fill(layout, head, rule(), corps)
        return card

    def _open(self, ligne: LigneJournee) -> None:
        match ligne.genre:
            case GenreLigne.PLI:
                self.unfold_wanted.emit()
            case GenreLigne.LIBRE:
                self.rendez_vous_wanted.emit(ligne.creneau)
            case GenreLigne.RENDEZ_VOUS:
                self.patient_wanted.emit(ligne.entree)

    def _click(self, rang: int, colonne: int) -> None:
        ligne = self._model.at(rang)
        if ligne is not None and (
            ligne.genre is GenreLigne.PLI or (ligne.genre is GenreLigne.LIBRE and colonne == 3)
        ):
            self._open(ligne)

    def _shift(self, minutes: int) -> None:
        self._with_current(lambda entree: self.shift_wanted.emit(entree, minutes))

    def _with_current(self, do: Callable[[RendezVousDuJour], object]) -> None:
        ligne = self._table.current()
        if ligne is not None and ligne.entree is not None and not ligne.is_passe:
            do(ligne.entree)

    def _edit(self) -> None:
        ligne = self._table.current()
        if ligne is not None and ligne.entree is not None:
            self.edit_wanted.emit(ligne.entree)

    def _set_etat(self, etat: EtatRendezVous) -> None:
        ligne = self._table.current()
        if ligne is not None and ligne.entree is not None and ligne.patient is not None:
            self.etat_wanted.emit(ligne.entree.rendez_vous.id, etat)
