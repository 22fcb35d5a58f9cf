"""What nobody could read with certainty gets a sentence that says why, never a guess."""

import pytest

from ambroise.domain.posologie_saisie import PosologieIllisible, parse_posologie
from ambroise.domain.unites import unite

CORPUS = (
    "1-0-",
    "1--1",
    "1-a-1",
    "-1-0-1",
    "1-0-1-0-1",
    "1/2/3/j",
    "1,2,3 matin",
    "1..5 matin",
    "1e3 matin",
    "+1 matin",
    "1 matin soir 0j",
    "1 matin -7j",
    "1 matin pendant",
    "1 matin pendant jours",
    "1 matin 7",
    "7 jours matin",
    "matin et soir",
    "2 fois par jour 3 fois par jour",
    "1 toutes les heures toutes les 6 h",
    "1 toutes les 6",
    "1 /0j",
    "0/j",
    "0,0/j",
    "1 à 0 matin",
    "1 99h",
    "1 à 24h",
    "1 24h00",
    "1 à 12h60",
    "1 le 32/13/2026",
    "1 jusqu'au 30/02/2027",
    "1 du 10/06/2026 au 01/06/2026",
    "1 matin 7j jusqu’au 10/06/2026",
    "1 matin max",
    "1 matin max -2",
    "1 lundredi",
    "1 tous les 36 du mois",
    "1 j0/7",
    "1 j8/7",
    "1 8j/7",
    "1 1j/1",
    "1 un jour sur un",
    "puis",
    "1 matin puis",
    "puis puis",
    "1 matin puis puis 2 soir",
    ";",
    "1 matin 7j puis 7j",
    "mg",
    "mg matin",
    "10 mg/kg/kg",
    "10 machins matin",
    "3 3 3",
    "1 1 1",
    "1 matin 2 matin",
    "1 matin 1 matin",
    "1 soir matin 2",
    "1 cp 2 gel matin",
    "1 po iv",
    "1 sc im",
    "1 matin si",
    "1 si max",
    "1 dans demain",
    "1 dans 0 jours",
    "1 écart 0h",
    "1 3/j écart",
    "🙂 matin",
    "1 🙂",
    "１ matin",
    "1 mat1n",
    "l matin",
    "O-0-1",
    "1-O-1",
    "1-0-l",
    "999999999999999999999999 matin",
    "1 matin 9999999999999999999 j",
    "1 matin pendant 5000 j",
    "1000000/j",
    "1 par siècle",
    "deux-zéro-un",
    "1 à 1 matin",
    "5 à 3/j",
    "1 3 à 2/j",
    "1 x",
    "x3",
    "1x",
    "30-20-10 par",
    "30-20-10 par 0 j",
    "30-20-10 puis",
    "-",
    "/",
    "/j",
    "1 ? matin",
    "1 = matin",
    "<script> 1 matin",
    "1 matin' OR 1=1",
    "'; DROP TABLE",
    "NaN matin",
    "inf matin",
    "1 matin 7 j 7 j",
    "1 matin dimanche lundredi",
    "1/0 matin",
    "1 matin 1/0 j",
    "1 toutes les 1/0 h",
    "1 matin\u202e7j",
    "1-0-17j",
    "1-0-1 ; 7j",
    "1 matin ; max 6",
    "; 1-0-1 7j",
    "; deux",
    "2/j si douleur mx 6",
    "2/j si douleur manx 6",
    "2/j si douleur lax 6",
    "2/j si douleurmax 6",
    "1 " + "et " * 900 + "matin",
)


@pytest.mark.parametrize("saisie", CORPUS)
def test_it_is_refused_with_a_sentence(saisie: str) -> None:
    with pytest.raises(PosologieIllisible) as caught:
        parse_posologie(saisie, unite("comprimé"))
    assert caught.value.message[0].isupper() or caught.value.message[0] == "«"
    assert caught.value.message.endswith(".")
    assert 0 <= caught.value.position <= len(saisie)


@pytest.mark.parametrize(
    ("saisie", "complement"),
    [
        ("1 matin ; ne pas croquer", "ne pas croquer"),
        ("1 matin ; à revoir dans 7 jours", "à revoir dans 7 jours"),
    ],
)
def test_words_for_the_patient_stay_words(saisie: str, complement: str) -> None:
    (etape,) = parse_posologie(saisie, unite("comprimé")).etapes
    assert etape.complement == complement


def test_number_of_a_condition_is_no_ceiling() -> None:
    (etape,) = parse_posologie("1 3/j si fièvre supérieure à 38,5", unite("comprimé")).etapes
    assert (etape.si_besoin, etape.max_par_24h) == ("si fièvre supérieure à 38,5", None)
