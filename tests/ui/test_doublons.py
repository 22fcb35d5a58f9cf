"""Two files of one person are compared, read as one, and separated again, without a mouse."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ambroise.domain.fusion import Fusion
from ambroise.domain.identite import Identite, Sexe, TraitsIdentite, differing_traits
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.ui.actions import EVERYWHERE, SHELL, conflicts
from ambroise.ui.doublons.controller import DoublonsController
from ambroise.ui.doublons.ports import PaireProche
from ambroise.ui.doublons.screen import COLONNES, COMMANDS, DoublonsScreen
from ambroise.ui.doublons.state import EtatDoublons, contents, list_items, reasons, rows_of
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.lists import Heading
from ambroise.ui.widgets.rows import RowsModel
from ambroise.ui.words import NBSP
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.fusions import ApercuFusion
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

LE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def patient(rank: int, nom: str, utilise: str = "", lieu: str = "63220") -> Patient:
    traits = TraitsIdentite(nom, "RUTH ISABELLE", Sexe.FEMININ, date(1977, 7, 14), lieu)
    return Patient(UUID(int=rank), Identite(traits, utilise), Coordonnees(telephone="0473000000"))


NESSI, NESSY, DE_VINCI = patient(1, "NESSI", "DE VINCI"), patient(2, "NESSY"), patient(3, "DE VINCI")
PAIRES = (
    PaireProche(NESSI, NESSY, 93, ("noms de naissance qui se prononcent pareil", "même prénom")),
    PaireProche(NESSI, DE_VINCI, 82, ("le nom de naissance de l’un est le nom utilisé de l’autre",)),
)


class FakeDoublons:
    """Two pairs; notes what was merged and separated."""

    def __init__(self) -> None:
        self.obstacles: tuple[str, ...] = ()
        self.held: threading.Event | None = None
        self.fails: Exception | None = None
        self.merged: list[tuple[UUID, UUID, str]] = []
        self.undone: list[tuple[UUID, str]] = []

    def list(
        self, on_progress: Callable[[float], None], is_cancelled: Callable[[], bool]
    ) -> Sequence[PaireProche]:
        assert not is_cancelled()
        on_progress(0.5)
        if self.held is not None:
            self.held.wait()
        if self.merged and not self.undone:
            return PAIRES[1:]
        return PAIRES

    def preview(self, conserve_id: UUID, absorbe_id: UUID) -> ApercuFusion:
        by_id = {p.id: p for p in (NESSI, NESSY, DE_VINCI)}
        a, b = by_id[conserve_id], by_id[absorbe_id]
        contenus = {"consultations": (3, 1), "documents": (0, 2), "allergies": (0, 0)}
        ecarts = differing_traits(a.identite.traits, b.identite.traits)
        return ApercuFusion(a, b, ecarts, contenus, a.identite, self.obstacles)

    def merge(self, conserve_id: UUID, absorbe_id: UUID, motif: str) -> Fusion:
        if self.fails:
            raise self.fails
        self.merged.append((conserve_id, absorbe_id, motif))
        return Fusion(UUID(int=9), conserve_id, absorbe_id, motif, "899900063480", LE)

    def undo(self, fusion_id: UUID, motif: str) -> Fusion:
        self.undone.append((fusion_id, motif))
        return Fusion(fusion_id, NESSI.id, NESSY.id, motif, "899900063480", LE, LE)


Opened = tuple[DoublonsScreen, DoublonsController, FakeDoublons]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Opened:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = DoublonsScreen(context)
    service = FakeDoublons()
    controller = DoublonsController(screen, service)
    show(qtbot, screen)
    screen.enter()
    qtbot.waitUntil(lambda: controller.etat.paires == PAIRES)
    return screen, controller, service


def choose(qtbot: QtBot, opened: Opened) -> None:
    screen, controller, _ = opened
    screen.paires.setFocus()
    qtbot.keyClick(screen.paires, Qt.Key.Key_Home)
    qtbot.keyClick(screen.paires, Qt.Key.Key_Down)
    screen.paires.select_data((NESSI.id, NESSY.id))
    qtbot.waitUntil(lambda: controller.etat.apercu is not None and not controller.etat.en_cours)


def press(qtbot: QtBot, opened: Opened, key: Qt.Key) -> None:
    qtbot.keyClick(opened[0], key, Qt.KeyboardModifier.ControlModifier)


def test_a_pair_is_merged_then_separated_with_the_keys(qtbot: QtBot, opened: Opened) -> None:
    screen, controller, service = opened
    choose(qtbot, opened)
    assert not screen.actions_["doublons_merge"].isEnabled()
    screen.motif.setFocus()
    qtbot.keyClicks(screen.motif, "meme personne")
    press(qtbot, opened, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: controller.etat.derniere is not None)
    assert service.merged == [(NESSI.id, NESSY.id, "meme personne")]
    assert controller.etat.paires == PAIRES[1:]
    assert screen.motif.text() == ""
    press(qtbot, opened, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: controller.etat.paires == PAIRES)
    assert [id_ for id_, _ in service.undone] == [UUID(int=9)]


def test_files_open_while_a_large_practice_is_compared(qtbot: QtBot, opened: Opened, tasks: Tasks) -> None:
    screen, controller, service = opened
    held, read = threading.Event(), threading.Event()
    service.held = held
    controller.search()
    tasks.run(lambda _: read.set(), owner=screen)
    try:
        qtbot.waitUntil(read.is_set)
        assert controller.etat.progres is not None, "still comparing"
    finally:
        held.set()
    qtbot.waitUntil(lambda: controller.etat.progres is None)


def test_the_other_file_can_be_the_one_kept(qtbot: QtBot, opened: Opened) -> None:
    screen, controller, service = opened
    choose(qtbot, opened)
    press(qtbot, opened, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: controller.etat.apercu is not None and controller.etat.apercu.conserve == NESSY)
    screen.motif.setFocus()
    qtbot.keyClicks(screen.motif, "x")
    press(qtbot, opened, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: service.merged != [])
    assert service.merged[0][:2] == (NESSY.id, NESSI.id)


def test_an_obstacle_forbids_the_merge_and_says_why(qtbot: QtBot, opened: Opened) -> None:
    screen, controller, service = opened
    service.obstacles = ("Ces deux dossiers portent des INS différentes\u00a0: ce sont deux personnes.",)
    choose(qtbot, opened)
    screen.motif.setFocus()
    qtbot.keyClicks(screen.motif, "x")
    assert controller.etat.empechement == service.obstacles[0]
    press(qtbot, opened, Qt.Key.Key_Return)
    assert service.merged == []


def test_a_refusal_is_said_in_the_screen_and_the_pair_stays(qtbot: QtBot, opened: Opened) -> None:
    screen, controller, service = opened
    service.fails = AmbroiseError("Ces deux dossiers ne peuvent être réunis.")
    choose(qtbot, opened)
    screen.motif.setFocus()
    qtbot.keyClicks(screen.motif, "x")
    press(qtbot, opened, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    assert controller.etat.paires == PAIRES
    assert not controller.etat.en_cours


def test_a_file_is_opened_from_the_comparison(qtbot: QtBot, opened: Opened) -> None:
    screen, controller, _ = opened
    choose(qtbot, opened)
    with qtbot.waitSignal(controller.patient_wanted) as wanted:
        screen.actions_["doublons_open"].trigger()
    assert wanted.args == [NESSI.id]


def test_differences_are_lit_and_one_sided_facts_are_not_called_differences() -> None:
    rows = {r.libelle: r for r in rows_of(FakeDoublons().preview(NESSI.id, NESSY.id))}
    assert not rows["Nom de naissance"].comparaison.identique
    assert [m.texte for m in rows["Nom de naissance"].comparaison.droite if m.differe] == ["Y"]
    assert rows["Date de naissance"].comparaison.identique
    assert rows["Nom utilisé"].absorbe == ""
    assert "Matricule INS" not in rows


def test_the_content_of_both_files_is_told_before_the_merge() -> None:
    phrase = contents(FakeDoublons().preview(NESSI.id, NESSY.id))
    assert f"4{NBSP}consultations (3 et 1)" in phrase
    assert f"2{NBSP}documents (0 et 2)" in phrase
    assert "allergie" not in phrase
    empty = replace(FakeDoublons().preview(NESSI.id, NESSY.id), contenus={"allergies": (0, 0)})
    assert contents(empty) == "Aucun des deux dossiers n’a de contenu."
    assert "ne vous est pas ouvert" in contents(replace(empty, contenus={}))


def test_the_reasons_make_one_sentence() -> None:
    assert reasons(PAIRES[0]) == "Noms de naissance qui se prononcent pareil, même prénom."


def test_very_likely_pairs_are_apart() -> None:
    headings = [i.text for i in list_items(PAIRES, e.JOUR) if isinstance(i, Heading)]
    assert headings == ["Très probables", "À vérifier"]
    assert list_items((), e.JOUR) == []


@pytest.mark.parametrize("width", [1290, 1364])
@pytest.mark.parametrize("chosen", [False, True])
def test_the_screen_is_walked_without_mouse_nor_sight(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, width: int, chosen: bool
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = DoublonsScreen(context)
    apercu = FakeDoublons().preview(NESSI.id, NESSY.id) if chosen else None
    screen.show_doublons(EtatDoublons(PAIRES, PAIRES[0] if chosen else None, apercu))
    show(qtbot, screen, width)
    assert_accessible(screen)


def test_the_keys_are_free_and_the_model_is_sound(qtmodeltester: ModelTester) -> None:
    assert conflicts((*SHELL, *COMMANDS)) == []
    assert all(c.scope != EVERYWHERE for c in COMMANDS)
    model: RowsModel[object] = RowsModel(COLONNES)  # type: ignore[arg-type]
    model.show_rows(rows_of(FakeDoublons().preview(NESSI.id, NESSY.id)))
    qtmodeltester.check(model)
