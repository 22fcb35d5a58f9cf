"""The block that says whose document it is: traits; number and datamatrix only for a qualified identity.

Guide d'implémentation INS v3.0 and « Format datamatrix INS » (ANS).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from ambroise.domain.datamatrix_ins import payload
from ambroise.domain.identite import Identite
from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import MOYEN, NORMAL, width, wrap
from ambroise.printing.page import BlocPatient
from ambroise.printing.symbols import datamatrix_grid

_MESURES_A4, _MESURES_A5 = (10.0, 9.0, 10.0, 54.0), (6.0, 6.0, 3.0, 50.0)
"""Padding, gap after labels, gutter before the datamatrix, side of it: on A5 a birth date keeps its line."""


def bloc_patient(
    identite: Identite,
    le: date,
    oids: Mapping[str, str] = MappingProxyType({}),
    complements: tuple[tuple[str, str], ...] = (),
) -> BlocPatient:
    """Return the block of a document made on a day; ``oids`` is what the environment makes of INSi's OID."""
    traits = identite.traits
    transmissible = identite.matricule_transmissible
    matricule = transmissible.under(oids) if transmissible else None
    age = traits.age(le)
    return BlocPatient(
        nom_naissance=traits.nom_naissance,
        nom_utilise=identite.nom_utilise if identite.nom_utilise != traits.nom_naissance else "",
        premier_prenom=traits.premier_prenom,
        prenoms=traits.prenoms_naissance,
        date_naissance=traits.date_naissance,
        age=f"{age} ans" if age >= 2 else _months(traits.date_naissance, le),
        sexe=traits.sexe.value,
        lieu_naissance=traits.lieu_naissance if matricule else "",
        matricule=matricule.numero if matricule else None,
        type_matricule=matricule.libelle_oid if matricule else "INS-NIR",
        datamatrix=payload(identite, oids),
        complements=complements,
    )


def identity_line(patient: BlocPatient) -> str:
    """Return what the pages after the first recall: name, first given name, birth, sex."""
    return (
        f"{patient.nom_naissance} {patient.premier_prenom}, {patient.date_naissance:%d/%m/%Y}, {patient.sexe}"
    )


def draw_cartouche(sheet: Feuille, patient: BlocPatient, x: float, right: float) -> float:
    """Draw the block at the top of the page between two abscissas; return its lower edge."""
    rows = _rows(patient)
    pad, gap, gutter, side = map(sheet.pt, _MESURES_A4 if sheet.scale == 1 else _MESURES_A5)
    line, size = sheet.pt(12.4), sheet.pt(9.2)
    matrix = side if patient.datamatrix else 0.0
    labels = max(width(label, NORMAL, size) for label, _ in rows) + gap
    # The number stays on one line under the datamatrix; the other values wrap beside it.
    column = right - x - 2 * pad - labels
    narrow = column - (matrix + gutter if matrix else 0)
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


def _months(born: date, le: date) -> str:
    months = (le.year - born.year) * 12 + le.month - born.month - (le.day < born.day)
    return f"{max(0, months)} mois"
