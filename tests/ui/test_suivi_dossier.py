"""What follows a patient: long illnesses, allergies asked, a file that was absorbed or is restricted."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.state import treatments
from ambroise.ui.patients.suivi import suivi_rows
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.patient_banner import BandeauPatient
from ambroise.usecases.suivi import GenreSuivi
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.poste_dossier import AUTRE, open_dossier


def test_absorbed_file_opens_the_one_that_reads_it(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = open_dossier(qtbot, tmp_path, tasks, errors)
    patients.absorbe = e.ADRUN.id
    screen.forget_draft()
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier is not None)
    assert screen.dossier is not None
    assert screen.dossier.patient.id == e.ADRUN.id


def test_what_is_typed_while_the_file_is_read_again_stays(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = open_dossier(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.motif, "Toux")
    screen.enter(e.ADRUN.id)
    qtbot.keyClicks(screen.consultation.motif, " febrile")
    qtbot.waitUntil(lambda: not tasks.under_way)
    assert screen.consultation.motif.text() == "Toux febrile"


def test_long_illness_noted_reaches_the_banner_and_can_be_taken_back(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, shell = open_dossier(qtbot, tmp_path, tasks, errors)
    screen.suivi_added.emit(GenreSuivi.ALD, "Diabète de type 2", None)
    qtbot.waitUntil(lambda: screen.toast.isVisible() and not tasks.under_way)
    bandeau = shell.patients[-1]
    assert isinstance(bandeau, BandeauPatient)
    assert bandeau.ald == "Diabète de type 2"
    qtbot.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: patients.entrees == () and not tasks.under_way)


def test_no_known_allergy_is_told_from_not_asked(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, shell = open_dossier(qtbot, tmp_path, tasks, errors)
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier == AUTRE)
    bandeau = shell.patients[-1]
    assert isinstance(bandeau, BandeauPatient)
    assert bandeau.allergies is None
    screen.no_allergy_told.emit()
    qtbot.waitUntil(lambda: bool(patients.entrees) and not tasks.under_way)
    bandeau = shell.patients[-1]
    assert isinstance(bandeau, BandeauPatient)
    assert bandeau.allergies == ()


def test_restricted_file_opens_with_a_reason(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = open_dossier(qtbot, tmp_path, tasks, errors)
    patients.restreint = True
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    motif = next(f for f in screen.findChildren(QLineEdit) if f.accessibleName() == "Motif du bris de glace")
    qtbot.keyClick(motif, Qt.Key.Key_Return)
    assert patients.restreint
    qtbot.keyClicks(motif, "Coma")
    qtbot.keyClick(motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.dossier == AUTRE)


def test_a_treatment_is_stopped_from_its_row_with_a_reason_and_comes_back_by_undo(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = open_dossier(qtbot, tmp_path, tasks, errors)
    liste, arret = screen.cotes._treatments, screen.cotes.arret
    avant = liste.model().rowCount()
    premier = treatments(d.DOSSIER, e.JOUR)[0]
    liste.setFocus()
    liste.select_data(premier)
    qtbot.keyClick(liste, Qt.Key.Key_Return)
    assert arret.isVisible()
    qtbot.keyClick(arret.motif, Qt.Key.Key_Return)
    assert patients.entrees == (), "a reason is asked for"
    qtbot.keyClicks(arret.motif, "crampes")
    qtbot.keyClick(arret.motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: liste.model().rowCount() == avant - 1 and not tasks.under_way)
    assert [row.title[0].text for row in suivi_rows(patients.entrees, e.JOUR)] == [premier.ligne.nom_court]
    assert "crampes" in suivi_rows(patients.entrees, e.JOUR)[0].sub[0].text
    qtbot.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: liste.model().rowCount() == avant and not tasks.under_way)
