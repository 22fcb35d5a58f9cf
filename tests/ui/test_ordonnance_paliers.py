"""A taper typed without its unit asks which reading is meant, in the line, before it enters the order."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.posologie_texte import render_posologie
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.ordonnances.ports import PropositionMedicament
from ambroise.ui.tasks import Tasks
from tests.ui.poste_ordonnance import Poste


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A seat whose order waits for a choice."""
    poste = Poste(qtbot, tmp_path, tasks, errors)
    poste.open()
    poste.type("doliprane 1000 2000-1000-500 par 5j ald")
    poste.enter()
    return poste


def press(poste: Poste, *keys: Qt.Key) -> None:
    for key in keys:
        poste.qtbot.keyClick(poste.screen.entry.field, key)
    poste.settle()


def test_both_readings_are_shown_and_enter_alone_takes_none(poste: Poste) -> None:
    assert not poste.ordonnance.lignes
    assert "deux façons" in poste.screen.entry.said
    press(poste, Qt.Key.Key_Return)
    assert not poste.ordonnance.lignes


@pytest.mark.parametrize(("fleches", "debut"), [(1, "2\u00a0000\u00a0mg"), (2, "2\u00a0000\u00a0comprimés")])
def test_the_reading_chosen_with_an_arrow_enters_the_order_with_its_options(
    poste: Poste, fleches: int, debut: str
) -> None:
    press(poste, *[Qt.Key.Key_Down] * fleches)
    choisie = poste.screen.entry.current
    assert isinstance(choisie, PropositionMedicament)
    press(poste, Qt.Key.Key_Return)
    (ligne,) = poste.ordonnance.lignes
    assert ligne.posologie is not None
    assert render_posologie(ligne.posologie).startswith(debut.replace("2\u00a0000", "2000"))
    assert choisie.libelle.startswith("2000-1000-500 ")
    assert ligne.en_rapport_ald


def test_writing_the_unit_answers_too(poste: Poste) -> None:
    field = poste.screen.entry.field
    field.setText(field.text().replace("500 par", "500 mg par"))
    poste.qtbot.waitUntil(lambda: poste.screen.entry.current is not None)
    press(poste, Qt.Key.Key_Return)
    assert len(poste.ordonnance.lignes) == 1
