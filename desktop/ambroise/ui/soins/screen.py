"""The care plans: the list at the left, the plan that is open, its order and what it lacks."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QWidget

from ambroise.domain.plan_soins import EtatPlan
from ambroise.ui.actions import Command
from ambroise.ui.screen import Context, Screen
from ambroise.ui.soins.saisie import PlanForm
from ambroise.ui.soins.state import MOTIFS_ARRET, acte_rows, etat_chip, order_words, plan_rows, what_to_do
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import Chip, IconLabel
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import clear, column, fill, frame, label, panel_head, row, scroller
from ambroise.ui.widgets.lists import SectionList
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import born, plural
from ambroise.usecases.plans_soins import PlanSaisi, PlanSuivi, SourcesPlan

_SCOPE: Final = "soins"

COMMANDS: Final = (
    Command("soins_renew", "Demander le renouvellement", "send", "Ctrl+R", "Au prescripteur", _SCOPE),
    Command("soins_new", "Nouveau plan", "plus", "Ctrl+N", "Pour ce patient", _SCOPE),
    Command("soins_again", "Nouvelle prescription", "file-check", "Ctrl+Shift+N", "Elle suit", _SCOPE),
    Command("soins_edit", "Corriger", "pen-line", "Ctrl+E", "", _SCOPE),
    Command("soins_pause", "Suspendre", "calendar-off", "Ctrl+Shift+P", "Hôpital, vacances", _SCOPE),
    Command("soins_file", "Ouvrir le dossier", "folder-open", "Ctrl+Shift+O", "", _SCOPE),
    Command("soins_take", "Reprendre ses soins", "folder-input", "Ctrl+L", "De l’ordonnance reçue", _SCOPE),
    Command("soins_keep", "Garder ce plan", "check", "Ctrl+Return", "La tournée le suit", _SCOPE),
    Command("soins_drop", "Abandonner la saisie", "x", "Ctrl+W", "", _SCOPE),
)

_SUR_LE_PLAN: Final = ("soins_renew", "soins_again", "soins_edit", "soins_pause", "soins_file")


class SoinsScreen(Screen):
    """Shows the plans; while one is typed, the list waits."""

    key, title = "soins", "Soins"
    commands = COMMANDS

    entered = Signal(object)
    """The UUID of a patient whose plans are wanted, None for the list as it was."""
    new_wanted = Signal(object)
    """The UUID of a patient."""
    edit_wanted = Signal(object, bool)
    """A PlanSuivi, and whether a new prescription follows it."""
    kept = Signal(object)
    """A PlanSaisi."""
    renewal_wanted = Signal(object)
    pause_wanted = Signal(object)
    stop_wanted = Signal(object, str)
    file_wanted = Signal(object)
    """The UUID of a patient."""
    order_wanted = Signal(object, str, object)
    """The UUID of a patient, the number or code of an order, else the UUID of its document."""
    search_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._plans: tuple[PlanSuivi, ...] = ()
        self._patient_id: UUID | None = None
        self.list = SectionList("Plans de soins", lines=True)
        self.list.current_changed.connect(lambda _: self._show_open())
        self._compte = label("", "secondary")
        self.form = PlanForm(
            lambda: self.context.now().date(), Button.of(self.actions_["soins_take"], "soft")
        )
        self.form.order_named.connect(self._offer_order)
        self.form.read_wanted.connect(self._take)
        self.form.ready.connect(self.actions_["soins_keep"].setEnabled)
        self._plan_page = QWidget()
        self._plan_layout = column(self._plan_page, margins=(24, 18, 24, 18), gap=14)
        self._work = QStackedWidget()
        self._work.addWidget(scroller(self._plan_page))
        self._work.addWidget(self.form)
        self._work.addWidget(self._make_empty())
        self.toast = Toast(self)
        self._motifs = self._make_motifs()
        self.put(
            Columns(self.key, context.memory, self._work, ("les plans", self._make_left()), widths=(320, 0))
        )
        self._make_foot()
        self._wire()
        self._show_open()

    def enter(self, argument: object = None) -> None:
        self._patient_id = argument if isinstance(argument, UUID) else None
        self.entered.emit(argument)

    def first_focus(self) -> QWidget:
        return self.form.actes if self.is_typing else self.list

    @property
    def is_typing(self) -> bool:
        """Whether a plan is being typed."""
        return self._work.currentWidget() is self.form

    @property
    def ouvert(self) -> PlanSuivi | None:
        """The plan shown."""
        return next((p for p in self._plans if p.plan.id == self.list.current()), None)

    def show_plans(self, plans: tuple[PlanSuivi, ...], ouvrir: UUID | None = None) -> None:
        """Show the plans; ``ouvrir`` is the one to open, else the first."""
        self._plans = plans
        self.list.show_items(plan_rows(plans, self.context.now().date()))
        self._compte.setText(plural(len(plans), "plan") if plans else "")
        if ouvrir is not None:
            self.list.select_data(ouvrir)
        elif self._patient_id is not None:
            sien = next((p for p in plans if p.patient.id == self._patient_id), None)
            self.list.select_data(sien.plan.id if sien else None)
        if self.ouvert is None:
            self.list.select_first()
        if not self.is_typing:
            self._show_open()

    def begin(self, sources: SourcesPlan, suivi: PlanSuivi | None, *, renew: bool = False) -> None:
        """Type a plan."""
        self._patient_id = sources.patient.id
        self.form.begin(sources, suivi.plan if suivi else None, renew=renew)
        self._work.setCurrentWidget(self.form)
        self._show_actions()
        self._offer_order(any(self.form.named_order))
        (self.form.le if renew else self.form.actes if suivi else self.form.prescripteur).setFocus()

    def end(self) -> None:
        """Leave the form."""
        self.banners.clear()
        self._work.setCurrentIndex(0)
        self._show_open()
        self.list.setFocus()

    def _show_open(self) -> None:
        suivi = self.ouvert
        if not self.is_typing:
            self._work.setCurrentIndex(0 if suivi is not None else 2)
        self._show_actions()
        clear(self._plan_layout)
        if suivi is not None:
            self._show_plan(suivi)

    def _show_plan(self, suivi: PlanSuivi) -> None:
        patient, layout = suivi.patient, self._plan_layout
        chip = Chip("")
        chip.show_chip(etat_chip(suivi.etat))
        arreter = Button("Arrêter", icon="circle-x", variant="flat")
        arreter.setMenu(self._motifs)
        tete, mots = row(gap=12), column(gap=4)
        corriger, pause = (Button.of(self.actions_[nom], "flat") for nom in ("soins_edit", "soins_pause"))
        fill(tete, label(f"{patient.nom_affiche} {patient.prenom_affiche}", "title"), chip, 0)
        ne = born(patient.identite.traits.date_naissance, self.context.now().date())
        fill(mots, tete, label(ne, "secondary"), label(order_words(suivi), wrap=True))
        gestes = row(gap=4)
        fill(gestes, corriger, pause, arreter, 0)
        fill(layout, mots)
        if phrase := what_to_do(suivi):
            fill(layout, _bande(phrase, calm=suivi.etat is EtatPlan.SUSPENDU or bool(suivi.demande_le)))
        soins = SectionList("Soins du plan", acte_rows(suivi.plan.actes), lines=True)
        soins.setFixedHeight(soins.content_height())
        carte = frame("card")
        column(carte, margins=(1, 1, 1, 1)).addWidget(soins)
        fill(layout, label("Soins", "section"), carte, gestes, 0)

    def _show_actions(self) -> None:
        """Offer what acts on the plan shown, or on the one being typed."""
        saisie, ouvert = self.is_typing, self.ouvert
        self._foot.setVisible(saisie or ouvert is not None)
        for nom in _SUR_LE_PLAN:
            self._offer(nom, not saisie and ouvert is not None)
        self._offer("soins_drop", saisie)
        self.actions_["soins_keep"].setVisible(saisie)
        self.actions_["soins_take"].setVisible(saisie)
        if not saisie:
            self.actions_["soins_take"].setEnabled(False)
        if not saisie:
            self.actions_["soins_keep"].setEnabled(False)
        self.actions_["soins_new"].setEnabled(not saisie and self._who() is not None)
        suspendu = ouvert is not None and ouvert.plan.is_suspendu(self.context.now().date())
        self.actions_["soins_pause"].setText("Reprendre" if suspendu else "Suspendre")
        manque = ouvert is not None and ouvert.plan.prescrite_le is None
        quoi = "la prescription" if manque else "le renouvellement"
        self.actions_["soins_renew"].setText(f"Demander {quoi}")
        self.list.setEnabled(not saisie)

    def _offer(self, nom: str, oui: bool) -> None:
        self.actions_[nom].setVisible(oui)
        self.actions_[nom].setEnabled(oui)

    def _who(self) -> UUID | None:
        return self.ouvert.patient.id if self.ouvert is not None else self._patient_id

    def _make_left(self) -> QWidget:
        gauche = QWidget()
        layout = column(gauche)
        fill(layout, panel_head("Plans de soins", self._compte))
        layout.addWidget(self.list, 1)
        return gauche

    def _make_empty(self) -> QWidget:
        page = QWidget()
        layout = column(page)
        vide = EmptyState(
            "clipboard-list",
            "Aucun plan de soins",
            "Ouvrez un dossier, puis «\u00a0Plan de soins\u00a0»\u00a0: ses soins rempliront la tournée.",
        )
        chercher = Button("Chercher un patient", icon="search", variant="soft")
        chercher.clicked.connect(self.search_wanted)
        ligne = row()
        fill(ligne, 0, chercher, 0)
        layout.addStretch(1)
        fill(layout, vide)
        layout.addLayout(ligne)
        layout.addStretch(2)
        return page

    def _make_motifs(self) -> QMenu:
        menu = QMenu(self)
        for motif in MOTIFS_ARRET:
            menu.addAction(motif, lambda motif=motif: self._with_open(self.stop_wanted.emit, motif))
        return menu

    def _make_foot(self) -> None:
        actions = self.actions_
        layout = self.put_foot(
            Button.of(actions["soins_drop"], bare=True),
            0,
            Button.of(actions["soins_again"]),
            Button.of(actions["soins_renew"], "primary"),
            Button.of(actions["soins_keep"], "primary"),
        )
        foot = layout.parentWidget()
        assert foot is not None
        self._foot = foot

    def _wire(self) -> None:
        on = self.actions_.on
        on("soins_renew", lambda: self._with_open(self.renewal_wanted.emit))
        on("soins_new", lambda: self.new_wanted.emit(self._who()))
        on("soins_again", lambda: self._with_open(self.edit_wanted.emit, True))
        on("soins_edit", lambda: self._with_open(self.edit_wanted.emit, False))
        on("soins_pause", lambda: self._with_open(self.pause_wanted.emit))
        on("soins_file", lambda: self.file_wanted.emit(self._who()))
        on("soins_keep", self._keep)
        on("soins_drop", self.end)
        on("soins_take", self._take)
        self.list.opened.connect(lambda _: self._with_open(self.edit_wanted.emit, False))

    def _with_open(self, emit: object, *reste: object) -> None:
        if self.ouvert is not None and callable(emit):
            emit(self.ouvert, *reste)

    def _offer_order(self, nommee: bool) -> None:
        self.actions_["soins_take"].setEnabled(nommee and self.is_typing)

    def _take(self) -> None:
        texte, document = self.form.named_order
        if self.is_typing and self._patient_id is not None and (texte or document is not None):
            self.order_wanted.emit(self._patient_id, texte, document)

    def _keep(self) -> None:
        saisi: PlanSaisi = self.form.read()
        self.kept.emit(saisi)


def _bande(phrase: str, *, calm: bool) -> QFrame:
    """Return what is to be done, on the colour of a warning unless it waits for someone else."""
    result = frame("card")
    if not calm:
        result = QFrame()
        result.setProperty("fill", "warning")
    ligne = row(result, margins=(14, 10, 14, 10), gap=10)
    fill(ligne, IconLabel("info") if calm else IconLabel("triangle-alert", "warning"))
    ligne.addWidget(label(phrase, "strong", wrap=True), 1)
    return result
