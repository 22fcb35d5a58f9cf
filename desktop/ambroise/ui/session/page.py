"""Opens a session: a card awaited or a name chosen, the code asked once, the place of practice chosen."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.droits import Compte
from ambroise.domain.professionnel import SessionProfessionnel, SituationExercice
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.session.attente import AttenteFace
from ambroise.ui.session.comptes import CompteFace
from ambroise.ui.session.ecps import EcpsFace, OpenByPhone
from ambroise.ui.session.essais import show_attempts
from ambroise.ui.session.faces import Faces
from ambroise.ui.session.situations import SituationsFace
from ambroise.ui.shell.lock import CPS_QUEUE
from ambroise.ui.shell.ports import Sessions
from ambroise.ui.tasks import DATABASE, Tasks
from ambroise.ui.widgets.alert_card import AnswerRow
from ambroise.ui.widgets.banners import Banners
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import centre, column, fill, frame, label, row
from ambroise.usecases.codes import Accueil
from ambroise.usecases.ports_cartes import EtatLecteur

_CARD_WIDTH = 480


class SessionPage(QWidget):
    """Faces of one card: awaiting the CPS or a name, asking its code, choosing among its situations.

    The code is given once to ``Sessions.open`` in a worker and forgotten; it is never tried again by us.
    """

    opened = Signal(object)
    """The SessionProfessionnel, once a place of practice is known, or the SessionCompte."""
    skipped = Signal()
    """Work without a session: read, but neither sign nor send."""

    def __init__(
        self,
        sessions: Sessions,
        tasks: Tasks,
        errors: ErrorDoor,
        by_phone: OpenByPhone,
        numero_rpps: Callable[[], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sessions, self._tasks, self._errors = sessions, tasks, errors
        self._numero_rpps = numero_rpps
        self._busy = self._blocked = self._changing = False
        self._is_present = self._is_naming = False
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Ouvrir la session")
        card = frame("card")
        card.setFixedWidth(_CARD_WIDTH)
        self._banners = Banners(margins=(0, 0, 0, 0))
        self._faces = Faces()
        self._awaiting = AttenteFace()
        self._awaiting.card_wanted.connect(lambda: self._leave_names(self._is_present))
        self._awaiting.phone_wanted.connect(self._ask_phone)
        self._awaiting.left.connect(self.skipped)
        self.comptes, self.by_phone = self._awaiting.comptes, self._awaiting.by_phone
        self.comptes.chosen.connect(self._ask_compte)
        self._asking = self._build_code()
        self._choosing = SituationsFace()
        self._choosing.chosen.connect(self._choose)
        self._choosing.left.connect(self.skipped)
        self.compte = CompteFace(sessions, tasks, errors)
        self.compte.opened.connect(self.opened)
        self.compte.left.connect(lambda: self._leave_names(self._is_present))
        self.ecps = EcpsFace(by_phone, tasks, errors)
        self.ecps.opened.connect(self._logged_in)
        self.ecps.left.connect(lambda: self._leave_names(self._is_present))
        words = column(card, margins=(24, 24, 24, 20), gap=12)
        words.addLayout(self._faces)
        for face in (self._awaiting, self._asking, self._choosing, self.compte, self.ecps):
            self._faces.add_face(face)
        words.addWidget(self._banners)
        centre(self, card)

    def show_card(self, present: bool) -> None:
        """Follow the card: its arrival asks the code, its departure waits again."""
        self._is_present = present
        if self._ignores_card:
            return
        self._is_naming = self._is_naming and present
        self._awaiting.offer_card(self._is_naming)
        if not present:
            self._banners.clear()
            self.field.clear()
            self._blocked = False
            self._faces.show_face(self._awaiting)
        elif self._faces.is_shown(self._awaiting) and not self._is_naming:
            self._ask_code()

    def forget(self) -> None:
        """Go back to the first face: somebody left, or another opens."""
        self._faces.show_face(self._awaiting)
        self.show_card(False)

    def show_accueil(self) -> None:
        """Read again who may open without a card; an office with accounts opens to nobody else."""
        self._tasks.run(
            lambda _task: self._sessions.accueil(), owner=self, on_success=self._offer_comptes, queue=DATABASE
        )

    def show_readers(self, lecteurs: Sequence[EtatLecteur]) -> None:
        """Say what the readers hold while the CPS is awaited: none, empty, or another card."""
        self._awaiting.show_readers(lecteurs)

    @property
    def _ignores_card(self) -> bool:
        """Whether what is asked has nothing to do with the card: another way in, a place to choose."""
        if self._changing or self._faces.is_shown(self.compte) or self._faces.is_shown(self.ecps):
            return True
        is_choosing = self._faces.is_shown(self._choosing) and self._sessions.is_ouverte
        return is_choosing and not self._sessions.courante.numero_carte

    @property
    def waits_for_card(self) -> bool:
        """Whether no card was seen yet."""
        return self._faces.is_shown(self._awaiting)

    @property
    def situations(self) -> list[AnswerRow]:
        """The places offered, in the order of the card."""
        return self._choosing.rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = int(event.text()) if event.text().isdecimal() else 0
        if self._faces.is_shown(self._awaiting) and digit and self.comptes.press(digit):
            return
        if self._faces.is_shown(self._choosing) and digit and self._choosing.press(digit):
            return
        if self._changing and event.key() == Qt.Key.Key_Escape:
            self.skipped.emit()
            return
        if self._faces.is_shown(self.ecps) and event.key() == Qt.Key.Key_Escape:
            self._leave_names(self._is_present)
            return
        super().keyPressEvent(event)

    def _show_names(self) -> None:
        """Leave the card in its reader for who has none."""
        self._is_naming = True
        self._awaiting.offer_card(True)
        self._faces.show_face(self._awaiting)
        self.comptes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_phone(self) -> None:
        self._faces.show_face(self.ecps)
        self.ecps.ask(self._numero_rpps())

    def _leave_names(self, present: bool) -> None:
        self._is_naming = False
        self._faces.show_face(self._awaiting)
        self.show_card(present)

    def _offer_comptes(self, accueil: Accueil) -> None:
        self._awaiting.show_accueil(accueil)
        self._to_names.setVisible(bool(accueil.comptes))
        self._skip.setVisible(not accueil.is_declare)

    def _ask_compte(self, compte: Compte) -> None:
        self._faces.show_face(self.compte)
        self.compte.ask(compte)

    def _ask_code(self) -> None:
        self._faces.show_face(self._asking)
        self.field.clear()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read_attempts()

    def _read_attempts(self) -> None:
        self._tasks.run(
            lambda _task: self._sessions.attempts_left(),
            owner=self,
            on_success=self._show_attempts,
            on_error=lambda _error: self._show_attempts(None),
            queue=CPS_QUEUE,
        )

    def _show_attempts(self, left: int | None) -> None:
        show_attempts(self._attempts, left)
        self._blocked = left == 0
        self.field.setEnabled(not self._blocked and not self._busy)
        if self._blocked:
            self._banners.clear()  # the line says it all, and the way out
        elif self.isVisible() and self.field.isEnabled() and self._faces.is_shown(self._asking):
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _try(self) -> None:
        code = self.field.text()
        self.field.clear()
        if not code or self._busy:
            return
        self._busy = True
        self.field.setEnabled(False)
        self._banners.clear()
        self._tasks.run(
            lambda _task: self._sessions.open(code),
            owner=self,
            on_success=self._logged_in,
            on_error=self._refused,
            on_done=self._ready,
            queue=CPS_QUEUE,
            title="Ouverture de la session",
        )

    def _logged_in(self, session: SessionProfessionnel) -> None:
        if self._sessions.is_situation_a_choisir:
            self._offer(session)
        else:
            self.opened.emit(session)

    def _refused(self, error: BaseException) -> None:
        self._banners.add_error(self._errors, error)
        self._read_attempts()

    def _ready(self) -> None:
        self._busy = False
        if self._faces.is_shown(self._asking):
            self.field.setEnabled(not self._blocked)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def change_situation(self, session: SessionProfessionnel) -> None:
        """Offer the places of practice of an open session; leaving without a choice changes nothing."""
        self._changing = True
        self._banners.clear()
        self._offer(session)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and not self._changing:
            self.show_accueil()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self._changing = False
        super().hideEvent(event)

    def _offer(self, session: SessionProfessionnel) -> None:
        self._choosing.show_places(session, can_leave=self._changing)
        self._faces.show_face(self._choosing)
        self._choosing.focus_chosen()

    def _choose(self, situation: SituationExercice) -> None:
        if self._busy:
            return
        self._busy = True
        place = situation.structure.identifiant
        self._tasks.run(
            lambda _task: self._sessions.choose_situation(place),
            owner=self,
            on_success=self.opened.emit,
            on_error=self._refused,
            on_done=self._ready,
            queue=CPS_QUEUE,
        )

    def _build_code(self) -> QWidget:
        face = QWidget()
        self._attempts = label("", "label", wrap=True)
        self._open = Button("Ouvrir la session", icon="key-round", key="Return", variant="primary")
        self._open.setEnabled(False)
        self._open.clicked.connect(lambda _checked=False: self._try())
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(16)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.field.textChanged.connect(lambda text: self._open.setEnabled(bool(text)))
        self.field.returnPressed.connect(self._try)
        form = Form(label_width=120)
        form.add("&Code porteur", self.field)
        self._skip = Button("Continuer sans session", variant="flat")
        self._skip.clicked.connect(lambda _checked=False: self.skipped.emit())
        self._to_names = Button("Sans carte", variant="flat")
        self._to_names.clicked.connect(lambda _checked=False: self._show_names())
        self._to_names.hide()
        title, buttons = row(gap=12), row()
        fill(title, IconLabel("id-card", "accent", 24), label("Votre code porteur", "title"), 0)
        fill(buttons, self._skip, self._to_names, 0, self._open)
        words = column(face, gap=12)
        words.addLayout(title)
        fill(words, form, self._attempts, 4)
        words.addLayout(buttons)
        return face
