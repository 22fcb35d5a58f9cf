"""The foot of the last page: QR and number at the left; signature and legal paragraphs at the right."""

from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import GRAS, NORMAL, width, wrap
from ambroise.printing.page import PageOrdonnance, Paraphe
from ambroise.printing.symbols import qr_grid

_QR = 99.0
_SIGNATURE = 46.0
_PETIT = 8.2
_INTERLIGNE = 11.4


def height_pied(sheet: Feuille, page: PageOrdonnance) -> float:
    """Return the height the foot needs."""
    code = sheet.pt(_QR + 34) if page.qr else (sheet.pt(30) if page.numero else 0.0)
    text = sheet.pt(_SIGNATURE) + _height_texts(sheet, page)
    return max(code, text) + sheet.pt(4)


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
    right = sheet.x + sheet.width
    y = top - sheet.pt(13)
    room = sheet.pt(76) if page.paraphe else 0.0
    for line in page.signature:
        size = sheet.pt(9.4)
        sheet.write(line, right - room - sheet.pt(16) - width(line, NORMAL, size), y, NORMAL, size)
        y -= sheet.pt(13)
    if page.paraphe:
        _paraphe(sheet, page.paraphe, right - room, top - sheet.pt(34), room, sheet.pt(30))
    y = top - sheet.pt(_SIGNATURE)
    for text in _texts(page):
        y = sheet.paragraph(text, x, y, right - x, sheet.pt(_PETIT), sheet.pt(_INTERLIGNE))
        y -= sheet.pt(4)


def _column(sheet: Feuille, page: PageOrdonnance) -> float:
    if page.qr:
        number = width(f"N° {page.numero}", NORMAL, sheet.pt(9.2))
        return sheet.x + max(sheet.pt(_QR), number) + sheet.pt(18)
    return sheet.x


def _texts(page: PageOrdonnance) -> list[str]:
    return [t for t in (page.avertissement, *page.paragraphes) if t]


def _height_texts(sheet: Feuille, page: PageOrdonnance) -> float:
    largeur = sheet.x + sheet.width - _column(sheet, page)
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
