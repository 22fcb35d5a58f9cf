"""Draw a plain document as PDF/A: who, about whom, then the words, page after page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ambroise.printing.cartouche import draw_cartouche, identity_line
from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import GRAS, NORMAL, runs, wrap
from ambroise.printing.page import BlocPatient, Format
from ambroise.printing.pdfa import new_canvas

_LARGEUR, _HAUTEUR = A4
_MARGE = 48.0
_BAS = 56.0
_CORPS = 10.0
_INTERLIGNE = 1.4


@dataclass(frozen=True)
class PageTexte:
    """A document in words: ``parties`` are titles with their paragraphs; ``pied`` is on every page.

    ``patient`` is the block of a qualified identity, drawn on the first page and recalled on the others.
    """

    titre: str
    entete: Sequence[str]
    parties: Sequence[tuple[str, Sequence[str]]]
    pied: str
    auteur: str
    instant: datetime
    patient: BlocPatient | None = None


def render_texte(page: PageTexte) -> bytes:
    """Return the PDF/A-1b; the same page always gives the same bytes."""
    canvas, buffer = new_canvas(A4, page.titre, page.auteur, page.titre, page.instant)
    redaction = _Redaction(canvas, page)
    redaction.head()
    for titre, paragraphes in page.parties:
        if titre:
            redaction.line(titre, GRAS, 11.5, 10)
        for texte in paragraphes:
            redaction.line(texte, NORMAL, _CORPS, 2)
    redaction.end_page()
    canvas.save()
    return buffer.getvalue()


class _Redaction:
    """A pen that writes lines down the pages, each page saying whose document it is."""

    def __init__(self, canvas: Canvas, page: PageTexte) -> None:
        self._canvas, self._page = canvas, page
        self._y, self._number = _HAUTEUR - _MARGE, 1

    def head(self) -> None:
        """Write the title and who writes, beside the block of the patient when there is one."""
        bloc = self._page.patient
        gauche = _LARGEUR * 0.5 - _MARGE if bloc else _LARGEUR - 2 * _MARGE
        self.line(self._page.titre, GRAS, 15, largeur=gauche)
        for texte in self._page.entete:
            self.line(texte, NORMAL, _CORPS, 2, gauche)
        if bloc:
            sheet = Feuille(self._canvas, Format.A4)
            bas = draw_cartouche(sheet, bloc, _LARGEUR * 0.5 + 8, _LARGEUR - _MARGE)
            self._y = min(self._y - _CORPS, bas - 2 * _CORPS)

    def line(
        self, texte: str, police: str, taille: float, avant: float = 0.0, largeur: float | None = None
    ) -> None:
        """Write a paragraph, on as many lines and pages as it needs."""
        self._y -= avant
        for part in wrap(texte, police, taille, largeur or _LARGEUR - 2 * _MARGE):
            if self._y < _BAS:
                self._next_page()
            _write(self._canvas, part, _MARGE, self._y, police, taille)
            self._y -= taille * _INTERLIGNE

    def end_page(self) -> None:
        """Write the foot and close the page."""
        _write(self._canvas, self._page.pied, _MARGE, _BAS / 2, NORMAL, 8)
        _write(self._canvas, f"Page {self._number}", _LARGEUR - _MARGE - 40, _BAS / 2, NORMAL, 8)
        self._canvas.showPage()

    def _next_page(self) -> None:
        self.end_page()
        self._y, self._number = _HAUTEUR - _MARGE, self._number + 1
        if self._page.patient:
            _write(self._canvas, identity_line(self._page.patient), _MARGE, self._y, NORMAL, 9)
            self._y -= 2 * _CORPS * _INTERLIGNE


def _write(canvas: Canvas, texte: str, x: float, y: float, police: str, taille: float) -> None:
    drawn = canvas.beginText(x, y)
    for name, part in runs(texte, police):
        drawn.setFont(name, taille)
        drawn.textOut(part)
    canvas.drawText(drawn)
