"""The file of an invented child of seventeen months: injections noted, measures since birth."""

from datetime import date
from decimal import Decimal

from ambroise.domain.dossier import Constante, TypeConstante
from ambroise.domain.entrees import Vaccination
from ambroise.domain.identite import Sexe
from ambroise.usecases.patients import DossierPatient
from tests.fakes import ecrans as e

LINA = e.patient("ESSAI", "LINA", Sexe.FEMININ, date(2025, 1, 4))

INJECTIONS = tuple(
    Vaccination(e.ident(f"lina {vaccin} {le}"), LINA.id, vaccin, le, lot=lot)
    for vaccin, le, lot in (
        ("Hexyon", date(2025, 3, 6), "U3A12"),
        ("Prevenar 20", date(2025, 3, 6), "GX114"),
        ("Rotarix", date(2025, 3, 6), ""),
        ("Rotarix", date(2025, 4, 8), ""),
        ("Bexsero", date(2025, 4, 8), ""),
        ("Hexyon", date(2025, 5, 6), "U3B44"),
        ("Prevenar 20", date(2025, 5, 6), ""),
        ("Bexsero", date(2025, 6, 10), ""),
        ("Hexyon", date(2025, 12, 9), ""),
        ("Prevenar 20", date(2025, 12, 9), ""),
        ("Priorix", date(2026, 1, 13), "A69C"),
    )
)

MESURES = tuple(
    Constante(e.ident(f"lina {le} {type_.code}"), LINA.id, type_, Decimal(valeur), e.local(10, jour=le))
    for le, poids, taille in (
        (date(2025, 1, 4), "3.2", "49.5"),
        (date(2025, 2, 6), "4.1", "53.5"),
        (date(2025, 3, 6), "5.0", "57"),
        (date(2025, 5, 6), "6.3", "62"),
        (date(2025, 7, 8), "7.2", "66"),
        (date(2025, 10, 7), "8.1", "70"),
        (date(2026, 1, 13), "8.8", "74"),
        (date(2026, 5, 12), "9.6", "79"),
    )
    for type_, valeur in ((TypeConstante.POIDS, poids), (TypeConstante.TAILLE, taille))
)

DOSSIER = DossierPatient(LINA, (), MESURES, (), (), (), INJECTIONS)
