"""Buttons that print their key: the same QAction feeds the button, the menu and the palette."""

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QAction, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QToolButton, QWidget

from ambroise.ui import icons, painting
from ambroise.ui.actions import action_key, key_words
from ambroise.ui.fonts import font
from ambroise.ui.tokens import Size, Tone, Type

Variant = Literal["", "primary", "soft", "flat", "quiet"]

_ICON, _GAP = 16, 8


class Button(QPushButton):
    """A push button drawn as icon, words, key cap; at most one ``primary`` a screen.

    Args:
        key: the shortcut to print, in Qt's words (``Ctrl+O``); it is only printed, an action acts.
    """

    def __init__(
        self,
        text: str,
        *,
        icon: str = "",
        key: str = "",
        variant: Variant = "",
        tone: Tone | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon = icon
        self._key = key_words(key)
        self._tone = tone
        self._action: QAction | None = None
        self._bare = False
        self.setProperty("variant", variant)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._name()

    @classmethod
    def of(
        cls,
        action: QAction,
        variant: Variant = "",
        parent: QWidget | None = None,
        *,
        bare: bool = False,
    ) -> "Button":
        """Return the button of an action: same words, icon, key and availability; ``bare`` has no icon."""
        button = cls(action.text(), variant=variant, parent=parent)
        button._action = action
        button._bare = bare
        action.changed.connect(button._follow)
        button.clicked.connect(lambda _checked=False: action.trigger())
        button._follow()
        return button

    def set_icon(self, icon: str) -> None:
        """Change the icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def setText(self, text: str) -> None:
        """Change the words, and the name that a screen reader says."""
        super().setText(text)
        self._name()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        words = QFontMetrics(self._face()).horizontalAdvance(self._words())
        margins = 16 if self.property("variant") in ("flat", "quiet") else 26
        return QSize(words + self._extra() + margins, max(hint.height(), Size.CONTROL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text, option.icon = "", type(option.icon)()
        # The arrow of a menu would be drawn over the last letters.
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        face = self._face()
        words = self._words()
        width = QFontMetrics(face).horizontalAdvance(words)
        x = (self.width() - width - self._extra()) // 2
        tone = self._ink()
        if self._icon:
            painter.drawPixmap(
                x,
                (self.height() - _ICON) // 2,
                icons.pixmap(self._icon, tone, _ICON, self.devicePixelRatioF()),
            )
            x += _ICON + (_GAP if words else 0)
        painting.draw_spans(
            painter,
            QRect(x, 0, width + 2, self.height()),
            [painting.Span(words, painting.SEMIBOLD, tone, self._text_size())],
        )
        if self._key:
            size = painting.key_size(self._key)
            box = QRect(x + width + _GAP, (self.height() - size.height()) // 2, size.width(), size.height())
            painting.draw_key(painter, box, self._key, "secondary" if tone == "text" else tone)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    def _text_size(self) -> int:
        return Type.BODY

    def _face(self) -> QFont:
        return font(self._text_size(), painting.SEMIBOLD)

    def _words(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _extra(self) -> int:
        icon = _ICON + (_GAP if self._words() else 0) if self._icon else 0
        return icon + (_GAP + painting.key_size(self._key).width() if self._key else 0)

    def _ink(self) -> Tone:
        if not self.isEnabled():
            return "disabled"
        if self._tone:
            return self._tone
        return {"primary": "on_accent", "soft": "accent", "flat": "accent"}.get(  # type: ignore[return-value]
            str(self.property("variant")), "text"
        )

    def _name(self) -> None:
        self.setAccessibleName(self._words() + (f", {self._key}" if self._key else ""))

    def _follow(self) -> None:
        assert self._action is not None
        action = self._action
        self._key = action_key(action)
        self._icon = "" if self._bare else icons.icon_name(action)
        self.setEnabled(action.isEnabled())
        if self.parentWidget() is not None or not action.isVisible():  # alone, it would open as a window
            self.setVisible(action.isVisible())
        self.setToolTip(action.toolTip())
        if self.text() != action.text():
            self.setText(action.text())
        self._name()
        self.updateGeometry()
        self.update()


class IconButton(QToolButton):
    """A square button with an icon alone: its words are its accessible name and its tooltip."""

    def __init__(
        self, icon: str, words: str, tone: Tone = "secondary", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        icons.set_icon(self, icon, tone, "accent")
        self.setIconSize(QSize(_ICON, _ICON))
        self.setFixedSize(Size.CONTROL, Size.CONTROL)
        self.setAccessibleName(words)
        self.setToolTip(f"{words} · {key_words(key)}" if key else words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class FilterButton(QToolButton):
    """A small checkable filter above a list: icon, count or word; its name says the whole."""

    def __init__(self, text: str, words: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("filter", True)
        self.setCheckable(True)
        self.set_words(f" {text}" if icon else text, words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if icon:
            icons.set_icon(self, icon, "secondary", "accent")
            self.setIconSize(QSize(14, 14))
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def set_words(self, text: str, words: str) -> None:
        """Show a text, and say the whole to a screen reader and under the mouse."""
        self.setText(text)
        self.setAccessibleName(words)
        self.setToolTip(words)
