"""The agenda of the office: columns to scale, the forms at the right, the current appointment at the foot."""

from datetime import date, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QScrollArea, QWidget

from ambroise.ui.agenda.apport import ApportCalendrier
from ambroise.ui.agenda.choix import PARTOUT, TOUS, Vue
from ambroise.ui.agenda.commandes import COMMANDS, MENU, PIED, SCOPE
from ambroise.ui.agenda.echelle import PAS, minute_of
from ambroise.ui.agenda.entetes import Entetes
from ambroise.ui.agenda.grille import GOUTTIERE, GrilleAgenda
from ambroise.ui.agenda.pied import PiedAgenda
from ambroise.ui.agenda.ports import AgendaCharge
from ambroise.ui.agenda.reglages import ReglagesAgenda
from ambroise.ui.journee.absence import AbsenceCard
from ambroise.ui.journee.donner import DonnerRendezVous
from ambroise.ui.journee.etats import ETATS
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tokens import Size, Type
from ambroise.ui.widgets.buttons import Button, IconButton
from ambroise.ui.widgets.chips import Line
from ambroise.ui.widgets.layouts import column, fill, row, rule, scroller
from ambroise.ui.widgets.menus import menu_button
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import NBSP, full_date, long_date

_COTE: Final = 448


class AgendaScreen(Screen):
    """Shows an :class:`AgendaCharge`; its controller does the rest."""

    key, title = "agenda", "Agenda"
    commands = COMMANDS

    entered = Signal(object)
    step_wanted = Signal(int)
    """-1, 1, or 0 for today."""
    date_wanted = Signal(object)
    semaine_wanted = Signal(bool)
    agenda_wanted = Signal(str)
    lieu_wanted = Signal(str)
    etat_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._titre, self._sous_titre = Line(), Line()
        self.vue = Segmented("Agenda", (("jour", "Jour"), ("semaine", "Semaine")), "semaine")
        self.vue.chosen.connect(lambda cle: self.semaine_wanted.emit(cle == "semaine"))
        self.qui, self.lieu = QComboBox(), QComboBox()
        for choix, nom in ((self.qui, "Agenda de"), (self.lieu, "Lieu")):
            choix.setAccessibleName(nom)
            choix.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._sans_horaires = Button.of(self.actions_["agenda_reglages"], "flat")
        self._sans_horaires.setText("Écrire les heures d’ouverture")
        self.qui.activated.connect(lambda _: self.agenda_wanted.emit(str(self.qui.currentData())))
        self.lieu.activated.connect(lambda _: self.lieu_wanted.emit(str(self.lieu.currentData())))
        self.grille = GrilleAgenda()
        self.entetes = Entetes()
        self.entetes.day_wanted.connect(self.date_wanted)
        self.donner, self.absence = DonnerRendezVous(), AbsenceCard()
        self.reglages, self.apport = ReglagesAgenda(), ApportCalendrier()
        self._defile = QScrollArea()
        self._defile.setWidget(self.grille)
        self._defile.setWidgetResizable(True)
        self._defile.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._defile.verticalScrollBar().rangeChanged.connect(lambda *_: self._align_heads())
        self._tetes = scroller(self.entetes)
        self._tetes.setFixedHeight(self.entetes.height())
        self._tetes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tetes.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._defile.horizontalScrollBar().valueChanged.connect(self._tetes.horizontalScrollBar().setValue)
        self.pied = PiedAgenda(self.actions_, [f"{SCOPE}_{nom}" for nom in PIED])
        self.toast = Toast(self)
        self.grille.current_changed.connect(self._show_current)
        self.grille.said.connect(self._say)
        self._cote = self._make_side()
        self._build()
        self._wire()

    def enter(self, argument: object = None) -> None:
        self.entered.emit(argument)

    def first_focus(self) -> QWidget:
        return self.grille

    def show_agenda(self, charge: AgendaCharge, maintenant: datetime, vue: Vue) -> None:
        """Show columns."""
        jours = [colonne.jour.jour for colonne in charge.colonnes]
        self._titre.show_spans([Span(_title(jours), SEMIBOLD, size=Type.TITLE)])
        self._sous_titre.show_spans([Span(_subtitle(charge), tone="secondary", size=Type.LABEL)])
        self.vue.choose("semaine" if vue.semaine else "jour")
        self._show_choice(charge, vue)
        self._sans_horaires.setVisible(
            any(c.jour.sans_horaires and c.jour.agenda.is_mien for c in charge.colonnes)
        )
        self.entetes.show_columns(charge.colonnes, maintenant.astimezone().date(), semaine=vue.semaine)
        autres = jours != [colonne.jour.jour for colonne in self.grille.colonnes]
        self.grille.show_agenda(charge, maintenant)
        self._align_heads()
        self.donner.offer(charge.agendas, charge.cabinet.types, charge.cabinet.endroits)
        self._show_current()
        if autres:
            QTimer.singleShot(0, self, self._scroll_to_work)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        large = event.size().width() >= Size.FOLD_BELOW
        self._head.setDirection(
            QBoxLayout.Direction.LeftToRight if large else QBoxLayout.Direction.TopToBottom
        )

    def _scroll_to_work(self) -> None:
        """Bring the present hour into sight, else the first one when somebody receives or comes."""
        grille, maintenant = self.grille, self.context.now().astimezone()
        jours = [colonne.jour for colonne in grille.colonnes]
        minute = maintenant.hour * 60 - 60
        if all(jour.jour != maintenant.date() for jour in jours):
            debuts = [minute_of(o.debut, jour.jour) for jour in jours for o in jour.ouvertures]
            debuts += [minute_of(r.debut, jour.jour) for jour in jours for r in jour.rendez_vous]
            minute = min(filter(None, debuts), default=0)
        self._defile.verticalScrollBar().setValue(grille.top_of(minute) - Size.PANEL_MARGIN)
        rang = next((n for n, jour in enumerate(jours) if jour.jour == maintenant.date()), 0)
        self._defile.horizontalScrollBar().setValue(grille.column_rect(rang).left() - GOUTTIERE)

    def _show_choice(self, charge: AgendaCharge, vue: Vue) -> None:
        qui = [(agenda.nom, agenda.praticien) for agenda in charge.agendas]
        _offer(self.qui, [*qui, ("Tous, côte à côte", TOUS)], vue.qui)
        _offer(self.lieu, [("Partout", PARTOUT), *((lieu, lieu) for lieu in vue.lieux)], vue.lieu)
        self.qui.setVisible(len(qui) > 1)
        self.lieu.setVisible(len(vue.lieux) > 1)

    def _show_current(self) -> None:
        carte = self.grille.current_card()
        self.pied.show_card(carte)
        if carte is not None and carte.hasFocus():
            self._defile.ensureWidgetVisible(carte, 0, 24)
        elif (slot := self.grille.cursor_slot()) is not None and self.grille.hasFocus():
            boite = self.grille.time_rect(slot.colonne, slot.debut, slot.fin)
            self._defile.ensureVisible(boite.center().x(), boite.center().y(), 0, 40)
        serie = carte is not None and carte.fiche.entree.rendez_vous.serie is not None
        self.actions_[f"{SCOPE}_annuler_suite"].setEnabled(serie)

    def _say(self, phrase: str) -> None:
        fantome = self.grille.fantome
        self.pied.say(phrase, porte=fantome is not None, refuse=fantome is not None and bool(fantome.refus))

    def _align_heads(self) -> None:
        barre = self._defile.verticalScrollBar()
        marge = barre.sizeHint().width() if barre.maximum() else 0
        self.entetes.set_right_margin(marge)
        self.entetes.setMinimumWidth(self.grille.minimumWidth() + marge)

    def _wire(self) -> None:
        on = self.actions_.on
        on("agenda_avant", lambda: self.step_wanted.emit(-1))
        on("agenda_apres", lambda: self.step_wanted.emit(1))
        on("agenda_aujourdhui", lambda: self.step_wanted.emit(0))
        on("agenda_vue", lambda: self.semaine_wanted.emit(self.vue.current == "jour"))
        on("agenda_deplacer", self.grille.carry)
        on("agenda_plus_tot", lambda: self.grille.shift(0, -PAS))
        on("agenda_plus_tard", lambda: self.grille.shift(0, PAS))
        on("agenda_a_gauche", lambda: self.grille.shift(-1, 0))
        on("agenda_a_droite", lambda: self.grille.shift(1, 0))
        on("agenda_plus_court", lambda: self.grille.stretch(-PAS))
        on("agenda_plus_long", lambda: self.grille.stretch(PAS))
        on("agenda_undo", self.toast.undo)
        for nom, etat, *_ in ETATS:
            on(f"{SCOPE}_{nom}", partial(self.etat_wanted.emit, etat))

    def _make_side(self) -> QScrollArea:
        """The forms stand at the right, so that the hours stay in sight while one types."""
        inner = QWidget()
        layout = column(inner, margins=(12, 12, 16, 12), gap=12)
        for form in (self.donner, self.absence, self.reglages, self.apport):
            layout.addWidget(form)
            form.installEventFilter(self)
        fill(layout, 0)
        cote = scroller(inner)
        cote.setFixedWidth(_COTE)
        cote.hide()
        return cote

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            formulaires = (self.donner, self.absence, self.reglages, self.apport)
            if event.type() == QEvent.Type.ShowToParent:
                for autre in formulaires:
                    autre.setVisible(autre is watched)
            self._cote.setVisible(any(not f.isHidden() for f in formulaires))
            if self._cote.isHidden() and self.isVisible():
                self.grille.setFocus()
        return False

    def _build(self) -> None:
        page = QWidget()
        layout = column(page, margins=(Size.PAGE_MARGIN, 12, 12, 0), gap=8)
        gestes, titre = row(gap=8), column(gap=0)
        fill(titre, self._titre, self._sous_titre)
        avant, apres = (
            IconButton("chevron-left", "Avant", key="Ctrl+Left"),
            IconButton("chevron-right", "Après", key="Ctrl+Right"),
        )
        avant.clicked.connect(lambda: self.step_wanted.emit(-1))
        apres.clicked.connect(lambda: self.step_wanted.emit(1))
        aujourdhui = Button("Aujourd’hui")
        aujourdhui.clicked.connect(lambda: self.step_wanted.emit(0))
        fill(gestes, self.qui, self.lieu, self.vue, avant, aujourdhui, apres)
        fill(
            gestes,
            0,
            Button.of(self.actions_["agenda_rdv"]),
            menu_button("Autres gestes de l’agenda", [self.actions_[nom] for nom in MENU]),
        )
        nom = row(gap=8)
        fill(nom, titre, self._sans_horaires, 0)
        self._head = row(gap=8)
        self._head.setDirection(QBoxLayout.Direction.TopToBottom)
        fill(self._head, nom, gestes)
        milieu, gauche = row(gap=0), column(gap=0)
        fill(gauche, self._tetes, rule())
        gauche.addWidget(self._defile, 1)
        milieu.addLayout(gauche, 1)
        milieu.addWidget(self._cote)
        layout.addLayout(self._head)
        layout.addLayout(milieu, 1)
        self.put(page)
        self._layout.addWidget(self.pied)


