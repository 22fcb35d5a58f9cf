"""Who opens a record, what its patient opposes, and the records one may open."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.dmp_droits import DmpOuvrable, DroitsDmp, LigneDmp, PsAutorise
from ambroise.domain.identite import MatriculeIns
from ambroise.ui.dmp.droits import DroitsPanel, opposition_words
from ambroise.ui.dmp.liste import NOUVEAUX, SANS_DOSSIER, DmpListeController, DmpListeScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.tables import DataTable
from ambroise.usecases.errors import ServiceInjoignable
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

MATRICULE = MatriculeIns("279035121518989", "1.2.250.1.213.1.4.10")
PROFESSIONNELS = (
    PsAutorise("899900063480", "LIBRE", "MAX", "Médecin généraliste", "ACTIVE", e.local(9)),
    PsAutorise("899900038839", "TRAL", "ADEMIS", "Pharmacien", "BLOQUEE"),
    PsAutorise("899900000001", "", "", "", "AUTRE"),
)
LIGNES = (
    LigneDmp(DmpOuvrable((MATRICULE,), True, e.local(9), e.local(9)), e.ADRUN.id, "ADRUN", "Zoé"),
    LigneDmp(DmpOuvrable((MATRICULE,))),
)


def words(table: DataTable[object]) -> set[str]:
    modele = table.model()
    rows, columns = range(modele.rowCount()), range(modele.columnCount())
    return {str(modele.index(n, c).data()) for n in rows for c in columns}


class FakeListes:
    def __init__(self) -> None:
        self.lignes: Sequence[LigneDmp] = LIGNES
        self.demandes: list[tuple[int, bool]] = []
        self.panne: Exception | None = None

    def list_dmp(self, depuis: timedelta, *, nouveaux_documents: bool = False) -> Sequence[LigneDmp]:
        self.demandes.append((depuis.days, nouveaux_documents))
        if self.panne is not None:
            raise self.panne
        return self.lignes


class Poste:
    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.listes = FakeListes()
        self.ouverts: list[object] = []
        self.screen = DmpListeScreen(context)
        DmpListeController(self.screen, self.listes, self.ouverts.append)
        show(qtbot, self.screen)
        self.screen.enter()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors)


def test_the_records_are_listed_and_one_opens_its_patient_s(poste: Poste, qtbot: QtBot) -> None:
    assert_accessible(poste.screen)
    assert poste.listes.demandes == [(30, False)]
    poste.screen.table.setFocus()
    qtbot.keyClick(poste.screen.table, Qt.Key.Key_Return)
    assert poste.ouverts == [e.ADRUN.id]


def test_a_record_without_a_file_here_is_said_and_does_not_open(poste: Poste, qtbot: QtBot) -> None:
    assert SANS_DOSSIER in words(poste.screen.table)
    poste.screen.table.select(1)
    assert not poste.screen.actions_["dmp_liste_open"].isEnabled()
    qtbot.keyClick(poste.screen.table, Qt.Key.Key_Return)
    assert poste.ouverts == []


def test_another_list_is_asked_by_choosing_it(poste: Poste) -> None:
    for choix, cle in ((poste.screen.face, NOUVEAUX), (poste.screen.periode, "7")):
        choix.choose(cle)
        choix.chosen.emit(cle)
        poste.settle()
    assert poste.listes.demandes[-2:] == [(30, True), (7, True)]


def test_an_empty_list_and_a_failure_are_told(poste: Poste) -> None:
    poste.listes.lignes = ()
    poste.screen.ask()
    poste.settle()
    assert not poste.screen.table.isVisible()
    poste.listes.panne = ServiceInjoignable("Le DMP est injoignable.")
    poste.screen.ask()
    poste.settle()
    assert poste.screen.banners.shown


def test_professionals_and_oppositions_are_shown(qtbot: QtBot) -> None:
    panel = DroitsPanel()
    qtbot.addWidget(panel)
    panel.show_waiting()
    panel.show_droits(DroitsDmp(PROFESSIONNELS, True, False))
    expected = {"LIBRE MAX", "Autorisé", "Bloqué par le patient", "AUTRE", "899900000001"}
    assert expected <= words(panel.table)
    assert_accessible(panel)


def test_what_the_dmp_does_not_say_is_not_guessed() -> None:
    assert "ne dit pas" in opposition_words(DroitsDmp())
    mots = opposition_words(DroitsDmp(oppose_bris_de_glace=True, oppose_urgence=False))
    assert "s’oppose à l’accès en bris de glace" in mots
    assert "permet l’accès de la régulation" in mots
