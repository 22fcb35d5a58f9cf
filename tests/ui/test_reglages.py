"""Settings: saved at once, undone as easily, applied when they can be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ambroise.domain.identite import TypeJustificatif
from ambroise.settings import AlimentationDmp, ReglageRemplacement, Reglages, RetraitCps, Theme
from ambroise.ui.main_window import MainWindow, Workplace
from ambroise.ui.reglages.screen import ReglagesScreen
from ambroise.ui.screen import Context, Screen
from tests.ui.accessibility import assert_accessible
from tests.ui.fakes import FakeServices

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def services(tmp_path: Path) -> FakeServices:
    """A profile with its defaults."""
    return FakeServices(tmp_path, reglages=Reglages())


@pytest.fixture
def applied() -> list[Reglages]:
    """What was given to be applied at once."""
    return []


@pytest.fixture
def screen(
    make_window: Callable[[Workplace], MainWindow],
    services: FakeServices,
    applied: list[Reglages],
    qtbot: QtBot,
) -> ReglagesScreen:
    """The settings, in a window."""

    def make(context: Context) -> Screen:
        screen = ReglagesScreen(context, services)
        screen.changed.connect(applied.append)
        return screen

    window = make_window(Workplace())
    assert not window.actions_["settings"].isVisible(), "no screen yet: nothing leads to it"
    window.register("reglages", make)
    assert window.actions_["settings"].isVisible()
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.go("reglages")
    shown = window.current
    assert isinstance(shown, ReglagesScreen)
    return shown


def test_the_screen_is_accessible(screen: ReglagesScreen) -> None:
    assert_accessible(screen.window())


def test_the_key_of_the_practice_is_found_from_the_settings(screen: ReglagesScreen) -> None:
    asked: list[str] = []
    screen.window().register("sauvegardes", lambda context: asked.append("sauvegardes") or Screen(context))
    screen.form.cle.click()
    assert asked == ["sauvegardes"]


def test_a_change_is_saved_applied_and_undone(
    screen: ReglagesScreen, services: FakeServices, applied: list[Reglages], qtbot: QtBot
) -> None:
    screen.form.theme._buttons[Theme.SOMBRE.value].click()
    qtbot.waitUntil(lambda: services.reglages.theme is Theme.SOMBRE)
    qtbot.waitUntil(lambda: len(applied) == 1)
    screen.form.removal._buttons[RetraitCps.GARDER.value].click()
    qtbot.waitUntil(lambda: len(applied) == 2)
    screen.undo()
    qtbot.waitUntil(lambda: services.reglages.retrait_cps is RetraitCps.VERROUILLER)
    screen.undo()
    qtbot.waitUntil(lambda: services.reglages == Reglages())
    qtbot.waitUntil(lambda: not screen.actions_["reglages.undo"].isEnabled())
    assert screen.form.theme.current == Theme.SYSTEME.value


def test_a_change_made_while_another_is_written_loses_neither(
    screen: ReglagesScreen, services: FakeServices, applied: list[Reglages], qtbot: QtBot
) -> None:
    screen.form.theme._buttons[Theme.SOMBRE.value].click()
    screen.form.removal._buttons[RetraitCps.GARDER.value].click()
    qtbot.waitUntil(lambda: len(applied) == 2)
    assert services.reglages == Reglages(theme=Theme.SOMBRE, retrait_cps=RetraitCps.GARDER)
    assert screen.form.theme.current == Theme.SOMBRE.value


def test_what_leaves_for_the_dmp_is_chosen(
    screen: ReglagesScreen, services: FakeServices, qtbot: QtBot
) -> None:
    assert screen.form.feeding.current == AlimentationDmp.AUTOMATIQUE.value
    screen.form.feeding._buttons[AlimentationDmp.RETENUE.value].click()
    qtbot.waitUntil(lambda: services.reglages.alimentation_dmp is AlimentationDmp.RETENUE)


def test_what_waits_for_the_next_start_says_so(screen: ReglagesScreen, qtbot: QtBot) -> None:
    screen.form.scale._buttons["150"].click()
    qtbot.waitUntil(lambda: bool(screen.banners.shown))
    assert "prochain démarrage" in screen.banners.shown[0].accessibleName()


def test_a_setting_that_cannot_be_written_comes_back_to_what_it_was(
    screen: ReglagesScreen, services: FakeServices, applied: list[Reglages], qtbot: QtBot
) -> None:
    services.full_disk = True
    screen.form.theme._buttons[Theme.SOMBRE.value].click()
    qtbot.waitUntil(lambda: bool(screen.banners.shown))
    assert screen.form.theme.current == Theme.SYSTEME.value
    assert applied == []


def test_a_value_out_of_the_list_is_shown_and_kept(
    screen: ReglagesScreen, services: FakeServices, qapp: QApplication
) -> None:
    services.reglages = Reglages(verrouillage_minutes=7)
    screen.enter()
    assert screen.form.minutes.currentText() == "Après 7\u00a0minutes"
    assert services.reglages.verrouillage_minutes == 7


def test_the_name_of_the_seat_is_saved_without_its_spaces(
    screen: ReglagesScreen, services: FakeServices, qtbot: QtBot
) -> None:
    screen.form.seat.setText("  accueil ")
    screen.form.seat.editingFinished.emit()
    qtbot.waitUntil(lambda: services.reglages.poste == "accueil")


def test_the_proofs_offered_are_chosen_in_order_and_never_none(
    screen: ReglagesScreen, services: FakeServices, qtbot: QtBot
) -> None:
    cases = screen.form.pieces.cases
    cases[TypeJustificatif.EXTRAIT_NAISSANCE].click()
    qtbot.waitUntil(lambda: services.reglages.justificatifs == "CN PA TS IE TC AN")
    for type_ in (
        "CARTE_IDENTITE",
        "PASSEPORT",
        "TITRE_SEJOUR",
        "IDENTITE_ELECTRONIQUE",
        "TIERS_DE_CONFIANCE",
    ):
        cases[TypeJustificatif[type_]].click()
    qtbot.waitUntil(lambda: services.reglages.justificatifs == "AN")
    qtbot.waitUntil(lambda: not cases[TypeJustificatif.EXTRAIT_NAISSANCE].isEnabled())


def test_opening_hours_are_saved_when_understood_and_told_when_not(
    screen: ReglagesScreen, services: FakeServices, qtbot: QtBot
) -> None:
    screen.form.heures.setText("tous les matins")
    screen.form.heures.editingFinished.emit()
    assert "tous les matins" in screen.banners.shown[0].accessibleName()
    assert services.reglages.horaires == ""
    screen.form.heures.setText(" lun-ven 9:00-12:00 ")
    screen.form.heures.editingFinished.emit()
    qtbot.waitUntil(lambda: services.reglages.horaires == "lun-ven 9:00-12:00")


def test_the_square_of_secure_paper_is_saved_when_understood_and_told_when_not(
    screen: ReglagesScreen, services: FakeServices, qtbot: QtBot
) -> None:
    screen.form.carre.setText("en bas")
    screen.form.carre.editingFinished.emit()
    assert "Trois nombres sont attendus" in screen.banners.shown[0].accessibleName()
    assert services.reglages.carre_securise == "12 12 22"
    screen.form.carre.setText(" 10 15 25 ")
    screen.form.carre.editingFinished.emit()
    qtbot.waitUntil(lambda: services.reglages.carre_securise == "10 15 25")


def test_a_locum_names_who_he_replaces_and_ends_it(
    screen: ReglagesScreen, services: FakeServices, qtbot: QtBot
) -> None:
    assert not screen.form.remplacement.nom.isEnabled(), "nobody works here yet"
    moi = services.sessions.open("1234").professionnel
    screen.enter()
    type_remplacement(screen, "Dr Jeanne MARTIN", "99900012345", "31/08/2026")
    qtbot.waitUntil(lambda: bool(services.reglages.remplacements))
    garde = ReglageRemplacement("99900012345", "Dr Jeanne MARTIN", "2026-08-31")
    assert services.reglages.remplacements == {moi.identifiant_national: garde}
    qtbot.waitUntil(screen.form.remplacement.fin.isVisible)
    screen.form.remplacement.fin.click()
    qtbot.waitUntil(lambda: not services.reglages.remplacements)
    qtbot.waitUntil(lambda: screen.form.remplacement.nom.text() == "")


@pytest.mark.parametrize(
    ("rpps", "au", "mots"),
    [
        ("9990001234", "", "Onze chiffres"),
        ("99900063480", "", "propre numéro"),
        ("99900012345", "31/02/2026", "dernier jour"),
        ("99900012345", "01/01/2020", "passé"),
    ],
)
def test_a_replacement_badly_told_is_said_where_it_is_and_kept_out(
    screen: ReglagesScreen, services: FakeServices, rpps: str, au: str, mots: str
) -> None:
    services.sessions.open("1234")
    screen.enter()
    type_remplacement(screen, "Dr Jeanne MARTIN", rpps, au)
    dits = [d.accessibleDescription() for d in (screen.form.remplacement.rpps, screen.form.remplacement.au)]
    assert any(mots in dit for dit in dits)
    assert not services.reglages.remplacements


def type_remplacement(screen: ReglagesScreen, nom: str, rpps: str, au: str) -> None:
    """Type the three fields as a person does, in their order."""
    champs = screen.form.remplacement
    for champ, texte in ((champs.nom, nom), (champs.rpps, rpps), (champs.au, au)):
        champ.setText(texte)
    champs.au.editingFinished.emit()
