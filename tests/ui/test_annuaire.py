"""The national directory is imported, followed and searched from its screen, without a mouse."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ambroise.ui.actions import SHELL, conflicts
from ambroise.ui.annuaire.controller import AnnuaireController
from ambroise.ui.annuaire.ports import EtatAnnuaire
from ambroise.ui.annuaire.screen import COMMANDS, AnnuaireScreen, age_words
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.ports_en_ligne import BilanAnnuaire, Correspondant
from tests.fakes import ecrans as e
from tests.fakes.patience import ATTENTE_S
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

CONFRERE = Correspondant(
    "810000000001",
    "CONFRERE",
    "Claire",
    "Médecin",
    "Cardiologie",
    "Marsac",
    "",
    ("claire@medecin.mssante.fr",),
)
LABO = Correspondant("", "", "", "", "", "Riom", "Laboratoire des Volcans", ())


class FakeAnnuaire:
    """A directory of two correspondents."""

    def __init__(self) -> None:
        self.dossier = ""
        self.imports: list[Path] = []
        self.panne: Exception | None = None
        self.wait: Callable[[Event], None] = lambda _annule: None

    def etat(self) -> EtatAnnuaire:
        return EtatAnnuaire(e.MAINTENANT if self.imports else None, self.dossier, has_nouveautes=False)

    def keep_dossier(self, dossier: str) -> None:
        self.dossier = dossier

    def import_dossier(
        self, dossier: Path, on_avance: Callable[[float], None], annule: Event
    ) -> BilanAnnuaire:
        on_avance(0.5)
        self.wait(annule)
        if self.panne is not None:
            raise self.panne
        self.imports.append(dossier)
        return BilanAnnuaire(2_432_006, 2_432_000, {"encodage": 6}, 2_432_000, 0, 1_200_000, 532_003)

    def search(self, texte: str) -> Sequence[Correspondant]:
        return [c for c in (CONFRERE, LABO) if texte.lower() in f"{c.nom} {c.commune}".lower()]


@pytest.fixture
def annuaire() -> FakeAnnuaire:
    return FakeAnnuaire()


@pytest.fixture
def screen(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, annuaire: FakeAnnuaire
) -> AnnuaireScreen:
    context, _ = make_context(tmp_path, tasks, errors)
    shown = AnnuaireScreen(context)
    AnnuaireController(shown, annuaire)
    show(qtbot, shown)
    shown.enter()
    qtbot.waitUntil(lambda: "pas encore" in texts(shown))
    return shown


def texts(screen: AnnuaireScreen) -> str:
    return " ".join(x.text() for x in screen.findChildren(QLabel) if x.isVisibleTo(screen))


def test_the_screen_is_accessible_and_its_keys_are_free(screen: AnnuaireScreen) -> None:
    assert_accessible(screen)
    assert not conflicts((*SHELL, *COMMANDS))


def test_a_folder_is_imported_by_one_key_and_told_in_figures(
    screen: AnnuaireScreen, annuaire: FakeAnnuaire, qtbot: QtBot, tmp_path: Path
) -> None:
    screen.dossier.setText(str(tmp_path))
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    assert annuaire.imports == [tmp_path]
    told = " ".join(x.text() for x in screen.banners.shown[0].findChildren(QLabel))
    assert "532\u00a0003 boîtes" in told
    assert "6 encodage" in told
    qtbot.waitUntil(lambda: "Données du" in texts(screen) and not screen.progres.isVisible())


@pytest.mark.parametrize(("typed", "said"), [("", "Quel dossier"), ("nulle/part", "n’existe pas")])
def test_a_folder_that_is_not_there_is_told_under_its_field(
    screen: AnnuaireScreen, annuaire: FakeAnnuaire, tmp_path: Path, typed: str, said: str
) -> None:
    screen.dossier.setText(typed and str(tmp_path / typed))
    assert screen.actions_["annuaire_import"].isEnabled()
    screen.actions_["annuaire_import"].trigger()
    assert said in texts(screen)
    assert not annuaire.imports


def test_an_import_shows_its_progress_and_is_not_begun_twice(
    screen: AnnuaireScreen, annuaire: FakeAnnuaire, qtbot: QtBot, tmp_path: Path, tasks: Tasks
) -> None:
    go_on = Event()
    annuaire.wait = lambda _annule: assert_set(go_on)
    screen.dossier.setText(str(tmp_path))
    screen.actions_["annuaire_import"].trigger()
    qtbot.waitUntil(lambda: screen.progres.isVisible() and screen.progres.value() == 50)
    assert not screen.actions_["annuaire_import"].isEnabled()
    go_on.set()
    qtbot.waitUntil(lambda: screen.actions_["annuaire_import"].isEnabled() and not tasks.under_way)


def test_an_interrupted_import_leaves_the_screen_ready(
    screen: AnnuaireScreen, annuaire: FakeAnnuaire, qtbot: QtBot, tmp_path: Path, tasks: Tasks
) -> None:
    annuaire.wait, annuaire.panne = assert_set, ReponseInvalide("import interrompu")
    screen.dossier.setText(str(tmp_path))
    screen.actions_["annuaire_import"].trigger()
    qtbot.waitUntil(lambda: screen.progres.value() == 50)
    next(iter(tasks.under_way)).cancel()
    qtbot.waitUntil(lambda: screen.actions_["annuaire_import"].isEnabled())
    assert not screen.banners.shown, "who stopped it knows it"


def test_a_delivery_that_cannot_be_trusted_is_told(
    screen: AnnuaireScreen, annuaire: FakeAnnuaire, qtbot: QtBot, tmp_path: Path
) -> None:
    annuaire.panne = ReponseInvalide("archive illisible\u00a0: ps.zip")
    screen.dossier.setText(str(tmp_path))
    screen.actions_["annuaire_import"].trigger()
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    qtbot.waitUntil(lambda: screen.actions_["annuaire_import"].isEnabled())


def test_the_folder_is_followed_every_night_when_asked(
    screen: AnnuaireScreen, annuaire: FakeAnnuaire, qtbot: QtBot
) -> None:
    screen.dossier.setText("/extractions")
    screen.nuit.click()
    qtbot.waitUntil(lambda: annuaire.dossier == "/extractions")
    qtbot.waitUntil(screen.nuit.isChecked)
    screen.nuit.click()
    qtbot.waitUntil(lambda: annuaire.dossier == "")


def test_a_correspondent_is_found_as_one_types_and_his_address_copied(
    screen: AnnuaireScreen, qtbot: QtBot
) -> None:
    screen.actions_["annuaire_search"].trigger()
    assert screen.texte.hasFocus()
    screen.texte.setText("confr")
    qtbot.waitUntil(lambda: screen.list.current() == "claire@medecin.mssante.fr")
    screen.actions_["annuaire_copy"].trigger()
    assert QGuiApplication.clipboard().text() == "claire@medecin.mssante.fr"
    screen.texte.setText("personne")
    qtbot.waitUntil(lambda: "Personne ne porte ces mots" in texts(screen))
    assert not screen.actions_["annuaire_copy"].isEnabled()


def test_the_age_of_the_data_is_told() -> None:
    fresh = EtatAnnuaire(e.MAINTENANT - timedelta(days=2), "", has_nouveautes=False)
    old = EtatAnnuaire(e.MAINTENANT - timedelta(days=31), "", has_nouveautes=False)
    waiting = EtatAnnuaire(e.MAINTENANT - timedelta(days=2), "/x", has_nouveautes=True)
    assert age_words(fresh, e.MAINTENANT)[0] == "success"
    assert "ont changé" in age_words(old, e.MAINTENANT)[1]
    assert "plus récente" in age_words(waiting, e.MAINTENANT)[1]


def assert_set(event: Event) -> None:
    assert event.wait(ATTENTE_S)
