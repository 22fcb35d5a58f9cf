"""Tab goes where one reads, though lines and alerts are built again at each answer."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ambroise.domain.dispensation import ReponseLigne
from ambroise.ui.comptoir.ligne import AnswerButton, LigneComptoir
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.alert_card import AnswerRow
from tests.fakes import ordonnance as o
from tests.ui.ecrans import make_context, show
from tests.ui.seat_comptoir import Comptoir


def reached_from(first: QWidget) -> list[QWidget]:
    """Return the controls that Tab reaches, in its order, back to where it began."""
    reached: list[QWidget] = []
    control = first.nextInFocusChain()
    while control is not None and control is not first:
        if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(control)
        control = control.nextInFocusChain()
    return reached


def rank(button: QWidget) -> int:
    """Return the rank of the line of an answer."""
    parent = button.parentWidget()
    while not isinstance(parent, LigneComptoir):
        assert parent is not None
        parent = parent.parentWidget()
    return parent.ligne.rang


def test_lines_answered_stay_in_their_order(comptoir: Comptoir) -> None:
    comptoir.scan()
    for _ in range(2):
        comptoir.screen.answered.emit(comptoir.etat.courante, ReponseLigne.REFUSE)
        comptoir.screen.validated.emit(comptoir.etat.courante)
    comptoir.key(Qt.Key.Key_Down)
    reached = reached_from(comptoir.screen.entete.laisser)
    ranks = [rank(control) for control in reached if isinstance(control, AnswerButton)]
    assert len(set(ranks)) > 2
    assert ranks == sorted(ranks)


def test_an_alert_is_reached_before_the_signature(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = o.screen(context)
    show(qtbot, screen)
    reached = reached_from(screen.lignes)
    alert = next(n for n, control in enumerate(reached) if isinstance(control, AnswerRow))
    assert alert < reached.index(screen.pied._type)
