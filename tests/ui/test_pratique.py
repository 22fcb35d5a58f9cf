"""The review of one's own prescriptions without a mouse: criteria, both lists, what leaves, what opens."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.identite import Sexe
from ambroise.domain.revue import CriteresRevue, Revue
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.pratique.controller import PratiqueController
from ambroise.ui.pratique.screen import PratiqueScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.edition_revue import edit
from ambroise.usecases.errors import AmbroiseError
from tests.fakes import ecrans as e
from tests.fakes import revue as r
from tests.ui.ecrans import make_context, show

CTRL = Qt.KeyboardModifier.ControlModifier


class FakeRevue:
    """Answers the criteria, and remembers what left."""

    def __init__(self) -> None:
        self.demandes: list[CriteresRevue] = []
        self.sortis: list[str] = []
        self.panne: Exception | None = None

    def search(self, criteres: CriteresRevue) -> Revue:
        if self.panne is not None:
            raise self.panne
        self.demandes.append(criteres)
        return r.revue(criteres)

    def note_export(self, revue: Revue) -> None:
        if self.panne is not None:
            raise self.panne
        self.sortis.append("fichier")

    def note_print(self, revue: Revue) -> None:
        self.sortis.append("papier")


class Poste:
    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.revue = FakeRevue()
        self.screen = PratiqueScreen(context)
        self.controller = PratiqueController(self.screen, self.revue)
        show(qtbot, self.screen)
        self.screen.enter()
        qtbot.waitUntil(lambda: len(self.screen.rows_of("prescriptions")) == 3)


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors)


def counted(poste: Poste) -> str:
    return poste.screen._compte.text().replace("\u00a0", " ")


def test_everything_of_the_last_year_shows_at_once_with_its_count(poste: Poste) -> None:
    assert counted(poste) == "3 lignes · 2 patients · 2 patients en cours"
    (demande,) = poste.revue.demandes
    assert (demande.medicament, demande.sexe, demande.age_minimum) == ("", None, None)


def test_a_medicine_typed_then_enter_keeps_who_takes_it(qtbot: QtBot, poste: Poste) -> None:
    qtbot.keyClick(poste.screen, Qt.Key.Key_F, CTRL)
    qtbot.waitUntil(poste.screen.criteres.medicament.hasFocus)
    qtbot.keyClicks(poste.screen.criteres.medicament, "c10aa")
    qtbot.keyClicks(poste.screen.criteres.ages, "15-50")
    poste.screen.criteres.sexe.choose(Sexe.FEMININ.value)
    qtbot.keyClick(poste.screen.criteres.medicament, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(poste.screen.rows_of("prescriptions")) == 2)
    demande = poste.revue.demandes[-1]
    assert (demande.sexe, demande.age_minimum, demande.age_maximum) == (Sexe.FEMININ, 15, 50)


def test_ages_not_understood_are_said_and_nothing_is_asked(qtbot: QtBot, poste: Poste) -> None:
    qtbot.keyClicks(poste.screen.criteres.ages, "vieux")
    qtbot.keyClick(poste.screen.criteres.ages, Qt.Key.Key_Return)
    assert "15-50" in poste.screen.criteres._manque.text()
    assert len(poste.revue.demandes) == 1


def test_alerts_passed_over_come_first_and_the_whole_reason_is_read(qtbot: QtBot, poste: Poste) -> None:
    qtbot.keyClick(poste.screen, Qt.Key.Key_T, CTRL)
    titres = [a.titre for a in poste.screen.rows_of("alertes")]
    assert titres == ["Simvastatine et clarithromycine", "Présentation pour adultes"]
    assert "Motif\u00a0: Suspendue 7 jours" in poste.screen._detail.text()
    assert counted(poste) == "2 alertes · 2 patients"


def test_enter_opens_the_file_and_a_key_writes_about_the_patient(qtbot: QtBot, poste: Poste) -> None:
    table = poste.screen._tables["prescriptions"]
    table.select(0)
    with qtbot.waitSignal(poste.screen.opened) as ouvert:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    with qtbot.waitSignal(poste.screen.write_wanted) as ecrit:
        qtbot.keyClick(poste.screen, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    assert ouvert.args == ecrit.args == [e.ADRUN.id]


def test_a_list_leaves_as_a_file_once_the_trail_says_so(qtbot: QtBot, poste: Poste, tmp_path: Path) -> None:
    chemin = tmp_path / "liste.csv"
    poste.screen.export_wanted.emit(poste.screen.edition(), chemin)
    qtbot.waitUntil(chemin.exists)
    assert poste.revue.sortis == ["fichier"]
    qtbot.waitUntil(lambda: "ZOCOR" in chemin.read_text("utf-8-sig"))


def test_no_file_is_written_when_its_leaving_cannot_be_traced(
    qtbot: QtBot, poste: Poste, tmp_path: Path
) -> None:
    poste.revue.panne = AmbroiseError("Le journal est plein.")
    poste.screen.export_wanted.emit(poste.screen.edition(), tmp_path / "liste.csv")
    qtbot.waitUntil(lambda: bool(poste.screen.banners.shown))
    assert not (tmp_path / "liste.csv").exists()


def test_printing_takes_the_list_on_the_screen(qtbot: QtBot, poste: Poste) -> None:
    with qtbot.waitSignal(poste.screen.print_wanted) as voulu:
        qtbot.keyClick(poste.screen, Qt.Key.Key_P, CTRL)
    assert voulu.args == [edit("prescriptions", r.revue(poste.revue.demandes[-1]))]


def test_nothing_found_is_said_and_nothing_leaves(qtbot: QtBot, poste: Poste) -> None:
    qtbot.keyClicks(poste.screen.criteres.medicament, "introuvable")
    qtbot.keyClick(poste.screen.criteres.medicament, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not poste.screen.rows_of("prescriptions"))
    assert poste.screen._stacks["prescriptions"].currentIndex() == 1
    assert not poste.screen.actions_["pratique_print"].isEnabled()


def test_files_kept_from_the_reader_are_said(poste: Poste) -> None:
    poste.screen.show_revue(r.revue(fermes=1))
    assert counted(poste).endswith("1 dossier fermé à votre compte")


def test_a_refusal_is_said_in_the_screen(qtbot: QtBot, poste: Poste) -> None:
    poste.revue.panne = AmbroiseError("Cette session n’a pas de numéro RPPS.")
    poste.screen.asked.emit()
    qtbot.waitUntil(lambda: bool(poste.screen.banners.shown))
