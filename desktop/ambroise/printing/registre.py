"""A register of the pharmacy on paper: its rows in columns, the pharmacy named on every page.

CSP R5132-10: each edition bears the name and the address of the pharmacy; a row is never cut in two.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from ambroise.domain.posologie_texte import render_date
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import GRAS, MOYEN, NORMAL, width, wrap
from ambroise.printing.page import Format
from ambroise.printing.pdfa import new_canvas
from ambroise.usecases.edition_registre import Edition

_TAILLE = 7.8
_INTERLIGNE = 10.2
_ECART = 6.0


@dataclass(frozen=True, slots=True)
class ColonneRegistre:
    """A column; ``part`` is its share of the width."""

    titre: str
    part: float
    a_droite: bool = False


@dataclass(frozen=True, slots=True)
class PageRegistre:
    """What is printed; ``timbre`` is the pharmacy, line by line, ``choix`` what the rows were chosen by."""

    titre: str
    timbre: tuple[str, ...]
    choix: str
    colonnes: tuple[ColonneRegistre, ...]
    lignes: tuple[tuple[str, ...], ...]
    instant: datetime
    specimen: bool = False


def render_registre(page: PageRegistre) -> bytes:
    """Return the PDF/A-1b of a register; the same values give the same bytes."""
    content, pages = _draw(page, 1)
    return content if pages == 1 else _draw(page, pages)[0]


def _draw(page: PageRegistre, pages: int) -> tuple[bytes, int]:
    canvas, buffer = new_canvas(
        Format.A4.value, page.titre, page.timbre[0], page.titre, page.instant.astimezone(UTC)
    )
    sheet = Feuille(canvas, Format.A4)
    number = _start(sheet, page, 1, pages)
    for ligne in page.lignes:
        cellules = [
            wrap(texte, NORMAL, _TAILLE, place)
            for texte, (_x, place) in zip(ligne, _places(sheet, page), strict=True)
        ]
        hauteur = max(map(len, cellules)) * _INTERLIGNE + 4
        if sheet.left < hauteur:
            canvas.showPage()
            number = _start(sheet, page, number + 1, pages)
        _row(sheet, page, cellules)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue(), number


def _start(sheet: Feuille, page: PageRegistre, number: int, pages: int) -> int:
    sheet.start_page()
    if page.specimen:
        sheet.watermark("SPÉCIMEN")
    day = render_date(page.instant.astimezone().date())
    sheet.page_foot(", ".join(page.timbre[:3]), f" · édité le {day}", f"Page {number}/{pages}")
    sheet.down(14)
    sheet.text(page.titre, GRAS, 13)
    sheet.text_right(page.choix, NORMAL, 8.6, grey=0.33)
    for texte in page.timbre:
        sheet.down(11)
        sheet.text(texte, NORMAL, 8.6)
    sheet.down(16)
    for colonne, (x, place) in zip(page.colonnes, _places(sheet, page), strict=True):
        _cell(sheet, colonne, colonne.titre, MOYEN, x, place)
    sheet.down(5)
    sheet.rule(0.9)
    return number


def _row(sheet: Feuille, page: PageRegistre, cellules: list[tuple[str, ...]]) -> None:
    haut = sheet.y
    for colonne, mots, (x, place) in zip(page.colonnes, cellules, _places(sheet, page), strict=True):
        sheet.y = haut
        for texte in mots:
            sheet.down(_INTERLIGNE)
            _cell(sheet, colonne, texte, NORMAL, x, place)
    sheet.y = haut - max(map(len, cellules)) * _INTERLIGNE
    sheet.down(4)
    sheet.rule(0.3, grey=0.75)


def _cell(sheet: Feuille, colonne: ColonneRegistre, texte: str, police: str, x: float, place: float) -> None:
    if colonne.a_droite:
        x += place - width(texte, police, _TAILLE)
    sheet.write(texte, x, sheet.y, police, _TAILLE)


def _places(sheet: Feuille, page: PageRegistre) -> list[tuple[float, float]]:
    """Return where each column begins and the room its words have."""
    total = sum(colonne.part for colonne in page.colonnes)
    places, x = [], sheet.x
    for colonne in page.colonnes:
        place = sheet.width * colonne.part / total
        places.append((x, place - _ECART))
        x += place
    return places


def compose_registre(
    edition: Edition, session: SessionProfessionnel, instant: datetime, *, specimen: bool
) -> PageRegistre:
    """Return the page of a register of the pharmacy where somebody works."""
    structure = session.situation.structure
    ville = f"{structure.code_postal} {structure.commune}".strip()
    return PageRegistre(
        edition.titre,
        tuple(filter(None, (structure.nom, structure.adresse, ville, structure.telephone))),
        edition.choix,
        tuple(ColonneRegistre(c.titre, c.part, c.a_droite) for c in edition.colonnes),
        edition.lignes,
        instant,
        specimen,
    )
