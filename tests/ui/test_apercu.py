"""The preview draws real pages, sharp at each zoom, and survives what is no PDF."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from ambroise.domain.apports import AllergieProposee, Apport, GenreApport, Propositions
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.apercu.controller import LARGEUR_IMPRESSION, ApercuController, PageFaite
from ambroise.ui.apercu.impression import (
    AUCUNE_IMPRIMANTE,
    IMPRIMANTE_MUETTE,
    Impression,
    Sortie,
    print_from,
    print_pages,
)
from ambroise.ui.apercu.pages import PdfIllisible, render_pages
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.theme import Theme
from ambroise.usecases.errors import ServiceInjoignable
from tests.fakes import ecrans as e
from tests.fakes import ordonnance as o
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show


def _pdf(pages: int = 1) -> bytes:
    sortie = io.BytesIO()
    canvas = Canvas(sortie, pagesize=(595, 842))
    for n in range(pages):
        canvas.drawString(72, 770, f"Page {n + 1}")
        canvas.showPage()
    canvas.save()
    return sortie.getvalue()


class FakeApercu:
    """Draws any order as one page."""

    def render_pdf(self, ordonnance: Ordonnance) -> bytes:
        return _pdf()


class FakeDocuments:
    """Holds one content; remembers what was printed."""

    def __init__(self, contenu: bytes) -> None:
        self.contenu = contenu
        self.imprimes: list[Document] = []
        self.panne: Exception | None = None

    def read(self, document: Document) -> bytes:
        return self.contenu

    def read_to_print(self, document: Document) -> bytes:
        return self.contenu

    def note_print(self, document: Document) -> None:
        if self.panne is not None:
            raise self.panne
        self.imprimes.append(document)

    def note_no_print(self, document: Document) -> None:
        self.imprimes.remove(document)


DOCUMENT = Document(
    e.ident("pdf"),
    e.ADRUN.id,
    TypeDocument.ORDONNANCE_PDF,
    "Ordonnance",
    "application/pdf",
    "",
    0,
    e.MAINTENANT,
)


def _open(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, contenu: bytes = b""
) -> tuple[ApercuScreen, ApercuController, FakeDocuments]:
    context, _ = make_context(tmp_path, tasks, errors)
    screen, documents = ApercuScreen(context), FakeDocuments(contenu or _pdf())
    controller = ApercuController(screen, FakeApercu(), documents)
    show(qtbot, screen)
    return screen, controller, documents


def _feuilles(screen: ApercuScreen) -> list[QLabel]:
    return [
        w for w in screen.findChildren(QLabel) if w.accessibleName().startswith("Page ") and w.isVisible()
    ]


def test_draft_is_seen_before_signing_and_does_not_print(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, _ = _open(qtbot, tmp_path, tasks, errors)
    screen.enter(o.ORDONNANCE)
    qtbot.waitUntil(lambda: len(_feuilles(screen)) == 1)
    assert not screen.actions_["apercu_print"].isEnabled()
    assert_accessible(screen)


def test_stored_document_prints_at_the_resolution_of_a_printer(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, documents = _open(qtbot, tmp_path, tasks, errors)
    screen.enter(DOCUMENT)
    qtbot.waitUntil(lambda: len(_feuilles(screen)) == 1)
    with qtbot.waitSignal(controller.print_wanted) as wanted:
        qtbot.keyClick(screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    (page,) = wanted.args[0].pages
    assert abs(page.largeur - LARGEUR_IMPRESSION) <= 1
    assert documents.imprimes == [], "no printer took it yet"


def test_pages_reach_the_printer(theme: Theme, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "sortie.pdf"))
    printer.setFullPage(True)
    assert print_pages(render_pages(_pdf(2), 600), printer) is Sortie.ENTIERE
    assert len(render_pages((tmp_path / "sortie.pdf").read_bytes(), 300)) == 2


def _impression(documents: FakeDocuments) -> Impression:
    return Impression(
        render_pages(_pdf(1), 300),
        lambda: documents.note_print(DOCUMENT),
        lambda: documents.note_no_print(DOCUMENT),
    )


def _printer(chemin: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(chemin))
    return printer


@pytest.mark.parametrize(
    ("imprimantes", "dit"),
    [((), AUCUNE_IMPRIMANTE.happened), (("Accueil",), "")],
    ids=["none installed", "the user gave up"],
)
def test_a_seat_without_printer_says_so_and_giving_up_is_silence(
    qtbot: QtBot,
    tmp_path: Path,
    tasks: Tasks,
    errors: ErrorDoor,
    imprimantes: tuple[str, ...],
    dit: str,
) -> None:
    screen, _, documents = _open(qtbot, tmp_path, tasks, errors)
    noted = _impression(documents)
    print_from(screen, noted, lambda _: None, lambda: imprimantes)
    assert documents.imprimes == [], "a print given up leaves no trace"
    said = [b.accessibleName() for b in screen.banners.shown]
    assert bool(said) is bool(dit)
    assert all(dit.rstrip(".") in words and "rien n’est perdu" in words for words in said)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.qt_log_ignore("QPdf|QPainter|Could not open")
def test_a_printer_that_does_not_take_the_page_says_so_and_loses_nothing(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, documents = _open(qtbot, tmp_path, tasks, errors)
    muette = _printer(tmp_path / "absent" / "sortie.pdf")
    print_from(screen, _impression(documents), lambda _: muette, lambda: ("Accueil",))
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1 and not tasks.under_way)
    (banner,) = screen.banners.shown
    assert IMPRIMANTE_MUETTE.happened.rstrip(".") in banner.accessibleName()
    assert documents.imprimes == [], "the next one is no duplicate"
    print_from(screen, Impression(render_pages(_pdf(1), 300)), lambda _: _printer(tmp_path / "ok.pdf"))
    assert (tmp_path / "ok.pdf").read_bytes().startswith(b"%PDF")
    assert screen.banners.shown == (banner,)


def test_printer_chosen_leaves_the_trace_before_the_pages(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, documents = _open(qtbot, tmp_path, tasks, errors)
    sortie = tmp_path / "ok.pdf"
    pages_then: list[bool] = []

    def note() -> None:
        pages_then.append(sortie.exists())
        documents.note_print(DOCUMENT)

    print_from(screen, Impression(render_pages(_pdf(2), 300), note), lambda _: _printer(sortie))
    qtbot.waitUntil(sortie.exists)
    assert len(render_pages(sortie.read_bytes(), 300)) == 2
    assert documents.imprimes == [DOCUMENT]
    assert pages_then == [False]


def test_trace_that_cannot_be_written_stops_the_printing(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, documents = _open(qtbot, tmp_path, tasks, errors)
    documents.panne = ServiceInjoignable("La base du cabinet ne répond pas.")
    sortie = tmp_path / "rien.pdf"
    print_from(screen, _impression(documents), lambda _: _printer(sortie))
    qtbot.waitUntil(lambda: bool(screen.banners.shown))
    assert not sortie.exists()


def test_zoom_draws_the_page_again_wider(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, _ = _open(qtbot, tmp_path, tasks, errors, _pdf(2))
    controller.open_document(DOCUMENT)
    qtbot.waitUntil(lambda: len(_feuilles(screen)) == 2)
    avant = _feuilles(screen)[0].width()
    screen.actions_["apercu_plus"].trigger()
    qtbot.waitUntil(lambda: len(_feuilles(screen)) == 2 and _feuilles(screen)[0].width() > avant)


def test_what_is_no_pdf_is_said_in_the_screen(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, _ = _open(qtbot, tmp_path, tasks, errors, b"<html>")
    controller.open_document(DOCUMENT)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7\n%%EOF", _pdf()[:200], b"\0" * 1000])
def test_broken_bytes_are_refused_and_never_drawn(octets: bytes) -> None:
    with pytest.raises(PdfIllisible):
        render_pages(octets, 400)


def test_picture_is_one_page_at_the_width_asked() -> None:
    image = io.BytesIO()
    Image.new("RGB", (300, 200), "crimson").save(image, "JPEG")
    (page,) = render_pages(image.getvalue(), 600)
    assert page.largeur == 600
    with pytest.raises(PdfIllisible):
        render_pages(image.getvalue()[:300], 600)


def test_page_is_drawn_at_the_width_asked() -> None:
    (page,) = render_pages(_pdf(), 800)
    assert abs(page.largeur - 800) <= 1
    assert page.png.startswith(b"\x89PNG")


def test_a_page_made_now_is_shown_and_prints_as_it_is(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, _ = _open(qtbot, tmp_path, tasks, errors)
    screen.enter(PageFaite("Dos de l’ordonnance", _pdf))
    qtbot.waitUntil(lambda: len(_feuilles(screen)) == 1)
    with qtbot.waitSignal(controller.print_wanted) as wanted:
        screen.actions_["apercu_print"].trigger()
    assert len(wanted.args[0].pages) == 1
    assert wanted.args[0].note is None, "it is no document of a file"


class FakeApports:
    """Proposes one allergy, until it is taken."""

    def __init__(self) -> None:
        self.repris: list[Apport] = []

    def propose(self, document: Document) -> Propositions:
        allergie = Apport(GenreApport.ALLERGIE, "Pénicilline", "", AllergieProposee("Pénicilline"))
        return Propositions((replace(allergie, is_connu=bool(self.repris)),))

    def accept(self, document: Document, choisis: Sequence[Apport]) -> int:
        self.repris.extend(choisis)
        return len(choisis)


def test_a_structured_document_of_the_file_proposes_what_it_holds(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen, apports = ApercuScreen(context), FakeApports()
    controller = ApercuController(screen, FakeApercu(), FakeDocuments(_pdf()), apports)
    show(qtbot, screen)
    controller.open_document(DOCUMENT)
    assert not screen.actions_["apercu_apports"].isEnabled()
    controller.open_document(replace(DOCUMENT, type_mime="text/xml", type=TypeDocument.DMP))
    qtbot.waitUntil(lambda: len(_feuilles(screen)) == 1)
    assert screen.apports.isHidden()
    screen.actions_["apercu_apports"].trigger()
    qtbot.waitUntil(lambda: len(screen.apports.cases) == 1)
    assert_accessible(screen)
    screen.apports.cases[0][0].setChecked(True)
    screen.apports.ajouter.click()
    qtbot.waitUntil(lambda: len(apports.repris) == 1)
    qtbot.waitUntil(lambda: not screen.apports.cases[0][0].isEnabled())
