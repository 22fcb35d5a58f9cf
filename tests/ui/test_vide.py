"""An empty state says all of its sentence, in a side column too."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ambroise.ui.theme import Theme
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column


@pytest.mark.parametrize("width", [220, 329, 900])
def test_the_sentence_of_an_empty_state_folds_to_the_room_it_has(
    qtbot: QtBot, theme: Theme, width: int
) -> None:
    state = EmptyState("mail", "Aucun message", "Les résultats et courriers arriveront ici, rapprochés.")
    column_ = QWidget()
    qtbot.addWidget(column_)
    column_.setFixedSize(width, 400)
    layout = column(column_)
    layout.addWidget(state)
    with qtbot.waitExposed(column_):
        column_.show()
    words = next(part for part in state.findChildren(QLabel) if part.wordWrap())
    assert words.geometry().left() >= 0
    assert words.geometry().right() < state.width() == width
    assert words.height() >= words.heightForWidth(words.width())
