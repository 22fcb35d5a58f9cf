"""Measure a rendered page as a ruler would, in millimetres: words by letters, barcodes by bars."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import zxingcpp
from PIL.Image import Image
from reportlab.lib.units import mm

POINTS_PAR_POUCE = 72
PRECISION = 400
_PIXEL = 25.4 / PRECISION


@dataclass(frozen=True)
class Boite:
    """A box on a page, in millimetres from its left and lower edges."""

    gauche: float
    bas: float
    droite: float
    haut: float

    @property
    def hauteur(self) -> float:
        return self.haut - self.bas

    @property
    def largeur(self) -> float:
        return self.droite - self.gauche

    def covers(self, autre: "Boite") -> bool:
        return (
            self.gauche <= autre.gauche
            and self.bas <= autre.bas
            and self.droite >= autre.droite
            and self.haut >= autre.haut
        )

    def meets(self, autre: "Boite") -> bool:
        return (
            self.gauche < autre.droite
            and autre.gauche < self.droite
            and self.bas < autre.haut
            and autre.bas < self.haut
        )


@dataclass(frozen=True)
class CodeMesure:
    """A linear barcode: what it reads, its bars, the narrowest of them, the white on each side."""

    texte: str
    barres: Boite
    module: float
    marge_gauche: float
    marge_droite: float


def letters_of(pdf: bytes, page: int = 0) -> list[tuple[str, Boite]]:
    """Return every letter of a page and its ink, in reading order."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texte = document[page].get_textpage()
        return [
            (texte.get_text_range(n, 1), Boite(*(v / mm for v in texte.get_charbox(n))))
            for n in range(texte.count_chars())
        ]
    finally:
        document.close()


def read_within(pdf: bytes, zone: Boite, page: int = 0) -> str:
    """Return the letters whose ink is in a zone of a page, without the white between them."""
    return "".join(lettre for lettre, boite in letters_of(pdf, page) if lettre.strip() and zone.covers(boite))


def find_words(pdf: bytes, mots: str, page: int = 0) -> list[Boite]:
    """Return the box of each place where words stand on one line of a page."""
    lettres = letters_of(pdf, page)
    suite = "".join(lettre if len(lettre) == 1 else "\0" for lettre, _ in lettres)
    found, start = [], suite.find(mots)
    while start >= 0:
        found.append(_around(boite for lettre, boite in lettres[start : start + len(mots)] if lettre.strip()))
        start = suite.find(mots, start + 1)
    return found


def measure_barcodes(pdf: bytes, page: int = 0) -> list[CodeMesure]:
    """Return the Code 128 of a page as a scanner finds them, from left to right."""
    image = _draw(pdf, page)
    codes = [c for c in zxingcpp.read_barcodes(image) if c.format.name == "Code128"]
    return sorted((_measure(image, c) for c in codes), key=lambda code: code.barres.gauche)


def _draw(pdf: bytes, page: int) -> Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[page].render(scale=PRECISION / POINTS_PAR_POUCE, grayscale=True)
        return drawn.to_pil().convert("L")
    finally:
        document.close()


def _measure(image: Image, code: zxingcpp.Barcode) -> CodeMesure:
    """Follow the bars from the middle of what the scanner saw: up, down, and to both sides."""
    black = image.point(lambda v: 255 * (v < 128)).load()
    assert black is not None
    corners = code.position
    y = (corners.top_left.y + corners.bottom_left.y) // 2
    left, right = (
        min(corners.top_left.x, corners.bottom_left.x),
        max(corners.top_right.x, corners.bottom_right.x),
    )
    row = [bool(black[x, y]) for x in range(image.width)]
    first = next(x for x in range(max(0, left - 12), right) if row[x])
    last = next(x for x in range(min(image.width - 1, right + 12), left, -1) if row[x])
    top = next(t for t in range(y, -1, -1) if not black[first, t])
    bottom = next(b for b in range(y, image.height) if not black[first, b])
    barres = Boite(
        first * _PIXEL, (image.height - bottom) * _PIXEL, (last + 1) * _PIXEL, (image.height - top) * _PIXEL
    )
    before = next((first - x for x in range(first - 1, -1, -1) if row[x]), first)
    after = next((x - last for x in range(last + 1, image.width) if row[x]), image.width - last)
    runs = _runs(row[first : last + 1])
    return CodeMesure(code.text, barres, min(runs) * _PIXEL, before * _PIXEL, after * _PIXEL)


def _runs(row: list[bool]) -> list[int]:
    lengths = [1]
    for here, there in pairwise(row):
        if here is there:
            lengths[-1] += 1
        else:
            lengths.append(1)
    return lengths


def _around(boites: Iterable[Boite]) -> Boite:
    found = list(boites)
    return Boite(
        min(b.gauche for b in found),
        min(b.bas for b in found),
        max(b.droite for b in found),
        max(b.haut for b in found),
    )
