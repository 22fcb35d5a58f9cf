"""The frame: where one goes, what stays, what a lock hides."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ambroise.domain.professionnel import Profession
from ambroise.settings import Environnement
from ambroise.ui.main_window import MainWindow, Workplace
from ambroise.ui.shell.rail import RailButton
from ambroise.ui.shell.top_bar import Light
from ambroise.ui.widgets.buttons import Button
from tests.ui.accessibility import assert_accessible, cut_words, unnamed
from tests.ui.fenetre import Make, window
from tests.ui.samples import ADRUN, FICTIF, LIGHTS, SCREENS

__all__ = ["window"]


@pytest.mark.parametrize("screen", list(SCREENS))
@pytest.mark.parametrize("size", [(1440, 900), (1366, 768), (1280, 720)], ids=str)
def test_every_screen_is_reachable_named_and_uncut(
    window: MainWindow, screen: str, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.go(screen)
    assert_accessible(window)


@pytest.mark.parametrize("profession", list(Profession))
@pytest.mark.parametrize("environment", list(Environnement))
def test_every_frame_is_accessible(
    make_window: Make, profession: Profession, environment: Environnement
) -> None:
    window = make_window(Workplace(profession, environment, formation=True))
    window.show_lights(LIGHTS)
    window.show_patient(FICTIF)
    window.resize(1366, 768)
    window.show()
    assert_accessible(window)


def test_the_walker_sees_what_is_wrong(qtbot: QtBot, window: MainWindow) -> None:
    field = QLineEdit(window.current)
    field.show()
    assert len(unnamed(window)) == 1
    field.setAccessibleName("Motif")
    assert unnamed(window) == []
    field.setFixedHeight(6)
    assert len(cut_words(window)) == 1


def test_no_control_ever_opens_as_a_window_of_its_own(
    make_window: Make, qapp: QApplication, qtbot: QtBot
) -> None:
    shown: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        window = make_window(Workplace())
        for key, screen in SCREENS.items():
            window.register(key, screen)
        window.show_lights(LIGHTS)
        window.show()
        for key in SCREENS:
            window.go(key)
        for patient in (ADRUN, FICTIF, None):
            window.show_patient(patient)
        window.resize(1000, 700)
    finally:
        qapp.removeEventFilter(watch)
    assert set(shown) == {window}


def test_screens_are_built_when_first_shown(make_window: Make) -> None:
    built = []
    window = make_window(Workplace())
    for key, screen in SCREENS.items():
        window.register(key, lambda context, key=key, screen=screen: built.append(key) or screen(context))
    window.go("journee")
    window.go("journee")
    assert built == ["journee"]


def test_alt_digits_follow_the_rail_and_escape_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert window.current is not None
    assert window.current.key == "patients"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.current.key == "journee"


def test_a_screen_that_refuses_to_leave_keeps_its_place_and_its_history(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("patients")
    stays = window.screen_of("patients")
    monkeypatch.setattr(stays, "leave", lambda: False)
    window.go("messages")
    window.back()
    assert window.current is stays
    monkeypatch.setattr(stays, "leave", lambda: True)
    window.back()
    assert window.current is not None
    assert window.current.key == "journee"
    window.back()
    assert window.current.key == "journee", "nothing before the first screen"


def test_the_banner_stays_on_patient_screens_only(window: MainWindow) -> None:
    window.go("patients")
    assert window.banner.isVisible()
    assert window.windowTitle().startswith("ADRUN Zoé")
    window.go("journee")
    assert not window.banner.isVisible()
    assert "ADRUN" not in window.windowTitle()


def test_patient_commands_wait_for_a_patient(window: MainWindow) -> None:
    assert not window.actions_["ordonnance"].isEnabled()
    window.show_patient(ADRUN)
    assert window.actions_["ordonnance"].isEnabled()
    window.show_patient(None)
    assert not window.actions_["ordonnance"].isEnabled()


def test_the_identity_opens_from_the_banner(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.show_patient(ADRUN)
    (identite,) = (f for f in window.banner.findChildren(QWidget) if getattr(f, "name", "") == "INS")
    with qtbot.waitSignal(window.command) as asked:
        qtbot.mouseClick(identite, Qt.MouseButton.LeftButton)
    assert asked.args == ["identite"]


def test_a_bare_letter_writes_in_a_field_and_acts_elsewhere(window: MainWindow, qtbot: QtBot) -> None:
    window.go("patients")
    screen = window.screen_of("patients")
    renewed: list[bool] = []
    screen.actions_.on("patients.renew", lambda: renewed.append(True))
    field = screen.entry.field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_R)
    assert (field.text(), renewed) == ("r", [])
    screen.timeline.setFocus()
    qtbot.keyClick(screen.timeline, Qt.Key.Key_R)
    assert renewed == [True]


def test_escape_folds_the_results_before_it_leaves_the_screen(window: MainWindow, qtbot: QtBot) -> None:
    window.go("patients")
    entry = window.screen_of("patients").entry
    entry.field.setFocus()
    qtbot.keyClicks(entry.field, "doli")
    entry.show_results(["DOLIPRANE 1000 mg"])
    qtbot.keyClick(entry.field, Qt.Key.Key_Escape)
    assert window.current is not None
    assert window.current.key == "patients"
    assert not entry._results.isVisible()
    qtbot.keyClick(entry.field, Qt.Key.Key_Escape)
    assert window.current.key == "journee"


def test_f6_goes_round_the_panes(window: MainWindow, qtbot: QtBot) -> None:
    window.go("patients")
    screen = window.screen_of("patients")
    visited = []
    for _press in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        focused = window.focusWidget()
        assert focused is not None
        visited.append(next(n for n in range(3) if screen.columns.widget(n).isAncestorOf(focused)))
    assert sorted(visited) == [0, 1, 2]


def test_side_columns_fold_when_narrow_and_unfold_on_demand(window: MainWindow, qtbot: QtBot) -> None:
    window.go("patients")
    columns = window.screen_of("patients").columns
    assert not columns.right.is_folded
    window.resize(1024, 700)
    assert columns.right.is_folded
    assert columns.right.width() < 60
    qtbot.mouseClick(columns.right.unfold, Qt.MouseButton.LeftButton)
    assert not columns.right.is_folded
    assert columns.left.is_folded
    window.resize(1440, 900)
    assert not columns.right.is_folded
    assert not columns.left.is_folded


def test_lights_compact_when_narrow_and_keep_their_words_for_a_screen_reader(
    window: MainWindow, qtbot: QtBot
) -> None:
    wide = window.top_bar.light("cps").width()
    window.resize(960, 700)
    qtbot.waitUntil(lambda: window.top_bar.light("cps").width() < wide)
    assert window.top_bar.light("cps").accessibleName() == "CPS\u00a0: Dr LIBRE"


def test_lights_change_without_being_built_again(window: MainWindow) -> None:
    before = window.top_bar.light("cps")
    window.show_lights([Light("cps", "id-card", "CPS", "retirée", "danger"), *LIGHTS[1:]])
    assert window.top_bar.light("cps") is before
    window.show_lights(LIGHTS[:2])
    assert window.top_bar.light("cps") is not before


def test_the_window_comes_back_where_it_was(make_window: Make) -> None:
    first = make_window(Workplace())
    first.resize(1111, 777)
    first.close()
    assert make_window(Workplace()).size() == first.size()


def test_an_error_that_no_screen_waits_for_is_said_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    owner = window.rail

    def fail(_task: object) -> None:
        raise ZeroDivisionError

    window.context.tasks.run(fail, owner=owner)
    qtbot.waitUntil(lambda: bool(window.banners.shown))
    assert "défaut" in window.banners.shown[0].accessibleName()


def test_f1_shows_the_keys_and_escape_closes(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.help.isVisible()
    assert cut_words(window.help) == []
    qtbot.keyClick(window.help, Qt.Key.Key_Escape)
    assert not window.help.isVisible()


def test_the_keys_stay_in_the_middle_of_a_window_that_grows(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(960, 500)
    assert window.height() == 500, "un écran de 1080 points à 200\u202f% en laisse 540"
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (box,) = (frame for frame in window.help.findChildren(QFrame) if frame.property("overlay"))
    avant = box.width()
    window.resize(1600, 900)
    qtbot.waitUntil(lambda: abs(2 * box.x() + box.width() - window.help.width()) <= 1)
    assert box.width() > avant


def test_entering_a_screen_puts_the_focus_where_its_work_begins(window: MainWindow) -> None:
    window.go("journee")
    day = window.screen_of("journee")
    assert window.focusWidget() is day.table, "the list of the day, not the button before it"


def test_going_forward_begins_the_work_and_coming_back_finds_the_focus_where_it_was(
    window: MainWindow,
) -> None:
    day = window.screen_of("journee")
    button = day.findChild(Button)
    button.setFocus()
    window.go("messages")
    window.back()
    assert window.focusWidget() is button
    window.go("messages")
    window.go("journee")
    assert window.focusWidget() is day.table


@pytest.mark.parametrize(
    ("screen", "place"),
    [("reglages", "Réglages"), ("dossiers", "Patients"), ("envois", "Envois")],
)
def test_the_rail_shows_the_place_that_a_screen_belongs_to(
    window: MainWindow, screen: str, place: str
) -> None:
    window.go("messages")
    window.rail.show_current(screen)
    marked_ = [b.accessibleName() for b in window.rail.findChildren(RailButton) if b.isChecked()]
    assert [name.partition(",")[0] for name in marked_] == [place]
