"""The lock: it covers everything, shows no patient datum, and opens with a code checked elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.session.essais import show_attempts
from ambroise.ui.tasks import NETWORK, Queue, Task, Tasks, reader_queue
from ambroise.ui.widgets.banners import Banner, Banners
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import centre, column, fill, frame, label, row

CPS_QUEUE: Final = reader_queue("cps")


@dataclass(frozen=True)
class Unlocker:
    """How this profile opens: by the code of the CPS, or by its phrase.

    ``check`` runs in a worker and raises when the secret is wrong; it never tries twice.
    """

    field: str
    """« Code porteur » or « Phrase de passe »."""
    check: Callable[[str], None]
    queue: Queue = CPS_QUEUE
    attempts: Callable[[], int | None] | None = None
    """Reads the tries left, in a worker, before the code is asked; raises when the card is away."""
    ecps: Callable[[], None] | None = None
    """Has the person answer with the e-CPS, in a worker; None where the card alone opens."""


class LockPage(QWidget):
    """Says why it is locked, takes the secret, gives it once, forgets it."""

    unlocked = Signal()
    leave_asked = Signal()
    """Another person wants to work here."""

    def __init__(self, tasks: Tasks, errors: ErrorDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._errors = tasks, errors
        self._unlocker: Unlocker | None = None
        self._task: Task | None = None
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Ambroise est verrouillé")
        self._reason = label("", "secondary", wrap=True)
        self._who = label("", "strong")
        self._open: Button = Button("Déverrouiller", icon="lock-open", key="Return", variant="primary")
        self._open.setEnabled(False)
        self._open.clicked.connect(lambda _checked=False: self._try())
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(128)
        self.field.returnPressed.connect(self._try)
        self.field.textChanged.connect(lambda text: self._open.setEnabled(bool(text)))
        self._form = Form(label_width=120)
        self._form.add("&Code porteur", self.field)
        other = Button("Changer d’utilisateur", variant="flat")
        other.clicked.connect(lambda _checked=False: self.leave_asked.emit())
        self._attempts = label("", "label", wrap=True)
        self.ecps = Button("Déverrouiller par l’e-CPS", icon="smartphone")
        self.ecps.clicked.connect(lambda _checked=False: self._ask_ecps())
        self._banners = Banners(margins=(0, 0, 0, 0))
        card = frame("card")
        card.setFixedWidth(460)
        title = row(gap=12)
        fill(title, IconLabel("lock", "accent", 24), label("Ambroise est verrouillé", "title"), 0)
        buttons, phone = row(), row()
        fill(phone, 0, self.ecps)
        fill(buttons, other, 0, self._open)
        words = column(card, margins=(24, 24, 24, 20), gap=12)
        fill(words, title, self._reason, self._who, self._form, self._attempts, self._banners, 4, buttons)
        words.addLayout(phone)
        centre(self, card)

    def show_locked(self, reason: str, who: str, unlocker: Unlocker) -> None:
        """Show why, and whose code opens."""
        self._unlocker = unlocker
        self._reason.setText(reason)
        self._who.setText(who)
        self._form.rename(self.field, f"&{unlocker.field}")
        self._banners.clear()
        self.field.clear()
        self.ecps.setVisible(unlocker.ecps is not None)
        self._allow(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.read_attempts()

    def read_attempts(self) -> None:
        """Ask the card again how many tries it accepts: it was pulled out, or has come back."""
        attempts = self._unlocker.attempts if self._unlocker is not None else None
        if attempts is None:
            show_attempts(self._attempts, None)
            return
        self._tasks.run(
            lambda _task: attempts(),
            owner=self,
            on_success=lambda left: show_attempts(self._attempts, left),
            on_error=lambda _error: self._card_away(),
            queue=CPS_QUEUE,
        )

    def card_moved(self) -> None:
        """The card came back or left: say what it accepts, the code is typed at once."""
        if self.field.isEnabled():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.read_attempts()

    def _card_away(self) -> None:
        show_attempts(self._attempts, None)
        self._attempts.setText("Réinsérez votre carte CPS, puis donnez votre code.")
        self._attempts.show()

    def _try(self) -> None:
        secret, unlocker = self.field.text(), self._unlocker
        self.field.clear()
        if not secret or unlocker is None or self._task is not None:
            return
        self._prove(lambda: unlocker.check(secret), unlocker.queue, "Vérification du code")

    def _ask_ecps(self) -> None:
        ecps = self._unlocker.ecps if self._unlocker is not None else None
        if ecps is not None and self._task is None:
            self._prove(ecps, NETWORK, "Réponse de l’e-CPS")

    def _prove(self, work: Callable[[], None], queue: Queue, title: str) -> None:
        self._allow(False)
        self._banners.clear()
        self._task = self._tasks.run(
            lambda _task: work(),
            owner=self,
            on_success=lambda _none: self.unlocked.emit(),
            on_error=self._refused,
            on_done=self._ready,
            queue=queue,
            title=title,
        )

    def _refused(self, error: BaseException) -> None:
        explanation = self._errors.open_to(error)
        if explanation is not None:
            self._banners.add(Banner.of(explanation))
        self.read_attempts()

    def _ready(self) -> None:
        self._task = None
        self._allow(True)
        if self.isVisible():  # open, the keys go back to the screen
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _allow(self, able: bool) -> None:
        self.field.setEnabled(able)
        self.ecps.setEnabled(able)
