"""The visual tokens: colours of the two themes, sizes and the type scale; no colour is written elsewhere."""

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtGui import QColor, QGuiApplication, QPalette

Tone = Literal["text", "secondary", "accent", "danger", "warning", "success", "info", "on_accent", "disabled"]
"""The ink of a word or an icon; the five in the middle also name the fill of a chip or a band."""


@dataclass(frozen=True)
class Tokens:
    """One theme; every field is a colour as ``#RRGGBB`` (or ``rgba()`` for the veil)."""

    name: Literal["light", "dark"]
    surface: str
    raised: str
    sunken: str
    rail: str
    line: str
    control_border: str
    text: str
    secondary: str
    accent: str
    accent_soft: str
    accent_hover: str
    on_accent: str
    danger: str
    danger_soft: str
    danger_line: str
    warning: str
    warning_soft: str
    warning_line: str
    success: str
    success_soft: str
    success_line: str
    info: str
    info_soft: str
    info_line: str
    hover: str
    disabled_fill: str
    disabled: str
    differing: str
    veil: str

    def ink(self, tone: Tone) -> str:
        """Return the colour of words and icons of a tone."""
        value: str = getattr(self, tone)
        return value

    def soft(self, tone: Tone) -> str:
        """Return the fill behind words of a tone; neutral tones rest on the sunken surface."""
        value: str = getattr(self, f"{tone}_soft", self.sunken)
        return value

    def outline(self, tone: Tone) -> str:
        """Return the border of a fill of a tone."""
        value: str = getattr(self, f"{tone}_line", self.line)
        return value


LIGHT: Final = Tokens(
    name="light",
    surface="#FAFAF8",
    raised="#FFFFFF",
    sunken="#F2F4F1",
    rail="#F2F4F1",
    line="#DDDFDC",
    control_border="#87918D",
    text="#1C2321",
    secondary="#56615E",
    accent="#0F6B6B",
    accent_soft="#E0EFED",
    accent_hover="#0C5858",
    on_accent="#FFFFFF",
    danger="#B3261E",
    danger_soft="#FCECEA",
    danger_line="#E3A29D",
    warning="#8F5400",
    warning_soft="#FBF1DF",
    warning_line="#DDB877",
    success="#1E7A44",
    success_soft="#E5F3EA",
    success_line="#9CCBAF",
    info="#2A5DB0",
    info_soft="#E8EFFA",
    info_line="#A5BEE6",
    hover="#EDF1EE",
    disabled_fill="#E7EAE7",
    disabled="#5D6864",
    differing="#FFE38F",
    veil="rgba(28, 35, 33, 97)",
)

DARK: Final = Tokens(
    name="dark",
    surface="#15191A",
    raised="#1D2324",
    sunken="#111516",
    rail="#111516",
    line="#333B3C",
    control_border="#6F7B7A",
    text="#E8ECEA",
    secondary="#A3AEAB",
    accent="#4FB8B3",
    accent_soft="#1B3838",
    accent_hover="#66C6C1",
    on_accent="#0C1717",
    danger="#F28B82",
    danger_soft="#3B2220",
    danger_line="#7D413C",
    warning="#E5AE55",
    warning_soft="#352A15",
    warning_line="#6F5727",
    success="#6FC68E",
    success_soft="#1A3124",
    success_line="#37644A",
    info="#8AB0F0",
    info_soft="#1D2A40",
    info_line="#3C5684",
    hover="#242B2C",
    disabled_fill="#262D2E",
    disabled="#93A09D",
    differing="#5E4A12",
    veil="rgba(0, 0, 0, 140)",
)


def current_tokens() -> Tokens:
    """Return the theme now shown, told by the application's palette (sheets alter a widget's)."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def color(value: str) -> QColor:
    """Return the QColor of a token, ``rgba(r, g, b, a)`` included."""
    if value.startswith("rgba"):
        red, green, blue, alpha = (int(part) for part in value[5:-1].split(","))
        return QColor(red, green, blue, alpha)
    return QColor(value)


class Size:
    """Lengths in device-independent pixels, multiples of four."""

    RAIL: Final = 76
    TOP_BAR: Final = 48
    BANNER: Final = 64
    FOOT: Final = 56
    PANEL_HEAD: Final = 40
    CONTROL: Final = 32
    ROW: Final = 36
    HEADER: Final = 32
    TWO_LINE: Final = 48
    TOUCH_ROW: Final = 68
    SIDE_MIN: Final = 264
    SIDE_MAX: Final = 344
    FOLD_BELOW: Final = 1200
    PANEL_MARGIN: Final = 16
    PAGE_MARGIN: Final = 24
    RADIUS_CHIP: Final = 4
    RADIUS_CONTROL: Final = 6
    RADIUS_CARD: Final = 8
    ACCENT_BAR: Final = 3


class Type:
    """The type scale, in pixels."""

    BADGE: Final = 11
    LABEL: Final = 12
    BODY: Final = 14
    SECTION: Final = 16
    TITLE: Final = 20
    HERO: Final = 28
