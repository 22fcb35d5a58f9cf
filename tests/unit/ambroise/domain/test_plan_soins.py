"""A plan says which acts are due on a day, and what its order lacks."""

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from ambroise.domain.plan_soins import ActePlan, EtatPlan, PlanSoins

JEUDI = date(2026, 6, 4)
PANSEMENT = ActePlan(UUID(int=1), "Pansement", (time(7, 30),), JEUDI, date(2026, 7, 3), tous_les=2)
INSULINE = ActePlan(UUID(int=2), "Insuline", (time(18), time(7, 30)), JEUDI, date(2026, 12, 3))
PILULIER = ActePlan(UUID(int=3), "Pilulier", (time(8),), JEUDI, date(2026, 12, 3), jours=(1,))
PLAN = PlanSoins(
    UUID(int=9), UUID(int=8), (PANSEMENT, INSULINE, PILULIER), "899", prescrite_le=JEUDI, signee=True
)


def names(le: date) -> list[tuple[int, str]]:
    return [(heure.hour, acte.libelle) for heure, acte in PLAN.due(le)]


def test_acts_of_a_day_come_in_the_order_of_their_hours() -> None:
    assert names(JEUDI) == [(7, "Pansement"), (7, "Insuline"), (18, "Insuline")]
    assert names(JEUDI + timedelta(days=1)) == [(7, "Insuline"), (18, "Insuline")]
    assert (8, "Pilulier") in names(date(2026, 6, 8))


def test_rhythm_holds_over_weeks() -> None:
    faits = [d for n in range(60) if PANSEMENT.is_du(d := JEUDI + timedelta(days=n))]
    assert len(faits) == 15
    assert {(b - a).days for a, b in pairwise(faits)} == {2}


def test_interrupted_care_is_due_again_when_taken_up() -> None:
    suspendu = PLAN.suspend(JEUDI)
    assert suspendu.due(JEUDI) == ()
    assert suspendu.suspend(JEUDI + timedelta(days=2)) == suspendu
    reprise = date(2026, 6, 10)
    repris = suspendu.resume(reprise)
    assert repris.due(date(2026, 6, 9)) == ()
    assert repris.due(reprise)


def test_care_taken_up_on_its_first_day_off_was_never_interrupted() -> None:
    assert PLAN.suspend(JEUDI).resume(JEUDI) == PLAN


@pytest.mark.parametrize(
    ("plan", "le", "etat"),
    [
        (PLAN, JEUDI, EtatPlan.EN_COURS),
        (PLAN, date(2026, 6, 1), EtatPlan.A_VENIR),
        (PLAN, date(2026, 11, 25), EtatPlan.FIN_PROCHE),
        (PLAN, date(2026, 12, 4), EtatPlan.TERMINE),
        (replace(PLAN, prescrite_le=None), JEUDI, EtatPlan.SANS_PRESCRIPTION),
        (replace(PLAN, signee=False), JEUDI, EtatPlan.SANS_SIGNATURE),
        (PLAN.suspend(JEUDI), JEUDI, EtatPlan.SUSPENDU),
    ],
)
def test_plan_says_what_its_order_lacks(plan: PlanSoins, le: date, etat: EtatPlan) -> None:
    assert plan.etat(le) is etat


@pytest.mark.parametrize(
    "change", [{"libelle": " "}, {"heures": ()}, {"au": date(2026, 1, 1)}, {"tous_les": 0}, {"jours": (8,)}]
)
def test_act_that_means_nothing_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"soin|rythme"):
        replace(PANSEMENT, **change)  # type: ignore[arg-type]


def test_plan_without_act_is_refused() -> None:
    with pytest.raises(ValueError, match="au moins un soin"):
        replace(PLAN, actes=())


def test_renewed_acts_go_on_the_day_after_for_as_long() -> None:
    pansement, *_ = PLAN.renew(JEUDI)
    assert (pansement.du, pansement.au) == (date(2026, 7, 4), date(2026, 8, 2))
    tard, *_ = PLAN.renew(date(2027, 1, 4))
    assert (tard.du, (tard.au - tard.du).days) == (date(2027, 1, 4), 29)


def test_what_lacks_is_said_until_nobody_asks_any_more() -> None:
    assert PLAN.manque(JEUDI) == ""
    assert PLAN.manque(date(2026, 12, 4)).endswith("prescription terminée depuis le 03/12/2026")
    assert PLAN.manque(date(2027, 2, 1)) == ""
    assert "à renouveler, elle finit le" in PLAN.manque(date(2026, 12, 1))
    assert replace(PLAN, signee=False).manque(JEUDI).endswith("prescription non signée")
