"""People and words are searched from one field; what is found opens."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.passages import FiltrePassages, GenrePassage
from ambroise.domain.texte_document import BilanTextes
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.notes import passage_row
from ambroise.ui.patients.recherche import PatientsScreen, count_words
from ambroise.ui.patients.recherche_controller import RechercheController
from ambroise.ui.tasks import Tasks
from ambroise.usecases.garde import DroitInsuffisant
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show
from tests.ui.poste_dossier import (
    FakeNotes,
    FakePatients,
    open_dossier,
    open_search,
)


def test_search_shows_the_answer_to_the_last_text_and_enter_opens(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = PatientsScreen(context)
    controller = RechercheController(screen, FakePatients(), FakeNotes())
    show(qtbot, screen)
    qtbot.keyClicks(screen.field, "adrun")
    qtbot.waitUntil(lambda: screen.table.current() is not None)
    with qtbot.waitSignal(controller.patient_wanted) as wanted:
        qtbot.keyClick(screen.field, Qt.Key.Key_Return)
    assert wanted.args == [e.ADRUN.id]
    screen.show_resultats("autre texte", [])
    assert screen.table.current() is not None


def test_enter_pressed_too_early_never_opens_the_first_of_an_older_list(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = PatientsScreen(context)
    show(qtbot, screen)
    opened: list[object] = []
    screen.patient_wanted.connect(opened.append)
    qtbot.keyClicks(screen.field, "adrun")
    (adrun, *_) = FakePatients().search("adrun")
    screen.show_resultats("adrun", [adrun])
    qtbot.keyClicks(screen.field, "x")
    qtbot.keyClick(screen.field, Qt.Key.Key_Return)
    screen.actions_["patients_coordonnees"].trigger()
    assert opened == []
    autre = replace(adrun, id=UUID(int=7))
    screen.show_resultats("adrunx", [autre])
    assert opened == [autre.id], "opened as soon as its answer came"
    qtbot.keyClicks(screen.field, "y")
    qtbot.keyClick(screen.field, Qt.Key.Key_Return)
    qtbot.keyClicks(screen.field, "z")
    screen.show_resultats("adrunxyz", [adrun])
    assert opened == [autre.id], "typing on means not this one"


@pytest.mark.parametrize(
    ("combien", "mots"),
    [(0, ""), (1, "1\u00a0dossier"), (29, "29\u00a0dossiers"), (30, "Les 30 premiers, précisez")],
)
def test_a_full_list_of_patients_says_that_more_answer(combien: int, mots: str) -> None:
    assert count_words(combien) == mots


def test_notes_are_searched_from_the_same_field_with_the_words_lit(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, _notes = open_search(qtbot, tmp_path, tasks, errors)
    assert_accessible(screen)
    qtbot.keyClicks(screen.field, "crep toux")
    qtbot.waitUntil(lambda: screen.notes.current is not None)
    trouve = screen.notes.current
    assert trouve is not None
    ligne = passage_row(trouve, e.JOUR)
    assert [s.text for s in ligne.sub if s.underlined] == ["Toux", "Crépitants"]
    assert ligne.text().startswith("ADRUN Zoe · 50\u00a0ans, Toux fébrile. Crépitants")
    assert_accessible(screen)
    with qtbot.waitSignal(controller.passage_wanted) as wanted:
        qtbot.keyClick(screen.field, Qt.Key.Key_Return)
    assert wanted.args == [e.ADRUN.id, d.DOSSIER.consultations[0].id]


def test_documents_found_by_their_title_only_are_said(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, notes = open_search(qtbot, tmp_path, tasks, errors)
    notes.textes = BilanTextes(lus=3, en_attente=1, illisibles=2)
    screen.actions_["patients_notes"].trigger()
    qtbot.waitUntil(screen.notes._textes.isVisible)
    assert screen.notes._textes.text() == (
        "Documents trouvés par leur titre seulement\u00a0: 1 attend d’être lu, 2 sont protégés ou endommagés."
    )
    screen.notes.relire.click()
    qtbot.waitUntil(lambda: "2 attendent d’être lus" in screen.notes._textes.text())
    assert not screen.notes.relire.isVisible()
    notes.textes = BilanTextes(lus=6)
    screen.actions_["patients_notes"].trigger()
    qtbot.waitUntil(screen.notes._textes.isHidden)
    assert_accessible(screen)


def test_filters_of_the_notes_ask_again(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, notes = open_search(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.field, "crep")
    qtbot.waitUntil(lambda: screen.notes.current is not None)
    qtbot.mouseClick(screen.notes.genres._buttons["COURRIER"], Qt.MouseButton.LeftButton)
    screen.notes.periode.setCurrentIndex(2)
    screen.notes.miennes.setChecked(True)
    qtbot.waitUntil(lambda: bool(notes.demandes) and notes.demandes[-1][2])
    attendu = FiltrePassages(GenrePassage.COURRIER, date(2025, 6, 3))
    assert notes.demandes[-1] == ("crep", attendu, True)


def test_words_found_nowhere_and_a_refusal_are_said(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, notes = open_search(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.field, "zzz")
    qtbot.waitUntil(screen.notes._rien.isVisible)
    notes.refus = DroitInsuffisant("Le rôle ne permet pas cette action.")
    qtbot.keyClicks(screen.field, "z")
    qtbot.waitUntil(lambda: bool(screen.banners.shown))


def test_passage_opens_its_file_on_the_very_consultation(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = open_dossier(qtbot, tmp_path, tasks, errors)
    note = d.DOSSIER.consultations[1]
    screen.enter((e.ADRUN.id, note.id))
    qtbot.waitUntil(lambda: screen.chronologie.list.current() == note)
    assert screen.lecture.isVisible()


def test_words_are_searched_within_the_open_file(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = open_dossier(qtbot, tmp_path, tasks, errors)
    screen.actions_["dossier_chercher"].trigger()
    assert screen.chronologie.recherche.hasFocus()
    qtbot.keyClicks(screen.chronologie.recherche, "reconduit")
    lignes = [i for n in range(20) if (i := screen.chronologie.list.items.at(n)) is not None]
    assert len(lignes) == 1 + len(d.DOSSIER.consultations)
    assert [s.text for s in lignes[1].sub if s.underlined] == ["reconduit"]
    screen.chronologie.recherche.setText("ramipril")
    assert screen.chronologie.list.items.at(2) is not None
    screen.chronologie.recherche.setText("introuvable")
    assert screen.chronologie._vide.text() == "Rien ne contient «\u00a0introuvable\u00a0»."
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier is not None and screen.dossier.patient.id == e.CORSE.id)
    assert screen.chronologie.recherche.text() == ""
