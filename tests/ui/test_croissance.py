"""Growth in the file: the right reference, a percentile beside each value, adults left alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.croissance import MesureCroissance, PointCroissance
from ambroise.domain.identite import Sexe
from ambroise.referentiels.croissance import shipped_croissance
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.brouillon import BrouillonConsultation
from ambroise.ui.patients.croissance import FENETRES, percentile_words, reference_lines
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.reperes import ReperesDossier
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.lists import ITEM
from ambroise.usecases.patients import DossierPatient
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.fakes import enfant
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

Ouvrir = Callable[[DossierPatient, ReperesDossier], DossierScreen]
REPERES = ReperesDossier(croissance=shipped_croissance())


@pytest.fixture
def ouvrir(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Ouvrir:
    """Return a function that shows a file measured against the reference."""

    def make(dossier: DossierPatient, reperes: ReperesDossier) -> DossierScreen:
        screen = DossierScreen(make_context(tmp_path, tasks, errors)[0])
        screen.show_dossier(dossier, BrouillonConsultation(), e.MAINTENANT, reperes=reperes)
        show(qtbot, screen)
        return screen

    return make


def _lines(screen: DossierScreen) -> list[str]:
    model = screen.croissance.valeurs.model()
    return [model.index(rang, 0).data(ITEM).text() for rang in range(model.rowCount())]


def test_each_weight_has_its_percentile_and_the_key_leads_there_and_back(
    qtbot: QtBot, ouvrir: Ouvrir
) -> None:
    screen = ouvrir(enfant.DOSSIER, REPERES)
    screen.actions_["dossier_croissance"].trigger()
    panel = screen.croissance
    assert panel.isVisible()
    assert panel.periodes.current == "0-2"
    assert _lines(screen)[0] == "9,6\u00a0kg, 16\u00a0mois · 12\u00a0mai\u00a02026, P42 · z\u00a0−0,2"
    assert _lines(screen)[-1].startswith("3,2\u00a0kg, Naissance · 4\u00a0janvier\u00a02025")
    assert "9,6\u00a0kg, 16\u00a0mois" in panel.courbe.accessibleDescription()
    assert_accessible(screen)
    panel.closed.emit()
    assert screen.consultation.isVisible()


def test_body_mass_index_comes_from_both_measures_of_a_day(ouvrir: Ouvrir) -> None:
    screen = ouvrir(enfant.DOSSIER, REPERES)
    screen.actions_["dossier_croissance"].trigger()
    screen.croissance.mesures.choose("imc")
    screen.croissance.mesures.chosen.emit("imc")
    assert _lines(screen)[0].startswith("15,4\u00a0kg/m²")


def test_measure_never_taken_says_what_to_type(qtbot: QtBot, ouvrir: Ouvrir) -> None:
    screen = ouvrir(enfant.DOSSIER, REPERES)
    screen.actions_["dossier_croissance"].trigger()
    qtbot.mouseClick(screen.croissance.mesures._buttons["pc"], Qt.MouseButton.LeftButton)
    assert screen.croissance.mesures.current == "pc"
    assert (
        screen.croissance._vide.text() == "Aucune mesure. Tapez «\u00a0pc 46\u00a0» dans la ligne Constantes."
    )


def test_measures_before_the_window_are_not_drawn_in_it(ouvrir: Ouvrir) -> None:
    grand = replace(enfant.LINA, identite=e.DE_VINCI.identite)
    screen = ouvrir(replace(enfant.DOSSIER, patient=grand), REPERES)
    screen.actions_["dossier_croissance"].trigger()
    panel = screen.croissance
    assert panel.periodes.current == "5-19"
    assert len(panel.courbe.points) == len(_lines(screen)) == 8
    panel.periodes.choose("0-2")
    panel.periodes.chosen.emit("0-2")
    assert panel.courbe.points == ()


def test_adult_has_no_growth_chart(ouvrir: Ouvrir) -> None:
    screen = ouvrir(d.DOSSIER, ReperesDossier())
    assert not screen.actions_["dossier_croissance"].isVisible()
    screen.actions_["dossier_croissance"].trigger()
    assert screen.consultation.isVisible()


def test_reference_has_five_percentiles_in_order_and_none_without_a_sex() -> None:
    lignes = reference_lines(shipped_croissance(), MesureCroissance.TAILLE, Sexe.FEMININ, FENETRES["5-19"])
    assert [ligne.nom for ligne in lignes] == ["P3", "P15", "P50", "P85", "P97"]
    derniers = [ligne.valeurs[-1][1] for ligne in lignes]
    assert derniers == sorted(derniers)
    assert (
        reference_lines(shipped_croissance(), MesureCroissance.POIDS, Sexe.INDETERMINE, FENETRES["0-2"]) == ()
    )


@pytest.mark.parametrize(
    ("z", "mots"),
    [(0.0, "P50 · z\u00a0+0,0"), (-4.0, "P<1 · z\u00a0−4,0"), (3.2, "P>99 · z\u00a0+3,2"), (None, "")],
)
def test_ends_of_the_scale_are_said_as_such(z: float | None, mots: str) -> None:
    assert percentile_words(PointCroissance(date(2026, 1, 1), 9.0, z)) == mots


def test_head_circumference_is_typed_in_the_line_of_measures(qtbot: QtBot, ouvrir: Ouvrir) -> None:
    screen = ouvrir(enfant.DOSSIER, REPERES)
    qtbot.keyClicks(screen.consultation.constantes, "pc 46,5 cm poids 9,8")
    assert [t.titre for t in screen.consultation.bande.tuiles] == ["Poids", "Périmètre crânien"]
