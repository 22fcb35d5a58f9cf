"""What every test stands on."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtWidgets import QApplication

from ambroise.bootstrap import lecteurs
from ambroise.ui.collector import Collector, collect_due
from esante.sandbox.pcscd import SOCKET_VARIABLE
from tests.fakes.patience import PatientQtBot

settings.register_profile("sans_delai", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sans_delai")
"""A slow example is no failure: on a busy machine any of them passes the default 200 ms."""


@pytest.fixture(scope="session", autouse=True)
def socket_pcsc() -> Iterator[Path]:
    """The one PC/SC socket of this process, whether a daemon listens there or not.

    libpcsclite reads its variable once a process: a test that spoke to the default socket, or to a daemon of
    its own, would leave the others without readers.
    """
    with (
        tempfile.TemporaryDirectory(prefix="ambroise-pcsc-") as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        chemin = Path(folder) / "pcscd.comm"
        patch.setitem(os.environ, SOCKET_VARIABLE, str(chemin))
        patch.setattr(lecteurs, "is_available", lambda: False)
        yield chemin


@pytest.fixture
def heure_de_paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the clock of this process as in a French office, for the days when it changes."""
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> Iterator[QApplication]:
    """The application; from its birth on, garbage is collected in this thread alone, as in the program."""
    collector = Collector(qapp)
    yield qapp
    collector.close()


@pytest.fixture(autouse=True)
def ramassage() -> Iterator[None]:
    """Collect between two tests what the interpreter would have collected during them."""
    yield
    collect_due()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientQtBot:
    """The hand on the windows, patient."""
    return PatientQtBot(request)
