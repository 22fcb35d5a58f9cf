"""The shared controls: their models, their keys, what they say to a screen reader."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ambroise.domain.identite import AttributIdentite, StatutIdentite
from ambroise.ui import icons
from ambroise.ui.actions import Actions, Command
from ambroise.ui.keys import is_enter
from ambroise.ui.painting import ChipText, Span
from ambroise.ui.theme import Theme
from ambroise.ui.widgets.alert_card import AlertCard, Answer, AnswerRow
from ambroise.ui.widgets.banners import Banner, Banners
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import Chip, KeyCap
from ambroise.ui.widgets.curve import Curve, Point
from ambroise.ui.widgets.entry import Entry
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill
from ambroise.ui.widgets.lists import Heading, SectionList, TwoLine, TwoLineModel
from ambroise.ui.widgets.patient_banner import PatientBanner
from ambroise.ui.widgets.reader import Reader
from ambroise.ui.widgets.rows import Cell, Column, Section
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.two_line import height_added
from tests.ui.samples import ADRUN, FICTIF, agenda_model

pytestmark = pytest.mark.usefixtures("theme")


def test_the_rows_model_is_a_well_behaved_model(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(agenda_model())


def test_the_two_line_model_is_a_well_behaved_model(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(TwoLineModel([Heading("2026"), TwoLine.of("Consultation", "Brouillon", data=1)]))


def test_a_section_spans_the_table_and_cannot_be_selected(qtbot: QtBot) -> None:
    model = agenda_model()
    table = DataTable(model, "Agenda")
    qtbot.addWidget(table)
    section = model.sections()[0]
    assert table.columnSpan(section, 0) == model.columnCount()
    assert not model.flags(model.index(section, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.at(section) is None


def test_enter_opens_the_current_row(qtbot: QtBot) -> None:
    table = DataTable(agenda_model(), "Agenda")
    qtbot.addWidget(table)
    table.select(1)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].nom == "ADRUN"


@pytest.mark.parametrize(
    ("key", "modifier", "enters"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, True),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, False),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_enter_is_alone_be_it_that_of_the_numeric_pad(
    key: Qt.Key, modifier: Qt.KeyboardModifier, enters: bool
) -> None:
    assert is_enter(QKeyEvent(QEvent.Type.KeyPress, key, modifier)) is enters


def test_a_list_keeps_its_current_row_when_it_is_refreshed(qtbot: QtBot) -> None:
    rows = SectionList("Liste", [Heading("2026"), TwoLine.of("A", data="a"), TwoLine.of("B", data="b")])
    qtbot.addWidget(rows)
    assert rows.select_data("b")
    rows.show_items([TwoLine.of("C", data="c"), TwoLine.of("B2", data="b")])
    assert rows.current() == "b"
    assert not rows.select_data("absent")


def test_a_title_that_wraps_is_read_whole_whatever_the_width(qtbot: QtBot) -> None:
    nom = "MORPHINE 30 mg, microgranule à libération prolongée en gélule (SKENAN L.P. 30 mg)"
    item = TwoLine(
        (Span("1   "), Span(nom)), (Span("1 gélule"),), right=(Span("4 boîtes"),), chips=(ChipText("ALD"),)
    )
    items = SectionList("Lignes", [replace(item, wraps=True)], height=56, hugs=True)
    qtbot.addWidget(items)
    items.resize(900, 400)
    items.show()
    qtbot.waitUntil(lambda: items.height() == 56 + 2)
    items.resize(420, 400)
    qtbot.waitUntil(lambda: items.height() > 56 + 20)
    items.resize(900, 400)
    qtbot.waitUntil(lambda: items.height() == 56 + 2)
    assert height_added(item, 200) == 0, "a title that does not wrap keeps its one line"


def test_what_follows_from_an_answer_is_read_whole(qtbot: QtBot) -> None:
    row = AnswerRow("1", Answer("a", "Maintenir", "Motif obligatoire, conservé au dossier du patient"))
    qtbot.addWidget(row)
    assert row.heightForWidth(220) > row.heightForWidth(500)


def test_results_never_cover_the_keys_below_them_in_a_low_window(qtbot: QtBot) -> None:
    entry = Entry("Prescrire", "", [Column("Nom", lambda item: Cell.of(str(item)))])
    page = QWidget()
    qtbot.addWidget(page)
    layout = column(page)
    fill(layout, entry)
    page.resize(600, 190)
    page.show()
    entry.field.setText("dolip")
    entry.show_results([f"DOLIPRANE {n}" for n in range(8)])
    table = entry.findChild(DataTable)
    assert table is not None
    qtbot.waitUntil(lambda: table.height() < 5 * 34)
    assert table.height() >= 2 * 34
    keys = [cap.mapTo(entry, cap.rect().topLeft()).y() for cap in entry.findChildren(KeyCap)]
    assert table.mapTo(entry, table.rect().bottomLeft()).y() < min(keys)


def test_the_text_of_a_row_says_its_chips_too() -> None:
    model = agenda_model()
    spoken = model.index(4, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Premier rendez-vous À qualifier"


def test_a_button_follows_its_action(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    actions = Actions(owner, [Command("sign", "Signer", "pen-line", "Ctrl+Return")])
    button = Button.of(actions["sign"], "primary", owner)
    done: list[str] = []
    actions.on("sign", lambda: done.append("signed"))
    assert button.accessibleName() == "Signer, Ctrl+Entrée"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["signed"]
    actions["sign"].setEnabled(False)
    assert not button.isEnabled()
    actions["sign"].setText("Signer et envoyer")
    assert button.text() == "Signer et envoyer"


def test_a_digit_answers_the_alert(qtbot: QtBot) -> None:
    card = AlertCard(
        "Contre-indication", "A et B", "Parce que.", "", [Answer("a", "Un"), Answer("b", "Deux")]
    )
    qtbot.addWidget(card)
    with qtbot.waitSignal(card.answered) as answered:
        assert card.press_digit(2)
    assert answered.args == ["b"]
    assert not card.press_digit(3)
    assert not card.press_digit(0)


def test_arrows_choose_among_the_results_without_leaving_the_field(qtbot: QtBot) -> None:
    entry = Entry("Prescrire", "", [Column("", lambda name: Cell.of(str(name)))])
    qtbot.addWidget(entry)
    entry.show()
    with qtbot.waitSignal(entry.typed) as typed:
        qtbot.keyClicks(entry.field, "doli")
    assert typed.args == ["doli"]
    entry.show_results(["un", "deux", "trois"])
    qtbot.keyClick(entry.field, Qt.Key.Key_Down)
    assert entry.current == "deux"
    with qtbot.waitSignal(entry.picked) as picked:
        qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    assert picked.args == ["deux"]
    qtbot.keyClick(entry.field, Qt.Key.Key_Escape)
    assert entry.field.text() == "doli", "Escape folds the results and loses nothing"


def test_results_that_come_after_the_field_was_emptied_are_ignored(qtbot: QtBot) -> None:
    entry = Entry("Prescrire", "", [Column("", lambda name: Cell.of(str(name)))])
    qtbot.addWidget(entry)
    entry.show()
    entry.show_results(["trop tard"])
    assert entry.current is None


def test_nothing_is_chosen_in_a_segmented_control_until_someone_chooses(qtbot: QtBot) -> None:
    control = Segmented("Opposition", [("non", "Non"), ("oui", "Oui")])
    qtbot.addWidget(control)
    control.show()
    assert control.current is None
    control.choose("non")
    assert control.current == "non"


def test_a_form_field_has_its_label_as_name_and_its_error_as_description(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    field = form.add("&Code postal", QLineEdit())
    assert field.accessibleName() == "Code postal"
    form.show_error(field, "Cinq chiffres.")
    assert field.accessibleDescription() == "Cinq chiffres."
    form.clear_errors()
    assert field.accessibleDescription() == ""


def test_a_curve_says_its_values_newest_first(qtbot: QtBot) -> None:
    curve = Curve("HbA1c", "%", target=(6.5, 7))
    qtbot.addWidget(curve)
    curve.show_points([Point(date(2026, 6, 1), 7.1), Point(date(2024, 6, 1), 7.8)])
    spoken = curve.accessibleDescription()
    assert spoken.index("7,1 %") < spoken.index("7,8 %")
    assert "Cible 6,5 à 7" in spoken


@pytest.mark.parametrize(
    "values", [[], [5.0], [5.0, 5.0], [0.0, 0.0], [-2.0, 3.0], [3000.0, 4000.0], [1e-3, 2e-3]]
)
def test_a_curve_draws_whatever_it_is_given(qtbot: QtBot, values: list[float]) -> None:
    curve = Curve("Poids")
    qtbot.addWidget(curve)
    curve.show_points([Point(date(2024, 1 + n, 1), value) for n, value in enumerate(values)])
    assert not curve.grab().isNull()


def test_the_same_banner_is_not_shown_twice_and_no_more_than_three_stand(qtbot: QtBot) -> None:
    place = Banners()
    qtbot.addWidget(place)
    for title in ("un", "un", "deux", "trois", "quatre"):
        place.add(Banner(title))
    assert [banner.accessibleName() for banner in place.shown] == ["deux", "trois", "quatre"]
    place.clear()
    assert place.isHidden()


def test_the_banner_hides_from_the_right_and_keeps_allergies_and_identity(qtbot: QtBot) -> None:
    banner = PatientBanner()
    qtbot.addWidget(banner)
    banner.show_patient(ADRUN)
    banner.resize(1300, 64)
    banner.show()
    wide = [
        field.words for field in banner.findChildren(QWidget) if hasattr(field, "rank") and field.isVisible()
    ]
    assert len(wide) == 5
    banner.resize(620, 64)
    narrow = [f.words for f in banner.findChildren(QWidget) if hasattr(f, "rank") and f.isVisible()]
    assert any(words.startswith("Allergies") for words in narrow)
    assert any("Qualifiée" in words for words in narrow)
    assert not any(words.startswith("ALD") for words in narrow)


def test_a_name_of_a_hundred_characters_leaves_the_allergies_whole(qtbot: QtBot, theme: Theme) -> None:
    banner = PatientBanner()
    qtbot.addWidget(banner)
    banner.show_patient(replace(ADRUN, nom="DE LA ROCHEFOUCAULD-MONTMORENCY " * 3))
    banner.resize(900, 64)
    with qtbot.waitExposed(banner):
        banner.show()
    shown = [chip for chip in banner.findChildren(Chip) if chip.isVisible()]
    assert len(shown) == 2
    qtbot.waitUntil(lambda: all(chip.width() >= chip.sizeHint().width() for chip in shown))


def test_the_banner_of_a_fictive_identity_says_so_and_never_its_matricule(qtbot: QtBot) -> None:
    banner = PatientBanner()
    qtbot.addWidget(banner)
    banner.show_patient(FICTIF)
    assert AttributIdentite.FICTIVE in FICTIF.attributs
    assert FICTIF.statut is StatutIdentite.PROVISOIRE
    assert "Patient fictif" in banner.accessibleName()
    assert banner.property("fill") == "info"
    banner.show_patient(ADRUN)
    assert banner.property("fill") == ""


def test_icons_change_ink_with_the_theme(qtbot: QtBot, theme: Theme) -> None:
    button = Button("x")
    qtbot.addWidget(button)
    light = icons.pixmap("pill", "text", 16, 1.0).toImage()
    theme.prefer("dark")
    try:
        dark = icons.pixmap("pill", "text", 16, 1.0).toImage()
    finally:
        theme.prefer("light")
    assert darkest(light).lightness() < 80 < darkest(dark).lightness()


def test_a_document_changes_ink_with_the_theme(qtbot: QtBot, theme: Theme) -> None:
    reader = Reader("Document")
    qtbot.addWidget(reader)
    with qtbot.waitExposed(reader):
        reader.show()
    reader.show_html("<body><p>Compte rendu</p></body>")
    assert ink(reader).lightness() < 80
    theme.prefer("dark")
    try:
        assert ink(reader).lightness() > 180
    finally:
        theme.prefer("light")
    assert ink(reader).lightness() < 80


def ink(reader: Reader) -> QColor:
    """Return the colour of the first words shown."""
    cursor = reader.document().find("Compte")
    shown: QColor = cursor.charFormat().foreground().color()
    return shown


def test_a_narrow_banner_sets_its_remedies_under_its_sentences(qtbot: QtBot) -> None:
    button = Button("Envoyer l’accusé")
    banner = Banner(
        "Accusé de lecture demandé", "claire.confrere@medecin.formation.mssante.fr", buttons=(button,)
    )
    qtbot.addWidget(banner)
    title = next(each for each in banner.findChildren(QLabel) if each.text().startswith("Accusé"))
    banner.resize(800, banner.sizeHint().height())
    with qtbot.waitExposed(banner):
        banner.show()
    assert button.x() > title.geometry().right()
    banner.resize(480, 160)
    qtbot.waitUntil(lambda: button.y() > title.geometry().bottom())


def darkest(image: "object") -> QColor:
    """Return the ink of an icon: the colour of its most opaque pixel."""
    pixels = [image.pixelColor(x, y) for x in range(16) for y in range(16)]  # type: ignore[attr-defined]
    return max(pixels, key=lambda pixel: pixel.alpha())


def test_a_section_may_carry_a_second_word() -> None:
    assert [span.text for span in Section("Reçus", "12").spans()] == ["Reçus", "  12"]
