"""The head of an order: prescriber with barcodes, patient cartouche with the datamatrix, date."""

from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import GRAS, MOYEN, NORMAL, width, wrap
from ambroise.printing.page import BlocPatient, PageOrdonnance
from ambroise.printing.symbols import code128_bars, datamatrix_grid, draw_bars

# Code 128 (arrêté du 10/08/2010): legend at least 1 mm, value in clear at least 2 mm high.
_HAUTEUR_BARRES = 22.0
_VALEUR_CODE = 9.2


def draw_entete(sheet: Feuille, page: PageOrdonnance) -> None:
    """Draw the whole head of the first page; the pen ends under it."""
    split = sheet.x + sheet.width * 0.485
    left_end = _prescripteur(sheet, page, split - sheet.x - sheet.pt(10))
    right_end = _cartouche(sheet, page.patient, split, sheet.x + sheet.width)
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
    name = (
        f"{patient.nom_naissance} {patient.premier_prenom}, {patient.date_naissance:%d/%m/%Y}, {patient.sexe}"
    )
    for line in wrap(name, NORMAL, sheet.pt(9.6), sheet.width * 0.7):
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


def _cartouche(sheet: Feuille, patient: BlocPatient, x: float, right: float) -> float:
    rows = _rows(patient)
    pad, line, size = sheet.pt(10), sheet.pt(12.4), sheet.pt(9.2)
    matrix = sheet.pt(54) if patient.datamatrix else 0.0
    labels = max(width(label, NORMAL, size) for label, _ in rows) + sheet.pt(9)
    # The number stays on one line under the datamatrix; the other values wrap beside it.
    column = right - x - 2 * pad - labels
    narrow = column - (matrix + pad if matrix else 0)
    wrapped = []
    used = 0
    for label, value in rows:
        room = narrow if used * line < matrix + sheet.pt(14) else column
        lines = wrap(value, MOYEN, size, room)
        wrapped.append((label, lines))
        used += len(lines)
    height = max(used * line + 1.5 * pad, matrix + sheet.pt(14) + 2 * pad if matrix else 0)
    sheet.canvas.setLineWidth(0.8)
    sheet.canvas.rect(x, sheet.top - height, right - x, height, stroke=1, fill=0)
    y = sheet.top - pad - size * 0.8
    for label, lines in wrapped:
        sheet.write(label, x + pad, y, NORMAL, size, grey=0.33)
        for text in lines:
            sheet.write(text, x + pad + labels, y, MOYEN, size)
            y -= line
    if patient.datamatrix:
        side = sheet.pt(54)
        top = sheet.top - pad + sheet.pt(1)
        sheet.grid(datamatrix_grid, patient.datamatrix, right - pad - side, top - side, side)
        sheet.write("INS à scanner", right - pad - side, top - side - sheet.pt(10), NORMAL, sheet.pt(7.6))
    return sheet.top - height


def _rows(patient: BlocPatient) -> list[tuple[str, str]]:
    born = f"{patient.date_naissance:%d/%m/%Y}" + (f" ({patient.age})" if patient.age else "")
    rows = [
        ("Nom de naissance", patient.nom_naissance),
        ("Nom utilisé", patient.nom_utilise),
        ("Premier prénom", patient.premier_prenom),
        ("Prénoms", patient.prenoms),
        ("Née le" if patient.sexe == "F" else "Né le", born),
        ("Sexe", patient.sexe),
        ("Lieu de naissance", patient.lieu_naissance),
        *patient.complements,
    ]
    if patient.matricule:
        rows.append((patient.type_matricule, _grouped(patient.matricule)))
    return [(label, value) for label, value in rows if value]


def _grouped(matricule: str) -> str:
    """Return « 2 75 12 63 220 749 74 », its groups unbreakable."""
    if len(matricule) != 15:
        return matricule
    cuts = ((0, 1), (1, 3), (3, 5), (5, 7), (7, 10), (10, 13), (13, 15))
    return "\u00a0".join(matricule[a:b] for a, b in cuts)
