"""The look of the whole application: Fusion, one palette and one style sheet made from the tokens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ambroise.resources import resource
from ambroise.ui import icons
from ambroise.ui.fonts import font, load_fonts
from ambroise.ui.tokens import DARK, LIGHT, Tokens, color

Preference = Literal["system", "light", "dark"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Theme(QObject):
    """Dresses the application and follows the system between light and dark.

    Create one after the QApplication and keep it; ``changed`` tells painters that cache colours.
    """

    changed = Signal()

    def __init__(self, app: QApplication, preference: Preference = "system") -> None:
        super().__init__(app)
        self._app = app
        self._preference: Preference = preference
        self._tokens: Tokens | None = None
        load_fonts()
        app.setFont(font())
        app.setStyle(QStyleFactory.create("Fusion"))
        load_french(app)
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: self._dress())
        self._dress()

    @property
    def tokens(self) -> Tokens:
        """The theme now shown."""
        assert self._tokens is not None
        return self._tokens

    def prefer(self, preference: Preference) -> None:
        """Choose light, dark, or to follow the system."""
        self._preference = preference
        self._dress()

    def _dress(self) -> None:
        tokens, before = self._wanted(), self._tokens
        if tokens is before:
            return
        self._tokens = tokens
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(style_sheet(tokens))
        if before is not None:
            for window in self._app.topLevelWidgets():
                icons.retint(window)
            self.changed.emit()

    def _wanted(self) -> Tokens:
        if self._preference == "system":
            return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._preference == "dark" else LIGHT


@contextmanager
def dressed(app: QApplication) -> Iterator[None]:
    """Dress the application for a window shown before, or without, any profile that says how."""
    theme = Theme(app)
    try:
        yield
    finally:
        theme.deleteLater()


def load_french(app: QApplication) -> None:
    """Make Qt's own buttons and every number and date French."""
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    translator = QTranslator(app)
    if translator.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def palette(tokens: Tokens) -> QPalette:
    """Return the palette of a theme."""
    result = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for key, value in {
        role.Window: tokens.surface,
        role.WindowText: tokens.text,
        role.Base: tokens.raised,
        role.AlternateBase: tokens.sunken,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.Text: tokens.text,
        role.BrightText: tokens.on_accent,
        role.PlaceholderText: tokens.secondary,
        role.Mid: tokens.line,
        role.Midlight: tokens.line,
        role.Light: tokens.raised,
        role.Dark: tokens.control_border,
        role.Shadow: tokens.control_border,
        role.Highlight: tokens.accent_soft,
        role.HighlightedText: tokens.text,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
    }.items():
        result.setColor(key, color(value))
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        result.setColor(group.Disabled, key, color(tokens.disabled))
    for key in (role.Base, role.Button):
        result.setColor(group.Disabled, key, color(tokens.disabled_fill))
    return result


def style_sheet(tokens: Tokens) -> str:
    """Return the one style sheet with its ``{token}`` placeholders filled.

    Raises:
        AttributeError: the sheet names a token that does not exist.
    """
    source = resource("styles/ambroise.qss").read_text(encoding="utf-8")
    icons_folder = resource("styles").as_posix()
    return _PLACEHOLDER.sub(
        lambda found: icons_folder if found[1] == "styles" else str(getattr(tokens, found[1])), source
    )
