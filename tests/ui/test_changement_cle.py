"""The key of the practice is changed from the screen: asked once, followed, the new one shown and kept."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.sauvegardes.changement_cle import ChangementCle, ChangementClePage
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ProfilIllisible
from tests.ui.accessibility import assert_accessible
from tests.ui.test_sauvegardes import open_screen, texts

pytestmark = pytest.mark.usefixtures("theme")
CLE = "-".join(["ABCDE"] * 11)


class Changement:
    """Changes a key once it may; keeps what is told."""

    def __init__(self, refus: ProfilIllisible | None = None) -> None:
        self.may_end, self.refus, self.gardees = Event(), refus, 0

    def change(self, on_progress: Callable[[float], None]) -> str:
        on_progress(0.4)
        self.may_end.wait(60)
        if self.refus:
            raise self.refus
        return CLE

    def note(self) -> None:
        self.gardees += 1

    @property
    def port(self) -> ChangementCle:
        return ChangementCle(self.change, lambda cle: cle.encode(), self.note)


def start(qtbot: QtBot, tasks: Tasks, changement: Changement) -> ChangementClePage:
    page = ChangementClePage(changement.port, tasks, ask=lambda _parent: None)
    qtbot.addWidget(page)
    page.show()
    page.start()
    qtbot.waitUntil(lambda: page.progres.value() == 40)
    return page


def test_the_new_key_is_shown_then_kept_as_told_once_the_user_leaves(qtbot: QtBot, tasks: Tasks) -> None:
    changement = Changement()
    page = start(qtbot, tasks, changement)
    assert page.is_busy
    assert not page.rouvrir.isVisible()
    changement.may_end.set()
    qtbot.waitUntil(lambda: page.secours.isVisible())
    assert "".join(page.secours.text().split()) == CLE
    assert_accessible(page)
    page.imprimer.click()
    assert "imprimante" in page.mots.text()
    assert changement.gardees == 0
    with qtbot.waitSignal(page.finished):
        page.rouvrir.click()
    assert changement.gardees == 1


def test_a_key_that_could_not_change_is_explained_and_the_practice_opens_again(
    qtbot: QtBot, tasks: Tasks
) -> None:
    changement = Changement(ProfilIllisible("La clé n’a pas pu être changée.", remede="Libérez de la place."))
    page = start(qtbot, tasks, changement)
    changement.may_end.set()
    qtbot.waitUntil(lambda: page.rouvrir.isVisible())
    assert "Libérez de la place." in page.mots.text()
    assert not page.imprimer.isVisible()
    with qtbot.waitSignal(page.finished):
        page.rouvrir.click()
    assert changement.gardees == 0


def test_the_screen_asks_once_then_closes_the_window(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, sauvegardes = open_screen(qtbot, tmp_path, tasks, errors)
    screen.actions_["sauvegardes_changer_cle"].trigger()
    assert "se rouvre" in texts(screen)
    oui = next(b for b in screen.findChildren(QPushButton) if b.text() == "Fermer et changer la clé")
    assert sauvegardes.cles_demandees == 0
    qtbot.keyClick(oui, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: sauvegardes.cles_demandees == 1)
