"""An act prescribed becomes the line of a plan that reads back as the same care."""

from datetime import date
from uuid import UUID

import pytest

from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.saisie_soin import SoinIllisible, parse_soin, render_rythme
from ambroise.domain.soin_prescrit import write_ligne, write_prescrit
from ambroise.domain.type_ordonnance import TypeOrdonnance

JEUDI = date(2026, 6, 4)
SOINS = TypeOrdonnance.SOINS_INFIRMIERS


@pytest.mark.parametrize(
    ("tape", "libelle", "precision", "rythme", "fin"),
    [
        (
            "pansement talon gauche 1/j 10j domicile dimanches",
            "Pansement talon, côté gauche",
            "à domicile, dimanches et jours fériés compris",
            "tous les jours à 8\u00a0h",
            date(2026, 6, 13),
        ),
        ("bilan tous les lundis 2 mois", "Bilan", "", "lundi à 8\u00a0h", date(2026, 8, 3)),
        (
            "pansement 1j/2 3 sem site: jambe (face interne)",
            "Pansement",
            "jambe face interne",
            "tous les 2\u00a0jours à 8\u00a0h",
            date(2026, 6, 24),
        ),
        (
            "insuline 2/j 3m",
            "Insuline",
            "",
            "tous les jours à 8\u00a0h et 18\u00a0h",
            date(2026, 9, 3),
        ),
        ("perfusion 10 actes", "Perfusion", "", "tous les jours à 8\u00a0h", date(2026, 6, 13)),
        ("toilette 1/j 10 actes 10j", "Toilette", "", "tous les jours à 8\u00a0h", date(2026, 6, 13)),
        (
            "pansement lun mer ven 3s",
            "Pansement",
            "",
            "lundi, mercredi et vendredi à 8\u00a0h",
            date(2026, 6, 24),
        ),
    ],
)
def test_an_order_signed_here_is_the_same_care_in_a_plan(
    tape: str, libelle: str, precision: str, rythme: str, fin: date
) -> None:
    ligne = to_ligne(SOINS, parse_acte(SOINS, tape), UUID(int=1))
    acte = parse_soin(write_ligne(ligne), JEUDI, UUID(int=2))
    assert (acte.libelle, acte.precision, render_rythme(acte), acte.au) == (libelle, precision, rythme, fin)


def test_the_length_that_the_service_holds_apart_ends_the_plan() -> None:
    ligne = write_prescrit("Injection", "1 fois par jour. Appeler si saignement", 15)
    acte = parse_soin(ligne, JEUDI, UUID(int=2))
    assert (acte.libelle, acte.precision, acte.au) == (
        "Injection",
        "Appeler si saignement",
        date(2026, 6, 18),
    )


@pytest.mark.parametrize("comment", ["3 fois par semaine pendant 4 semaines", "selon protocole", ""])
def test_what_a_plan_cannot_say_is_left_to_be_read_never_guessed(comment: str) -> None:
    with pytest.raises(SoinIllisible):
        parse_soin(write_prescrit("Soins", comment, None), JEUDI, UUID(int=2))


@pytest.mark.parametrize("mots", ["(((", "\u202e\u0000", "· · ·", "a" * 5000, "(10 actes), , pendant"])
def test_hostile_words_never_break_the_line(mots: str) -> None:
    ligne = write_prescrit(mots, mots, 3)
    assert "\n" not in ligne
    assert ligne.count("(") == ligne.count(")") <= 1
