"""Draw a plain document as PDF/A: who, about whom, then the words, page after page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ambroise.printing.fonts import GRAS, NORMAL, runs, wrap
from ambroise.printing.pdfa import new_canvas

_MARGE = 48.0
_BAS = 56.0
_CORPS = 10.0
_INTERLIGNE = 1.4


@dataclass(frozen=True)
class PageTexte:
    """A document in words: ``parties`` are titles with their paragraphs; ``pied`` is on every page."""

    titre: str
    entete: Sequence[str]
    parties: Sequence[tuple[str, Sequence[str]]]
    pied: str
    auteur: str
    instant: datetime


def render_texte(page: PageTexte) -> bytes:
    """Return the PDF/A-1b; the same page always gives the same bytes."""
    canvas, buffer = new_canvas(A4, page.titre, page.auteur, page.titre, page.instant)
    width, height = A4
    y, number = height - _MARGE, 1

    def foot() -> None:
        _write(canvas, page.pied, _MARGE, _BAS / 2, NORMAL, 8)
        _write(canvas, f"Page {number}", width - _MARGE - 40, _BAS / 2, NORMAL, 8)

    def line(texte: str, police: str, taille: float, avant: float = 0.0) -> None:
        nonlocal y, number
        y -= avant
        for part in wrap(texte, police, taille, width - 2 * _MARGE):
            if y < _BAS:
                foot()
                canvas.showPage()
                y, number = height - _MARGE, number + 1
            _write(canvas, part, _MARGE, y, police, taille)
            y -= taille * _INTERLIGNE

    line(page.titre, GRAS, 15)
    for texte in page.entete:
        line(texte, NORMAL, _CORPS, 2)
    for titre, paragraphes in page.parties:
        if titre:
            line(titre, GRAS, 11.5, 10)
        for texte in paragraphes:
            line(texte, NORMAL, _CORPS, 2)
    foot()
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _write(canvas: Canvas, texte: str, x: float, y: float, police: str, taille: float) -> None:
    drawn = canvas.beginText(x, y)
    for name, part in runs(texte, police):
        drawn.setFont(name, taille)
        drawn.textOut(part)
    canvas.drawText(drawn)
