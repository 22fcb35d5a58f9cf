"""The estimates of the renal function, against values computed apart from the published equations."""

from datetime import date
from decimal import Decimal

import pytest

from ambroise.domain.apports import constante_of
from ambroise.domain.constantes_saisie import parse_constantes
from ambroise.domain.dossier import TypeConstante
from ambroise.domain.fonction_renale import estimate, render_fonction

LE = date(2026, 6, 4)


@pytest.mark.parametrize(
    ("creatinine", "age", "sexe", "poids", "dfg", "dfg_2021", "clairance"),
    [
        # 1.0 mg/dL exactly: 141·(1/0.9)^-1.209·0.993^50 = 87; 142·(1/0.9)^-1.2·0.9938^50 = 92.
        ("88.4", 50, "M", "72", 87, 92, 90),
        # 0.7 mg/dL at the knot, a woman: 141·0.993^40·1.018 = 108; 142·0.9938^40·1.012 = 112.
        ("61.88", 40, "F", "60", 108, 112, 101),
        # 2.0 mg/dL, an old woman: 25 and 27; (140-80)·50·1.04/176.8 = 18.
        ("176.8", 80, "F", "50", 23, 25, 18),
    ],
)
def test_estimates_follow_the_published_equations(
    creatinine: str, age: int, sexe: str, poids: str, dfg: int, dfg_2021: int, clairance: int
) -> None:
    fonction = estimate(Decimal(creatinine), LE, age, sexe, Decimal(poids))
    assert fonction is not None
    assert (fonction.dfg, fonction.dfg_2021, fonction.clairance) == (dfg, dfg_2021, clairance)
    assert fonction.is_diminuee is (dfg < 60)


def test_without_a_weight_only_the_filtration_rate_is_said() -> None:
    fonction = estimate(Decimal("88.4"), LE, 50, "M")
    assert fonction is not None
    assert render_fonction(fonction) == "DFG 87\u00a0mL/min/1,73\u00a0m²"


@pytest.mark.parametrize(("creatinine", "age", "sexe"), [("80", 17, "M"), ("80", 40, "I"), ("0", 40, "F")])
def test_a_child_an_unknown_sex_or_a_null_value_gives_nothing(creatinine: str, age: int, sexe: str) -> None:
    assert estimate(Decimal(creatinine), LE, age, sexe) is None


@pytest.mark.parametrize(
    ("saisie", "valeur"),
    [
        ("creat 92", "92"),
        ("créatinine 92 µmol/L", "92"),
        ("creat 10,4 mg/L", "92"),
        ("ta 130/80 creat 120 p 70", "120"),
    ],
)
def test_creatinine_is_typed_in_either_unit(saisie: str, valeur: str) -> None:
    lue = parse_constantes(saisie)
    assert not lue.refus
    assert lue.valeur(TypeConstante.CREATININE) == Decimal(valeur)


def test_a_creatinine_without_its_unit_is_never_taken_for_milligrams() -> None:
    assert parse_constantes("creat 10,4").refus
    assert parse_constantes("creat 92 kg").refus


def test_a_laboratory_result_becomes_the_creatinine_of_the_file() -> None:
    assert constante_of("14682-9", Decimal(92), "umol/L") == (TypeConstante.CREATININE, Decimal(92))
    assert constante_of("2160-0", Decimal("10.4"), "mg/L") == (TypeConstante.CREATININE, Decimal("91.94"))
    assert constante_of("2160-0", Decimal("10.4"), "g/L") is None
