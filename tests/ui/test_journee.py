"""The home of the day: the next patient, the waiting room, one key to open."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ambroise.domain.agenda import EtatRendezVous
from ambroise.domain.recurrence import Recurrence
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.journee.dates import read_heure
from ambroise.ui.journee.poste import PostePanel
from ambroise.ui.journee.state import GenreLigne, present, waiting_minutes
from ambroise.ui.shell.light import Light
from ambroise.ui.tasks import Tasks
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.errors import AmbroiseError
from tests.fakes import ecrans as e
from tests.fakes.journee import JOURNEE
from tests.ui.accessibility import assert_accessible
from tests.ui.poste_journee import open_journee


def test_past_is_folded_into_one_row_and_unfolds() -> None:
    plie = present(JOURNEE, e.MAINTENANT)
    assert plie.lignes[0].genre is GenreLigne.PLI
    assert "9\u00a0patients vus de 8\u00a0h\u00a030 à 10\u00a0h\u00a030" in plie.lignes[0].phrase
    assert len(present(JOURNEE, e.MAINTENANT, deplie=True).lignes) == len(plie.lignes) + 8


def test_next_patient_is_the_one_in_the_room_and_the_hour_shows_the_delay() -> None:
    etat = present(JOURNEE, e.MAINTENANT)
    assert etat.suivant is not None
    assert etat.suivant.patient is e.ADRUN
    assert etat.rang_maintenant is not None
    ligne = etat.lignes[etat.rang_maintenant]
    assert ligne.patient is e.ADRUN
    assert waiting_minutes(ligne) == 14
    assert etat.comptes == "11\u00a0vus · 3\u00a0en salle · 7\u00a0attendus"


def test_another_day_has_no_line_of_the_hour() -> None:
    demain = replace(JOURNEE, jour=e.JOUR + timedelta(days=1))
    assert present(demain, e.MAINTENANT).rang_maintenant is None


def test_free_times_already_past_are_not_offered() -> None:
    tard = e.local(15, 20)
    libres = [ligne for ligne in present(JOURNEE, tard).lignes if ligne.genre is GenreLigne.LIBRE]
    assert [ligne.debut for ligne in libres] == [e.local(16, 15)]


def test_next_patient_opens_by_one_key_and_enter_opens_the_current_row(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, _ = open_journee(qtbot, tmp_path, tasks, errors)
    with qtbot.waitSignal(controller.patient_wanted) as wanted:
        controller.open_next()
    assert wanted.args == [e.ADRUN.id]
    with qtbot.waitSignal(controller.patient_wanted) as wanted:
        qtbot.keyClick(screen._table, Qt.Key.Key_Return)
    assert wanted.args == [e.ADRUN.id]


def test_arrival_is_noted_by_one_letter(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    qtbot.keyClick(screen, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(agenda.etats) == 1)
    assert agenda.etats[0][1] is EtatRendezVous.EN_SALLE


def test_arrows_walk_the_days_and_home_comes_back(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    qtbot.keyClick(screen, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.suivant.entree is None)
    assert controller.jour == e.JOUR + timedelta(days=1)
    qtbot.keyClick(screen, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.suivant.entree is not None)
    assert agenda.jours[-1] == e.JOUR


def test_noted_absence_is_taken_back_by_one_key(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    qtbot.keyClick(screen, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: screen.toast.isVisible() and not tasks.under_way)
    qtbot.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(agenda.etats) == 2)
    assert [etat for _, etat in agenda.etats] == [EtatRendezVous.ABSENT, EtatRendezVous.EN_SALLE]
    assert not screen.toast.isVisible()


def test_appointment_is_given_by_the_keyboard_alone(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    qtbot.keyClick(screen, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(screen.donner.qui, "adr")
    qtbot.waitUntil(lambda: screen.donner._trouves.isVisible())
    qtbot.keyClick(screen.donner.qui, Qt.Key.Key_Return)
    qtbot.keyClicks(screen.donner.heure, "16h45")
    qtbot.keyClick(screen.donner.heure, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(agenda.donnes))
    debut = e.local(16, 45)
    assert agenda.donnes == [
        NouveauRendezVous(e.ADRUN.id, debut, debut + timedelta(minutes=15), "Consultation")
    ]
    qtbot.waitUntil(lambda: not screen.donner.isVisible())


def test_escape_closes_the_form_and_does_not_leave_the_day(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, _ = open_journee(qtbot, tmp_path, tasks, errors)
    left: list[bool] = []
    back = QShortcut(QKeySequence(Qt.Key.Key_Escape), screen.window())
    back.activated.connect(lambda: left.append(True))
    qtbot.keyClick(screen, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(screen.donner.isVisible)
    qtbot.keyClick(screen.donner.qui, Qt.Key.Key_Escape)
    assert not screen.donner.isVisible()
    assert left == []
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert left == [True]


def test_appointment_without_a_patient_or_an_hour_is_not_given(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    screen.rendez_vous_wanted.emit(None)
    qtbot.keyClick(screen.donner.heure, Qt.Key.Key_Return)
    assert agenda.donnes == []
    assert "liste" in screen.donner.qui.accessibleDescription()
    assert "15 h 15" in screen.donner.heure.accessibleDescription()


def test_taken_time_is_said_and_the_form_stays(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    agenda.panne = AmbroiseError("Un autre rendez-vous occupe ce créneau.")
    screen.rendez_vous_wanted.emit(JOURNEE.creneaux[0])
    qtbot.keyClicks(screen.donner.qui, "adr")
    qtbot.waitUntil(lambda: screen.donner._trouves.isVisible())
    qtbot.keyClick(screen.donner.qui, Qt.Key.Key_Return)
    qtbot.keyClick(screen.donner.motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    assert screen.donner.isVisible()


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("15 h 15", time(15, 15)),
        ("15h", time(15)),
        ("15:15", time(15, 15)),
        ("815", time(8, 15)),
        ("1515", time(15, 15)),
        ("9", time(9)),
        ("25h", None),
        ("12:75", None),
        ("midi", None),
        ("", None),
    ],
)
def test_hour_is_read_as_people_write_it(texte: str, attendu: time | None) -> None:
    assert read_heure(texte) == attendu


def test_an_appointment_is_repeated_for_a_tour_and_the_series_can_be_taken_back(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    screen.actions_["journee_rdv"].trigger()
    donner = screen.donner
    qtbot.keyClicks(donner.qui, "adrun")
    qtbot.waitUntil(lambda: donner._trouves.isVisible())
    qtbot.keyClick(donner.qui, Qt.Key.Key_Return)
    donner.heure.setText("8 h")
    assert not donner.repeter.fois.isVisible()
    donner.repeter.rythme.setCurrentIndex(1)
    donner.repeter.fois.setCurrentIndex(donner.repeter.fois.findData(10))
    assert_accessible(screen)
    qtbot.keyClick(donner.motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(agenda.donnes) and not tasks.under_way)
    assert agenda.donnes[0].recurrence == Recurrence(fois=10)
    assert "10 rendez-vous" in screen.toast.accessibleName()
    screen.toast.undo()
    qtbot.waitUntil(lambda: len(agenda.annules) == 10 and not tasks.under_way)


def test_an_appointment_moves_by_quarters_of_an_hour_and_comes_back(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    assert screen.suivant.entree is not None
    suivant = screen.suivant.entree.rendez_vous
    qtbot.keyClick(screen, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: len(agenda.deplaces) == 1 and screen.toast.isVisible() and not tasks.under_way)
    assert agenda.deplaces == [(suivant.id, suivant.debut + timedelta(minutes=15))]
    screen.toast.undo()
    qtbot.waitUntil(lambda: agenda.deplaces[-1] == (suivant.id, suivant.debut) and not tasks.under_way)


def test_an_appointment_is_put_in_the_free_time_chosen_next_even_another_day(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    assert screen.suivant.entree is not None
    screen.actions_["journee_deplacer"].trigger()
    assert "créneau libre" in screen.toast.accessibleName()
    creneau = JOURNEE.creneaux[0]
    screen.rendez_vous_wanted.emit(creneau)
    qtbot.waitUntil(lambda: bool(agenda.deplaces) and not tasks.under_way)
    assert agenda.deplaces == [(screen.suivant.entree.rendez_vous.id, creneau.debut)]
    assert not screen.donner.isVisible()
    screen.rendez_vous_wanted.emit(creneau)
    assert screen.donner.isVisible()


def test_the_next_free_time_opens_its_day_with_the_hour_written(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    screen.actions_["journee_libre"].trigger()
    qtbot.waitUntil(lambda: screen.donner.isVisible() and not tasks.under_way)
    assert controller.jour == e.JOUR + timedelta(days=3)
    assert screen.donner.heure.text() == "11\u00a0h\u00a029"
    agenda.panne = AmbroiseError("Les heures d’ouverture ne sont pas écrites.", remede="Réglages.")
    screen.actions_["journee_libre"].trigger()
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)


def test_days_are_kept_for_no_patient(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
    screen, controller, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    screen.actions_["journee_absence"].trigger()
    carte = screen.absence
    assert carte.isVisible()
    assert_accessible(screen)
    qtbot.keyClicks(carte.du, "demain")
    qtbot.keyClick(carte.du, Qt.Key.Key_Return)
    carte.du.setText("13/07/2026")
    carte.au.setText("10/07/2026")
    qtbot.keyClick(carte.au, Qt.Key.Key_Return)
    assert agenda.absences == []
    carte.au.setText("24/07/2026")
    carte.motif.setText("Congé")
    qtbot.keyClick(carte.motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not carte.isVisible() and not tasks.under_way)
    assert agenda.absences == [(date(2026, 7, 13), date(2026, 7, 24), "Congé")]
    assert controller.jour == date(2026, 7, 13)


def _words(widget: QWidget) -> list[str]:
    return [found.text() for found in widget.findChildren(QLabel) if found.text()]


@pytest.mark.parametrize(
    ("cps", "resume"),
    [
        (Light("cps", "id-card", "CPS", "Dr LIBRE"), "Rien à signaler"),
        (Light("cps", "smartphone", "CPS", "Dr LIBRE, e-CPS", "warning"), "À vérifier"),
        (Light("cps", "id-card", "CPS", "muette", "danger"), "À vérifier"),
    ],
)
def test_seat_without_its_card_is_not_said_to_be_in_order(qtbot: QtBot, cps: Light, resume: str) -> None:
    panel = PostePanel()
    qtbot.addWidget(panel)
    qtbot.addWidget(panel.resume)
    panel.show_lights((cps, Light("reseau", "wifi", "Réseau", "non vérifié", "secondary")))
    assert _words(panel.resume) == [resume]
    assert _words(panel) == ["CPS", cps.value, "Réseau", "non vérifié"]
