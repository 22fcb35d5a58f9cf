"""An appointment written over, from the agenda and from the day; its room, its series."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ambroise.domain.agenda import RendezVous
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.journee.champs import SUITE
from ambroise.ui.tasks import Tasks
from ambroise.usecases.edition_agenda import EcritAilleurs
from ambroise.usecases.errors import AmbroiseError, ConflitVersion
from tests.fakes import ecrans as e
from tests.fakes.agenda import COLLEGUE, SEMAINE
from tests.ui.accessibility import assert_accessible
from tests.ui.poste_agenda import ALT, MAJ, Poste, poste
from tests.ui.poste_journee import open_journee

__all__ = ["poste"]

CTRL = Qt.KeyboardModifier.ControlModifier
ECHO = "Échographie"
UN_JOUR = timedelta(days=1)


def open_form(poste: Poste, heure: int, minute: int = 0) -> RendezVous:
    """Press F2 on an appointment; return it as it stands."""
    carte = poste.card(heure, minute)
    poste.focus(carte)
    poste.key(Qt.Key.Key_F2)
    assert poste.screen.donner.isVisible()
    return poste.held(carte)


def accept(poste: Poste) -> None:
    QTest.keyClick(poste.screen.donner.motif, Qt.Key.Key_Return)
    poste.settle()


def serie(poste: Poste) -> list[RendezVous]:
    tenus = (r for r in poste.port.tenus.values() if r.serie is not None)
    return sorted(tenus, key=lambda r: r.debut)


def test_the_form_shows_what_stands_and_writes_each_thing_over(poste: Poste) -> None:
    vu = open_form(poste, 14)
    donner = poste.screen.donner
    assert donner.motif.hasFocus()
    assert (donner.qui.text(), donner.jour.text(), donner.heure.text()) == (
        "ADRTROIS Toussaint", "04/06/2026", "14\u00a0h\u00a000"
    )  # fmt: skip
    assert (donner.motif.text(), donner.duree.currentData()) == ("Suivi de diabète", 30)
    assert (donner.lieu.currentData(), donner.type.currentData()) == ("Maison de santé", "consultation")
    assert not donner.repeter.isVisible()
    assert not donner.portee.isVisible()
    assert_accessible(poste.screen)
    donner.jour.setText("05/06/2026")
    donner.heure.setText("15h")
    donner.motif.setText("Renouvellement")
    donner.type.setCurrentIndex(donner.type.findData("court"))
    donner.lieu.setCurrentIndex(donner.lieu.findData("Cabinet"))
    donner.praticien.setCurrentIndex(donner.praticien.findData(COLLEGUE))
    donner.notes.setPlainText("Apporter le carnet")
    accept(poste)
    assert not donner.isVisible()
    voulu = replace(
        vu, debut=e.local(15, 0, e.JOUR + UN_JOUR), fin=e.local(15, 15, e.JOUR + UN_JOUR),
        motif="Renouvellement", type="court", lieu="Cabinet", praticien=COLLEGUE, notes="Apporter le carnet",
    )  # fmt: skip
    assert poste.port.tenus[vu.id] == voulu
    assert poste.screen.toast.text == "Rendez-vous modifié"
    poste.key(Qt.Key.Key_Z, CTRL)
    assert poste.port.tenus[vu.id] == vu


def test_another_patient_is_chosen_in_the_list(poste: Poste) -> None:
    vu = open_form(poste, 14)
    donner = poste.screen.donner
    donner.qui.clear()
    poste.qtbot.keyClicks(donner.qui, "adr")
    accept(poste)
    assert "liste" in donner.qui.accessibleDescription()
    poste.qtbot.waitUntil(lambda: donner._trouves.isVisible())
    QTest.keyClick(donner.qui, Qt.Key.Key_Return)
    accept(poste)
    assert poste.port.tenus[vu.id].patient_id == e.ADRUN.id


def test_a_day_that_is_none_is_told_and_nothing_is_written(poste: Poste) -> None:
    vu = open_form(poste, 14)
    poste.screen.donner.jour.setText("demain")
    accept(poste)
    assert "13/07/2026" in poste.screen.donner.jour.accessibleDescription()
    assert poste.port.tenus[vu.id] == vu
    poste.screen.donner.jour.setText("04/06/2026")
    accept(poste)
    assert poste.screen.toast.text == "Rien n’a changé"


def test_a_reserved_time_is_written_over_without_a_patient(poste: Poste) -> None:
    poste.screen.agenda_wanted.emit(COLLEGUE)
    poste.settle()
    carte = poste.card(16, praticien=COLLEGUE)
    poste.focus(carte)
    poste.key(Qt.Key.Key_F2)
    donner = poste.screen.donner
    assert not donner.qui.isVisible()
    assert donner.duree.currentText() == "120\u00a0min"
    donner.motif.setText("Réunion")
    accept(poste)
    assert poste.held(carte).motif == "Réunion"
    assert poste.held(carte).patient_id is None


def test_what_another_seat_wrote_is_told_what_is_typed_stays_and_may_replace_it(poste: Poste) -> None:
    vu = open_form(poste, 14)
    actuel = replace(vu, motif="Urgence", notes="À jeun", version=9)
    poste.port.panne = ConflitVersion("lea", e.MAINTENANT, EcritAilleurs(actuel, "le motif du rendez-vous"))
    donner = poste.screen.donner
    donner.motif.setText("Contrôle")
    accept(poste)
    (banniere,) = poste.screen.banners.shown
    assert "le motif du rendez-vous" in banniere.accessibleName()
    assert donner.isVisible()
    assert (donner.motif.text(), donner.notes.toPlainText()) == ("Contrôle", "À jeun")
    accept(poste)
    assert (poste.port.tenus[vu.id].motif, poste.port.tenus[vu.id].notes) == ("Contrôle", "À jeun")


def test_a_failure_leaves_the_form_as_it_is(poste: Poste) -> None:
    open_form(poste, 14)
    poste.port.panne = AmbroiseError("Le serveur ne répond pas.")
    poste.screen.donner.motif.setText("Contrôle")
    accept(poste)
    assert poste.screen.donner.motif.text() == "Contrôle"
    assert len(poste.screen.banners.shown) == 1


# --- a series --------------------------------------------------------------------------------------


def test_the_form_of_one_of_a_series_takes_the_rest_along_when_told(poste: Poste) -> None:
    avant = serie(poste)
    open_form(poste, 9, 30)
    donner = poste.screen.donner
    assert donner.portee.isVisible()
    donner.portee.choose(SUITE)
    donner.jour.setText("05/06/2026")
    accept(poste)
    assert [r.debut - a.debut for r, a in zip(serie(poste), avant, strict=True)] == [
        timedelta(0), timedelta(0), UN_JOUR, UN_JOUR
    ]  # fmt: skip
    assert poste.screen.toast.text == "Rendez-vous modifié, et 1\u00a0de la suite"
    poste.key(Qt.Key.Key_Z, CTRL)
    assert serie(poste) == avant


def test_after_one_was_written_over_alone_the_rest_is_offered(poste: Poste) -> None:
    open_form(poste, 9, 30)
    poste.screen.donner.heure.setText("9 h 15")
    accept(poste)
    aussi = poste.screen.actions_["agenda_suite_aussi"]
    assert aussi.isEnabled()
    vendredi = serie(poste)[3]
    poste.key(Qt.Key.Key_M, MAJ)
    assert poste.port.tenus[vendredi.id].debut == vendredi.debut - timedelta(minutes=15)


def test_a_daily_series_changes_its_day_by_keyboard_with_what_follows(poste: Poste) -> None:
    poste.screen.semaine_wanted.emit(True)
    poste.settle()
    avant = serie(poste)
    poste.focus(poste.card(9, 30))
    poste.key(Qt.Key.Key_Right, ALT)
    assert "de la même série" in poste.screen.pied._titre.text()
    assert serie(poste) == avant
    assert poste.screen.toast.text == "La suite de la série tient cette place"
    poste.key(Qt.Key.Key_M, MAJ)
    assert [r.debut - a.debut for r, a in zip(serie(poste), avant, strict=True)] == [
        timedelta(0), timedelta(0), UN_JOUR, UN_JOUR
    ]  # fmt: skip
    poste.key(Qt.Key.Key_Z, CTRL)
    assert serie(poste) == avant


# --- a room ----------------------------------------------------------------------------------------


def share_room(poste: Poste) -> UUID:
    """Make a room that the colleague holds from 11:15 to 11:55; return my appointment of 11:35."""
    poste.port.cabinet = replace(poste.port.cabinet, salles=(ECHO,))
    autre = next(r for r in SEMAINE if r.motif == "Entorse")
    poste.port.tenus[autre.id] = replace(autre, lieu=ECHO, fin=e.local(11, 55))
    poste.jours.refresh()
    poste.settle()
    return poste.card(11, 35).fiche.entree.rendez_vous.id


def test_a_room_that_is_taken_refuses_and_one_key_insists(poste: Poste) -> None:
    id_ = share_room(poste)
    malgre = poste.screen.actions_["agenda_malgre"]
    assert not malgre.isEnabled()
    open_form(poste, 11, 35)
    donner = poste.screen.donner
    donner.lieu.setCurrentIndex(donner.lieu.findData(ECHO))
    accept(poste)
    assert poste.port.tenus[id_].lieu == ""
    assert donner.isVisible()
    (banniere,) = poste.screen.banners.shown
    assert ECHO in banniere.accessibleName()
    assert_accessible(poste.screen)
    QTest.keyClick(donner.motif, Qt.Key.Key_Return, CTRL)
    poste.settle()
    assert poste.port.tenus[id_].lieu == ECHO
    assert not donner.isVisible()
    assert not malgre.isEnabled()
    assert poste.screen.banners.shown == ()


def test_something_else_done_forgets_what_a_room_refused(poste: Poste) -> None:
    id_ = share_room(poste)
    open_form(poste, 11, 35)
    donner = poste.screen.donner
    donner.lieu.setCurrentIndex(donner.lieu.findData(ECHO))
    accept(poste)
    donner.lieu.setCurrentIndex(donner.lieu.findData("Cabinet"))
    accept(poste)
    assert poste.port.tenus[id_].lieu == "Cabinet"
    assert not poste.screen.actions_["agenda_malgre"].isEnabled()


def test_a_move_into_a_room_that_is_taken_asks_too(poste: Poste) -> None:
    id_ = share_room(poste)
    poste.port.tenus[id_] = replace(poste.port.tenus[id_], lieu=ECHO, debut=e.local(13), fin=e.local(13, 15))
    poste.jours.refresh()
    poste.settle()
    poste.drag(poste.card(13), 0, -poste.screen.grille.echelle.pixels_heure * 5 // 4)
    assert poste.port.tenus[id_].debut == e.local(13)
    poste.screen.actions_["agenda_malgre"].trigger()
    poste.settle()
    assert poste.port.tenus[id_].debut == e.local(11, 45)


# --- from the day ----------------------------------------------------------------------------------


def test_the_day_writes_over_its_current_appointment_and_takes_it_back(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, agenda = open_journee(qtbot, tmp_path, tasks, errors)
    qtbot.keyClick(screen, Qt.Key.Key_F2)
    assert screen.donner.isVisible()
    screen.donner.notes.setPlainText("Interprète à prévoir")
    assert_accessible(screen)
    qtbot.keyClick(screen.donner.motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(agenda.editions) and not tasks.under_way)
    (demande,) = agenda.editions
    assert demande.vu == screen.suivant.entree.rendez_vous  # type: ignore[union-attr]
    assert demande.voulu == replace(demande.vu, notes="Interprète à prévoir")
    screen.toast.undo()
    qtbot.waitUntil(lambda: bool(agenda.remis) and not tasks.under_way)
