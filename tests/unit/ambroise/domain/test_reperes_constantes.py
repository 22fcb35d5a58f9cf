"""A value out of the usual range gets a word; a child's pulse does not."""

from decimal import Decimal

import pytest

from ambroise.domain.dossier import TypeConstante as T
from ambroise.domain.reperes_constantes import EcartRepere, appraise


@pytest.mark.parametrize(
    ("type_", "valeur", "mot", "ecart"),
    [
        (T.TEMPERATURE, "38.4", "Fièvre", EcartRepere.ATTENTION),
        (T.TEMPERATURE, "40.1", "Fièvre", EcartRepere.DANGER),
        (T.TEMPERATURE, "34.9", "Hypothermie", EcartRepere.DANGER),
        (T.SATURATION, "93", "Basse", EcartRepere.ATTENTION),
        (T.SATURATION, "90", "Très basse", EcartRepere.DANGER),
        (T.GLYCEMIE, "0.60", "Hypoglycémie", EcartRepere.DANGER),
        (T.TENSION_SYSTOLIQUE, "140", "Élevée", EcartRepere.ATTENTION),
        (T.TENSION_SYSTOLIQUE, "180", "Très élevée", EcartRepere.DANGER),
        (T.TENSION_SYSTOLIQUE, "85", "Basse", EcartRepere.ATTENTION),
        (T.TENSION_DIASTOLIQUE, "90", "Élevée", EcartRepere.ATTENTION),
        (T.TENSION_DIASTOLIQUE, "110", "Très élevée", EcartRepere.DANGER),
        (T.FREQUENCE_CARDIAQUE, "110", "Rapide", EcartRepere.ATTENTION),
        (T.FREQUENCE_CARDIAQUE, "140", "Rapide", EcartRepere.DANGER),
        (T.FREQUENCE_CARDIAQUE, "45", "Lente", EcartRepere.ATTENTION),
    ],
)
def test_value_out_of_range_gets_its_word(type_: T, valeur: str, mot: str, ecart: EcartRepere) -> None:
    appreciation = appraise(type_, Decimal(valeur), 50)
    assert appreciation is not None
    assert (appreciation.mot, appreciation.ecart) == (mot, ecart)


@pytest.mark.parametrize(
    ("type_", "valeur"),
    [
        (T.TEMPERATURE, "37"),
        (T.SATURATION, "97"),
        (T.GLYCEMIE, "1.00"),
        (T.TENSION_SYSTOLIQUE, "138"),
        (T.TENSION_DIASTOLIQUE, "84"),
        (T.FREQUENCE_CARDIAQUE, "88"),
        (T.POIDS, "200"),
    ],
)
def test_usual_value_is_left_alone(type_: T, valeur: str) -> None:
    assert appraise(type_, Decimal(valeur), 50) is None


@pytest.mark.parametrize("age", [None, 3, 17])
def test_adult_marks_never_judge_a_child_nor_an_unknown_age(age: int | None) -> None:
    assert appraise(T.FREQUENCE_CARDIAQUE, Decimal(130), age) is None
    assert appraise(T.TENSION_SYSTOLIQUE, Decimal(85), age) is None
