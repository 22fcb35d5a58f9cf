"""The two digits of Pro Santé Connect, shown while the professional answers with card or phone."""

import queue
import threading
from collections.abc import Callable
from contextlib import suppress

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from ambroise.ui.tasks import Cancelled
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.choices import Choice, ChoiceCard
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.usecases.errors import AmbroiseError

_WIDTH = 420
_HEARTBEAT_S = 0.5

Login = Callable[[Callable[[str], None], threading.Event], None]
"""Logs in; is given how to show the digits, and what tells that the person gave up."""


CARTE, TELEPHONE = "carte", "telephone"
_CHOICES = (
    Choice(CARTE, "Ma carte CPS", "Dans le lecteur de ce poste"),
    Choice(TELEPHONE, "Mon téléphone", "L’application e-CPS"),
)


class ChoixCanal(QDialog):
    """Asks what the professional answers with, card or phone; closing it gives up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Connexion à Pro Santé Connect")
        self.setMinimumWidth(_WIDTH)
        self.canal = ""
        layout = column(self, margins=(24, 24, 24, 16), gap=12)
        layout.addWidget(label("Avec quoi vous connectez-vous\u202f?", "section", wrap=True))
        self.card = ChoiceCard("Moyen de connexion", _CHOICES)
        self.card.pressed.connect(self._choose)
        layout.addWidget(self.card)
        self.always = QCheckBox("Toujours ainsi sur ce poste")
        layout.addWidget(self.always)
        buttons = row(gap=8)
        away = Button("Annuler")
        away.clicked.connect(self.reject)
        fill(buttons, 0, away)
        layout.addLayout(buttons)
        if self.card.first is not None:
            self.card.first.setFocus()

    def _choose(self, canal: str) -> None:
        self.canal = canal
        self.accept()


class CodePsc(QDialog):
    """Says which digits the device must show; closing it gives up."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Connexion à Pro Santé Connect")
        self.setMinimumWidth(_WIDTH)
        layout = column(self, margins=(24, 24, 24, 16), gap=12)
        layout.addWidget(label(title, "section", wrap=True))
        self.digits = label("", "hero")
        self.digits.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.digits)
        layout.addWidget(
            label(
                "Votre appareil doit montrer ces deux chiffres. S’il en montre d’autres, refusez\u00a0: "
                "quelqu’un d’autre demande à votre place.",
                "secondary",
                wrap=True,
            )
        )
        buttons = row(gap=8)
        buttons.addStretch(1)
        self.give_up = Button("Annuler")
        self.give_up.clicked.connect(self.reject)
        buttons.addWidget(self.give_up)
        layout.addLayout(buttons)

    def show_code(self, code: str) -> None:
        """Show the digits, spoken one by one to a screen reader."""
        self.digits.setText(" ".join(code))
        self.digits.setAccessibleName(f"Chiffres à comparer\u00a0: {' '.join(code)}")


class PscLogin(QObject):
    """Lets a worker log in while the window shows the digits; lives in the GUI thread.

    ``title`` says where the professional answers.
    """

    _code = Signal(str)
    _ended = Signal()
    _asked = Signal()

    def __init__(self, window: QWidget, title: str = "Confirmez avec votre carte") -> None:
        super().__init__(window)
        self._window, self.title = window, title
        self._dialog: CodePsc | None = None
        self._cancel = threading.Event()
        self._one = threading.Lock()
        self._answers: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()
        self._code.connect(self._show)
        self._ended.connect(self._close)
        self._asked.connect(self._ask)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give up with the window: what closes it waits for the worker that waits for an answer."""
        if event.type() is QEvent.Type.Close:
            self._cancel.set()
            self._answers.put(("", False))
        return super().eventFilter(watched, event)

    def run(self, login: Login) -> None:
        """Log in from a worker; one demand at a time."""
        with self._one:
            self._cancel.clear()
            try:
                login(self._code.emit, self._cancel)
            finally:
                self._ended.emit()

    def ask_canal(self) -> tuple[str, bool]:
        """Ask, from a worker, what the person answers with, and whether always.

        Raises:
            Cancelled: the person closed the window.
        """
        self._answers = queue.SimpleQueue()  # nothing left from a window closed before
        self._asked.emit()
        while shiboken6.isValid(self):  # a window that was closed answers no more
            with suppress(queue.Empty):
                canal, always = self._answers.get(timeout=_HEARTBEAT_S)
                if canal:
                    return canal, always
                break
        raise Cancelled

    def give_up(self) -> None:
        """Stop waiting for the person."""
        self._cancel.set()

    @property
    def is_given_up(self) -> bool:
        """Whether the person closed the window before the end."""
        return self._cancel.is_set()

    def _ask(self) -> None:
        dialog = ChoixCanal(self._window)
        dialog.finished.connect(lambda _result: self._answers.put((dialog.canal, dialog.always.isChecked())))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show(self, code: str) -> None:
        self._close()
        self._dialog = CodePsc(self.title, self._window)
        self._dialog.show_code(code)
        self._dialog.rejected.connect(self._cancel.set)
        self._dialog.open()

    def _close(self) -> None:
        if self._dialog is not None:
            self._dialog.rejected.disconnect(self._cancel.set)
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None


def log_in(login: PscLogin, connect: Login) -> None:
    """Log in from a worker; someone who gave up is not told of an error.

    Raises:
        Cancelled: the person closed the window of the digits.
    """
    try:
        login.run(connect)
    except AmbroiseError:
        if login.is_given_up:
            raise Cancelled from None
        raise
