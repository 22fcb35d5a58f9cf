"""Keep, find and apply one's models without a mouse."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.words import NBSP, plural
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.poste_ordonnance import Poste


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A seat ready to prescribe."""
    return Poste(qtbot, tmp_path, tasks, errors)


def test_an_order_is_kept_as_a_model_and_applied_to_another_patient_from_the_keyboard(
    qtbot: QtBot, poste: Poste
) -> None:
    poste.open()
    poste.type("doliprane 1000 1-1-1 5j")
    poste.enter()
    poste.screen.actions_["ordonnance_garder"].trigger()
    assert poste.screen.nommer.field.hasFocus()
    qtbot.keyClicks(poste.screen.nommer.field, "Fievre")
    qtbot.keyClick(poste.screen.nommer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: poste.screen.toast.text.startswith("Modèle «\u00a0Fievre\u00a0» gardé"))
    poste.controller.open(replace(d.DOSSIER, patient=e.CORSE, ordonnances=()))
    qtbot.waitUntil(lambda: poste.ordonnance.patient_id == e.CORSE.id)
    poste.screen.actions_["ordonnance_modeles"].trigger()
    qtbot.keyClicks(poste.screen.entry.field, "fie")
    qtbot.waitUntil(lambda: poste.screen.entry.current is not None)
    poste.enter()
    qtbot.waitUntil(lambda: len(poste.ordonnance.lignes) == 1)
    poste.settle()
    assert poste.ordonnance.lignes[0].posologie is not None
    assert poste.screen.entry.field.text() == ""
    assert poste.prescription.controlees[-1] == poste.ordonnance
    assert [m.usages for m in poste.modeles.gardes] == [1]


def test_a_model_is_taken_out_of_the_list_by_its_key(qtbot: QtBot, poste: Poste) -> None:
    poste.open()
    poste.type("doliprane 1000 1-1-1 5j")
    poste.enter()
    poste.screen.modele_kept.emit("Fievre")
    qtbot.waitUntil(lambda: len(poste.modeles.gardes) == 1)
    poste.screen.modeles_wanted.emit()
    qtbot.waitUntil(lambda: getattr(poste.screen.entry.current, "modele", None) is not None)
    poste.screen.actions_["ordonnance_oublier"].trigger()
    qtbot.waitUntil(lambda: poste.modeles.gardes == [])


def test_a_name_taken_says_what_it_replaces_and_one_kept_elsewhere_meanwhile_is_not_overwritten(
    qtbot: QtBot, poste: Poste
) -> None:
    poste.open()
    poste.type("doliprane 1000 1-1-1 5j")
    poste.enter()
    nommer = poste.screen.nommer
    nommer.open()
    qtbot.waitUntil(lambda: not poste.tasks.under_way)
    ailleurs = poste.modeles.keep(poste.ordonnance, "Fièvre")
    qtbot.keyClicks(nommer.field, "fievre")
    assert nommer._garder.text() == "Garder"
    qtbot.keyClick(nommer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(poste.screen.banners.shown) == 1)
    assert "«\u00a0Fièvre\u00a0: " in poste.screen.banners.shown[0].accessibleName()
    assert poste.modeles.gardes == [ailleurs]
    assert nommer.field.text() == "fievre"
    assert nommer._garder.text() == "Remplacer"
    assert nommer._sort.text() == f"Remplace «{NBSP}Fièvre{NBSP}», {plural(1, 'ligne')}"
    qtbot.waitUntil(lambda: not poste.tasks.under_way)
    qtbot.keyClick(nommer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [m.nom for m in poste.modeles.gardes] == ["fievre"])
    qtbot.waitUntil(lambda: poste.screen.banners.shown == ())


def test_escape_closes_the_name_and_keeps_no_model(qtbot: QtBot, poste: Poste) -> None:
    poste.open(renew=True)
    poste.screen.nommer.open()
    qtbot.keyClicks(poste.screen.nommer.field, "x")
    qtbot.keyClick(poste.screen.nommer.field, Qt.Key.Key_Escape)
    assert poste.screen.nommer.isHidden()
    assert poste.modeles.gardes == []
