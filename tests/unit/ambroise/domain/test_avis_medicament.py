"""Which opinions and informations count on a day, and how they read."""

from dataclasses import replace
from datetime import date

import pytest

from ambroise.domain.avis_medicament import (
    AvisHas,
    AvisMedicament,
    InformationAnsm,
    SorteAvis,
    current_avis,
    join_avis,
    last_avis,
)

ANCIEN = AvisHas(SorteAvis.SMR, "Modéré", "Inscription (CT)", date(2012, 1, 4))
RECENT = AvisHas(SorteAvis.SMR, "Important", "Réévaluation SMR", date(2020, 6, 1))
PARTIEL = replace(RECENT, valeur="Insuffisant")
ASMR = AvisHas(SorteAvis.ASMR, "IV", "Inscription (CT)", date(2012, 1, 4))
LETTRE = InformationAnsm("Une  lettre", date(2026, 1, 2), date(2026, 3, 1), "https://ansm.sante.fr/x")


def test_the_last_opinion_of_each_kind_counts_smr_first() -> None:
    assert last_avis((ASMR, ANCIEN, RECENT)) == (RECENT, ASMR)


def test_two_values_of_one_day_are_both_told_and_the_same_value_once() -> None:
    assert last_avis((RECENT, PARTIEL, replace(RECENT, texte="autre indication"))) == (
        replace(RECENT, texte="autre indication"),
        PARTIEL,
    )


def test_an_opinion_without_date_counts_when_there_is_no_other() -> None:
    nu = replace(RECENT, jour=None)
    assert last_avis((nu,)) == (nu,)
    assert last_avis((nu, ANCIEN)) == (ANCIEN,)


@pytest.mark.parametrize(
    ("avis", "phrase"),
    [
        (RECENT, "Service médical rendu important (1er juin 2020)"),
        (ASMR, "Amélioration du service rendu IV, mineure (4 janvier 2012)"),
        (
            replace(ASMR, valeur="Commentaires sans chiffrage de l'ASMR", jour=None),
            "Amélioration du service rendu commentaires sans chiffrage de l’ASMR",
        ),
    ],
)
def test_an_opinion_reads_as_a_sentence(avis: AvisHas, phrase: str) -> None:
    assert avis.phrase.replace("\u00a0", " ") == phrase


def test_an_information_is_shown_from_its_first_day_to_its_last_once() -> None:
    found = join_avis((AvisMedicament((RECENT,), (LETTRE,)), AvisMedicament((), (LETTRE,))))
    assert current_avis(found, date(2026, 3, 1)).informations == (LETTRE,)
    assert current_avis(found, date(2026, 3, 2)).informations == ()
    assert current_avis(found, date(2026, 1, 1)).informations == ()
    assert replace(LETTRE, debut=None, fin=None).is_en_cours(date(2000, 1, 1))


def test_the_dates_of_an_information_are_told() -> None:
    phrase = LETTRE.phrase.replace("\u00a0", " ")
    assert phrase == "Une lettre (du 2 janvier 2026 au 1er mars 2026)"
    assert replace(LETTRE, debut=None, fin=None).phrase == "Une lettre"