def _offer(combo: QComboBox, choix: list[tuple[str, str]], courant: str) -> None:
    """Fill a list, unless it offers that already: it may be open under the mouse."""
    if [(combo.itemText(n), combo.itemData(n)) for n in range(combo.count())] != choix:
        combo.clear()
        for mots, valeur in choix:
            combo.addItem(mots, valeur)
    combo.setCurrentIndex(max(combo.findData(courant), 0))


def _title(jours: list[date]) -> str:
    if not jours:
        return ""
    premier, dernier = jours[0], jours[-1]
    if premier == dernier:
        return full_date(premier).capitalize()
    mots = long_date(premier).split(NBSP)
    communs = 1 if premier.month == dernier.month else 2 if premier.year == dernier.year else 3
    return f"Du {NBSP.join(mots[:communs])} au {long_date(dernier)}"


def _subtitle(charge: AgendaCharge) -> str:
    rendez_vous = [
        e.rendez_vous for c in charge.colonnes for e in c.entrees if e.rendez_vous.id not in c.ailleurs
    ]
    combien = sum(r.patient_id is not None and not r.is_libre for r in rendez_vous)
    conflits = sum(len(c.jour.conflits) for c in charge.colonnes)
    if not rendez_vous:
        return "Aucun rendez-vous. Entrée, ou un double clic, en donne un."
    mots = f"{combien}{NBSP}rendez-vous"
    return f"{mots} · {conflits}{NBSP}en conflit" if conflits else mots
