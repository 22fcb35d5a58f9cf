"""Shortcuts: typed in the note, undone in one key, edited on their screen, a colleague's left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.entrees import RaccourciTexte
from ambroise.domain.raccourcis import by_word
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.brouillon import BrouillonConsultation
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.raccourcis import NoteRaccourcis, RaccourcisController, RaccourcisScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import AmbroiseError, ConflitVersion
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

MIEN = RaccourciTexte(e.ident("mien"), "moi", "abdo", "Abdomen souple.", version=1)
SIEN = RaccourciTexte(e.ident("sien"), "confrere", "vu", "Vu le {date}, {age}.", partage=True, version=1)


class FakeRaccourcis:
    """Shortcuts in memory."""

    def __init__(self, *raccourcis: RaccourciTexte) -> None:
        self.tous = list(raccourcis)
        self.panne: Exception | None = None

    def usable(self) -> Mapping[str, RaccourciTexte]:
        return by_word(self.tous, "moi")

    def list(self) -> Sequence[RaccourciTexte]:
        return tuple(self.tous)

    def is_mine(self, raccourci: RaccourciTexte) -> bool:
        return raccourci.auteur == "moi"

    def keep(self, ancien: RaccourciTexte | None, mot: str, texte: str, *, partage: bool) -> RaccourciTexte:
        if self.panne is not None:
            raise self.panne
        nouveau = RaccourciTexte(e.ident(mot), "moi", mot, texte, partage)
        if ancien is not None:
            nouveau = replace(ancien, mot=mot, texte=texte, partage=partage)
            self.tous.remove(ancien)
        self.tous.append(nouveau)
        return nouveau

    def remove(self, raccourci: RaccourciTexte) -> None:
        self.tous.remove(raccourci)


@pytest.fixture
def note(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> DossierScreen:
    screen = DossierScreen(make_context(tmp_path, tasks, errors)[0])
    NoteRaccourcis(screen, FakeRaccourcis(MIEN, SIEN))
    screen.show_dossier(d.DOSSIER, BrouillonConsultation(), e.MAINTENANT)
    show(qtbot, screen)
    screen.entered.emit(None)
    qtbot.waitUntil(lambda: screen.consultation.note.expand("abdo") is not None)
    return screen


@pytest.mark.parametrize(
    ("tape", "fin", "lu"),
    [
        ("Examen ;abdo", Qt.Key.Key_Space, "Examen Abdomen souple. "),
        (";ABDO", Qt.Key.Key_Return, "Abdomen souple.\n"),
        (";abdo", Qt.Key.Key_Tab, "Abdomen souple."),
        (";vu", Qt.Key.Key_Space, "Vu le 04/06/2026, 50 ans. "),
        (";inconnu", Qt.Key.Key_Space, ";inconnu "),
        ("mot;abdo", Qt.Key.Key_Space, "mot;abdo "),
    ],
)
def test_word_typed_after_a_semicolon_becomes_its_text(
    qtbot: QtBot, note: DossierScreen, tape: str, fin: Qt.Key, lu: str
) -> None:
    field = note.consultation.note.field
    field.setFocus()
    qtbot.keyClicks(field, tape)
    qtbot.keyClick(field, fin)
    assert field.toPlainText() == lu


def test_shortcut_is_undone_and_does_not_come_back(qtbot: QtBot, note: DossierScreen) -> None:
    field = note.consultation.note.field
    qtbot.keyClicks(field, ";abdo")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    field.undo()
    assert field.toPlainText() == ";abdo"


@pytest.fixture
def ecran(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> tuple[RaccourcisScreen, FakeRaccourcis]:
    screen, raccourcis = (
        RaccourcisScreen(make_context(tmp_path, tasks, errors)[0]),
        FakeRaccourcis(MIEN, SIEN),
    )
    RaccourcisController(screen, raccourcis)
    show(qtbot, screen)
    screen.enter()
    qtbot.waitUntil(lambda: screen.list.items.rowCount() == 2)
    return screen, raccourcis


def test_list_stays_out_of_sight_while_it_is_empty(ecran: tuple[RaccourcisScreen, FakeRaccourcis]) -> None:
    screen, _ = ecran
    assert screen.list.isVisible()
    screen.show_raccourcis((), ())
    assert not screen.list.isVisible()


def test_own_shortcut_is_edited_and_stays_under_the_cursor(
    qtbot: QtBot, ecran: tuple[RaccourcisScreen, FakeRaccourcis]
) -> None:
    screen, raccourcis = ecran
    assert_accessible(screen)
    assert screen.mot.text() == "abdo"
    screen.texte.setPlainText("Abdomen souple, indolore.")
    screen.partage.setChecked(True)
    screen.actions_["raccourcis_garder"].trigger()
    qtbot.waitUntil(lambda: raccourcis.tous[-1].texte == "Abdomen souple, indolore.")
    qtbot.waitUntil(lambda: screen.list.current() == raccourcis.tous[-1])
    assert raccourcis.tous[-1].partage


def test_new_shortcut_is_written_then_taken_out(
    qtbot: QtBot, ecran: tuple[RaccourcisScreen, FakeRaccourcis]
) -> None:
    screen, raccourcis = ecran
    screen.actions_["raccourcis_nouveau"].trigger()
    assert not screen.actions_["raccourcis_retirer"].isEnabled()
    qtbot.keyClicks(screen.mot, "orl")
    qtbot.keyClicks(screen.texte, "ORL normal")
    screen.actions_["raccourcis_garder"].trigger()
    qtbot.waitUntil(lambda: screen.list.items.rowCount() == 3)
    screen.actions_["raccourcis_retirer"].trigger()
    qtbot.waitUntil(lambda: screen.list.items.rowCount() == 2)
    assert [r.mot for r in raccourcis.tous] == ["abdo", "vu"]


def test_shortcut_of_a_colleague_is_read_only(ecran: tuple[RaccourcisScreen, FakeRaccourcis]) -> None:
    screen, _ = ecran
    screen.list.select_data(SIEN)
    assert screen.texte.isReadOnly()
    assert not screen.actions_["raccourcis_garder"].isEnabled()
    assert "confrère" in screen._a_qui.text()


def test_refusal_is_said_and_what_was_typed_stays(
    qtbot: QtBot, ecran: tuple[RaccourcisScreen, FakeRaccourcis]
) -> None:
    screen, raccourcis = ecran
    raccourcis.panne = AmbroiseError("Un raccourci est un seul mot.")
    screen.actions_["raccourcis_nouveau"].trigger()
    qtbot.keyClicks(screen.mot, "deux mots")
    screen.actions_["raccourcis_garder"].trigger()
    qtbot.waitUntil(lambda: bool(screen.banners.shown))
    assert screen.mot.text() == "deux mots"


def test_empty_list_teaches(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
    screen = RaccourcisScreen(make_context(tmp_path, tasks, errors)[0])
    RaccourcisController(screen, FakeRaccourcis())
    show(qtbot, screen)
    screen.enter()
    qtbot.waitUntil(screen._vide.isVisible)


def test_a_text_typed_over_another_seat_s_stays_and_is_written_over_it_knowingly(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen = RaccourcisScreen(make_context(tmp_path, tasks, errors)[0])
    raccourcis = FakeRaccourcis(MIEN)
    RaccourcisController(screen, raccourcis)
    show(qtbot, screen)
    screen.enter()
    qtbot.waitUntil(lambda: screen.mot.text() == "abdo")
    actuel = replace(MIEN, texte="Abdomen indolore.", version=2)
    raccourcis.panne = ConflitVersion("moi", None, actuel)
    screen.texte.setPlainText("Abdomen dépressible.")
    screen.actions_["raccourcis_garder"].trigger()
    qtbot.waitUntil(lambda: bool(screen.banners.shown))
    assert screen.texte.toPlainText() == "Abdomen dépressible."
    raccourcis.panne, raccourcis.tous = None, [actuel]
    screen.actions_["raccourcis_garder"].trigger()
    qtbot.waitUntil(lambda: [r.texte for r in raccourcis.tous] == ["Abdomen dépressible."])
