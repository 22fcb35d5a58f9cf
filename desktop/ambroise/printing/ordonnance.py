"""Draw an order: A4 or A5, one or several pages, a line never cut in two, the blank struck out.

CSP R5132-3 and R5132-4 (mentions, no blank above the signature); arrêté du 10/08/2010 (Code 128 and legends);
patient, date and page on every page (HAS, référentiel LAP).
"""

from datetime import UTC, datetime, time

from ambroise.printing.entete import draw_entete, draw_entete_suite
from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import GRAS, MOYEN, NORMAL, wrap
from ambroise.printing.page import LigneImprimee, PageOrdonnance, ZoneImprimee
from ambroise.printing.pdfa import new_canvas, silent_canvas
from ambroise.printing.pied import draw_pied, height_pied

__all__ = ["render_ordonnance"]

_RETRAIT = 21.0


def render_ordonnance(page: PageOrdonnance) -> bytes:
    """Return the PDF/A-1b of an order; the same values give the same bytes."""
    instant = page.produit_le or datetime.combine(page.date, time(12), UTC)
    pages = _Ecriture(page, instant, 1, muet=True).draw()[1]
    return _Ecriture(page, instant, pages).draw()[0]


class _Ecriture:
    """One drawing of the whole order; a first one, silent, only counts the pages."""

    def __init__(self, page: PageOrdonnance, instant: datetime, pages: int, *, muet: bool = False) -> None:
        self.page = page
        patient = f"{page.patient.nom_naissance} {page.patient.premier_prenom}"
        self.canvas, self.buffer = (
            silent_canvas()
            if muet
            else new_canvas(
                page.format.value,
                f"Ordonnance du {page.date:%d/%m/%Y}",
                page.prescripteur.nom,
                f"Ordonnance de {patient}",
                instant,
            )
        )
        self.pages = pages
        self.numero = 1
        self.fresh = False
        self.feuille = Feuille(self.canvas, page.format, muet=muet, carre=page.carre)

    def draw(self) -> tuple[bytes, int]:
        sheet = self.feuille
        self._begin_page()
        draw_entete(sheet, self.page)
        for rank, zone in enumerate(self.page.zones):
            self._zone(zone, self._first_number(rank))
        self._close()
        draw_pied(sheet, self.page)
        self._end_page()
        self.canvas.save()
        return self.buffer.getvalue(), self.numero

    def _first_number(self, zone: int) -> int:
        return 1 + sum(len(z.lignes) for z in self.page.zones[:zone])

    def _zone(self, zone: ZoneImprimee, premier: int) -> None:
        head = self._height_titre(zone) if zone.titre else 0.0
        if not zone.lignes:
            self._titre_zone(zone)
            self.feuille.down(13.6)
            self.feuille.text("Néant", NORMAL, 9.6, dx=_RETRAIT, grey=0.33)
            self.feuille.down(8)
        for rank, ligne in enumerate(zone.lignes):
            needed = self._height_ligne(ligne) + (head if rank == 0 else 0.0)
            if zone is self.page.zones[-1] and rank == len(zone.lignes) - 1:
                needed += self._height_end()
            if needed > self.feuille.left and not self.fresh:
                self._next_page()
                if rank and zone.titre:
                    self._titre_zone(zone, suite=True)
            if rank == 0 and zone.titre:
                self._titre_zone(zone)
            self._ligne(ligne, premier + rank)
            self.fresh = False

    def _height_titre(self, zone: ZoneImprimee) -> float:
        sheet = self.feuille
        lines = wrap(zone.titre, GRAS, sheet.pt(9.4), sheet.width * 0.72)
        return sheet.pt(30) + (len(lines) - 1) * sheet.pt(11.5)

    def _titre_zone(self, zone: ZoneImprimee, *, suite: bool = False) -> None:
        sheet = self.feuille
        sheet.down(4)
        sheet.rule(1.2)
        sheet.down(14.5)
        sheet.text_right(zone.mention, NORMAL, 9.4)
        title = f"{zone.titre} (suite)" if suite else zone.titre
        for rank, line in enumerate(wrap(title, GRAS, sheet.pt(9.4), sheet.width * 0.72)):
            if rank:
                sheet.down(11.5)
            sheet.text(line, GRAS, 9.4)
        sheet.down(6)
        sheet.rule(0.7)
        sheet.down(5)

    def _rows(self, ligne: LigneImprimee) -> list[tuple[str, str, float, float]]:
        """Return the rows of a line: text, font, size, grey."""
        sheet = self.feuille
        column = sheet.width - sheet.pt(_RETRAIT)
        parts = [(ligne.titre, GRAS, 10.4, 0.0), (ligne.posologie, NORMAL, 9.6, 0.0)]
        parts += [(text, MOYEN, 9.6, 0.0) for text in ligne.consignes]
        parts += [(text, NORMAL, 9.2, 0.33) for text in ligne.details]
        parts += [(text, NORMAL, 9.2, 0.0) for text in ligne.mentions]
        return [
            (row, font, size, grey)
            for text, font, size, grey in parts
            if text
            for row in wrap(text, font, sheet.pt(size), column)
        ]

    def _height_ligne(self, ligne: LigneImprimee) -> float:
        return self.feuille.pt(13.6) * len(self._rows(ligne)) + self.feuille.pt(8)

    def _ligne(self, ligne: LigneImprimee, numero: int) -> None:
        sheet = self.feuille
        rows = self._rows(ligne)
        # A line longer than a page, and only such a line, goes on to the next page.
        for rank, (text, font, size, grey) in enumerate(rows):
            if sheet.left < sheet.pt(13.6):
                self._next_page()
            sheet.down(13.6)
            if rank == 0:
                sheet.text(str(numero), GRAS, 9.4)
            sheet.text(text, font, size, dx=_RETRAIT, grey=grey)
        sheet.down(8)

    def _height_end(self) -> float:
        """Return the room of the closing rule and the foot, never alone on a page."""
        sheet = self.feuille
        return sheet.pt(34) + height_pied(sheet, self.page) - (sheet.floor - sheet.bottom)

    def _close(self) -> None:
        """Closing rule with the count, then the blank struck out down to the foot."""
        sheet = self.feuille
        foot = height_pied(sheet, self.page)
        if sheet.left < self._height_end():
            self._next_page()
        sheet.down(12)
        sheet.centered_rule(self.page.cloture, MOYEN, 9.6)
        sheet.down(10)
        sheet.strike_out(sheet.bottom + foot + sheet.pt(10))

    def _begin_page(self) -> None:
        sheet = self.feuille
        sheet.start_page()
        if self.page.specimen:
            sheet.watermark("SPÉCIMEN")
        patient = self.page.patient
        names = f"{patient.nom_naissance} {patient.premier_prenom.title()}"
        born = f"né{'e' if patient.sexe == 'F' else ''} le {patient.date_naissance:%d/%m/%Y}"
        number = f" · N° {self.page.numero}" if self.page.numero and self.pages > 1 else ""
        sheet.page_foot(
            names,
            f" · {born} · ordonnance du {sheet.date(self.page.date)}{number}",
            f"Page {self.numero}/{self.pages}",
        )

    def _end_page(self) -> None:
        self.canvas.showPage()

    def _next_page(self) -> None:
        """Close a page that has a following one: what it leaves blank is struck out too (R5132-4)."""
        sheet = self.feuille
        if sheet.left > sheet.pt(34):
            sheet.down(12)
            sheet.centered_rule(f"suite page {self.numero + 1}", NORMAL, 8.4)
            sheet.down(10)
            sheet.strike_out(sheet.floor + sheet.pt(6))
        self._end_page()
        self.numero += 1
        self._begin_page()
        draw_entete_suite(self.feuille, self.page)
        self.fresh = True
