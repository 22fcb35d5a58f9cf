"""What the keyboard does, the mouse does too: a right click on a row, a button with three dots."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.widgets.menus import offer_menu
from tests.ui.poste_journee import open_journee
from tests.ui.poste_ordonnance import Poste

pytestmark = pytest.mark.usefixtures("theme")


def gestures(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions()}


@pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)
def test_a_right_click_acts_on_the_row_under_it(qtbot: QtBot) -> None:
    items = SectionList("Lignes", [TwoLine.of("une", data=1), TwoLine.of("deux", data=2)])
    qtbot.addWidget(items)
    items.resize(300, 200)
    items.show()
    menu = offer_menu(items, [QAction("Retirer", items)])
    items.customContextMenuRequested.emit(QPoint(20, items.sizeHintForRow(0) + 4))
    assert menu.isVisible()
    assert items.current() == 2
    menu.close()


def test_a_right_click_where_nothing_is_offers_nothing(qtbot: QtBot) -> None:
    items = SectionList("Lignes")
    qtbot.addWidget(items)
    items.show()
    menu = offer_menu(items, [QAction("Retirer", items)])
    items.customContextMenuRequested.emit(QPoint(20, 20))
    assert not menu.isVisible()


def test_a_line_of_an_order_is_written_again_moved_or_removed_with_the_mouse(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    poste = Poste(qtbot, tmp_path, tasks, errors)
    poste.open()
    poste.type("doliprane 1000 1-1-1 5j")
    poste.enter()
    poste.screen.lignes.select_first()
    (menu,) = poste.screen.lignes.findChildren(QMenu)
    gestures(menu)["En rapport avec l’ALD"].trigger()
    poste.settle()
    assert poste.ordonnance.lignes[0].en_rapport_ald
    gestures(menu)["Modifier la ligne"].trigger()
    poste.settle()
    assert poste.ordonnance.lignes == ()
    assert poste.screen.entry.field.text()


def test_the_appointment_chosen_is_changed_with_the_mouse(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen = open_journee(qtbot, tmp_path, tasks, errors)[0]
    menu = next(menu for menu in screen.findChildren(QMenu) if "Modifier" in gestures(menu))
    with qtbot.waitSignal(screen.edit_wanted):
        gestures(menu)["Modifier"].trigger()
