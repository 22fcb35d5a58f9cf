"""The copies of the orders of narcotics, found, joined and destroyed from the register without a mouse."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from ambroise.domain.copie_ordonnance import CopieOrdonnance, OrigineCopie
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.registre.copies import CopiesController
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.copies_ordonnances import CopieAGarder
from tests.fakes.ecrans import JOUR
from tests.ui.test_registre import Poste

RECENTE = CopieOrdonnance(
    UUID(int=11), UUID(int=1), "02AMBTEST2JC4NYGHZ", "Dr LIBRE Max", "ADRUN Zoé", JOUR, (2,),
    OrigineCopie.DESSINEE,
)  # fmt: skip
ECHUE = replace(RECENTE, id=UUID(int=12), patient="CORSE Anthony", le=date(JOUR.year - 4, 1, 5), numeros=(9,))


class FakeCopies:
    """Refuses to destroy what the law keeps."""

    def __init__(self, gardees: list[CopieOrdonnance]) -> None:
        self.gardees, self.jointes = gardees, list[Path]()

    def join(self, copie: CopieOrdonnance, chemin: Path) -> CopieOrdonnance:
        self.jointes.append(chemin)
        self.gardees.append(replace(copie, id=UUID(int=13), origine=OrigineCopie.JOINTE))
        return self.gardees[-1]

    def destroy(self, copie: CopieOrdonnance) -> None:
        if not copie.is_destructible(JOUR):
            raise CopieAGarder(copie)
        rang = self.gardees.index(copie)
        self.gardees[rang] = replace(copie, detruite_le=datetime(2026, 6, 4, 9, tzinfo=UTC))


class Archives(Poste):
    """The register and its copies."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        super().__init__(qtbot, tmp_path, tasks, errors)
        self.registres.gardees = [ECHUE, RECENTE]
        self.copies = FakeCopies(self.registres.gardees)
        self.gestes = CopiesController(self.screen, self.copies, self.controller.load)
        self.screen.enter("copies")
        qtbot.waitUntil(lambda: len(self.screen.rows_of("copies")) == 2)

    def choose(self, rang: int) -> None:
        self.screen._tables["copies"].select(rang)


@pytest.fixture
def archives(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Archives:
    return Archives(qtbot, tmp_path, tasks, errors)


def banner(archives: Archives) -> str:
    return " ".join(b.accessibleName() for b in archives.screen.findChildren(Banner) if b.isVisible())


def test_view_says_how_many_may_be_destroyed_and_prints_until_when(archives: Archives) -> None:
    mots = {bouton.text() for bouton in archives.screen.vues.findChildren(QToolButton)}
    assert "Copies (1\u00a0échue)" in mots
    lignes = archives.screen.edition().lignes
    assert [ligne[-1] for ligne in lignes] == [
        f"jusqu’au {ECHUE.a_garder_jusqu_au:%d/%m/%Y}",
        f"jusqu’au {RECENTE.a_garder_jusqu_au:%d/%m/%Y}",
    ]


def test_enter_opens_a_copy_from_its_view_and_from_its_number_in_the_register(
    qtbot: QtBot, archives: Archives
) -> None:
    archives.choose(0)
    with qtbot.waitSignal(archives.screen.copie_opened) as ouverte:
        qtbot.keyClick(archives.screen._tables["copies"], Qt.Key.Key_Return)
    assert ouverte.args == [ECHUE]
    archives.screen._tables["ordonnancier"].select(0)
    with qtbot.waitSignal(archives.screen.copie_opened) as ouverte:
        archives.screen._tables["ordonnancier"].opened.emit(archives.registres.delivres[0])
    assert ouverte.args == [RECENTE]


def test_entry_of_another_medicine_opens_nothing(qtbot: QtBot, archives: Archives) -> None:
    with qtbot.assertNotEmitted(archives.screen.copie_opened):
        archives.screen._tables["ordonnancier"].opened.emit(archives.registres.delivres[1])


def test_copy_is_destroyed_after_a_question(qtbot: QtBot, archives: Archives) -> None:
    archives.choose(0)
    archives.screen.actions_["registre_detruire"].trigger()
    assert "Détruire la copie" in banner(archives)
    assert archives.copies.gardees[0].detruite_le is None
    (detruire,) = (b for b in archives.screen.findChildren(Button) if b.text() == "Détruire")
    qtbot.keyClick(detruire, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: archives.screen.toast.text == "Copie détruite")
    assert archives.copies.gardees[0].detruite_le is not None


def test_copy_before_its_time_says_until_when_it_is_kept(qtbot: QtBot, archives: Archives) -> None:
    archives.choose(1)
    archives.screen.actions_["registre_detruire"].trigger()
    qtbot.waitUntil(lambda: "à garder jusqu’au" in banner(archives))
    assert archives.copies.gardees[1].detruite_le is None


def test_paper_is_joined_to_the_copy_chosen(qtbot: QtBot, archives: Archives, tmp_path: Path) -> None:
    archives.choose(1)
    archives.gestes.join(RECENTE, tmp_path / "papier.pdf")
    qtbot.waitUntil(lambda: archives.screen.toast.text == "Papier joint")
    qtbot.waitUntil(lambda: len(archives.screen.rows_of("copies")) == 3)
    assert archives.copies.jointes == [tmp_path / "papier.pdf"]


def test_gestures_of_the_copies_show_in_their_view_only(archives: Archives) -> None:
    actions = archives.screen.actions_
    assert actions["registre_detruire"].isVisible()
    assert not actions["registre_acceptee"].isVisible()
    archives.screen.enter("ordonnancier")
    assert not actions["registre_detruire"].isEnabled()
