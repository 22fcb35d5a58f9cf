"""A line goes from its brand to its common name and back; its public page and the report of effects open."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.liens_medicament import SIGNALEMENT
from ambroise.domain.produit_prescrit import DenominationPrescrite, SpecialitePrescrite
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.ordonnances.liens import LiensController
from ambroise.ui.tasks import Tasks
from tests.ui.poste_ordonnance import Poste

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    poste = Poste(qtbot, tmp_path, tasks, errors)
    poste.open()
    return poste


@pytest.fixture
def ouverts(poste: Poste) -> list[str]:
    """The addresses opened in the browser."""
    adresses: list[str] = []
    for controller in poste.screen.findChildren(LiensController):
        controller._browse = adresses.append
    return adresses


def write(poste: Poste, texte: str) -> None:
    poste.type(texte)
    poste.enter()
    poste.leave_entry()


def test_a_key_names_a_brand_by_its_common_name_and_the_rest_stays(qtbot: QtBot, poste: Poste) -> None:
    write(poste, "doliprane 1-1-1 5j ald")
    (avant,) = poste.ordonnance.lignes
    qtbot.keyClick(poste.screen.lignes, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: isinstance(poste.ordonnance.lignes[0].produit, DenominationPrescrite))
    poste.settle()
    (apres,) = poste.ordonnance.lignes
    assert isinstance(apres.produit, DenominationPrescrite)
    assert (apres.id, apres.posologie, apres.en_rapport_ald) == (avant.id, avant.posologie, True)
    assert poste.prescription.controlees[-1].lignes == (apres,), "everything is checked again"
    qtbot.keyClick(poste.screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert poste.ordonnance.lignes == (avant,)


def test_a_common_name_goes_back_to_the_entry_with_its_brands_and_none_is_chosen(
    qtbot: QtBot, poste: Poste
) -> None:
    write(poste, "doliprane 1-1-1 5j")
    qtbot.keyClick(poste.screen.lignes, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: isinstance(poste.ordonnance.lignes[0].produit, DenominationPrescrite))
    poste.settle()
    poste.leave_entry()
    qtbot.keyClick(poste.screen.lignes, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: poste.screen.entry.current is not None)
    assert poste.ordonnance.lignes == ()
    assert poste.screen.entry.field.text().startswith("PARACÉTAMOL 1000 mg")
    poste.enter()
    (ligne,) = poste.ordonnance.lignes
    assert isinstance(ligne.produit, SpecialitePrescrite)
    assert ligne.posologie is not None


def test_a_product_without_a_common_name_says_so_and_stays(qtbot: QtBot, poste: Poste) -> None:
    write(poste, "clarithromycine 1-0-1 7j")
    avant = poste.ordonnance.lignes
    qtbot.keyClick(poste.screen.lignes, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: bool(poste.screen.banners.shown))
    assert poste.ordonnance.lignes == avant


def test_the_public_page_of_the_medicine_pointed_at_opens_before_it_is_chosen(
    qtbot: QtBot, poste: Poste, ouverts: list[str]
) -> None:
    poste.type("doliprane")
    qtbot.keyClick(poste.screen.entry.field, Qt.Key.Key_F, ALT)
    qtbot.waitUntil(lambda: bool(ouverts))
    assert ouverts == ["https://base-donnees-publique.medicaments.gouv.fr/extrait.php?specid=60234100"]


def test_the_public_page_of_a_line_opens_by_the_same_key(
    qtbot: QtBot, poste: Poste, ouverts: list[str]
) -> None:
    write(poste, "clarithromycine 1-0-1 7j")
    qtbot.keyClick(poste.screen.lignes, Qt.Key.Key_F, ALT)
    qtbot.waitUntil(lambda: bool(ouverts))
    assert ouverts[0].endswith("specid=60000005")


def test_the_report_of_effects_holds_nothing_of_the_patient(poste: Poste, ouverts: list[str]) -> None:
    poste.screen.actions_["ordonnance_signaler"].trigger()
    assert ouverts == [SIGNALEMENT]
