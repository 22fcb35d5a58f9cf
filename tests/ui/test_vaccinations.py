"""Vaccinations in the file: what is late stands first, what was given opens, the edition is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.entrees import EtatMaternel, Vaccination
from ambroise.domain.identite import Sexe
from ambroise.referentiels.terminologies import TerminologiesPoste
from ambroise.referentiels.vaccinations import shipped_calendrier
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.brouillon import BrouillonConsultation
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.reperes import ReperesDossier
from ambroise.ui.patients.vaccinations import SUITE
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.lists import ITEM, Heading, TwoLine
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.suivi import GenreSuivi
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.fakes import enfant
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

NOUVEAU_NE = e.patient("ESSAI", "NOE", Sexe.MASCULIN, date(2026, 5, 1))

Ouvrir = Callable[[DossierPatient], DossierScreen]


@pytest.fixture
def ouvrir(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Ouvrir:
    """Return a function that shows a file measured against the calendar."""

    def make(dossier: DossierPatient) -> DossierScreen:
        screen = DossierScreen(make_context(tmp_path, tasks, errors)[0])
        reperes = ReperesDossier(calendrier=shipped_calendrier())
        screen.show_dossier(dossier, BrouillonConsultation(), e.MAINTENANT, reperes=reperes)
        show(qtbot, screen)
        return screen

    return make


def _lines(screen: DossierScreen) -> list[str]:
    model = screen.cotes.vaccinations.list.model()
    items = [model.index(rang, 0).data(ITEM) for rang in range(model.rowCount())]
    return [i.text if isinstance(i, Heading) else i.text() for i in items if isinstance(i, TwoLine | Heading)]


def test_late_doses_of_a_child_stand_above_what_was_given(ouvrir: Ouvrir) -> None:
    screen = ouvrir(enfant.DOSSIER)
    lines = _lines(screen)
    attendues, faites = lines[: lines.index("Faites")], lines[lines.index("Faites") + 1 :]
    assert attendues == [
        "Méningocoques ACWY, En retard · dose de rattrapage, obligatoire, depuis le 4\u00a0janv.",
        "Méningocoque B, En retard · rappel de 12 mois, obligatoire, depuis le 4\u00a0janv.",
        "Rougeole, oreillons, rubéole, À faire · 2e dose, obligatoire",
    ]
    assert faites[0] == "Priorix, 13\u00a0janv. · lot A69C"
    assert_accessible(screen)


def test_older_injections_unfold_when_they_are_asked_for(ouvrir: Ouvrir) -> None:
    screen = ouvrir(enfant.DOSSIER)
    faites = _lines(screen)[_lines(screen).index("Faites") + 1 :]
    assert (len(faites), faites[-1]) == (5, "7\u00a0autres injections")
    screen.cotes.vaccinations.list.opened.emit(SUITE)
    assert len(_lines(screen)) == 3 + 1 + len(enfant.INJECTIONS)


def test_diseases_of_one_injection_share_a_line(ouvrir: Ouvrir) -> None:
    screen = ouvrir(replace(enfant.DOSSIER, patient=NOUVEAU_NE, entrees=()))
    assert _lines(screen)[0] == (
        "DTP, coqueluche, Hib, hépatite B, pneumocoque, rotavirus, "
        "À partir du 1er\u00a0juil. · 1re dose, Diphtérie, tétanos, poliomyélite, Coqueluche, "
        "Haemophilus influenzae b, Hépatite B, Pneumocoque, Rotavirus"
    )


def test_adult_without_note_is_told_so_in_sober_words(ouvrir: Ouvrir) -> None:
    screen = ouvrir(d.DOSSIER)
    lines = _lines(screen)
    assert "Diphtérie, tétanos, poliomyélite, À faire\u00a0? Rien de noté · rappel de 45 ans" in lines
    assert not [line for line in lines if "En retard" in line]
    note = screen.cotes.vaccinations._note.text()
    assert note.startswith("D’après le calendrier 2025 et ce que note le dossier")


def test_pregnancy_of_the_file_asks_for_whooping_cough(ouvrir: Ouvrir) -> None:
    etat = EtatMaternel(e.ident("grossesse"), e.NESSI_R.id, date(2026, 5, 2), True, False, date(2026, 9, 1))
    lines = _lines(ouvrir(replace(d.DOSSIER, patient=e.NESSI_R, entrees=(etat,))))
    assert [line for line in lines if line.startswith("Coqueluche, pour chaque grossesse")]


def test_unknown_vaccine_is_counted_aloud(ouvrir: Ouvrir) -> None:
    inconnu = Vaccination(e.ident("xyz"), e.ADRUN.id, "Vaccin XYZ", date(2020, 1, 1))
    screen = ouvrir(replace(d.DOSSIER, entrees=(inconnu,)))
    assert "1\u00a0injection non reconnue." in screen.cotes.vaccinations._note.text()


def test_given_vaccine_opens_to_be_corrected_and_plus_notes_one_with_its_date(
    qtbot: QtBot, ouvrir: Ouvrir
) -> None:
    screen = ouvrir(enfant.DOSSIER)
    screen.cotes.vaccinations.list.opened.emit(enfant.INJECTIONS[-1])
    assert screen.cotes.suivi.injection.isVisible()
    assert screen.cotes.suivi.injection.vaccin.text() == "Priorix"
    screen.cotes.vaccinations.add_wanted.emit()
    suivi = screen.cotes.suivi
    assert suivi.genre.currentText() == "Vaccination"
    qtbot.keyClicks(suivi.libelle, "Nimenrix")
    qtbot.keyClicks(suivi.le, "13/01/2026")
    with qtbot.waitSignal(screen.suivi_added) as added:
        qtbot.keyClick(suivi.le, Qt.Key.Key_Return)
    assert added.args == [GenreSuivi.VACCINATION, "Nimenrix", date(2026, 1, 13)]


def test_date_that_is_none_is_refused_where_it_is_typed(qtbot: QtBot, ouvrir: Ouvrir) -> None:
    suivi = ouvrir(enfant.DOSSIER).cotes.suivi
    suivi.open_vaccination()
    qtbot.keyClicks(suivi.libelle, "Nimenrix")
    qtbot.keyClicks(suivi.le, "32/13/2026")
    with qtbot.assertNotEmitted(suivi.added):
        qtbot.keyClick(suivi.le, Qt.Key.Key_Return)
    assert suivi.libelle.text() == "Nimenrix"


def test_ald_of_the_list_is_suggested_as_it_is_typed(ouvrir: Ouvrir, tmp_path: Path) -> None:
    screen = ouvrir(enfant.DOSSIER)
    suivi = screen.cotes.suivi
    suivi.show_termes(TerminologiesPoste(tmp_path))
    suivi.open_form()
    suivi.genre.setCurrentIndex(list(GenreSuivi).index(GenreSuivi.ALD))
    suivi.libelle.textEdited.emit("mal cor")  # the popup itself needs a real screen
    assert suivi.suggestions.labels == ["Maladie coronaire"]
    suivi.genre.setCurrentIndex(list(GenreSuivi).index(GenreSuivi.TACHE))
    suivi.libelle.textEdited.emit("mal cor")
    assert suivi.suggestions.labels == []


def test_what_was_begun_for_one_file_does_not_wait_in_another(qtbot: QtBot, ouvrir: Ouvrir) -> None:
    screen = ouvrir(enfant.DOSSIER)
    suivi = screen.cotes.suivi
    suivi.open_vaccination()
    qtbot.keyClicks(suivi.libelle, "Nimenrix")
    qtbot.keyClicks(suivi.le, "13/01/2026")
    screen.show_dossier(d.DOSSIER, BrouillonConsultation(), e.MAINTENANT)
    suivi.open_form()
    assert (suivi.libelle.text(), suivi.le.text()) == ("", "")
