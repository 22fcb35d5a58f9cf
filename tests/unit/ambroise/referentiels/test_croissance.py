"""Growth: scores and percentiles as the WHO publishes them, and a table that is not one."""

import gzip
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from ambroise.domain.croissance import (
    CINQ_ANS_JOURS,
    JOURS_PAR_MOIS,
    Lms,
    MesureCroissance,
    growth_points,
)
from ambroise.domain.dossier import Constante, TypeConstante
from ambroise.domain.identite import Sexe
from ambroise.referentiels.croissance import ReferenceInvalide, read_croissance, shipped_croissance

F, G = Sexe.FEMININ, Sexe.MASCULIN
M = MesureCroissance
NAISSANCE = date(2015, 3, 1)


def _days(mois: float) -> int:
    return round(mois * JOURS_PAR_MOIS)


@pytest.mark.parametrize(
    ("mesure", "sexe", "mois", "ecart", "publie"),
    [
        # WHO Child Growth Standards, simplified field tables, z-scores.
        (M.POIDS, G, 0, 0, "3.3"),
        (M.POIDS, G, 12, -2, "7.7"),
        (M.POIDS, G, 12, 0, "9.6"),
        (M.POIDS, G, 12, 2, "12.0"),
        (M.POIDS, F, 24, 0, "11.5"),
        (M.TAILLE, G, 12, 0, "75.7"),
        (M.TAILLE, F, 0, 0, "49.1"),
        (M.TAILLE, G, 60, 0, "110.0"),
        (M.PERIMETRE_CRANIEN, G, 12, 0, "46.1"),
        (M.PERIMETRE_CRANIEN, F, 6, 0, "42.2"),
        (M.IMC, G, 60, 0, "15.2"),
        # WHO Growth Reference 5–19 years, z-score tables.
        (M.TAILLE, F, 180, 0, "161.7"),
        (M.IMC, G, 120, 0, "16.4"),
        (M.IMC, G, 120, 1, "18.5"),
        (M.IMC, G, 120, 2, "21.4"),
        (M.IMC, F, 180, 2, "28.2"),
        (M.POIDS, G, 120, 0, "31.2"),
    ],
)
def test_curves_are_those_the_who_publishes(
    mesure: MesureCroissance, sexe: Sexe, mois: int, ecart: int, publie: str
) -> None:
    parametres = shipped_croissance().parameters(mesure, sexe, _days(mois))
    assert parametres is not None
    assert round(Decimal(parametres.value(ecart)), 1) == Decimal(publie)


@pytest.mark.parametrize(
    ("mesure", "sexe", "mois", "valeur", "z"),
    [
        # Results the WHO publishes with its survey example (AnthroPlus).
        (M.TAILLE, G, 166.59, 153.7, -1.13),
        (M.IMC, G, 166.59, 50.7 / 1.537**2, 0.94),
        (M.TAILLE, G, 184.09, 181.7, 1.43),
        (M.IMC, G, 184.09, 84.6 / 1.817**2, 1.66),
        (M.IMC, G, 172.42, 76.7 / 1.666**2, 2.23),
        (M.TAILLE, F, 133.88, 144.3, -0.25),
        (M.IMC, F, 133.88, 46.5 / 1.443**2, 1.65),
    ],
)
def test_scores_are_those_of_the_who_software(
    mesure: MesureCroissance, sexe: Sexe, mois: float, valeur: float, z: float
) -> None:
    le = NAISSANCE + timedelta(days=_days(mois))
    point = shipped_croissance().place(mesure, sexe, NAISSANCE, le, valeur)
    assert point.z == pytest.approx(z, abs=0.015), "l’âge est ici en jours entiers"


def test_length_of_an_infant_is_measured_against_the_very_day() -> None:
    point = shipped_croissance().place(M.TAILLE, G, NAISSANCE, NAISSANCE + timedelta(days=44), 50)
    assert point.z == pytest.approx((50 / 56.4833 - 1) / 0.03492)


def test_extreme_weight_is_counted_in_the_last_standard_deviation() -> None:
    parametres = Lms(-0.3, 10.0, 0.11)
    au_dela = parametres.value(3) + 2 * (parametres.value(3) - parametres.value(2))
    en_deca = parametres.value(-3) - (parametres.value(-2) - parametres.value(-3))
    assert parametres.score_bounded(au_dela) == pytest.approx(5)
    assert parametres.score_bounded(en_deca) == pytest.approx(-4)
    assert parametres.score_bounded(parametres.value(1.5)) == pytest.approx(1.5)


