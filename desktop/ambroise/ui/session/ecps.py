"""Opens a session by the phone: one's RPPS number once, then the answer of the e-CPS application."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.professionnel import LONGUEUR_RPPS, SessionProfessionnel, is_numero_rpps
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import NETWORK, Tasks
from ambroise.ui.widgets.banners import Banners
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, row

OpenByPhone = Callable[[str], SessionProfessionnel]
"""Given an RPPS number, in a worker: shows the digits and waits for the phone. Raises as ``open_by_ecps``."""
_LABELS = 120


class EcpsFace(QWidget):
    """Asks who one is; the digits and the answer have their own window."""

    opened = Signal(object)
    """The SessionProfessionnel."""
    left = Signal()

    def __init__(
        self, open_: OpenByPhone, tasks: Tasks, errors: ErrorDoor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._open, self._tasks, self._errors = open_, tasks, errors
        self._busy = False
        self.field = QLineEdit()
        self.field.setMaxLength(LONGUEUR_RPPS)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.field.textChanged.connect(lambda _text: self._follow())
        self.field.returnPressed.connect(self._try)
        form = Form(_LABELS)
        form.add("Numéro &RPPS", self.field, "onze chiffres, sur votre carte CPS")
        self._banners = Banners(margins=(0, 0, 0, 0))
        self._go = Button("Demander à mon téléphone", icon="smartphone", key="Return", variant="primary")
        self._go.clicked.connect(lambda _checked=False: self._try())
        back = Button("Revenir", key="Esc", variant="flat")
        back.clicked.connect(lambda _checked=False: self.left.emit())
        title, buttons = row(gap=12), row()
        fill(title, IconLabel("smartphone", "accent", 24), label("Avec votre e-CPS", "title"), 0)
        fill(buttons, back, 0, self._go)
        why = label(
            "Votre téléphone confirme que c’est bien vous, pour quatre heures. Les dossiers et la messagerie "
            "s’ouvrent\u202f; signer une ordonnance demandera la carte.",
            "secondary",
            wrap=True,
        )
        fill(column(self, gap=12), title, why, form, self._banners, 4, buttons)
        self._follow()

    def ask(self, numero_rpps: str) -> None:
        """Ask who one is; the number used last is proposed."""
        self._banners.clear()
        self.field.setText(self.field.text() or numero_rpps)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def said(self) -> str:
        """What was refused, in words."""
        return " ".join(banner.accessibleName() for banner in self._banners.shown)

    def _follow(self) -> None:
        self._go.setEnabled(not self._busy and is_numero_rpps(self.field.text()))

    def _try(self) -> None:
        if not self._go.isEnabled():
            return
        numero = self.field.text()
        self._busy = True
        self._follow()
        self._banners.clear()
        self._tasks.run(
            lambda _task: self._open(numero),
            owner=self,
            on_success=self.opened.emit,
            on_error=self._refused,
            on_done=self._ready,
            queue=NETWORK,
            title="Réponse de l’e-CPS",
        )

    def _refused(self, error: BaseException) -> None:
        self._banners.add_error(self._errors, error)

    def _ready(self) -> None:
        self._busy = False
        self._follow()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
