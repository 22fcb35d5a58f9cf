"""A reception waiting, for every test of it."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from tests.ui.accueil.poste import Poste


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A reception waiting."""
    return Poste(qtbot, tmp_path, tasks, errors)
