"""An act of care typed in one line is read whole, or refused with a sentence."""

import re
from datetime import date, time
from pathlib import Path
from uuid import UUID

import pytest

from ambroise.domain.plan_soins import ActePlan
from ambroise.domain.saisie_soin import SoinIllisible, parse_soin, render_rythme, write_soin

JEUDI = date(2026, 6, 4)
ID = UUID(int=1)


def soin(texte: str) -> ActePlan:
    return parse_soin(texte, JEUDI, ID)


@pytest.mark.parametrize(
    ("texte", "rythme", "au"),
    [
        ("Pansement d’ulcère 1/2j 7h30 3s", "tous les 2 jours à 7 h 30", date(2026, 6, 24)),
        ("insuline lente 18 unités 2/j 6m", "tous les jours à 8 h et 18 h", date(2026, 12, 3)),
        ("pilulier lundi 8h 3 mois", "lundi à 8 h", date(2026, 9, 3)),
        ("toilette lun mer et ven le matin 1m", "lundi, mercredi et vendredi à 8 h", date(2026, 7, 3)),
        ("injection 1 jour sur 2 x10", "tous les 2 jours à 8 h", date(2026, 6, 22)),
        ("ablation de fils lun jeu 4 séances", "lundi et jeudi à 8 h", date(2026, 6, 15)),
        ("bas tlj 7h et 20h jusqu’au 30/06", "tous les jours à 7 h et 20 h", date(2026, 6, 30)),
        (
            "perfusion sauf dimanches et fériés 10j",
            "tous les jours sauf le dimanche à 8 h",
            date(2026, 6, 13),
        ),
        ("sonde tous les 30 jours au 02/01", "tous les 30 jours à 8 h", date(2027, 1, 2)),
        ("glycémie matin et soir 7j", "tous les jours à 8 h et 18 h", date(2026, 6, 10)),
    ],
)
def test_line_is_read_with_its_rhythm_and_its_end(texte: str, rythme: str, au: date) -> None:
    acte = soin(texte)
    assert (render_rythme(acte).replace("\u00a0", " "), acte.au) == (rythme, au)


def test_name_precision_and_code_of_an_act_are_told_apart() -> None:
    acte = soin("injection d’insuline (cuisse gauche, avant le repas) AMI 1 2/j 7h30 18h30 30j")
    assert (acte.libelle, acte.precision, acte.cotation) == (
        "Injection d’insuline",
        "cuisse gauche, avant le repas",
        "AMI 1",
    )
    assert acte.heures == (time(7, 30), time(18, 30))


def test_care_may_begin_later() -> None:
    acte = soin("ablation d’agrafes du 12/06 1 fois")
    assert (acte.du, acte.au) == (date(2026, 6, 12), date(2026, 6, 12))


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("", "Quel soin"),
        ("2/j 7h 18h 10j", "Quel soin"),
        ("pansement tous les jours", "Jusqu’à quand"),
        ("pansement 10j 3s", "deux fois"),
        ("pansement 10j x4", "deux fois"),
        ("pansement 2/j 7h 10j", "ne vont pas ensemble"),
        ("pansement 5/j 10j", "à quelles heures"),
        ("pansement 9/j 10j", "de 1 à 6 fois"),
        ("pansement 25h 10j", "n’est pas une heure"),
        ("pansement au 31/02", "n’est pas une date"),
        ("pansement 400j", "durée"),
        ("pansement 14m", "un an"),
        ("pansement du 10/06 au 08/06", "précède"),
        ("pansement 1/2j lundi 10j", "rythme"),
        ("pansement 1/2j tous les 3 jours 10j", "rythme"),
        ("pansement 1/0j 10j", "rythme"),
        ("pansement x0", "nombre"),
        ("p" * 400, "trop longue"),
    ],
)
def test_line_that_says_too_little_or_too_much_is_refused_with_a_sentence(texte: str, phrase: str) -> None:
    with pytest.raises(SoinIllisible, match=phrase):
        soin(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "Pansement (jambe droite) AMI 4 1/2j 7h30 3s",
        "Insuline lente 18 unités 2/j 7h30 18h30 3m",
        "Pilulier lun 8h x4",
        "Toilette sauf dim BSA 13,5 7h 1m",
    ],
)
def test_act_is_read_back_from_what_it_is_written_as(texte: str) -> None:
    acte = soin(texte)
    assert parse_soin(write_soin(acte), JEUDI, ID) == acte


def test_examples_of_the_guide_are_read() -> None:
    guide = Path(__file__).parents[4] / "docs" / "guide" / "tournee.md"
    exemples = re.findall(r"^\| `([^`]+)` \| ", guide.read_text("utf-8"), flags=re.M)
    assert len(exemples) == 4
    assert [soin(exemple).libelle for exemple in exemples] == [
        "Pansement jambe droite",
        "Insuline",
        "Pilulier",
        "Toilette",
    ]
