"""What the keyboard does to a row, offered to the mouse: a button of the screen, a right click on the row."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QMenu

from ambroise.ui.widgets.buttons import IconButton


def menu_button(words: str, actions: Sequence[QAction]) -> IconButton:
    """Return the button with three dots that opens a menu of these actions, each with its key."""
    button = IconButton("ellipsis-vertical", words)
    menu = QMenu(button)
    _fill(menu, actions)
    button.setMenu(menu)
    button.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
    return button


def offer_menu(view: QAbstractItemView, actions: Sequence[QAction]) -> QMenu:
    """Open these actions on the row under the mouse, which becomes the current one, or with the Menu key."""
    menu = QMenu(view)
    _fill(menu, actions)

    def show(where: QPoint) -> None:
        index = view.indexAt(where)
        if index.isValid():
            view.setCurrentIndex(index)
        if view.currentIndex().isValid() and any(action.isEnabled() for action in actions):
            menu.popup(view.viewport().mapToGlobal(where))

    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(show)
    return menu


def _fill(menu: QMenu, actions: Sequence[QAction]) -> None:
    for action in actions:
        action.setShortcutVisibleInContextMenu(True)
        menu.addAction(action)
