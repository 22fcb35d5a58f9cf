"""The rail at the left: where one may go, by profession, with a count of what waits there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QWidget

from ambroise.domain.professionnel import Profession
from ambroise.ui import icons, painting
from ambroise.ui.actions import Actions, Command
from ambroise.ui.fonts import font
from ambroise.ui.tokens import Size, Tone, Type, color, current_tokens
from ambroise.ui.widgets.layouts import column, fill


@dataclass(frozen=True)
class Destination:
    """A place of the rail: the key of a screen, its word, its icon, and what is found there."""

    screen: str
    word: str
    icon: str
    tip: str = ""


_AGENDA: Final = Destination("agenda", "Agenda", "calendar-days", "Jour et semaine de chacun")
_PATIENTS: Final = Destination("patients", "Patients", "users", "Chercher ou créer un dossier")
_MESSAGES: Final = Destination("messages", "Messages", "mail", "Courrier reçu par MSSanté")
_ENVOIS: Final = Destination("envois", "Envois", "send", "Ce qui part, ce qui attend")

_REGLAGES: Final = "reglages"
_LIEU: Final = {
    **dict.fromkeys(
        (
            "dossiers",
            "identites",
            "ordonnances",
            "acces",
            "dmp",
            "dmp_liste",
            "accueil",
            "doublons",
            "raccourcis",
            "pratique",
        ),
        _PATIENTS.screen,
    ),
    **dict.fromkeys(("courriers", "annuaire"), _MESSAGES.screen),
    **dict.fromkeys(("sauvegardes", "reprise", "comptes", "journal", "licences"), _REGLAGES),
}
"""The place of the rail that a screen belongs to, when it is not one itself."""

_CABINET: Final = (
    Destination("journee", "Journée", "list", "Le jour et la salle d’attente"),
    _AGENDA,
    _PATIENTS,
    _MESSAGES,
    _ENVOIS,
)

RAILS: Final = {
    **dict.fromkeys(Profession, _CABINET),
    Profession.PHARMACIEN: (
        Destination("comptoir", "Comptoir", "shopping-basket", "Scanner, délivrer"),
        Destination("registre", "Registre", "book-open", "Ordonnancier"),
        Destination("renouvellements", "Renouv.", "rotate-cw", "Renouvellements à préparer"),
        _MESSAGES,
        _ENVOIS,
    ),
    Profession.INFIRMIER: (
        Destination("tournee", "Tournée", "route", "Domiciles du jour"),
        _AGENDA,
        Destination("soins", "Soins", "clipboard-list", "Plans de soins, renouvellements"),
        _PATIENTS,
        _MESSAGES,
        _ENVOIS,
    ),
}
"""What each profession sees, in the order of its day; Alt+1… goes there."""


class RailButton(QToolButton):
    """An icon over a word, with a badge; checked shows a fill, an accent bar and the heavier word."""

    def __init__(self, destination: Destination, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._word = destination.icon, destination.word
        self._count, self._danger = 0, False
        self.setText(destination.word)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(Size.RAIL, 58)
        self._name()

    def set_badge(self, count: int, danger: bool) -> None:
        """Show how many things wait, in red when one of them needs a person."""
        self._count, self._danger = count, danger
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Size.RAIL, 58)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = current_tokens()
        body = QRectF(6, 2, self.width() - 12, self.height() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(color(tokens.accent_soft if self.isChecked() else tokens.hover))
            painter.drawRoundedRect(body, Size.RADIUS_CONTROL, Size.RADIUS_CONTROL)
        if self.isChecked():
            painter.fillRect(QRectF(0, 13, Size.ACCENT_BAR, self.height() - 26), color(tokens.accent))
        if self.hasFocus():
            painter.setPen(QPen(color(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), Size.RADIUS_CONTROL, Size.RADIUS_CONTROL)
        tone: Tone = "accent" if self.isChecked() else "secondary" if self.isEnabled() else "disabled"
        left = self.width() // 2 - 10
        painter.drawPixmap(left, 9, icons.pixmap(self._icon, tone, 20, self.devicePixelRatioF()))
        painter.setFont(font(Type.LABEL, painting.SEMIBOLD if self.isChecked() else painting.REGULAR))
        painter.setPen(color(tokens.ink(tone)))
        painter.drawText(QRect(0, 33, self.width(), 18), Qt.AlignmentFlag.AlignCenter, self._word)
        if self._count:
            self._draw_badge(painter)

    def _draw_badge(self, painter: QPainter) -> None:
        tokens = current_tokens()
        words = str(self._count) if self._count < 100 else "99+"
        face = font(Type.BADGE, painting.SEMIBOLD)
        width = max(QFontMetrics(face).horizontalAdvance(words) + 8, 16)
        box = QRectF(self.width() / 2 + 4, 5, width, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(tokens.danger if self._danger else tokens.accent))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(color(tokens.on_accent))
        painter.setFont(face)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _name(self) -> None:
        waiting = f", {self._count} en attente" if self._count else ""
        self.setAccessibleName(f"{self._word}{waiting}")


class Rail(QFrame):
    """The destinations of a profession at the top, settings and lock at the bottom."""

    chosen = Signal(str)

    def __init__(
        self, destinations: Sequence[Destination], actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "rail")
        self.setFixedWidth(Size.RAIL)
        self.setAccessibleName("Navigation")
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        layout = column(self, margins=(0, 8, 0, 8), gap=2)
        for number, destination in enumerate(destinations, 1):
            button = RailButton(destination)
            button.setCheckable(True)
            button.setToolTip(" · ".join(filter(None, (destination.word, destination.tip, f"Alt+{number}"))))
            button.clicked.connect(lambda _checked=False, key=destination.screen: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[destination.screen] = button
            button.hide()
            layout.addWidget(button)
            word, icon, screen = destination.word, destination.icon, destination.screen
            tip = destination.tip
            actions.add(Command(f"rail.{screen}", word, icon, f"Alt+{number}", tip, screen=screen))
            actions.on(f"rail.{screen}", partial(self.chosen.emit, screen))
        fill(layout, 0)
        for name in ("settings", "lock"):
            action = actions[name]
            button = RailButton(Destination("", action.text(), icons.icon_name(action)))
            action.changed.connect(partial(_follow, button, action))
            _follow(button, action)
            button.setToolTip(action.toolTip())
            button.clicked.connect(lambda _checked=False, action=action: action.trigger())
            if name == "settings":
                button.setCheckable(True)
                self._group.addButton(button)
                self._reglages = button
            layout.addWidget(button)

    def follow(self, is_open: Callable[[str], bool]) -> None:
        """Show the destinations whose screen exists and is open to who works here; the others stay away."""
        for screen, button in self._buttons.items():
            button.setVisible(is_open(screen))

    def show_current(self, screen: str) -> None:
        """Mark where one is, or the place that what one does belongs to."""
        lieu = _LIEU.get(screen, screen)
        button = self._reglages if lieu == _REGLAGES else self._buttons.get(lieu)
        if button is not None:
            button.setChecked(True)

    def set_badge(self, screen: str, count: int, danger: bool = False) -> None:
        """Show a count on a destination; ignored when this profession has no such place."""
        if screen in self._buttons:
            self._buttons[screen].set_badge(count, danger)


def _follow(button: RailButton, action: QAction) -> None:
    """Hide what has nowhere to go, grey what cannot act now."""
    button.setEnabled(action.isEnabled())
    if button.parent() is not None or not action.isVisible():
        button.setVisible(action.isVisible())
