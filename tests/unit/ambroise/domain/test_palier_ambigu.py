"""A taper without its unit is asked only when both readings hold; each reading is then a posology."""

import pytest

from ambroise.domain.palier_ambigu import read_lectures
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.produit_prescrit import PreparationPrescrite, SpecialitePrescrite
from ambroise.domain.unites import unite

COMPRIME = unite("comprimé")


def tablet(denomination: str) -> SpecialitePrescrite:
    return SpecialitePrescrite("60000001", denomination, "", "comprimé", unite=COMPRIME)


def test_both_readings_of_a_taper_are_written_and_read() -> None:
    lectures = read_lectures("30-20-10 par 5j", tablet("SOLUPRED 20 mg, comprimé"))
    assert lectures == ("30-20-10 mg par 5j", "30-20-10 comprimé par 5j")
    phrases = [render_posologie(parse_posologie(texte, COMPRIME)) for texte in lectures]
    assert phrases[0].startswith("30\u00a0mg par jour pendant 5\u00a0jours, puis 20\u00a0mg")
    assert phrases[1].startswith("30\u00a0comprimés par jour pendant 5\u00a0jours, puis 20\u00a0comprimés")


@pytest.mark.parametrize(
    ("texte", "denomination"),
    [
        ("30-20-10 mg par 5j", "SOLUPRED 20 mg, comprimé"),
        ("3-2-1 par 5j", "SOLUPRED 20 mg, comprimé"),
        ("3-2-1 par 5j", "PREDNISONE 1 mg, comprimé"),
        ("400-300 par 5j", "SOLUPRED 20 mg, comprimé"),
        ("1-0-1 7j", "SOLUPRED 20 mg, comprimé"),
        ("30-20-10 par 5j", "ASSOCIATION 20 mg/12,5 mg, comprimé"),
        ("30-20-10 par 5j", "SANS FORCE, comprimé"),
        ("", "SOLUPRED 20 mg, comprimé"),
    ],
)
def test_nothing_is_asked_when_one_reading_only_holds(texte: str, denomination: str) -> None:
    assert read_lectures(texte, tablet(denomination)) is None


def test_a_half_tablet_and_a_decimal_strength_are_counted() -> None:
    assert read_lectures("5-2,5 par 1 sem", tablet("PREDNISONE 5 mg, comprimé sécable")) is not None
    assert read_lectures("5-2,5 par 1 sem", tablet("PRODUIT 2,5 mg, comprimé")) is not None


def test_a_preparation_has_no_strength_to_read() -> None:
    assert read_lectures("30-20-10 par 5j", PreparationPrescrite("gélules à 20 mg", COMPRIME)) is None
