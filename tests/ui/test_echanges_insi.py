"""The words exchanged with INSi are read in the identity screen, when asked for and not before."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites.echanges import EchangesController, answer_words
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.echanges_insi import EchangeLu
from ambroise.usecases.ports_identite import EchangeBrut
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

INSTANT = datetime(2026, 6, 4, 9, 52, tzinfo=UTC)
GARDES = (
    EchangeLu(
        UUID(int=2),
        INSTANT,
        "recherche par traits",
        "00",
        (EchangeBrut(b"<question n='1'/>", b"<vide/>"), EchangeBrut(b"<question n='2'/>", "<é/>".encode())),
    ),
    EchangeLu(
        UUID(int=1),
        INSTANT - timedelta(days=1),
        "vérification",
        "Unreachable",
        (EchangeBrut(b"<seule/>", b""),),
    ),
)


class Ouvert:
    """The identity screen, and what it read."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.screen = IdentiteScreen(context)
        self.lus: list[UUID] = []
        self.gardes: Sequence[EchangeLu] = GARDES
        card, wanted = self.screen.echanges, self.screen.echanges_wanted
        self.controller = EchangesController(self.screen, card, wanted, self._list)
        show(qtbot, self.screen)
        self.controller.show_patient(e.DARTAGNAN.id)

    def _list(self, patient_id: UUID) -> Sequence[EchangeLu]:
        self.lus.append(patient_id)
        return self.gardes


@pytest.fixture
def ouvert(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Ouvert:
    return Ouvert(qtbot, tmp_path, tasks, errors)


def test_the_newest_exchange_is_read_with_the_keys_and_copied(qtbot: QtBot, ouvert: Ouvert) -> None:
    assert ouvert.lus == []
    ouvert.screen.actions_["identite_echanges"].trigger()
    card = ouvert.screen.echanges
    qtbot.waitUntil(card.isVisible)
    assert ouvert.lus == [e.DARTAGNAN.id]
    assert_accessible(ouvert.screen)
    assert card.table.hasFocus()
    assert "— Réponse 2 —\n<é/>" in card.texte.toPlainText()
    qtbot.keyClick(card.table, Qt.Key.Key_Down)
    assert card.texte.toPlainText() == "— Demande 1 —\n<seule/>\n\n— Réponse 1 —\nAucune."
    card.copier.click()
    assert QGuiApplication.clipboard().text() == card.texte.toPlainText()


def test_a_file_never_asked_about_says_so(qtbot: QtBot, ouvert: Ouvert) -> None:
    ouvert.gardes = ()
    ouvert.screen.actions_["identite_echanges"].trigger()
    card = ouvert.screen.echanges
    qtbot.waitUntil(card.isVisible)
    assert not card.table.isVisible()
    assert not card.copier.isVisible()
    assert_accessible(ouvert.screen)


def test_another_patient_folds_what_was_shown(qtbot: QtBot, ouvert: Ouvert) -> None:
    ouvert.screen.actions_["identite_echanges"].trigger()
    qtbot.waitUntil(ouvert.screen.echanges.isVisible)
    ouvert.controller.show_patient(e.ADRUN.id)
    assert not ouvert.screen.echanges.isVisible()


@pytest.mark.parametrize(
    ("code", "mots"),
    [
        ("00", "Une personne (00)"),
        ("Unreachable", "Pas de réponse"),
        ("insi_24", "Demande rejetée (insi_24)"),
        ("desir_550", "Demande rejetée (desir_550)"),
    ],
)
def test_an_answer_is_said_with_its_code(code: str, mots: str) -> None:
    assert answer_words(code) == mots
