"""The file: drafts are never lost nor mixed, measures are read live, the consultation is written once."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.constantes_saisie import parse_constantes
from ambroise.domain.dossier import GraviteAllergie, TypeConstante
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.brouillon import BrouillonConsultation, cle_of
from ambroise.ui.patients.frise import timeline
from ambroise.ui.patients.state import tiles, treatment_end, treatments
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.patients import NouvelleAllergie
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.poste_dossier import (
    AUTRE,
    open_dossier,
)


def test_line_of_measures_is_read_back_as_it_is_typed(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = open_dossier(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.constantes, "ta 138/84 t 38,4")
    titres = [(t.titre, t.valeur, t.dessous) for t in screen.consultation.bande.tuiles]
    assert titres == [("Tension", "138/84", "132/80 · 12\u00a0mars"), ("Température", "38,4", "Fièvre")]


def test_draft_is_kept_when_typing_pauses_and_found_again(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, brouillons, _ = open_dossier(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.motif, "Toux")
    qtbot.waitUntil(lambda: cle_of(e.ADRUN.id) in brouillons.textes)
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier == AUTRE)
    assert screen.consultation.motif.text() == ""
    screen.enter(e.ADRUN.id)
    qtbot.waitUntil(lambda: screen.dossier == d.DOSSIER)
    assert screen.consultation.motif.text() == "Toux"


def test_what_is_typed_last_is_kept_for_the_right_patient_on_leaving(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, brouillons, _ = open_dossier(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.note.field, "Dernier mot")
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier == AUTRE)
    assert "Dernier mot" in brouillons.textes[cle_of(e.ADRUN.id)]
    assert cle_of(e.CORSE.id) not in brouillons.textes


def test_late_answer_about_another_patient_is_dropped(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, _, shell = open_dossier(qtbot, tmp_path, tasks, errors)
    screen.enter(e.CORSE.id)
    screen.enter(e.ADRUN.id)
    qtbot.waitUntil(lambda: not tasks.under_way)
    assert screen.dossier == d.DOSSIER
    assert len(shell.patients) == 2


def test_consultation_is_written_with_its_measures_and_allergies(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = open_dossier(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.motif, "Toux")
    qtbot.keyClicks(screen.consultation.constantes, "p 74,5")
    screen.cotes.allergies.open_form()
    qtbot.keyClicks(screen.cotes.allergies.libelle, "Latex")
    qtbot.keyClick(screen.cotes.allergies.libelle, Qt.Key.Key_Return)
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(patients.ecrites))
    assert patients.ecrites == [(e.ADRUN.id, "Toux", "", ((TypeConstante.POIDS, Decimal("74.5")),))]
    assert [a.libelle for a in patients.allergies] == ["Latex"]


def test_measure_not_understood_stops_the_writing_and_is_said(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = open_dossier(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.constantes, "poids 745")
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not tasks.under_way)
    assert patients.ecrites == []
    assert "valeur impossible" in screen.consultation.constantes.accessibleDescription()


def test_empty_consultation_is_not_written(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = open_dossier(qtbot, tmp_path, tasks, errors)
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert patients.ecrites == []
    assert len(screen.banners.shown) == 1


def test_failure_of_the_writing_leaves_what_was_typed(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, brouillons, _ = open_dossier(qtbot, tmp_path, tasks, errors)
    patients.panne = ServiceInjoignable("Base occupée.")
    qtbot.keyClicks(screen.consultation.motif, "Toux")
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    assert screen.consultation.motif.text() == "Toux"
    assert "Toux" in brouillons.textes[cle_of(e.ADRUN.id)]


def test_past_consultation_is_read_and_the_draft_comes_back(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = open_dossier(qtbot, tmp_path, tasks, errors)
    screen.chronologie.list.select_data(d.DOSSIER.consultations[0])
    assert screen.lecture.isVisible()
    screen.lecture.closed.emit()
    assert screen.consultation.isVisible()


def test_timeline_is_newest_first_and_treatments_say_when_they_end() -> None:
    entrees = timeline(d.DOSSIER, e.JOUR)
    assert [x.le for x in entrees] == sorted((x.le for x in entrees), reverse=True)
    fins = [treatment_end(t, e.JOUR) for t in treatments(d.DOSSIER, e.JOUR)]
    assert fins[0] == ("fin dans 5\u00a0jours", "warning")
    assert fins[-1] == ("fin le 18\u00a0août", "secondary")


def test_child_has_no_adult_mark_on_the_tiles() -> None:
    mesures = parse_constantes("fc 130 ta 90/50").mesures
    assert {t.ton for t in tiles(mesures, (), 4, e.JOUR)} == {None}
    assert {t.ton for t in tiles(mesures, (), 40, e.JOUR)} == {None, "danger"}


@pytest.mark.parametrize("texte", ["", "{", "[]", '{"motif": 1}', "texte libre d’une ancienne version"])
def test_unreadable_draft_comes_back_whole_in_the_note(texte: str) -> None:
    assert BrouillonConsultation.from_text(texte).note == texte


def test_draft_is_read_back_as_it_was_kept() -> None:
    brouillon = replace(
        d.BROUILLON, allergies=(NouvelleAllergie("Latex", "Urticaire", GraviteAllergie.LEGERE),)
    )
    assert BrouillonConsultation.from_text(brouillon.to_text()) == brouillon
