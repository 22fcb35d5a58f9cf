"""A dose falls in a box of the day only when its posology names the moment; nothing of it is ever lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.plan_prises import LignePlan, MomentJour, Prise, lines_of, make_plan
from ambroise.domain.posologie import Posologie
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.unites import unite_of_forme
from tests.fakes.cas_has import CAS, CasHas
from tests.fakes.posologies import posologies

LE = date(2026, 6, 4)
"""A Thursday."""


def prise(saisie: str, debut: date = LE, fin: date | None = None) -> Prise:
    return Prise("PRODUIT", parse_posologie(saisie, unite_of_forme("comprimé")), debut, fin)


def boxes(ligne: LignePlan) -> list[tuple[str, str, str]]:
    return [(moment.value, case.dose.replace("\u00a0", " "), case.precision) for moment, case in ligne.cases]


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [
        ("1-0-1 7j", [("Matin", "1 comprimé", ""), ("Soir", "1 comprimé", "")]),
        ("2-0-1", [("Matin", "2 comprimés", ""), ("Soir", "1 comprimé", "")]),
        ("1/2 coucher", [("Coucher", "1/2 comprimé", "")]),
        ("2 30 min avant le petit-déjeuner", [("Matin", "2 comprimés", "30 min avant le petit-déjeuner")]),
        (
            "1 avant chaque repas",
            [(m, "1 comprimé", "avant le repas") for m in ("Matin", "Midi", "Soir")],
        ),
        (
            "1 à 8h et 20h 10j",
            [("Matin", "1 comprimé", "à 8\u00a0h"), ("Soir", "1 comprimé", "à 20\u00a0h")],
        ),
        ("1 soir lun", [("Soir", "1 comprimé", "ces jours-là")]),
    ],
)
def test_named_moments_fill_their_boxes(saisie: str, attendu: list[tuple[str, str, str]]) -> None:
    (ligne,) = lines_of(prise(saisie), LE)
    assert boxes(ligne) == attendu


@pytest.mark.parametrize("saisie", ["1 3/j 5j", "1 toutes les 6h", "15 mg/kg 4/j", "1 lun mer ven 3m"])
def test_an_intake_without_a_moment_is_said_in_words_not_put_in_a_box(saisie: str) -> None:
    (ligne,) = lines_of(prise(saisie), LE)
    assert ligne.cases == ()
    assert ligne.phrase


def test_each_step_has_its_dates_and_those_that_are_over_are_left_out() -> None:
    paliers = prise("60 mg matin 5j puis 40 mg matin 5j puis 20 mg matin 5j")
    lignes = lines_of(paliers, LE)
    assert [ligne.periode.replace("\u00a0", " ") for ligne in lignes] == [
        "du 4 juin 2026 au 8 juin 2026",
        "du 9 juin 2026 au 13 juin 2026",
        "du 14 juin 2026 au 18 juin 2026",
    ]
    assert len(lines_of(paliers, date(2026, 6, 9))) == 2


def test_what_follows_a_step_without_a_date_comes_afterwards() -> None:
    premiere, suite = lines_of(prise("60 mg matin jusqu'à amélioration puis 50 mg matin 1 sem"), LE)
    assert (premiere.cases, suite.periode) == ((), "ensuite")


def test_days_of_what_is_not_taken_every_day_are_named() -> None:
    (ligne,) = lines_of(prise("6 soir lun 3m", debut=date(2026, 5, 25)), LE)
    assert ligne.prochaines[:2] == (date(2026, 6, 8), date(2026, 6, 15))
    (alterne,) = lines_of(prise("1 soir 1j/2", debut=date(2026, 6, 3)), LE)
    assert alterne.prochaines[0] == date(2026, 6, 5)


def test_different_days_of_one_treatment_have_their_own_rows() -> None:
    lignes = lines_of(prise("1 matin lun mer et 2 matin mar jeu"), LE)
    assert [boxes(ligne)[0][1] for ligne in lignes] == ["1 comprimé", "2 comprimés"]


def test_what_is_taken_if_needed_stands_apart() -> None:
    plan = make_plan([prise("1-0-0"), prise("2/j si douleur max 6")], LE)
    assert [len(plan.lignes), len(plan.si_besoin)] == [1, 1]
    assert plan.si_besoin[0].cases == ()


def test_afternoon_has_a_box_only_when_something_is_taken_then() -> None:
    assert MomentJour.APRES_MIDI not in make_plan([prise("1-1-1")], LE).moments
    assert MomentJour.APRES_MIDI in make_plan([prise("1 l'après-midi")], LE).moments


def test_free_words_are_kept_as_they_are() -> None:
    (ligne,) = lines_of(Prise("TISANE", Posologie(texte_libre="une tasse le soir"), LE), LE)
    assert (ligne.phrase, ligne.cases) == ("une tasse le soir", ())
    (seule,) = lines_of(Prise("TISANE", None, LE, mots="comme d’habitude"), LE)
    assert seule.phrase == "comme d’habitude"


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas.numero)
def test_every_case_of_has_keeps_its_words_in_the_plan(cas: CasHas) -> None:
    posologie = parse_posologie(cas.saisie, unite_of_forme(cas.unite))
    lignes = lines_of(Prise("X", posologie, LE), LE)
    assert lignes
    assert all(ligne.phrase for ligne in lignes)


@given(posologies(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_any_posology_has_a_plan_whose_sentences_are_its_own(posologie: Posologie, le: date) -> None:
    for ligne in lines_of(Prise("X", posologie, le), le):
        assert ligne.phrase or not render_posologie(posologie).strip()
        assert not (ligne.si_besoin and ligne.cases)
