"""The foot of the last page: QR and number at the left; signature and legal paragraphs at the right."""

from reportlab.lib.units import mm

from ambroise.domain.nombres import letters
from ambroise.domain.papier_securise import CarreSecurise
from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import GRAS, MOYEN, NORMAL, width, wrap
from ambroise.printing.page import PageOrdonnance, Paraphe
from ambroise.printing.symbols import qr_grid

_QR = 99.0
_SIGNATURE = 46.0
_PLUME = 26.0
"""Room for a signature by hand, under the words that say who signed."""
_PETIT = 8.2
_INTERLIGNE = 11.4


def height_pied(sheet: Feuille, page: PageOrdonnance) -> float:
    """Return the height the foot needs."""
    code = sheet.pt(_QR + 34) if page.qr else (sheet.pt(30) if page.numero else 0.0)
    text = sheet.pt(_signature(page)) + _height_texts(sheet, page)
    return max(code, text, sheet.floor - sheet.bottom) + sheet.pt(4)


def draw_pied(sheet: Feuille, page: PageOrdonnance) -> None:
    """Draw the foot, standing on the page foot."""
    top = sheet.bottom + height_pied(sheet, page)
    x = _column(sheet, page)
    if page.qr:
        side = sheet.pt(_QR)
        sheet.grid(qr_grid, page.qr, sheet.x, top - side, side)
        sheet.write("e-prescription", sheet.x, top - side - sheet.pt(14), GRAS, sheet.pt(9.2))
        sheet.write(f"N° {page.numero}", sheet.x, top - side - sheet.pt(27), NORMAL, sheet.pt(9.2))
    elif page.numero:
        sheet.write(f"N° {page.numero}", sheet.x, top - sheet.pt(12), NORMAL, sheet.pt(9.2))
    _sign(sheet, page, top)
    if page.carre:
        _count(sheet, page.carre, sum(len(zone.lignes) for zone in page.zones))
    right = _right(sheet, page)
    y = top - sheet.pt(_signature(page))
    for text in _texts(page):
        y = sheet.paragraph(text, x, y, right - x, sheet.pt(_PETIT), sheet.pt(_INTERLIGNE))
        y -= sheet.pt(4)


def _column(sheet: Feuille, page: PageOrdonnance) -> float:
    if page.qr:
        number = width(f"N° {page.numero}", NORMAL, sheet.pt(9.2))
        return sheet.x + max(sheet.pt(_QR), number) + sheet.pt(18)
    return sheet.x


def _right(sheet: Feuille, page: PageOrdonnance) -> float:
    """Return where the paragraphs end: they stand beside the square of a secure sheet."""
    return sheet.right_at(sheet.bottom) if page.carre else sheet.x + sheet.width


def _signature(page: PageOrdonnance) -> float:
    """Return the height of the signature: without recorded initials, a pen needs room."""
    return _SIGNATURE if page.paraphe else _SIGNATURE + _PLUME


def _sign(sheet: Feuille, page: PageOrdonnance, top: float) -> None:
    """Write who signed and when, against the right edge or the recorded initials."""
    y, size = top - sheet.pt(13), sheet.pt(9.4)
    right = sheet.right_at(y - sheet.pt(13))
    room = sheet.pt(76) if page.paraphe else 0.0
    for line in page.signature:
        sheet.write(line, right - room - width(line, NORMAL, size), y, NORMAL, size)
        y -= sheet.pt(13)
    if page.paraphe:
        x, largeur = right - sheet.pt(60), sheet.pt(60)
        _paraphe(sheet, page.paraphe, x, top - sheet.pt(34), largeur, sheet.pt(30))


def _count(sheet: Feuille, carre: CarreSecurise, lignes: int) -> None:
    """Write the number of lines in the square of the secure sheet, in figures and in letters."""
    side = carre.cote * mm
    middle = sheet.page_width - carre.droite * mm - side / 2
    bottom = carre.bas * mm
    figure, word = str(lignes), letters(lignes)
    big = side * 0.42
    small = min(side * 0.16, side * 0.84 * side * 0.16 / width(word, MOYEN, side * 0.16))
    sheet.write(figure, middle - width(figure, GRAS, big) / 2, bottom + side * 0.42, GRAS, big)
    sheet.write(word, middle - width(word, MOYEN, small) / 2, bottom + side * 0.18, MOYEN, small)


def _texts(page: PageOrdonnance) -> list[str]:
    return [t for t in (page.avertissement, *page.paragraphes) if t]


def _height_texts(sheet: Feuille, page: PageOrdonnance) -> float:
    largeur = _right(sheet, page) - _column(sheet, page)
    lines = [len(wrap(t, NORMAL, sheet.pt(_PETIT), largeur)) for t in _texts(page)]
    return sum(lines) * sheet.pt(_INTERLIGNE) + len(lines) * sheet.pt(4)


def _paraphe(sheet: Feuille, paraphe: Paraphe, x: float, y: float, largeur: float, hauteur: float) -> None:
    path = sheet.canvas.beginPath()
    for stroke in paraphe.traits:
        for rank, (a, b) in enumerate(stroke):
            point = (x + a * largeur, y + b * hauteur)
            if rank:
                path.lineTo(*point)
            else:
                path.moveTo(*point)
    sheet.canvas.setLineWidth(1.1)
    sheet.canvas.drawPath(path, stroke=1, fill=0)
