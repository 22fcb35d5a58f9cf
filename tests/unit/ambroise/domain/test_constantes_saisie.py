"""One line typed by a doctor becomes measures, or sentences that say what was not understood."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.constantes_saisie import parse_constantes
from ambroise.domain.dossier import TypeConstante as T


def _lues(texte: str) -> dict[str, str]:
    saisie = parse_constantes(texte)
    assert saisie.refus == ()
    return {m.type.code: str(m.valeur) for m in saisie.mesures}


def test_line_of_the_consultation_gives_six_values() -> None:
    assert _lues("ta 138/84 fc 88 t 38,4 sat 97 p 74,5") == {
        "tas": "138",
        "tad": "84",
        "fc": "88",
        "temp": "38.4",
        "sat": "97",
        "poids": "74.5",
    }


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("TA 13/8", {"tas": "130", "tad": "80"}),
        ("pa 13,5/8", {"tas": "135.0", "tad": "80"}),
        ("tension : 120 / 70 mmHg", {"tas": "120", "tad": "70"}),
        ("poids 72", {"poids": "72"}),
        ("poids=72,5kg", {"poids": "72.5"}),
        ("p72", {"poids": "72"}),
        ("taille 1m70", {"taille": "170"}),
        ("taille 1 m 7", {"taille": "170"}),
        ("taille 1,70 m", {"taille": "170.00"}),
        ("taille 1,7", {"taille": "170.0"}),
        ("tl 171 cm", {"taille": "171"}),
        ("température 37.2°C", {"temp": "37.2"}),
        ("t 37°", {"temp": "37"}),
        ("SpO₂ 98 %", {"sat": "98"}),
        ("spo2 98%", {"sat": "98"}),
        ("pouls 72 /min", {"fc": "72"}),
        ("fc 72 bpm", {"fc": "72"}),
        ("glycémie 1,42 g/L", {"gly": "1.42"}),
        ("hba1c 7,1 %", {"hba1c": "7.1"}),
        ("fc 88, t 38,4; sat 97", {"fc": "88", "temp": "38.4", "sat": "97"}),
        ("ta\u00a0120/80\u202fmmHg", {"tas": "120", "tad": "80"}),
        ("", {}),
        ("   ", {}),
    ],
)
def test_writings_of_the_trade_are_read(texte: str, attendu: dict[str, str]) -> None:
    assert _lues(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "mot"),
    [
        ("poids 745", "valeur impossible"),
        ("ta 84/138", "la plus basse"),
        ("ta 120", "deux valeurs"),
        ("ta", "deux valeurs"),
        ("fc", "un nombre est attendu"),
        ("fc beaucoup", "un nombre est attendu"),
        ("poids 72 poids 73", "deux fois"),
        ("ta 120/80 pa 130/80", "deux fois"),
        ("poids 72 cm", "unité"),
        ("ta 120/80 kg", "unité"),
        ("t 38 %", "unité"),
        ("xyz 12", "n’est pas connue"),
        ("120/80", "abréviation"),
        ("ta 400/20", "valeur impossible"),
        ("ta 290/210", "valeur impossible"),
        ("poids 72,555", "un nombre est attendu"),
        ("poids 1/2", "un nombre est attendu"),
    ],
)
def test_what_is_not_understood_is_said_and_never_guessed(texte: str, mot: str) -> None:
    saisie = parse_constantes(texte)
    assert any(mot in refus.raison for refus in saisie.refus)


def test_refusal_does_not_hide_what_follows() -> None:
    saisie = parse_constantes("poids 745 fc 88")
    assert saisie.valeur(T.FREQUENCE_CARDIAQUE) == Decimal(88)
    assert saisie.valeur(T.POIDS) is None
    assert [refus.texte for refus in saisie.refus] == ["poids 745"]


@given(st.text(max_size=60))
def test_any_text_is_read_to_its_end_without_an_impossible_value(texte: str) -> None:
    saisie = parse_constantes(texte)
    types = [m.type for m in saisie.mesures]
    assert len(types) == len(set(types))
    assert all(m.type.minimum <= m.valeur <= m.type.maximum for m in saisie.mesures)


@given(
    st.sampled_from([(T.POIDS, "p"), (T.FREQUENCE_CARDIAQUE, "fc"), (T.SATURATION, "sat")]),
    st.integers(50, 100),
)
def test_value_read_is_the_value_typed(mesure: tuple[T, str], valeur: int) -> None:
    type_, mot = mesure
    assert parse_constantes(f"{mot} {valeur}").valeur(type_) == Decimal(valeur)
