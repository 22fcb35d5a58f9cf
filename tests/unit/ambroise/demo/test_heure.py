"""Whatever the hour of the run, the day is drawn in the middle of a working morning."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ambroise.demo.heure import at_work, offset_to_work

LUNDI = datetime(2026, 11, 23, tzinfo=UTC)
SAMEDI = LUNDI + timedelta(days=5, hours=10, minutes=20)


def test_it_is_twenty_past_ten_of_a_working_day() -> None:
    for n in range(7 * 24 * 3):
        maintenant = LUNDI + timedelta(minutes=20 * n)
        ecart = offset_to_work(maintenant)
        local = maintenant + ecart
        assert abs(ecart) < timedelta(days=1), maintenant
        assert (local.hour, local.minute) == (10, 20), maintenant
        if not SAMEDI <= maintenant <= SAMEDI + timedelta(days=1):
            assert local.weekday() < 5, maintenant


@pytest.fixture(params=["Europe/Paris", None])
def avant(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str | None]:
    """A time zone chosen by the seat, or none; that of the process is read again after."""
    with monkeypatch.context() as ici:
        if request.param is None:
            ici.delenv("TZ", raising=False)
        else:
            ici.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows chooses no time zone for a process")
def test_the_clock_of_the_seat_comes_back(avant: str | None) -> None:
    debut = datetime.now(UTC)
    la = debut.astimezone().utcoffset()
    with at_work():
        ici = datetime.now().astimezone()
        assert abs(ici - ici.replace(hour=10, minute=20)) < timedelta(minutes=2)
        assert abs(ici - debut) < timedelta(minutes=2)
    assert os.environ.get("TZ") == avant
    assert debut.astimezone().utcoffset() == la
