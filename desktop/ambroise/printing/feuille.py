"""A sheet of paper with a pen going down it; sizes are those of the A4 page, scaled for A5."""

from collections.abc import Callable
from datetime import date

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ambroise.domain.papier_securise import CarreSecurise
from ambroise.domain.posologie_texte import render_date
from ambroise.printing.fonts import GRAS, NORMAL, runs, width, wrap
from ambroise.printing.page import MARGE_A5, Format
from ambroise.printing.symbols import Grid, draw_grid

_MARGE = 40.5
_HAUT = 32.0
_BAS = 46.0
_ECART_CARRE = 3 * mm


class Feuille:
    """Where the next thing is drawn; ``y`` is the pen, from the bottom, in points."""

    def __init__(
        self,
        canvas: Canvas,
        format_papier: Format,
        *,
        muet: bool = False,
        carre: CarreSecurise | None = None,
    ) -> None:
        self.canvas = canvas
        self.muet = muet
        self.page_width, self.page_height = format_papier.value
        self.scale = 1.0 if format_papier is Format.A4 else 0.82
        geometry = 1.0 if format_papier is Format.A4 else MARGE_A5
        self.x = _MARGE * geometry
        self.width = self.page_width - 2 * self.x
        self.bottom = _BAS * self.scale
        self.carre = carre
        self.top = self.page_height - _HAUT * geometry
        self.y = self.top

    @property
    def left(self) -> float:
        """Return the height left above the page foot, and above the square of a secure sheet."""
        return self.y - self.floor

    @property
    def floor(self) -> float:
        """Return the height under which no line goes."""
        return max(self.bottom, (self.carre.bas + self.carre.cote) * mm + _ECART_CARRE if self.carre else 0.0)

    def right_at(self, hauteur: float) -> float:
        """Return how far to the right words may go at a height: the square of a secure sheet stays free."""
        right = self.x + self.width
        if self.carre is None or hauteur > self.floor:
            return right
        return min(right, self.page_width - (self.carre.droite + self.carre.cote) * mm - _ECART_CARRE)

    def pt(self, taille: float) -> float:
        """Return a size of the A4 page on this paper."""
        return taille * self.scale

    def date(self, jour: date) -> str:
        """Return a date in words."""
        return render_date(jour)

    def start_page(self) -> None:
        """Put the pen at the top."""
        self.y = self.top
        self.grey(0)

    def down(self, taille: float) -> None:
        """Move the pen down."""
        self.y -= self.pt(taille)

    def grey(self, niveau: float) -> None:
        """Choose the grey of what follows: 0 black, 1 white."""
        self.canvas.setFillGray(niveau)
        self.canvas.setStrokeGray(niveau)

    def text(self, texte: str, police: str, taille: float, *, dx: float = 0.0, grey: float = 0.0) -> None:
        """Write at the pen, from the left margin."""
        self.write(texte, self.x + self.pt(dx), self.y, police, self.pt(taille), grey)

    def text_right(self, texte: str, police: str, taille: float, *, grey: float = 0.0) -> None:
        """Write at the pen, against the right margin."""
        size = self.pt(taille)
        self.write(texte, self.x + self.width - width(texte, police, size), self.y, police, size, grey)

    def write(
        self,
        texte: str,
        x: float,
        y: float,
        police: str,
        taille: float,
        grey: float = 0.0,
        espacement: float = 0.0,
    ) -> None:
        """Write anywhere, in points."""
        if self.muet:
            return
        self.canvas.setFillGray(grey)
        for name, part in runs(texte, police):
            drawn = self.canvas.beginText(x, y)
            drawn.setFont(name, taille)
            drawn.setCharSpace(espacement)
            drawn.textOut(part)
            self.canvas.drawText(drawn)
            x += width(part, police, taille) + espacement * len(part)
        self.canvas.setFillGray(0)

    def paragraph(
        self,
        texte: str,
        x: float,
        y: float,
        largeur: float,
        taille: float,
        interligne: float,
        grey: float = 0.0,
    ) -> float:
        """Write a wrapped paragraph from its first baseline; return the baseline after it."""
        for line in wrap(texte, NORMAL, taille, largeur):
            self.write(line, x, y, NORMAL, taille, grey)
            y -= interligne
        return y

    def rule(self, epaisseur: float, *, grey: float = 0.0) -> None:
        """Draw a rule across the column at the pen."""
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(epaisseur)
        self.canvas.line(self.x, self.y, self.x + self.width, self.y)
        self.canvas.setStrokeGray(0)

    def centered_rule(self, texte: str, police: str, taille: float) -> None:
        """Draw a rule with words in its middle."""
        size = self.pt(taille)
        span = width(texte, police, size)
        middle, right = self.x + self.width / 2, self.x + self.width
        height = self.y + size * 0.33
        self.canvas.setLineWidth(0.8)
        self.canvas.line(self.x, height, middle - span / 2 - self.pt(9), height)
        self.canvas.line(middle + span / 2 + self.pt(9), height, right, height)
        self.write(texte, middle - span / 2, self.y, police, size)

    def strike_out(self, bas: float) -> None:
        """Strike the blank from the pen down to a height: two rules and a diagonal (R5132-4)."""
        if self.y - bas < self.pt(14):
            return
        self.canvas.setLineWidth(0.7)
        self.canvas.setStrokeGray(0.55)
        right = self.x + self.width
        self.canvas.line(self.x, self.y, right, self.y)
        self.canvas.line(self.x, bas, right, bas)
        self.canvas.line(self.x, bas, right, self.y)
        self.canvas.setStrokeGray(0)
        self.y = bas

    def watermark(self, mot: str) -> None:
        """Write a word across the page in light grey, under everything: PDF/A has no transparency."""
        size = self.page_width * 0.17
        self.canvas.saveState()
        self.canvas.translate(self.page_width / 2, self.page_height / 2)
        self.canvas.rotate(35)
        self.write(mot, -width(mot, GRAS, size) / 2, -size * 0.35, GRAS, size, grey=0.94)
        self.canvas.restoreState()

    def grid(self, make: Callable[[str], Grid], texte: str, x: float, y: float, cote: float) -> None:
        """Draw the symbol of a text as a square whose bottom left corner is (x, y)."""
        if not self.muet:
            draw_grid(self.canvas, make(texte), x, y, cote)

    def page_foot(self, nom: str, suite: str, droite: str) -> None:
        """Write who, what and which page at the bottom; a long name is shortened, the rest never."""
        size = self.pt(8.4)
        height = self.bottom - self.pt(18)
        right = self.right_at(height)
        self.canvas.setLineWidth(0.5)
        self.canvas.setStrokeGray(0.7)
        self.canvas.line(self.x, height + self.pt(12), right, height + self.pt(12))
        self.canvas.setStrokeGray(0)
        page_width = width(droite, NORMAL, size)
        room = right - self.x - page_width - self.pt(12) - width(suite, NORMAL, size)
        self.write(_shortened(nom, size, room) + suite, self.x, height, NORMAL, size, grey=0.33)
        self.write(droite, right - page_width, height, NORMAL, size, grey=0.33)


def _shortened(texte: str, taille: float, largeur: float) -> str:
    if width(texte, NORMAL, taille) <= largeur:
        return texte
    while texte and width(f"{texte}…", NORMAL, taille) > largeur:
        texte = texte[:-1]
    return f"{texte}…"
