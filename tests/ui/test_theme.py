"""Contrast, fonts and words: what must hold in both themes and at every scale."""

import itertools
import os
import re
import subprocess
import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QRawFont
from PySide6.QtWidgets import QApplication

from ambroise.resources import resource
from ambroise.ui import icons, words
from ambroise.ui.fonts import FAMILIES, font
from ambroise.ui.theme import Theme, style_sheet
from ambroise.ui.tokens import DARK, LIGHT, Tokens, current_tokens
from tests.fakes.patience import PROGRAMME_S

THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
GROUNDS = ("surface", "raised", "sunken", "hover")
INKS = ("accent", "danger", "warning", "success", "info", "secondary")


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2.1 contrast ratio of two opaque colours."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(name: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.1)."""
    channels = QColor(name).getRgbF()[:3]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # type: ignore[operator]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@THEMES
@pytest.mark.parametrize(("ink", "ground"), list(itertools.product(INKS, GROUNDS)))
def test_every_ink_is_readable_on_every_ground(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("tone", ["accent", "danger", "warning", "success", "info"])
def test_a_tone_and_the_text_are_readable_on_the_soft_fill_of_the_tone(tokens: Tokens, tone: str) -> None:
    soft = getattr(tokens, f"{tone}_soft")
    assert contrast(getattr(tokens, tone), soft) >= 4.5
    assert contrast(tokens.text, soft) >= 7


@THEMES
@pytest.mark.parametrize("ground", ["surface", "raised"])
def test_body_text_is_far_above_the_norm(tokens: Tokens, ground: str) -> None:
    assert contrast(tokens.text, getattr(tokens, ground)) >= 13


@THEMES
def test_controls_are_seen_and_what_they_bear_is_read(tokens: Tokens) -> None:
    assert contrast(tokens.control_border, tokens.raised) >= 3
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_hover) >= 4.5
    assert contrast(tokens.on_accent, tokens.danger) >= 4.5
    assert contrast(tokens.on_accent, tokens.info) >= 4.5
    assert contrast(tokens.text, tokens.differing) >= 4.5
    assert contrast(tokens.disabled, tokens.disabled_fill) >= 4.5


@THEMES
def test_every_placeholder_of_the_sheet_is_a_token(tokens: Tokens) -> None:
    sheet = style_sheet(tokens)
    assert not re.search(r"\{\w+\}", sheet)
    assert tokens.accent in sheet


def test_the_sheet_holds_no_colour_of_its_own() -> None:
    source = resource("styles/ambroise.qss").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", source)


def test_no_colour_is_written_outside_the_tokens() -> None:
    package = Path(words.__file__).parent
    guilty = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if path.name != "tokens.py" and re.search(r"[\"']#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_the_theme_follows_the_preference(theme: Theme) -> None:
    assert current_tokens() is LIGHT
    theme.prefer("dark")
    try:
        assert current_tokens() is DARK
    finally:
        theme.prefer("light")
    assert asdict(theme.tokens) == asdict(LIGHT)


@pytest.mark.parametrize("character", "\u00a0\u202fµ≤≥≠−×↑↓←→’«»œŒ₂²éÉ°€…·")
def test_the_shipped_fonts_draw_every_character_of_the_interface(character: str, qapp: QApplication) -> None:
    files = sorted(resource("fonts").glob("*400Regular.ttf"))
    assert len(files) == len(FAMILIES)
    assert any(QRawFont(str(path), 14).supportsCharacter(ord(character)) for path in files)


def test_figures_are_tabular(theme: Theme, qapp: QApplication) -> None:
    assert font().families() == list(FAMILIES)
    assert qapp.font().featureValue(font().featureTags()[0]) == 1


def test_every_icon_named_in_the_code_is_shipped() -> None:
    package = Path(words.__file__).parent
    shipped = {path.stem for path in resource("icons/lucide").glob("*.svg")}
    named = set()
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"icon(?:=|\(|_name=)\s*\"([a-z0-9-]+)\"", text))
        named |= {
            a or b for a, b in re.findall(r"IconLabel\(\"([a-z0-9-]+)\"|IconButton\(\"([a-z0-9-]+)\"", text)
        }
    assert named
    assert named <= shipped, f"icônes absentes : {sorted(named - shipped)}"


def test_an_icon_keeps_its_size_at_every_pixel_ratio(theme: Theme) -> None:
    for ratio in (1.0, 1.5, 2.0):
        drawn = icons.pixmap("pill", "text", 16, ratio)
        assert drawn.width() == round(16 * ratio)
        assert drawn.deviceIndependentSize().width() == pytest.approx(16)


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_nothing_is_cut_at_any_scale(scale: str, theme_name: str) -> None:
    """Qt reads its scale once, at start: each scale is walked in its own interpreter."""
    root = Path(__file__).parents[2]
    environment = os.environ | {
        "QT_SCALE_FACTOR": scale,
        "PYTHONPATH": os.pathsep.join(str(root / part) for part in ("desktop", "integrations", ".")),
    }
    walked = subprocess.run(
        [sys.executable, "-m", "tests.ui.walk_at_scale", theme_name],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROGRAMME_S,
        check=False,
    )
    assert walked.returncode == 0, walked.stdout + walked.stderr
    assert f"ratio {float(scale):g}" in walked.stdout


TODAY = date(2026, 6, 4)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.long_date(TODAY), "4\u00a0juin\u00a02026"),
        (words.long_date(date(2026, 5, 1)), "1er\u00a0mai\u00a02026"),
        (words.full_date(TODAY), "jeudi\u00a04\u00a0juin\u00a02026"),
        (words.short_date(TODAY, TODAY), "aujourd’hui"),
        (words.short_date(date(2026, 6, 3), TODAY), "hier"),
        (words.short_date(date(2026, 3, 12), TODAY), "12\u00a0mars"),
        (words.short_date(date(2025, 12, 11), TODAY), "11\u00a0déc.\u00a02025"),
        (words.age(date(1975, 12, 31), TODAY), "50\u00a0ans"),
        (words.age(date(2025, 6, 5), TODAY), "11\u00a0mois"),
        (words.age(date(2024, 6, 4), TODAY), "2\u00a0ans"),
        (words.age(date(2026, 6, 3), TODAY), "1\u00a0jour"),
        (words.age(TODAY, TODAY), "0\u00a0jour"),
        (words.age(date(2024, 2, 29), date(2026, 2, 28)), "23\u00a0mois"),
        (words.clock(datetime(2026, 6, 4, 9, 5)), "9\u00a0h\u00a005"),  # noqa: DTZ001 - a wall clock
        (words.plural(0, "envoi"), "0\u00a0envoi"),
        (words.plural(2, "mal", "maux"), "2\u00a0maux"),
        (words.grouped_matricule("275126322074974"), "2 75 12 63 220 749 74".replace(" ", "\u00a0")),
        (words.grouped_matricule("2751263220749"), "2 75 12 63 220 749".replace(" ", "\u00a0")),
        (words.grouped_matricule("2751263220749741"), "2 75 12 63 220 749 74 1".replace(" ", "\u00a0")),
    ],
)
def test_words_are_french(said: str, expected: str) -> None:
    assert said == expected
