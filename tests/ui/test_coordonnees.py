"""The coordinates on the screen: read, typed, kept through a refusal, taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.bootstrap.interface.ecrans.passage import Passage
from ambroise.domain.droits import Role
from ambroise.domain.lieu import CommunePostale
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.ui.actions import SHELL, conflicts
from ambroise.ui.coordonnees import screen as coordonnees
from ambroise.ui.coordonnees.controller import CoordonneesController
from ambroise.ui.coordonnees.screen import CoordonneesScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.shell.acces import closed_screens
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ConflitVersion
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

AVANT = Coordonnees("0601020304", "zoe@exemple.fr", "12 rue des Lilas", "63000", "Clermont-Ferrand")
ZOE = replace(e.ADRUN, coordonnees=AVANT, version=3)


class FakeCoordonnees:
    """One patient, and what another seat writes first."""

    def __init__(self) -> None:
        self.patient = ZOE
        self.conflit: ConflitVersion | None = None

    def read(self, patient_id: UUID) -> Patient:
        assert patient_id == ZOE.id
        return self.patient

    def save(self, lu: Patient, tapees: Coordonnees) -> Patient:
        if self.conflit is not None:
            conflit, self.conflit = self.conflit, None
            raise conflit
        self.patient = replace(lu, coordonnees=tapees, version=lu.version + 1)
        return self.patient


def find_communes(texte: str) -> Sequence[CommunePostale]:
    connues = (
        CommunePostale("63200", "Riom"),
        CommunePostale("63300", "Thiers"),
        CommunePostale("63300", "Escoutoux"),
    )
    return [c for c in connues if c.code_postal.startswith(texte) or c.nom.lower().startswith(texte.lower())]


@pytest.fixture
def port() -> FakeCoordonnees:
    return FakeCoordonnees()


@pytest.fixture
def ecran(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, port: FakeCoordonnees
) -> CoordonneesScreen:
    screen = CoordonneesScreen(make_context(tmp_path, tasks, errors)[0])
    CoordonneesController(screen, port, find_communes)
    show(qtbot, screen)
    screen.enter(ZOE.id)
    qtbot.waitUntil(lambda: screen.patient is not None)
    return screen


def under(ecran: CoordonneesScreen, nom: str) -> str:
    return ecran.form._errors[ecran.champs[nom]].text()


def test_whose_they_are_is_said_above_them(ecran: CoordonneesScreen) -> None:
    assert ecran._nom.text().startswith("ADRUN")
    assert ecran.tapees == AVANT
    assert_accessible(ecran)
    assert not conflicts((*SHELL, *coordonnees.COMMANDS))


def test_without_a_patient_nothing_is_written(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen = CoordonneesScreen(make_context(tmp_path, tasks, errors)[0])
    show(qtbot, screen)
    assert not screen.actions_["coordonnees_save"].isEnabled()
    assert_accessible(screen)


def test_enter_writes_and_the_way_back_is_offered(
    qtbot: QtBot, ecran: CoordonneesScreen, port: FakeCoordonnees
) -> None:
    ecran.champs["telephone"].setText("07 11 22 33 44")
    qtbot.keyClick(ecran.champs["telephone"], Qt.Key.Key_Return)
    qtbot.waitUntil(ecran.toast.isVisible)
    assert port.patient.coordonnees.telephone == "07 11 22 33 44"
    ecran.actions_["coordonnees_undo"].trigger()
    qtbot.waitUntil(lambda: port.patient.coordonnees == AVANT)
    qtbot.waitUntil(lambda: ecran.tapees == AVANT)


def test_what_cannot_be_right_is_said_under_its_field(
    ecran: CoordonneesScreen, port: FakeCoordonnees
) -> None:
    ecran.champs["email"].setText("zoe")
    ecran.actions_["coordonnees_save"].trigger()
    assert "nom@domaine.fr" in under(ecran, "email")
    assert ecran.champs["email"].hasFocus()
    assert port.patient is ZOE


def test_the_second_of_two_seats_sees_who_and_what_and_keeps_what_is_typed(
    qtbot: QtBot, ecran: CoordonneesScreen, port: FakeCoordonnees
) -> None:
    ailleurs = replace(ZOE, coordonnees=replace(AVANT, commune="Riom"), version=4)
    port.conflit = ConflitVersion("810000000002", datetime(2026, 6, 4, 9, 0, tzinfo=UTC), ailleurs)
    port.conflit.nom = "Dr TRAL"
    ecran.champs["commune"].setText("Thiers")
    ecran.actions_["coordonnees_save"].trigger()
    qtbot.waitUntil(lambda: bool(ecran.banners.shown))
    assert ecran.tapees.commune == "Thiers"
    assert under(ecran, "commune") == "Enregistré\u00a0: Riom"
    assert under(ecran, "telephone") == ""
    assert "Dr TRAL" in ecran.banners.shown[0].accessibleName()
    qtbot.waitUntil(ecran.actions_["coordonnees_save"].isEnabled)
    ecran.actions_["coordonnees_save"].trigger()
    qtbot.waitUntil(lambda: port.patient.version == 5)
    assert port.patient.coordonnees.commune == "Thiers"


class FakeWindow:
    """A window whose rights open some screens."""

    def __init__(self, *screens: str) -> None:
        self.screens, self.went = screens, [("", None)]

    def has(self, screen: str) -> bool:
        return screen in self.screens

    def go(self, screen: str, argument: object = None) -> None:
        self.went.append((screen, argument))


@pytest.mark.parametrize("role", [Role.SECRETAIRE, Role.PRATICIEN])
def test_who_does_not_read_files_reaches_the_coordinates_wherever_a_file_opens(role: Role) -> None:
    passage = Passage()
    window: Any = FakeWindow(*({"dossiers", "coordonnees"} - closed_screens(role)))
    passage.join(window)
    passage.open_dossier(ZOE.id)
    attendu = "coordonnees" if role is Role.SECRETAIRE else "dossiers"
    assert window.went[-1] == (attendu, ZOE.id)


def test_identity_is_one_key_away(qtbot: QtBot, ecran: CoordonneesScreen) -> None:
    with qtbot.waitSignal(ecran.identite_wanted) as wanted:
        ecran.actions_["coordonnees_identite"].trigger()
    assert wanted.args == [ZOE]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_postal_code_of_one_commune_gives_its_name_and_a_name_its_postal_code(
    qtbot: QtBot, ecran: CoordonneesScreen
) -> None:
    code, commune = ecran.champs["code_postal"], ecran.champs["commune"]
    commune.clear()
    code.clear()
    qtbot.keyClicks(code, "63200")
    qtbot.waitUntil(lambda: commune.text() == "Riom")
    code.clear()
    commune.clear()
    commune.setFocus()
    qtbot.keyClicks(commune, "Thi")
    qtbot.waitUntil(lambda: ecran.communes.labels == ["63300 Thiers"])
    popup = commune.completer().popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: (code.text(), commune.text()) == ("63300", "Thiers"))


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_postal_code_of_several_communes_lets_one_choose(qtbot: QtBot, ecran: CoordonneesScreen) -> None:
    code, commune = ecran.champs["code_postal"], ecran.champs["commune"]
    commune.clear()
    code.clear()
    qtbot.keyClicks(code, "63300")
    qtbot.waitUntil(lambda: len(ecran.communes.labels) == 2)
    assert commune.text() == ""


def test_several_numbers_are_written_each_with_its_label(
    qtbot: QtBot, ecran: CoordonneesScreen, port: FakeCoordonnees
) -> None:
    ecran.champs["telephone"].setText("portable 06 01 02 03 04 ; 04 73 01 02 03 (sa fille)")
    ecran.actions_["coordonnees_save"].trigger()
    qtbot.waitUntil(lambda: port.patient.version == ZOE.version + 1)
    assert port.patient.coordonnees.telephone == "06 01 02 03 04 (portable); 04 73 01 02 03 (sa fille)"
