"""Before the window: why a profile does not open, and the passphrase that opens it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ambroise.persistence.profile import default_profile_path, remember_profile
from ambroise.ui import opening
from ambroise.ui.opening import RefusOuverture, ask_first_launch
from ambroise.ui.premier_lancement.page import PremierLancementPage
from ambroise.usecases.errors import ProfilIllisible, ProfilOccupe
from tests.ui.accessibility import assert_accessible

pytestmark = pytest.mark.usefixtures("theme")


def test_a_busy_profile_is_explained_and_can_only_be_left(qtbot: QtBot) -> None:
    dialogue = RefusOuverture(ProfilOccupe("Ambroise est déjà ouvert.", remede="Revenez à sa fenêtre."))
    qtbot.addWidget(dialogue)
    dialogue.show()
    assert_accessible(dialogue)
    assert [b.text() for b in dialogue.findChildren(QPushButton) if b.isVisible()] == ["Fermer"]


def test_a_missing_passphrase_is_asked(qtbot: QtBot) -> None:
    dialogue = RefusOuverture(ProfilIllisible("Ce poste n’a pas de trousseau.", code="phrase_absente"))
    qtbot.addWidget(dialogue)
    dialogue.show()
    assert_accessible(dialogue)
    qtbot.keyClicks(dialogue.phrase, "essai")
    assert "essai" not in dialogue.phrase.displayText()


def test_closing_the_first_launch_answers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Page(PremierLancementPage):
        """Its window is closed as soon as it is shown."""

        def showEvent(self, event: QShowEvent) -> None:
            super().showEvent(event)
            QTimer.singleShot(0, self.window().close)

    # Not looked for among all widgets: those that other tests leave to die would be touched.
    monkeypatch.setattr(opening, "PremierLancementPage", Page)
    assert ask_first_launch(tmp_path, lambda _choisie: 0) is None


def test_the_place_chosen_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    defaut = default_profile_path()
    remember_profile(tmp_path / "ailleurs")
    assert default_profile_path() == tmp_path / "ailleurs"
    remember_profile(defaut)
    assert default_profile_path() == defaut
