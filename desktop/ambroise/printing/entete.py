"""The head of an order: prescriber with barcodes, patient cartouche with the datamatrix, date."""

from ambroise.printing.cartouche import draw_cartouche, identity_line
from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import GRAS, MOYEN, NORMAL, wrap
from ambroise.printing.page import PageOrdonnance
from ambroise.printing.symbols import code128_bars, draw_bars

# Code 128 (arrêté du 10/08/2010): legend at least 1 mm, value in clear at least 2 mm high.
_HAUTEUR_BARRES = 22.0
_VALEUR_CODE = 9.2


def draw_entete(sheet: Feuille, page: PageOrdonnance) -> None:
    """Draw the whole head of the first page; the pen ends under it."""
    split = sheet.x + sheet.width * 0.485
    left_end = _prescripteur(sheet, page, split - sheet.x - sheet.pt(10))
    right_end = draw_cartouche(sheet, page.patient, split, sheet.x + sheet.width)
    right_end -= sheet.pt(20)
    sheet.write(f"Le {sheet.date(page.date)}", split, right_end, MOYEN, sheet.pt(11.4))
    if page.titre:
        right_end -= sheet.pt(15)
        sheet.write(page.titre, split, right_end, GRAS, sheet.pt(10.4))
    sheet.y = min(left_end, right_end) - sheet.pt(16)
    if not any(zone.titre for zone in page.zones):
        sheet.rule(1.2)
        sheet.down(6)


def draw_entete_suite(sheet: Feuille, page: PageOrdonnance) -> None:
    """Draw the short head of a following page: who prescribes, to whom, when."""
    patient = page.patient
    sheet.down(12)
    sheet.text_right(f"Le {sheet.date(page.date)}", NORMAL, 9.6)
    for line in wrap(page.prescripteur.nom, GRAS, sheet.pt(10.4), sheet.width * 0.7):
        sheet.text(line, GRAS, 10.4)
        sheet.down(13)
    for line in wrap(identity_line(patient), NORMAL, sheet.pt(9.6), sheet.width * 0.7):
        sheet.text(line, NORMAL, 9.6)
        sheet.down(12)
    sheet.y += sheet.pt(12)
    sheet.text_right(f"RPPS {page.prescripteur.numero_rpps}", NORMAL, 9.6)
    sheet.down(8)
    sheet.rule(0.5, grey=0.55)
    sheet.down(4)


def _prescripteur(sheet: Feuille, page: PageOrdonnance, largeur: float) -> float:
    who = page.prescripteur
    y = sheet.top - sheet.pt(15)
    for line in wrap(who.nom, GRAS, sheet.pt(14), largeur):
        sheet.write(line, sheet.x, y, GRAS, sheet.pt(14))
        y -= sheet.pt(16)
    groups = [
        (who.qualite, who.mention),
        who.adresse,
        (f"Tél. {who.telephone}" if who.telephone else "", who.email),
    ]
    for group in groups:
        for text in filter(None, group):
            y = sheet.paragraph(text, sheet.x, y, largeur, sheet.pt(9.4), sheet.pt(13.4))
        y -= sheet.pt(4.4)
    y -= sheet.pt(4)
    codes = [("N° RPPS", who.numero_rpps)]
    if who.numero_finess:
        codes.append(("N° FINESS", who.numero_finess))
    elif who.numero_am:
        codes.append(("N° AM", who.numero_am))
    return _barcodes(sheet, codes, y, largeur)


def _barcodes(sheet: Feuille, codes: list[tuple[str, str]], y: float, largeur: float) -> float:
    all_bars = [(legend, value, code128_bars(value)) for legend, value in codes if value]
    if not all_bars:
        return y
    gap = sheet.pt(26)
    room = largeur - gap * (len(all_bars) - 1)
    module = min(1.0, room / sum(len(bars) for _, _, bars in all_bars))
    height = sheet.pt(_HAUTEUR_BARRES)
    x = sheet.x
    for legend, value, bars in all_bars:
        sheet.write(legend, x, y, NORMAL, sheet.pt(8.4))
        span = draw_bars(sheet.canvas, bars, x, y - sheet.pt(4) - height, module, height)
        size = max(sheet.pt(_VALEUR_CODE), 8.6)
        sheet.write(value, x, y - sheet.pt(5) - height - size, NORMAL, size, espacement=sheet.pt(0.9))
        x += span + gap
    return y - height - sheet.pt(19)
