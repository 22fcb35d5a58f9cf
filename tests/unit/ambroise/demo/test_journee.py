"""The day of the test practice, at any hour."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest

from ambroise.demo.journee import PERSONNES, plan_journee
from ambroise.domain.horaires import local_time

JOUR = date(2026, 11, 23)
QUART = timedelta(minutes=15)


@pytest.mark.parametrize("heure", [(0, 0), (0, 14), (0, 29), (9, 0), (14, 37), (21, 45), (23, 59)])
def test_each_person_has_a_quarter_of_today_for_himself(heure: tuple[int, int]) -> None:
    maintenant = local_time(JOUR, time(*heure))
    debuts = plan_journee(maintenant, len(PERSONNES))
    assert {suivant - debut for debut, suivant in pairwise(debuts)} == {QUART}
    assert {(debut + QUART - timedelta(seconds=1)).date() for debut in debuts} == {maintenant.date()}
    assert debuts[0].date() == maintenant.date()


def test_in_the_day_two_appointments_are_past() -> None:
    maintenant = local_time(JOUR, time(12, 7))
    assert plan_journee(maintenant, 10)[2] == maintenant.replace(minute=0)
