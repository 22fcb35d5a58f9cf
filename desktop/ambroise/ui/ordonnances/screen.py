"""The order screen: entry and lines in the middle, treatments at the left, alerts at the right."""

from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ambroise.ui.ordonnances.alertes import AlertesPanel
from ambroise.ui.ordonnances.avis import AvisPanel
from ambroise.ui.ordonnances.commandes import COMMANDS
from ambroise.ui.ordonnances.donnees import asks_maternite, is_no_allergy
from ambroise.ui.ordonnances.fiche import FicheActe
from ambroise.ui.ordonnances.nommer import NommerModele
from ambroise.ui.ordonnances.pied import PiedOrdonnance
from ambroise.ui.ordonnances.saisie import COLONNES, TOUCHES
from ambroise.ui.ordonnances.sous_titre import write_sous_titre
from ambroise.ui.ordonnances.state import EtatOrdonnance, line_rows
from ambroise.ui.ordonnances.traitements import TraitementsPanel
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.entry import Entry
from ambroise.ui.widgets.layouts import column, fill, frame, label, row, scroller
from ambroise.ui.widgets.lists import SectionList
from ambroise.ui.widgets.menus import menu_button, offer_menu
from ambroise.ui.widgets.tabulation import chain
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import clock, plural

_LIGNE: Final = 56
EXEMPLE: Final = "doliprane 1000 1-1-1 5j"
INVITE: Final = f"Médicament et posologie, par exemple {EXEMPLE}"
VIDE: Final = f"Tapez un médicament et sa posologie, par exemple {EXEMPLE}."

MATERNITE: Final = {"ni": (False, False), "enceinte": (True, False), "allaite": (False, True)}
"""What each answer says: pregnant, breast-feeding."""


