"""Backups are made, listed and given back from the screen, without a mouse."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from ambroise.ui.actions import SHELL, conflicts
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.premier_lancement.restauration import RestaurationDialog, SauvegardeChoisie
from ambroise.ui.sauvegardes.controller import SauvegardesController
from ambroise.ui.sauvegardes.ports import EtatSauvegardes, RestaurationVoulue
from ambroise.ui.sauvegardes.screen import COMMANDS, SauvegardesScreen, age_words, instant_words
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ProfilIllisible
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

NOMS = ("ambroise-20260603T160200000000Z.ambroise", "ambroise-20260602T160100000000Z.ambroise")


class FakeSauvegardes:
    """Notes what is asked."""

    def __init__(self) -> None:
        self.faites: list[tuple[str, str]] = []
        self.restaurees: list[RestaurationVoulue] = []
        self.noms: Sequence[str] = NOMS
        self.panne: Exception | None = None
        self.cles_demandees = 0

    def etat(self) -> EtatSauvegardes:
        return EtatSauvegardes("/media/disque", e.MAINTENANT - timedelta(days=5) if not self.faites else None)

    def make(self, lieu: str, secret: str) -> str:
        if self.panne:
            raise self.panne
        self.faites.append((lieu, secret))
        return NOMS[0]

    def list(self, lieu: str, secret: str) -> Sequence[str]:
        assert lieu
        assert not secret
        return self.noms

    def ask_new_key(self) -> None:
        self.cles_demandees += 1

    def restore(self, voulue: RestaurationVoulue) -> int:
        self.restaurees.append(voulue)
        return 1250


def open_screen(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> tuple[SauvegardesScreen, FakeSauvegardes]:
    context, _ = make_context(tmp_path, tasks, errors)
    screen, sauvegardes = SauvegardesScreen(context), FakeSauvegardes()
    SauvegardesController(screen, sauvegardes)
    show(qtbot, screen)
    screen.enter()
    qtbot.waitUntil(lambda: screen.lieu.text() == "/media/disque")
    return screen, sauvegardes


def texts(screen: SauvegardesScreen) -> str:
    return " ".join(x.text() for x in screen.findChildren(QLabel) if x.isVisibleTo(screen))


def test_the_age_of_the_last_good_backup_is_told(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _ = open_screen(qtbot, tmp_path, tasks, errors)
    assert "date de 5\u00a0jours" in texts(screen)
    assert_accessible(screen)
    assert not conflicts((*SHELL, *COMMANDS))
    assert age_words(None, e.MAINTENANT)[0] == "danger"
    assert age_words(e.MAINTENANT - timedelta(hours=2), e.MAINTENANT)[0] == "success"


def test_a_backup_is_made_by_one_key_with_the_password_of_its_place(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, sauvegardes = open_screen(qtbot, tmp_path, tasks, errors)
    assert not screen.secret.isEnabled()
    screen.lieu.setText("sftp://nom@serveur/dossier")
    assert screen.secret.isEnabled()
    screen.secret.setText("secret")
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1 and not tasks.under_way)
    assert sauvegardes.faites == [("sftp://nom@serveur/dossier", "secret")]
    assert "faite et vérifiée" in screen.banners.shown[0].accessibleName()


def test_a_backup_that_fails_says_why_and_may_be_tried_again(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, sauvegardes = open_screen(qtbot, tmp_path, tasks, errors)
    sauvegardes.panne = ProfilIllisible("La sauvegarde ne se restaure pas.", code="sauvegarde_invalide")
    screen.actions_["sauvegarder"].trigger()
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1 and screen.actions_["sauvegarder"].isEnabled())
    sauvegardes.panne = None
    screen.actions_["sauvegarder"].trigger()
    qtbot.waitUntil(lambda: bool(sauvegardes.faites) and not tasks.under_way)


def test_a_backup_is_chosen_and_restored_into_a_new_folder(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, sauvegardes = open_screen(qtbot, tmp_path, tasks, errors)
    qtbot.keyClick(screen, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.list.current() == NOMS[0] and not tasks.under_way)
    assert_accessible(screen)
    qtbot.keyClick(screen.list, Qt.Key.Key_Down)
    screen._restaurer.click()
    assert sauvegardes.restaurees == []
    screen.dossier.setText(str(tmp_path / "neuf"))
    screen.cle.setText("AAAA-BBBB")
    screen._restaurer.click()
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1 and not tasks.under_way)
    voulue = RestaurationVoulue("/media/disque", NOMS[1], tmp_path / "neuf", "AAAA-BBBB")
    assert sauvegardes.restaurees == [voulue]
    assert screen.cle.text() == ""
    assert "1\u202f250" in screen.banners.shown[0].accessibleName() or "1250" in (
        screen.banners.shown[0].accessibleName()
    )


def test_an_empty_place_says_so(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
    screen, sauvegardes = open_screen(qtbot, tmp_path, tasks, errors)
    sauvegardes.noms = ()
    screen.actions_["sauvegardes_lister"].trigger()
    qtbot.waitUntil(lambda: "Aucune sauvegarde dans ce lieu" in texts(screen))
    screen.lieu.clear()
    screen.actions_["sauvegarder"].trigger()
    assert sauvegardes.faites == []


def test_the_instant_of_a_backup_is_read_in_its_name() -> None:
    assert instant_words(NOMS[0]).startswith("Mercredi\u00a03\u00a0juin\u00a02026 à ")
    assert instant_words("ambroise-autre.ambroise") == "ambroise-autre.ambroise"


def test_the_folder_of_the_practice_is_read_whole_however_long(qtbot: QtBot, tasks: Tasks) -> None:
    dossier = Path("/media", "docteur.jean-baptiste", "Disque_de_sauvegarde", *("cabinet",) * 12, "neuf")
    dialogue = RestaurationDialog(dossier, lambda _choisie: 0, tasks)
    qtbot.addWidget(dialogue)
    dialogue.show()
    assert_accessible(dialogue)
    assert any(str(dossier) in x.text().replace("\u200b", "") for x in dialogue.findChildren(QLabel))


@pytest.mark.parametrize("refus", [True, False])
def test_a_first_launch_restores_before_anything_else(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, refus: bool
) -> None:
    choisies: list[SauvegardeChoisie] = []

    def restore(choisie: SauvegardeChoisie) -> int:
        choisies.append(choisie)
        if refus:
            raise ProfilIllisible("Cette clé n’est pas celle de la sauvegarde.", remede="Vérifiez la clé.")
        return 12

    dialogue = RestaurationDialog(tmp_path / "neuf", restore, tasks)
    qtbot.addWidget(dialogue)
    dialogue.show()
    assert_accessible(dialogue)
    dialogue.restaurer.click()
    assert choisies == []
    dialogue.fichier.setText(str(tmp_path / NOMS[0]))
    dialogue.cle.setText(" AAAA ")
    dialogue.restaurer.click()
    qtbot.waitUntil(lambda: bool(choisies) and not tasks.under_way)
    assert choisies == [SauvegardeChoisie(tmp_path / NOMS[0], tmp_path / "neuf", "AAAA", "")]
    if refus:
        assert "Vérifiez la clé" in dialogue.dit.text()
        assert dialogue.restaurer.isEnabled()
    else:
        assert dialogue.result() == QDialog.DialogCode.Accepted


def test_the_recovery_key_is_asked_as_a_page_to_print(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _ = open_screen(qtbot, tmp_path, tasks, errors)
    with qtbot.waitSignal(screen.key_wanted):
        screen.actions_["sauvegardes_cle"].trigger()
    assert_accessible(screen)