@pytest.mark.parametrize("skewness", [0.0, 1.0, -0.8])
def test_score_is_the_inverse_of_the_value(skewness: float) -> None:
    parametres = Lms(skewness, 16.0, 0.08)
    assert [parametres.score(parametres.value(z)) for z in (-2, 0, 3)] == pytest.approx([-2, 0, 3])


def test_median_is_the_fiftieth_percentile_and_two_deviations_below_the_second() -> None:
    reference = shipped_croissance()
    parametres = reference.parameters(M.POIDS, F, 200)
    assert parametres is not None
    le = NAISSANCE + timedelta(days=200)
    assert reference.place(M.POIDS, F, NAISSANCE, le, parametres.m).percentile == pytest.approx(50)
    bas = reference.place(M.POIDS, F, NAISSANCE, le, parametres.value(-2)).percentile
    assert bas == pytest.approx(2.275, abs=0.001)


@pytest.mark.parametrize(
    ("mesure", "sexe", "jours"),
    [
        (M.POIDS, Sexe.INDETERMINE, 100),
        (M.POIDS, F, -1),
        (M.POIDS, F, _days(121)),
        (M.TAILLE, F, _days(229)),
        (M.PERIMETRE_CRANIEN, F, CINQ_ANS_JOURS + 1),
    ],
)
def test_outside_the_reference_there_is_no_score(mesure: MesureCroissance, sexe: Sexe, jours: int) -> None:
    assert shipped_croissance().parameters(mesure, sexe, jours) is None
    point = shipped_croissance().place(mesure, sexe, NAISSANCE, NAISSANCE + timedelta(days=jours), 20)
    assert (point.z, point.percentile) == (None, None)


def test_no_gap_between_the_days_and_the_months() -> None:
    reference = shipped_croissance()
    for mesure in (M.POIDS, M.TAILLE, M.IMC):
        jours = range(CINQ_ANS_JOURS - 3, CINQ_ANS_JOURS + 4)
        assert len(reference.curve(mesure, F, 50, jours)) == 7


def test_bmi_needs_weight_and_height_of_one_day() -> None:
    instant = datetime(2016, 3, 1, 9, tzinfo=UTC)

    def constante(type_: TypeConstante, valeur: str, quand: datetime) -> Constante:
        return Constante(UUID(int=1), UUID(int=2), type_, Decimal(valeur), quand)

    constantes = [
        constante(TypeConstante.POIDS, "9.0", instant),
        constante(TypeConstante.TAILLE, "75", instant),
        constante(TypeConstante.POIDS, "9.4", instant + timedelta(days=30)),
        constante(TypeConstante.POIDS, "3.0", datetime(2015, 2, 1, tzinfo=UTC)),
    ]
    reference = shipped_croissance()
    imc = growth_points(reference, M.IMC, F, NAISSANCE, constantes)
    assert [(p.le, p.valeur) for p in imc] == [(instant.date(), pytest.approx(16.0))]
    poids = growth_points(reference, M.POIDS, F, NAISSANCE, constantes)
    assert [p.valeur for p in poids] == [9.0, 9.4], "une mesure d’avant la naissance est une erreur de date"


@pytest.mark.parametrize(
    "table",
    [
        "",
        "mesure,sexe,unite,age,l,m,s\n",
        "mesure,sexe,unite,age,l,m,s\npoids,F,jour,1,0.1,3,0.1\n",
        "mesure,sexe,unite,age,l,m,s\npoids,F,jour,0,0.1,0,0.1\n",
        "mesure,sexe,unite,age,l,m,s\nombre,F,jour,0,0.1,3,0.1\n",
        "mesure,sexe,unite,age,l,m,s\npoids,F,jour,0,beaucoup,3,0.1\n",
        "mesure,sexe,unite,age\npoids,F,jour,0\n",
    ],
)
def test_table_that_is_not_a_reference_is_refused(tmp_path: Path, table: str) -> None:
    chemin = tmp_path / "oms.csv.gz"
    chemin.write_bytes(gzip.compress(table.encode()))
    with pytest.raises(ReferenceInvalide):
        read_croissance(chemin)


def test_truncated_file_is_refused(tmp_path: Path) -> None:
    chemin = tmp_path / "oms.csv.gz"
    chemin.write_bytes(gzip.compress(b"mesure,sexe" * 1000)[:-8])
    with pytest.raises(ReferenceInvalide):
        read_croissance(chemin)
    chemin.write_bytes(b"pas un fichier compresse")
    with pytest.raises(ReferenceInvalide):
        read_croissance(chemin)
