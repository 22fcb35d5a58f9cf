"""Messages: one key files in the recognised file, and only what a person asked to file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ambroise.ui.main_window import MainWindow, Workplace
from ambroise.ui.messages.liste import line
from ambroise.ui.messages.ports import PAGE, Casier, EtatBoites, MessageLu, TraitCompare
from ambroise.ui.messages.screen import MessagesScreen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import Line
from ambroise.ui.widgets.reader import Reader
from ambroise.usecases.errors import ConflitVersion
from tests.ui.accessibility import assert_accessible
from tests.ui.fakes import MESSAGES, NOW, FakeMessages

Open = Callable[..., tuple[MainWindow, MessagesScreen]]


@pytest.fixture
def box() -> FakeMessages:
    """Three messages."""
    return FakeMessages()


@pytest.fixture
def written() -> list[tuple[MessageLu | None, bool]]:
    """What was asked to be written: an answer to a message, or a new one."""
    return []


@pytest.fixture
def screen(
    make_window: Callable[[Workplace], MainWindow],
    box: FakeMessages,
    written: list[tuple[MessageLu | None, bool]],
    qtbot: QtBot,
) -> MessagesScreen:
    """The messages in a doctor's window, the first one opened."""
    window = make_window(Workplace())
    window.register(
        "messages",
        lambda context: MessagesScreen(
            context,
            box,
            choose_patient=lambda _id: None,
            write=lambda message, forward: written.append((message, forward)),
        ),
    )
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # shortcuts act in the active window
    window.go("messages")
    shown = window.current
    assert isinstance(shown, MessagesScreen)
    qtbot.waitUntil(lambda: shown.list.current() == "m1" and shown.actions_["messages.file"].isEnabled())
    return shown


def test_the_screen_is_accessible(screen: MessagesScreen) -> None:
    assert_accessible(screen.window())


def test_c_files_as_shown_and_goes_to_the_next(
    screen: MessagesScreen, box: FakeMessages, qtbot: QtBot
) -> None:
    assert screen.match.results.isChecked()
    assert screen.match.recall.isChecked(), "an urgent result proposes to call the patient back"
    qtbot.keyClick(screen.list, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: screen.list.current() == "m2")
    (filed,) = box.filed
    assert (filed.message_id, filed.rubrique, filed.date_acte) == ("m1", "Biologie", date(2026, 6, 4))
    assert filed.ajouter_resultats
    assert filed.rappeler
    assert "classé" in screen.banners.shown[0].accessibleName()


def test_what_is_not_recognised_is_never_filed(
    screen: MessagesScreen, box: FakeMessages, qtbot: QtBot
) -> None:
    screen.list.select_data("m2")
    qtbot.waitUntil(lambda: not screen.actions_["messages.file"].isEnabled())
    qtbot.keyClick(screen.list, Qt.Key.Key_C)
    assert box.filed == []
    assert_accessible(screen.window())


def test_what_is_already_filed_is_not_filed_twice(screen: MessagesScreen, qtbot: QtBot) -> None:
    screen.list.select_data("m3")
    qtbot.waitUntil(lambda: screen.actions_["messages.file"].text() == "Déjà classé")
    assert not screen.actions_["messages.file"].isEnabled()


def test_a_refusal_is_said_and_the_message_may_be_filed_again(
    screen: MessagesScreen, box: FakeMessages, qtbot: QtBot
) -> None:
    box.refusal = ConflitVersion("Dr LIBRE", None)
    qtbot.keyClick(screen.list, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: bool(screen.banners.shown))
    assert screen.actions_["messages.file"].isEnabled()
    assert screen.list.current() == "m1"


def test_an_empty_part_teaches(screen: MessagesScreen, qtbot: QtBot) -> None:
    screen.casiers._buttons["patients"].click()
    qtbot.waitUntil(lambda: screen.left.nothing.isVisible())
    assert not screen.actions_["messages.file"].isEnabled()
    assert_accessible(screen.window())


