"""The first launch: safe by default, three answers, nothing promised that is not done."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.professionnel import Profession
from ambroise.settings import Environnement
from ambroise.ui.premier_lancement.page import PremierLancementPage
from ambroise.ui.tasks import Tasks
from tests.ui.accessibility import assert_accessible

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def page(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> PremierLancementPage:
    """The page as a newcomer sees it."""
    page = PremierLancementPage(tmp_path / "Ambroise", tasks)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.waitUntil(lambda: "Go" in page._free.text())
    return page


def test_the_page_is_accessible(page: PremierLancementPage) -> None:
    assert_accessible(page)


def test_ctrl_enter_alone_opens_the_training_patient(
    page: PremierLancementPage, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.finished) as finished:
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    choix = finished.args[0]
    assert choix.profession is Profession.MEDECIN
    assert choix.environnement is Environnement.BAC_A_SABLE
    assert choix.formation
    assert choix.dossier == tmp_path / "Ambroise"
    assert not (tmp_path / "Ambroise").exists(), "asking creates nothing"


def test_arrows_choose(page: PremierLancementPage, qtbot: QtBot) -> None:
    page.metier.cards[0].setFocus()
    qtbot.keyClick(page.metier.cards[0], Qt.Key.Key_Right)
    assert page.choix.profession is Profession.PHARMACIEN
    qtbot.keyClick(page.metier.cards[1], Qt.Key.Key_Right)
    assert page.choix.profession is Profession.INFIRMIER
    page.environnement.cards[0].setFocus()
    qtbot.keyClick(page.environnement.cards[0], Qt.Key.Key_Right)
    assert page.choix.environnement is Environnement.QUALIFICATION
    assert not page.choix.formation


def test_training_never_leaves_the_sandbox(page: PremierLancementPage) -> None:
    page.environnement.cards[2].click()
    assert page.choix.environnement is Environnement.PRODUCTION
    page.metier.cards[3].click()
    assert page.choix.environnement is Environnement.BAC_A_SABLE
    assert page.choix.formation
    page.environnement.cards[2].click()
    assert page.choix.environnement is Environnement.BAC_A_SABLE


def test_a_place_that_cannot_be_written_is_said_and_stops(
    page: PremierLancementPage, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "fichier").write_text("occupé", encoding="utf-8")
    page.dossier.setText(str(tmp_path / "fichier" / "Ambroise"))
    qtbot.waitUntil(lambda: page._refused.isVisible())
    assert not page._open.isEnabled()
    assert_accessible(page)
    page.dossier.setText(str(tmp_path / "ailleurs"))
    qtbot.waitUntil(lambda: not page._refused.isVisible())
    assert page._open.isEnabled()


@pytest.mark.parametrize("text", ["", "  ", "relatif/ambroise"])
def test_a_place_that_is_no_absolute_folder_stops(
    page: PremierLancementPage, qtbot: QtBot, text: str
) -> None:
    page.dossier.setText(text)
    assert not page._open.isEnabled()


def test_the_probe_leaves_nothing_behind(page: PremierLancementPage, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == []
