"""The counter: the scan lands anywhere, each line is answered by one digit."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from ambroise.domain.marge_etroite import MENTION_MTE_PH
from ambroise.ui.actions import Command
from ambroise.ui.comptoir.attente import AttentePanel
from ambroise.ui.comptoir.choix import REPONSES
from ambroise.ui.comptoir.droite import DroitePanel
from ambroise.ui.comptoir.entete import EnteteComptoir
from ambroise.ui.comptoir.gauche import GauchePanel
from ambroise.ui.comptoir.intervention import InterventionCard
from ambroise.ui.comptoir.ligne import PAS
from ambroise.ui.comptoir.lignes import ListeLignes
from ambroise.ui.comptoir.scan import ScanCatcher
from ambroise.ui.comptoir.state import EtatComptoir, alert_count
from ambroise.ui.comptoir.traits import difference_count
from ambroise.ui.ordonnances.state import price
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.layouts import column, fill, label, rule
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import plural

ATTENTE_CHIFFRE_MS: Final = 70
"""A digit waits this long before it answers: it may be the first of a scan."""

_SCOPE: Final = "comptoir"
_DANGER: Final[Tone] = "danger"
_WARNING: Final[Tone] = "warning"

COMMANDS: Final = (
    Command(
        "comptoir_deliver", "Délivrer", "package-check", "Ctrl+Return", "Enregistrer et inscrire", _SCOPE
    ),
    Command(
        "comptoir_number", "Taper le numéro", "keyboard", "Ctrl+T", "Ordonnance sans code lisible", _SCOPE
    ),
    Command("comptoir_file", "Lire un fichier", "image", "Ctrl+J", "Photo ou PDF de l’ordonnance", _SCOPE),
    Command("comptoir_paste", "Coller une image", "copy", "Ctrl+Shift+V", "De l’ordonnance", _SCOPE),
    Command(
        "comptoir_intervention",
        "Intervention",
        "message-square",
        "Alt+I",
        "Noter un problème, écrire au prescripteur",
        _SCOPE,
    ),
    Command(
        "comptoir_vitale", "Lire la carte Vitale", "credit-card", "Ctrl+R", "Comparer les traits", _SCOPE
    ),
    Command("comptoir_mte_ph", MENTION_MTE_PH, "lock", "Alt+N", "La référence, que vous maintenez", _SCOPE),
    Command(
        "comptoir_exceptionnel",
        "Dispensation exceptionnelle",
        "clock",
        "Alt+E",
        "Un mois d’une ordonnance finie",
        _SCOPE,
    ),
    Command("comptoir_verso", "Dos de l’ordonnance", "printer", "Ctrl+P", "La dernière délivrance", _SCOPE),
    Command("comptoir_plan", "Plan de prise", "clipboard-list", "Alt+P", "De la dernière délivrance", _SCOPE),
    Command("comptoir_leave", "Laisser cette ordonnance", "x", "Ctrl+W", "Rien n’est délivré", _SCOPE),
    Command(
        "comptoir_plus", "Une boîte de plus", "plus", "+", "De la ligne ouverte", _SCOPE, in_palette=False
    ),
    Command(
        "comptoir_moins", "Une boîte de moins", "minus", "-", "De la ligne ouverte", _SCOPE, in_palette=False
    ),
    *(
        Command(f"comptoir_reponse_{n}", f"Répondre {mots.lower()}", "", str(n), "", _SCOPE, in_palette=False)
        for n, (_reponse, mots) in enumerate(REPONSES, 1)
    ),
)

_SUITES: Final = ("comptoir_verso", "comptoir_plan")
"""What is printed of the order dispensed last."""


class ComptoirScreen(Screen):
    """Shows an :class:`EtatComptoir`, or waits for a scan."""

    key, title, shows_patient = "comptoir", "Comptoir", True
    commands = COMMANDS

    scanned = Signal(str)
    answered = Signal(str, object)
    """Identifier of the line, ReponseLigne."""
    completed = Signal(str, object)
    """Identifier of the line, Choix."""
    validated = Signal(str)
    entered = Signal()
    moved = Signal(int)
    opened = Signal(str)
    other_wanted = Signal(str, str)
    """Identifier of the line, the words of another medicine agreed with the prescriber."""
    mte_ph_wanted = Signal(str)
    exceptionnel_wanted = Signal(str)
    """Identifier of the line whose substitution the pharmacist excludes, or no more."""
    vitale_wanted = Signal()
    porteur_given = Signal(str)
    deliver_wanted = Signal()
    leave_wanted = Signal()
    verso_wanted = Signal()
    plan_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._etat: EtatComptoir | None = None
        self._catcher = ScanCatcher(self)
        self._catcher.scanned.connect(self.scanned)
        self._catcher.started.connect(self._forget_digit)
        self._chiffre = 0
        self._attente = QTimer(self)
        self._attente.setSingleShot(True)
        self._attente.setInterval(ATTENTE_CHIFFRE_MS)
        self._attente.timeout.connect(self._answer_digit)
        actions = self.actions_
        gestes = (actions["comptoir_file"], actions["comptoir_paste"])
        self.attente = AttentePanel(gestes, tuple(actions[nom] for nom in _SUITES))
        self.attente.typed.connect(self.scanned)
        self.gauche, self.droite = GauchePanel(), DroitePanel()
        self.intervention = InterventionCard()
        self.entete = EnteteComptoir(actions["comptoir_leave"])
        self.lignes = ListeLignes()
        self.lignes.answered.connect(self.answered)
        self.lignes.completed.connect(self.completed)
        self.lignes.validated.connect(self.validated)
        self.lignes.moved.connect(self.moved)
        self.lignes.mte_ph_wanted.connect(self.mte_ph_wanted)
        self.lignes.exceptionnel_wanted.connect(self.exceptionnel_wanted)
        self.lignes.other_wanted.connect(self.other_wanted)
        self.lignes.opened.connect(self.opened)
        self._repondu, self._total = label("", "strong"), label("", "strong")
        self._raison = label("", "secondary")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.attente)
        self._stack.addWidget(self._make_counter())
        self.put(self._stack)
        self._make_foot()
        self.gauche.vitale_wanted.connect(self.vitale_wanted)
        self.gauche.porteur_given.connect(self.porteur_given)
        self.toast = Toast(self)
        self.intervention.unfolded.connect(lambda _: self._allow_digits())
        self._wire()
        self.show_etat(None)

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    def first_focus(self) -> QWidget | None:
        return self.attente.numero if self._etat is None else None

    def show_etat(self, etat: EtatComptoir | None) -> None:
        """Show an order being dispensed; None waits for a scan."""
        avant, self._etat = self._etat, etat
        self._foot.setVisible(etat is not None)
        self._stack.setCurrentIndex(0 if etat is None else 1)
        self._allow_digits()
        for nom in ("comptoir_leave", "comptoir_intervention"):
            self.actions_[nom].setEnabled(etat is not None)
        self.actions_["comptoir_deliver"].setEnabled(
            etat is not None and not etat.empechement and not etat.en_cours
        )
        if etat is None:
            self.attente.numero.clear()
            if avant is not None and self.isVisible():
                self.attente.numero.setFocus()
            return
        self.entete.show_etat(etat)
        if avant is None or _beside(avant) != _beside(etat):
            self.gauche.show_etat(etat)
            self.droite.show_etat(etat)
            self._signal(avant, etat)
        if not self.lignes.show_etat(avant, etat) and avant is not None and avant.courante:
            self._deliver.setFocus()  # all is answered; else the focus would land anywhere in the window
        if avant is not None and avant.en_cours and not etat.en_cours:
            self._deliver.setFocus()  # it was refused, its button could not keep the keyboard meanwhile
        self.lignes.follow(self.entete.laisser)
        self._repondu.setText(f"{plural(etat.repondues, 'ligne')} sur {len(etat.a_repondre)}")
        self._total.setText(price(etat.total))
        self._raison.setText("Délivrance en cours…" if etat.en_cours else etat.empechement)

    def _signal(self, avant: EtatComptoir | None, etat: EtatComptoir) -> None:
        """Say on a folded side what it holds that may not be missed; what is new there unfolds it."""
        for side, count, icon, tone in (
            (self._columns.right, alert_count, "octagon-alert", _DANGER),
            (self._columns.left, difference_count, "equal-not", _WARNING),
        ):
            assert side is not None
            side.signal(count(etat), icon, tone)
            if side.is_folded and count(etat) > (count(avant) if avant is not None else 0):
                self._columns.fold(side, False)

    def _allow_digits(self) -> None:
        """Let the digits answer a line, unless an intervention is being written: there they choose a word."""
        oui = self._etat is not None and bool(self._etat.courante) and self.intervention.isHidden()
        for n in range(1, len(REPONSES) + 1):
            self.actions_[f"comptoir_reponse_{n}"].setEnabled(oui)
        for nom in ("comptoir_mte_ph", "comptoir_exceptionnel", "comptoir_plus", "comptoir_moins"):
            self.actions_[nom].setEnabled(oui)

    def show_refusal(self, titre: str, suite: str) -> None:
        """Say why a pack may not leave; the next scan takes the sentence away."""
        self.banners.clear()
        self.banners.add(Banner(titre, suite, tone="danger", icon="octagon-alert"))

    def say_delivered(self, lignes: int, *, has_dossier: bool) -> None:
        """Say that the dispensing is recorded, while the next order is awaited."""
        self._offer_suites(True)
        dmp = "" if has_dossier else ". DMP non alimenté\u202f: aucun dossier qualifié à ce nom"
        self.toast.say(f"Délivrance enregistrée, {plural(lignes, 'ligne')}{dmp}")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catcher.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._catcher.watch(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pas = PAS.get(Qt.Key(event.key()), 0)
        if pas and self._etat is not None:
            self.moved.emit(pas)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._etat is not None:
            self.validated.emit(self._etat.courante)
            return
        super().keyPressEvent(event)

    def _make_counter(self) -> QWidget:
        work = QWidget()
        layout = column(work, margins=(16, 12, 16, 0), gap=12)
        fill(layout, self.entete, self.intervention)
        layout.addWidget(self.lignes, 1)
        self._columns = Columns(
            self.key,
            self.context.memory,
            work,
            ("l’ordonnance scannée", self.gauche),
            ("les alertes et les délivrances", self.droite),
            widths=(304, 304),
            work_width=640,
        )
        return self._columns

    def _make_foot(self) -> None:
        repondu, total = column(gap=0), column(gap=0)
        fill(repondu, label("Répondu", "label"), self._repondu)
        fill(total, label("Total", "label"), self._total)
        gauche, droite = QFrame(), QFrame()
        gauche.setLayout(repondu)
        droite.setLayout(total)
        self._deliver = Button.of(self.actions_["comptoir_deliver"], "primary")
        intervenir = Button.of(self.actions_["comptoir_intervention"], "flat")
        layout = self.put_foot(
            gauche, rule("vertical"), droite, rule("vertical"), intervenir, 0, self._raison, self._deliver
        )
        foot = layout.parentWidget()
        assert foot is not None
        self._foot = foot

    def _wire(self) -> None:
        on = self.actions_.on
        on("comptoir_deliver", self.deliver_wanted.emit)
        on("comptoir_number", self._go_number)
        on("comptoir_vitale", self.vitale_wanted.emit)
        on("comptoir_mte_ph", partial(self._of_open_line, self.mte_ph_wanted))
        on("comptoir_exceptionnel", partial(self._of_open_line, self.exceptionnel_wanted))
        on("comptoir_leave", self.leave_wanted.emit)
        on("comptoir_verso", self.verso_wanted.emit)
        on("comptoir_plan", self.plan_wanted.emit)
        on("comptoir_plus", lambda: self.lignes.count(1))
        on("comptoir_moins", lambda: self.lignes.count(-1))
        self._offer_suites(False)
        for n in range(1, len(REPONSES) + 1):
            on(f"comptoir_reponse_{n}", partial(self._wait_digit, n))

    def _offer_suites(self, oui: bool) -> None:
        for nom in _SUITES:
            self.actions_[nom].setEnabled(oui)
            self.actions_[nom].setVisible(oui)

    def _go_number(self) -> None:
        if self._etat is None:
            self.attente.numero.setFocus()

    def _of_open_line(self, wanted: SignalInstance) -> None:
        if self._etat is not None and self._etat.courante:
            wanted.emit(self._etat.courante)

    def _wait_digit(self, chiffre: int) -> None:
        self._chiffre = chiffre
        self._attente.start()

    def _forget_digit(self) -> None:
        self._chiffre = 0
        self._attente.stop()

    def _answer_digit(self) -> None:
        if self._etat is not None and self._chiffre and self._etat.courante:
            self.answered.emit(self._etat.courante, REPONSES[self._chiffre - 1][0])


def _beside(etat: EtatComptoir) -> tuple[object, ...]:
    """Return what the two sides show."""
    return etat.scannee, etat.vitale, etat.dossier, etat.controle