def test_r_answers_t_forwards_and_ctrl_m_writes(
    screen: MessagesScreen, written: list[tuple[MessageLu | None, bool]], qtbot: QtBot
) -> None:
    qtbot.keyClick(screen.list, Qt.Key.Key_R)
    qtbot.keyClick(screen.list, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(screen.list, Qt.Key.Key_T)
    assert written == [(MESSAGES[0], False), (None, False), (MESSAGES[0], True)]


def test_exchange_that_was_closed_is_not_answered(screen: MessagesScreen) -> None:
    screen._show(replace(MESSAGES[0], is_clos=True))
    assert not screen.actions_["messages.reply"].isEnabled()
    assert screen.actions_["messages.forward"].isEnabled()


def test_what_waits_is_counted_and_its_age_is_said(screen: MessagesScreen, box: FakeMessages) -> None:
    assert screen.left.waiting.text() == "2\u00a0documents à classer, le plus ancien depuis 6\u00a0jours."
    assert screen.left.waiting.property("tone") == "warning"


def test_box_that_cannot_be_read_is_told_and_the_list_stays(
    screen: MessagesScreen, box: FakeMessages, qtbot: QtBot
) -> None:
    box.etat = EtatBoites(pannes=("x@y\u00a0: La messagerie MSSanté ne répond pas.",))
    qtbot.keyClick(screen.list, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: any("ne répond pas" in b.accessibleName() for b in screen.banners.shown))
    assert screen.list.current() == "m1"


def test_critical_result_is_raised_in_the_list_and_above_the_document(screen: MessagesScreen) -> None:
    critical = replace(MESSAGES[0], critiques=("Potassium 6,9 mmol/L (HH)",), remarques=("Il remplace.",))
    screen.document.show_message(critical)
    names = [b.accessibleName() for b in screen.document.notices.shown]
    assert names == ["Il remplace.", "Résultat critique Potassium 6,9 mmol/L (HH)"]
    shown = line(replace(MESSAGES[0].resume, critique=True, urgent=False), NOW)
    assert shown.bar == "danger"
    assert "Résultat critique" in shown.text()
    screen.document.show_message(MESSAGES[1])
    assert not screen.document.notices.shown


@pytest.mark.parametrize("accept", [True, False])
def test_receipt_that_is_asked_for_is_the_users_choice(
    screen: MessagesScreen, box: FakeMessages, qtbot: QtBot, accept: bool
) -> None:
    box.messages = (replace(MESSAGES[0], accuse_demande="confrere@medecin.mssante.fr"), *MESSAGES[1:])
    screen.list.select_data("m2")
    screen.list.select_data("m1")
    qtbot.waitUntil(lambda: bool(screen.document.notices.shown))
    wanted = "Envoyer l’accusé" if accept else "Ne pas envoyer"
    banner = screen.document.notices.shown[0]
    next(b for b in banner.findChildren(Button) if b.text() == wanted).click()
    qtbot.waitUntil(lambda: bool(box.receipts))
    assert box.receipts == [("m1", accept)]
    assert not screen.document.notices.shown


def test_older_messages_come_page_by_page(screen: MessagesScreen, box: FakeMessages, qtbot: QtBot) -> None:
    assert not screen.left._older.isVisible(), "the whole list is shown"
    many = [replace(MESSAGES[0].resume, id=f"p{rank}") for rank in range(PAGE)]
    screen._list(Casier.PROFESSIONNELS, many, EtatBoites(), None)
    assert screen.left._older.isVisible()
    screen.left._older.click()
    qtbot.waitUntil(lambda: screen.left.shown[-1].id == "m0")
    assert len(screen.left.shown) == PAGE + 1
    assert box.older == [many[-1].recu_le]
    assert not screen.left._older.isVisible()


def test_fate_of_what_left_is_said() -> None:
    read = line(replace(MESSAGES[2].resume, suivi="Lu"), NOW)
    failed = line(replace(MESSAGES[2].resume, suivi="Non distribué", is_echec=True), NOW)
    assert "Lu" in read.text()
    assert read.bar is None
    assert "Non distribué" in failed.text()
    assert failed.bar == "danger"


def test_traits_that_differ_are_lit_and_counted(screen: MessagesScreen, qtbot: QtBot) -> None:
    screen.list.select_data("m3")
    qtbot.waitUntil(lambda: screen.match._score.text == "5 traits sur 6")
    dossier = MESSAGES[2].dossier
    assert dossier is not None
    assert not dossier.is_certain


def test_matricules_that_differ_are_both_read_whole(screen: MessagesScreen, qtbot: QtBot) -> None:
    message = MESSAGES[2]
    screen.list.select_data("m3")
    qtbot.waitUntil(lambda: screen.match._score.text == "5 traits sur 6")
    assert message.dossier is not None
    traits = (
        *message.dossier.traits,
        TraitCompare("Matricule INS", "275126322074974", "275126322074947", is_identique=False),
    )
    screen.match.show_message(replace(message, dossier=replace(message.dossier, traits=traits)), NOW.date())
    whole = {"275126322074974", "275126322074947"}

    def shown() -> list[Line]:
        lines = screen.match.findChildren(Line)
        return [line for line in lines if line.isVisible() and line.text().replace(" ", "") in whole]

    qtbot.waitUntil(lambda: len(shown()) == len(whole))
    assert all(line.width() >= line.sizeHint().width() for line in shown())


@pytest.mark.parametrize(
    "address", ["http://espion.example/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "qrc:/x"]
)
@pytest.mark.parametrize("kind", list(QTextDocument.ResourceType))
def test_a_document_loads_nothing(qtbot: QtBot, address: str, kind: QTextDocument.ResourceType) -> None:
    reader = Reader("Document")
    qtbot.addWidget(reader)
    loaded = reader.loadResource(kind.value, QUrl(address))
    assert loaded is None or loaded.size() == QSize(1, 1), "an empty pixel stands for every image"


def test_a_link_in_a_document_leads_nowhere(qtbot: QtBot) -> None:
    reader = Reader("Document")
    qtbot.addWidget(reader)
    reader.show_html("<a href='http://espion.example'>cliquez</a><script>alert(1)</script>")
    assert not reader.openLinks()
    assert not reader.openExternalLinks()
    assert reader.toPlainText().strip() == "cliquez"


def test_a_page_that_is_no_image_says_so(screen: MessagesScreen) -> None:
    document = MESSAGES[0].document
    assert document is not None
    broken = replace(MESSAGES[0], document=replace(document, pages_png=(b"pas une image",)))
    screen.document.show_message(broken)
    words = [label.text() for label in screen.document.findChildren(QLabel)]
    assert any("illisible" in text for text in words)


def test_a_line_says_that_it_is_unread() -> None:
    assert "non lu" in line(MESSAGES[0].resume, NOW).text()
    assert "non lu" not in line(MESSAGES[1].resume, NOW).text()
