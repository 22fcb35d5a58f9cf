"""The back of an order: what the pharmacy dispensed, its stamp, register numbers, quantities (R5132-13).

A substitution writes the name of the product given, its form and units when they differ.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from ambroise.domain.posologie_texte import render_date
from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import GRAS, MOYEN, NORMAL, wrap
from ambroise.printing.page import Format
from ambroise.printing.pdfa import new_canvas


@dataclass(frozen=True, slots=True)
class LigneVerso:
    """One line of the order and its answer, in French."""

    prescrit: str
    reponse: str
    delivre: tuple[str, ...] = ()
    numeros: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageVerso:
    """What is printed on the back; ``timbre`` is the pharmacy, line by line."""

    timbre: tuple[str, ...]
    pharmacien: str
    patient: str
    numero: str
    instant: datetime
    lignes: tuple[LigneVerso, ...]
    porteur: str = ""
    format: Format = Format.A4
    specimen: bool = False


def render_verso(page: PageVerso) -> bytes:
    """Return the PDF/A-1b of the back of an order; the same values give the same bytes."""
    content, pages = _draw(page, 1)
    return content if pages == 1 else _draw(page, pages)[0]


def _draw(page: PageVerso, pages: int) -> tuple[bytes, int]:
    day = render_date(page.instant.astimezone().date())
    canvas, buffer = new_canvas(
        page.format.value, f"Délivrance du {day}", page.timbre[0], page.patient, page.instant.astimezone(UTC)
    )
    sheet = Feuille(canvas, page.format)
    number = _start(sheet, page, day, 1, pages)
    sheet.down(16)
    for text in page.timbre:
        sheet.text(text, GRAS if text is page.timbre[0] else NORMAL, 10.4)
        sheet.down(13)
    sheet.down(8)
    bearer = f", remis à {page.porteur}" if page.porteur else ""
    sheet.text(f"Délivré le {day} par {page.pharmacien}{bearer}", MOYEN, 10.4)
    sheet.down(14)
    sheet.text(f"{page.patient} · ordonnance N° {page.numero}", NORMAL, 9.6)
    sheet.down(8)
    sheet.rule(1.0)
    for ligne in page.lignes:
        rows = _rows(sheet, ligne)
        if sheet.left < sheet.pt(13.6) * len(rows) + sheet.pt(10):
            canvas.showPage()
            number = _start(sheet, page, day, number + 1, pages)
        for text, font, grey in rows:
            sheet.down(13.6)
            sheet.text(text, font, 9.6, grey=grey)
        sheet.down(8)
        sheet.rule(0.4, grey=0.7)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue(), number


def _start(sheet: Feuille, page: PageVerso, day: str, number: int, pages: int) -> int:
    sheet.start_page()
    if page.specimen:
        sheet.watermark("SPÉCIMEN")
    # Each printed page of the register bears the name and address of the pharmacy.
    sheet.page_foot(", ".join(page.timbre[:3]), f" · {day}", f"Page {number}/{pages}")
    return number


def _rows(sheet: Feuille, ligne: LigneVerso) -> list[tuple[str, str, float]]:
    parts = [(ligne.prescrit, MOYEN, 0.0), (ligne.reponse, NORMAL, 0.0)]
    parts += [(text, NORMAL, 0.0) for text in ligne.delivre]
    if ligne.numeros:
        numbers = ", ".join(map(str, ligne.numeros))
        parts.append((f"Ordonnancier n° {numbers}", NORMAL, 0.33))
    return [
        (row, font, grey)
        for text, font, grey in parts
        if text
        for row in wrap(text, font, sheet.pt(9.6), sheet.width)
    ]
