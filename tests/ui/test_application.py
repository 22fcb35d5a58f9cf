"""The whole interface on a fake seat: session, removal of the card, offline, palette, brutal stop."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ambroise.settings import Theme
from ambroise.ui.reglages.screen import ReglagesScreen
from ambroise.ui.shell.popover import Popover
from ambroise.ui.shell.ports import EtatPoste
from ambroise.ui.shell.poste import lights
from ambroise.ui.shell.running_mark import RunningMark
from ambroise.ui.tokens import DARK, current_tokens
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.words import clock
from ambroise.usecases.ports_cartes import EtatLecteur
from tests.ui.accessibility import assert_accessible
from tests.ui.fakes import CPS, EMPTY, NOW, VITALE, FakeServices
from tests.ui.seat import OpenInterface, log_in

pytestmark = pytest.mark.usefixtures("theme")


def test_the_popover_lists_the_readers_and_their_cards(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    services.move(CPS, EtatLecteur("Lecteur 1", "jamais vue"))
    light = interface.window.top_bar.light("vitale")
    expected = (("Lecteur 0", "carte CPS"), ("Lecteur 1", "carte inconnue"))
    qtbot.waitUntil(lambda: light.light.details == expected)
    light.click()
    popover = interface.window.findChild(Popover)
    assert popover is not None
    assert_accessible(interface.window)
    assert popover.geometry().right() <= interface.window.width()
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert popover.isHidden()
    assert light.hasFocus(), "Escape gives the focus back"


def test_the_open_popover_follows_the_cards(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    light = interface.window.top_bar.light("vitale")
    light.click()

    def shown() -> list[str]:
        return [p.accessibleName() for p in interface.window.findChildren(Popover) if p.isVisible()]

    assert shown() == ["Vitale\u00a0: aucune carte"]
    services.move(EtatLecteur("Lecteur 1", "muette"), CPS)
    qtbot.waitUntil(lambda: shown() == ["Vitale\u00a0: carte muette"])
    services.move(EtatLecteur("Lecteur 1"), CPS)
    qtbot.waitUntil(lambda: shown() == ["Vitale\u00a0: aucune carte"])


def test_a_session_opens_with_the_card_and_its_code(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    assert not interface.window.rail.isVisible(), "the session page takes the whole window"
    assert_accessible(interface.window)
    log_in(interface, services, qtbot)
    assert interface.window.rail.isVisible()
    assert interface.window.top_bar.light("cps").light.value == "Dr LIBRE"
    assert services.sessions.threads == ["lecteur cps_0"], "the card is asked off the GUI thread"


def test_a_wrong_code_is_tried_once_and_the_attempts_left_are_shown(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    services.move(CPS)
    page = interface._page
    qtbot.waitUntil(lambda: "3\u00a0essais" in page._attempts.text())
    qtbot.keyClicks(page.field, "0000")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "2\u00a0essais" in page._attempts.text())
    assert page.field.text() == ""
    assert services.sessions.left == 2
    assert page._banners.shown
    assert_accessible(interface.window)


def test_a_blocked_card_takes_no_code(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.sessions.left = 0
    interface = open_interface()
    services.move(CPS)
    page = interface._page
    qtbot.waitUntil(lambda: "bloquée" in page._attempts.text())
    assert not page.field.isEnabled()


def test_offline_is_a_band_and_never_a_dialog(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.poste = EtatPoste(EMPTY, en_ligne=False, envois_en_attente=7)
    interface = open_interface()
    qtbot.waitUntil(lambda: interface.window.bands.keys == ("hors-ligne",))
    services.poste = replace(services.poste, en_ligne=True)
    interface.seat.refresh()
    qtbot.waitUntil(lambda: interface.window.bands.keys == ())
    assert QApplication.activeModalWidget() is None


def test_end_of_pro_sante_connect_is_told_while_there_is_time(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.poste = EtatPoste(EMPTY, en_ligne=True, psc_jusqua=NOW + timedelta(minutes=40))
    interface = open_interface()
    asked: list[str] = []
    interface.window.command.connect(asked.append)
    interface.seat.refresh()
    services.poste = replace(services.poste, psc_jusqua=NOW + timedelta(minutes=14))
    interface.seat.refresh()
    qtbot.waitUntil(lambda: interface.window.bands.keys == ("psc",))
    again = next(b for b in interface.window.findChildren(Button) if b.text() == "Se reconnecter")
    again.click()
    assert asked == ["psc"]
    services.poste = replace(services.poste, psc_jusqua=NOW + timedelta(hours=4))
    interface.seat.refresh()
    qtbot.waitUntil(lambda: interface.window.bands.keys == ())


def test_the_palette_opens_a_file_found_by_its_name(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    window = interface.window
    window.actions_["palette"].trigger()
    qtbot.keyClicks(window.palette_.field, "cors")
    qtbot.waitUntil(lambda: window.palette_._model.rowCount() == 2)
    assert "46\u00a0ans" in window.palette_._model.index(1, 0).data()
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert window.current is not None
    assert window.current.key == "dossiers"


def test_the_settings_are_applied_at_once(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    interface.window.actions_["settings"].trigger()
    screen = interface.window.current
    assert isinstance(screen, ReglagesScreen)
    with qtbot.waitSignal(interface.theme.changed):
        screen.form.theme._buttons[Theme.SOMBRE.value].click()
    assert current_tokens() is DARK
    interface.theme.prefer("light")


def test_changing_the_professional_closes_the_session_and_the_file(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    interface.window.go("patients")
    interface.window.change_user_asked.emit()
    qtbot.waitUntil(lambda: interface._page.isVisible())
    assert not services.sessions.is_ouverte
    assert interface.window.banner.patient is None


def test_a_brutal_stop_is_told_at_the_next_start(
    open_interface: OpenInterface, services: FakeServices
) -> None:
    RunningMark(services.profile_dir).put(NOW)
    interface = open_interface()
    assert "arrêté" in interface.window.banners.shown[0].accessibleName()
    interface.window.close()
    assert RunningMark(services.profile_dir).put(NOW) is None, "a clean end leaves no mark"


def test_a_mark_that_says_nonsense_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "en-cours").write_text("n’importe quoi", encoding="utf-8")
    assert RunningMark(tmp_path).put(NOW) is None


def test_a_read_only_profile_still_opens(tmp_path: Path) -> None:
    assert RunningMark(tmp_path / "absent").put(NOW) is None


@pytest.mark.parametrize(
    ("etat", "key", "value", "tone"),
    [
        (EtatPoste(), "cps", "aucun lecteur", "warning"),
        (EtatPoste(EMPTY), "cps", "aucune carte", "secondary"),
        (EtatPoste((CPS,)), "cps", "session fermée", "warning"),
        (EtatPoste(EMPTY), "vitale", "aucune carte", "secondary"),
        (EtatPoste((VITALE,), beneficiaire="ADRUN Zoé"), "vitale", "ADRUN Zoé", "success"),
        (EtatPoste((EtatLecteur("x", "muette"),)), "vitale", "carte muette", "danger"),
        (EtatPoste(), "reseau", "non vérifié", "secondary"),
        (EtatPoste(en_ligne=False), "reseau", "absent", "warning"),
        (EtatPoste(envois_refuses=1, envois_en_attente=4), "envois", "1\u00a0refusé", "danger"),
        (EtatPoste(envois_a_reprendre=3), "envois", "3\u00a0à reprendre", "warning"),
        (EtatPoste(envois_refuses=2), "envois", "2\u00a0refusés", "danger"),
        (EtatPoste(envois_en_attente=2), "envois", "2\u00a0en attente", "secondary"),
        (EtatPoste(), "envois", "à jour", "success"),
    ],
)
def test_each_light_says_its_state_in_words(etat: EtatPoste, key: str, value: str, tone: str) -> None:
    shown = {light.key: light for light in lights(etat, None)}
    assert (shown[key].value, shown[key].tone) == (value, tone)
    assert shown[key].sentence


def test_phone_read_at_the_counter_shows_until_when_it_serves() -> None:
    shown = {light.key: light for light in lights(EtatPoste(EMPTY, apcv_jusqua=NOW), None)}
    assert shown["vitale"].value == f"appli, {clock(NOW.astimezone())}"
    with_card = {light.key: light for light in lights(EtatPoste((VITALE,), apcv_jusqua=NOW), None)}
    assert with_card["vitale"].value == "carte lue"


def test_the_last_attempt_is_a_warning(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.sessions.left = 1
    interface = open_interface()
    services.move(CPS)
    line = interface._page._attempts
    qtbot.waitUntil(lambda: "Dernier essai" in line.text())
    assert line.property("tone") == "warning"
    assert interface._page.field.isEnabled()


def test_a_third_wrong_code_leaves_no_field_to_type_in(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.sessions.left = 1
    interface = open_interface()
    services.move(CPS)
    page = interface._page
    qtbot.waitUntil(lambda: "Dernier essai" in page._attempts.text())
    qtbot.keyClicks(page.field, "0000")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "bloquée" in page._attempts.text())
    qtbot.waitUntil(lambda: not interface.tasks.under_way)
    assert not page.field.isEnabled()
    assert "déblocage" in page._attempts.text()


def test_the_lock_shows_the_attempts_left_before_it_asks(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    qtbot.waitUntil(lambda: interface.window.top_bar.light("cps").light.tone == "success")
    services.move(*EMPTY)
    qtbot.waitUntil(lambda: interface.window.is_locked)
    services.sessions.left = 1
    services.move(CPS)
    qtbot.waitUntil(lambda: "Dernier essai" in interface.window.pages.lock_page._attempts.text())


def test_another_card_than_the_cps_is_named_while_it_is_awaited(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    services.move(VITALE)
    line = interface._page._awaiting._readers
    qtbot.waitUntil(lambda: "n’est pas une carte CPS" in line.text())
    services.move(EtatLecteur("Lecteur 0", "muette"))
    qtbot.waitUntil(lambda: "ne répond pas" in line.text())
    services.move(EtatLecteur("Lecteur 0", "cps3_sans_contact"))
    qtbot.waitUntil(lambda: line.text().endswith("insérez-la."))
    assert interface._page.waits_for_card
    services.poste = replace(services.poste, lecteurs=())
    interface.seat.refresh()
    qtbot.waitUntil(lambda: line.text().startswith("Aucun lecteur"))


def test_attempts_of_a_card_swapped_in_one_go_are_read_again(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.sessions.left = 3
    interface = open_interface()
    services.move(CPS)
    page = interface._page
    qtbot.waitUntil(lambda: "3\u00a0essais" in page._attempts.text())
    page.field.setText("12")
    services.sessions.left = 1
    services.move(EtatLecteur("Lecteur 0"))
    services.move(CPS)
    qtbot.waitUntil(lambda: "Dernier essai" in page._attempts.text())
    assert page.field.text() == ""


@pytest.mark.parametrize(
    ("carte", "value"),
    [("muette", "carte muette"), ("vitale1", "Vitale 1"), ("inconnue", "carte inconnue")],
)
def test_card_that_gives_nothing_is_named_with_what_to_do(carte: str, value: str) -> None:
    shown = {light.key: light for light in lights(EtatPoste((EtatLecteur("Lecteur 0", carte),)), None)}
    assert shown["vitale"].value == value
    assert shown["vitale"].tone in ("warning", "danger")


def test_cps_laid_without_contact_opens_no_session() -> None:
    shown = {light.key: light for light in lights(EtatPoste((EtatLecteur("L", "cps3_sans_contact"),)), None)}
    assert (shown["cps"].value, shown["cps"].tone) == ("sans contact", "warning")