class OrdonnanceScreen(Screen):
    """Shows an :class:`EtatOrdonnance`."""

    key, title, shows_patient = "ordonnances", "Ordonnance", True
    commands = COMMANDS

    entered = Signal(object)
    typed = Signal(str)
    picked = Signal(object)
    renew_wanted = Signal()
    renew_toggled = Signal(object, bool)
    line_removed = Signal(object)
    line_edited = Signal(object)
    ald_toggled = Signal(object)
    dci_toggled = Signal(object)
    """The identifier of a line to name otherwise."""
    undo_wanted = Signal()
    alert_answered = Signal(object, str, str)
    answer_withdrawn = Signal(object)
    consent_given = Signal(bool)
    exemption_wanted = Signal(object)
    type_wanted = Signal(object)
    modeles_wanted = Signal()
    modele_kept = Signal(str)
    """The name to keep the order under."""
    modele_removed = Signal()
    no_allergy_told = Signal()
    maternite_told = Signal(bool, bool)
    """Pregnant, breast-feeding."""
    apercu_wanted = Signal()
    sign_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        actions = self.actions_
        self._etat: EtatOrdonnance | None = None
        self._quand = label("", "secondary")
        self._garde_icone, self._garde = IconLabel("check", "success"), label("", "label")
        self._garde_icone.hide()
        self.entry = Entry("Prescrire", INVITE, COLONNES, keys=TOUCHES)
        self.avis = AvisPanel(actions["ordonnance_has"], actions["ordonnance_ansm"])
        self.entry.put_below(self.avis)
        self.fiche = FicheActe()
        self.lignes = SectionList("Lignes de l’ordonnance", height=_LIGNE, lines=True, hugs=True)
        self._carte = frame("card")
        column(self._carte, margins=(1, 1, 1, 1)).addWidget(self.lignes)
        self._vide = EmptyState(
            "pill",
            "Ordonnance vide",
            VIDE,
        )
        self._combien = label("", "strong")
        self.nommer = NommerModele()
        self.toast = Toast(self)
        self.traitements = TraitementsPanel(
            actions["ordonnance_renew"],
            actions["ordonnance_sans_allergie"],
            [actions[f"ordonnance_{nom}"] for nom in MATERNITE],
        )
        self.alertes = AlertesPanel()
        self.pied = PiedOrdonnance(actions["ordonnance_apercu"], actions["ordonnance_sign"])
        self._columns = Columns(
            self.key,
            context.memory,
            self._make_work(),
            ("les traitements", self.traitements),
            ("les alertes", self.alertes),
            widths=(272, 320),
            work_width=640,
        )
        self.put(self._columns)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.pied)
        self._wire()

    def enter(self, argument: object = None) -> None:
        self.entered.emit(argument)
        self.entry.field.setFocus()

    def first_focus(self) -> QWidget:
        return self.entry.field

    def show_etat(self, etat: EtatOrdonnance) -> None:
        """Show an order."""
        avant, self._etat = self._etat, etat
        connues = {a.cle for a in avant.a_traiter} if avant is not None else set()
        if {a.cle for a in etat.a_traiter} - connues:
            self._unfold_alerts()
        self._quand.setText(write_sous_titre(etat))
        rows = line_rows(etat)
        self.lignes.show_items(rows)
        self._carte.setVisible(bool(rows))
        self._vide.setVisible(not rows)
        self._combien.setText(plural(len(etat.ordonnance.lignes), "ligne"))
        self.traitements.show_etat(etat)
        self.alertes.show_etat(etat)
        chain(self.lignes, self.alertes)  # answered before it is signed
        self.pied.show_etat(etat)
        if self._columns.right is not None:
            self._columns.right.signal(len(etat.a_traiter), "octagon-alert", "danger")
        self._enable(etat)

    def show_kept(self, instant: datetime | None) -> None:
        """Say when the draft was last kept."""
        self._garde_icone.setVisible(instant is not None)
        self._garde.setText(f"Brouillon enregistré à {clock(instant)}" if instant is not None else "")

    def say_kept_modele(self, nom: str, lignes: int) -> None:
        """Say that the order is kept as a model."""
        self.toast.say(f"Modèle «\u00a0{nom}\u00a0» gardé, {plural(lignes, 'ligne')}")

    def show_example(self, exemple: str) -> None:
        """Say how a line of this kind of order is typed; a medicine when there is no example."""
        self.entry.field.setPlaceholderText(f"Par exemple {exemple}" if exemple else INVITE)
        self._vide.say(f"Tapez une ligne, par exemple {exemple}." if exemple else VIDE)

    def show_sentence(self, phrase: str, totaux: str = "") -> None:
        """Read back the posology understood."""
        self.entry.show_sentence(phrase, totaux)

    @property
    def current_line(self) -> UUID | None:
        """The line that a key acts on."""
        courante = self.lignes.current()
        return courante if isinstance(courante, UUID) else None

    def _enable(self, etat: EtatOrdonnance) -> None:
        actions = self.actions_
        a_completer = bool(etat.ordonnance.manques)
        actions["ordonnance_sign"].setEnabled(not etat.en_signature and (a_completer or not etat.empechement))
        actions["ordonnance_sign"].setText("Signature…" if etat.en_signature else "Signer")
        actions["ordonnance_apercu"].setEnabled(bool(etat.ordonnance.lignes))
        combien = len(etat.echus)
        mots = "Renouveler l’échu" if combien == 1 else f"Renouveler les {combien} échus"
        actions["ordonnance_renew"].setText(mots if combien else "Rien à renouveler")
        actions["ordonnance_renew"].setEnabled(bool(combien))
        for nom in ("modifier", "remove", "ald", "dci", "garder"):
            actions[f"ordonnance_{nom}"].setEnabled(bool(etat.ordonnance.lignes))
        actions["ordonnance_sans_allergie"].setEnabled(not etat.dossier.allergies and not is_no_allergy(etat))
        for nom in MATERNITE:
            actions[f"ordonnance_{nom}"].setEnabled(asks_maternite(etat))
        for n in range(1, 6):
            actions[f"ordonnance_reponse_{n}"].setEnabled(bool(etat.a_traiter))

    def _make_work(self) -> QWidget:
        page = QWidget()
        inner = column(page, margins=(20, 8, 20, 16), gap=10)
        tete = row(gap=8)
        modeles = Button.of(self.actions_["ordonnance_modeles"], "quiet")
        garder = Button.of(self.actions_["ordonnance_garder"], "quiet")
        gestes = [self.actions_[f"ordonnance_{nom}"] for nom in ("modifier", "ald", "dci", "remove", "undo")]
        offer_menu(self.lignes, gestes)
        fill(tete, self._combien, menu_button("Gestes sur la ligne", gestes), 0, modeles, garder)
        fill(inner, self.nommer, self._carte, self._vide)
        inner.addStretch(1)
        scroll = scroller(page)
        scroll.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # the entry first
        scroll.setMinimumHeight(48)
        work = QFrame()
        layout = column(work)
        haut = column(margins=(20, 14, 20, 4), gap=10)
        titre = row(gap=8)
        fill(titre, label("Ordonnance", "title"), self._quand, 0, self._garde_icone, self._garde)
        fill(haut, titre, self.entry, self.fiche)
        haut.addLayout(tete)
        layout.addLayout(haut)
        layout.addWidget(scroll, 1)
        return work

    def _wire(self) -> None:
        self.entry.typed.connect(self.typed)
        self.entry.picked.connect(self.picked)
        self.lignes.opened.connect(self.line_edited)
        self.traitements.renew_toggled.connect(self.renew_toggled)
        self.alertes.answered.connect(self.alert_answered)
        self.alertes.withdrawn.connect(self.answer_withdrawn)
        self.alertes.emptied.connect(self._go_on)
        self.pied.consent_given.connect(self.consent_given)
        self.pied.exemption_wanted.connect(self.exemption_wanted)
        self.pied.type_wanted.connect(self.type_wanted)
        on = self.actions_.on
        on("ordonnance_sign", self.sign_wanted.emit)
        on("ordonnance_apercu", self.apercu_wanted.emit)
        on("ordonnance_renew", self.renew_wanted.emit)
        on("ordonnance_non", lambda: self.consent_given.emit(False))
        on("ordonnance_oui", lambda: self.consent_given.emit(True))
        on("ordonnance_entry", self.entry.field.setFocus)
        on("ordonnance_alerts", self._go_alerts)
        on("ordonnance_modifier", lambda: self._on_line(self.line_edited))
        on("ordonnance_remove", lambda: self._on_line(self.line_removed))
        on("ordonnance_ald", lambda: self._on_line(self.ald_toggled))
        on("ordonnance_dci", lambda: self._on_line(self.dci_toggled))
        on("ordonnance_undo", self.undo_wanted.emit)
        on("ordonnance_modeles", self.modeles_wanted.emit)
        on("ordonnance_garder", self.nommer.open)
        on("ordonnance_oublier", self.modele_removed.emit)
        self.nommer.named.connect(self.modele_kept)
        on("ordonnance_sans_allergie", self.no_allergy_told.emit)
        for nom, (enceinte, allaite) in MATERNITE.items():
            on(f"ordonnance_{nom}", partial(self.maternite_told.emit, enceinte, allaite))
        for n in range(1, 6):
            on(f"ordonnance_reponse_{n}", partial(self._answer, n))

    def _go_on(self) -> None:
        """Go where the order is waited for, once its alerts are answered: the consent, else the signature."""
        if not self.pied.focus_wanted():
            self.lignes.setFocus()

    def _go_alerts(self) -> None:
        self._unfold_alerts()
        self.alertes.focus_first()

    def _answer(self, digit: int) -> None:
        """Answer the alert that is seen; a folded one is first shown."""
        if not self._unfold_alerts():
            self.alertes.press_digit(digit)

    def _unfold_alerts(self) -> bool:
        """Show the alerts when their column is folded; True when it was."""
        right = self._columns.right
        if right is None or not right.is_folded:
            return False
        self._columns.fold(right, False)
        return True

    def _on_line(self, signal: object) -> None:
        if self.current_line is not None:
            signal.emit(self.current_line)  # type: ignore[attr-defined]
