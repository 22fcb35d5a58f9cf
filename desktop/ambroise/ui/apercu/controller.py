"""Between the preview and what draws documents: orders before they are signed, stored PDFs after."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from ambroise.domain.apports import Apport
from ambroise.domain.dossier import Document
from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.apercu.impression import Impression
from ambroise.ui.apercu.pages import PageImage, PdfIllisible, render_pages
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.errors import Explanation
from ambroise.ui.ordonnances.ports import ApercuOrdonnance
from ambroise.ui.patients.ports import ApportsDocuments, Documents
from ambroise.ui.tasks import PRINTING, Task
from ambroise.ui.words import long_date, plural
from ambroise.usecases.depot_avant_papier import DepotNonAccuse

LARGEUR_IMPRESSION: Final = 2480
"""An A4 page at 300 points an inch."""

ILLISIBLE: Final = Explanation(
    "Ce document ne peut être dessiné",
    "Il est gardé tel quel.",
    "Exportez-le pour l’ouvrir ailleurs.",
    "warning",
    "file-x",
)


@dataclass(frozen=True)
class PageFaite:
    """A page that is no document of a file, made when it is shown: the back of an order."""

    titre: str
    make: Callable[[], bytes]
    note_print: Callable[[], object] | None = None
    """Called once a printer is chosen, to leave a trace."""


class ApercuController(QObject):
    """Holds the document shown; ``print_wanted`` carries an Impression, drawn for a printer."""

    print_wanted = Signal(object)
    back_wanted = Signal()
    not_deposited = Signal(object)
    """The DepotNonAccuse that holds a page back."""

    def __init__(
        self,
        screen: ApercuScreen,
        apercu: ApercuOrdonnance,
        documents: Documents,
        apports: ApportsDocuments | None = None,
    ) -> None:
        super().__init__(screen)
        self._apports = apports
        screen.apports_wanted.connect(self._propose)
        screen.apports.accepted.connect(self._accept)
        self._screen, self._apercu, self._documents = screen, apercu, documents
        self._document: Document | None = None
        self._page: PageFaite | None = None
        self._pdf = b""
        self._task: Task | None = None
        screen.entered.connect(self._enter)
        screen.zoom_changed.connect(self._redraw)
        screen.print_wanted.connect(self._print)
        screen.back_wanted.connect(self.back_wanted)

    def open_ordonnance(self, ordonnance: Ordonnance) -> None:
        """Draw an order as it will print; a draft never prints, the stored PDF of a signed one does."""
        self._document = self._page = None
        self._screen.show_waiting(f"Ordonnance du {long_date(ordonnance.date)}", printable=False)
        self._draw(lambda: self._apercu.render_pdf(ordonnance))

    def open_document(self, document: Document) -> None:
        """Show a stored document."""
        self._document, self._page = document, None
        proposes = self._apports is not None and "xml" in document.type_mime
        self._screen.show_waiting(document.titre, printable=True, proposes=proposes)
        self._draw(lambda: self._documents.read(document))

    def open_page(self, page: PageFaite) -> None:
        """Show a page made now; it prints as it is."""
        self._document, self._page = None, page
        self._screen.show_waiting(page.titre, printable=True)
        self._draw(page.make)

    def _enter(self, argument: object) -> None:
        match argument:
            case Ordonnance():
                self.open_ordonnance(argument)
            case Document():
                self.open_document(argument)
            case PageFaite():
                self.open_page(argument)
            case _:
                pass

    def _redraw(self, _largeur: int) -> None:
        if self._pdf:
            pdf = self._pdf
            self._draw(lambda: pdf)

    def _draw(self, make: Callable[[], bytes]) -> None:
        if self._task is not None:
            self._task.cancel()
        self._screen.banners.clear()
        largeur = self._screen.wanted_width

        def work(_: Task) -> tuple[bytes, tuple[PageImage, ...]]:
            pdf = make()
            return pdf, render_pages(pdf, largeur)

        self._task = self._screen.run(
            work, self._drawn, on_error=self._failed, queue=PRINTING, title="Dessin de la page"
        )

    def _drawn(self, lu: tuple[bytes, tuple[PageImage, ...]]) -> None:
        self._pdf, pages = lu
        self._screen.show_pages(pages)

    def _print(self) -> None:
        document, page = self._document, self._page
        if document is None and page is None:
            return

        pdf, documents = self._pdf, self._documents

        def draw(_: Task) -> Impression:
            if document is None:
                return Impression(render_pages(pdf, LARGEUR_IMPRESSION), page.note_print if page else None)
            pages = render_pages(documents.read_to_print(document), LARGEUR_IMPRESSION)
            return Impression(
                pages, lambda: documents.note_print(document), lambda: documents.note_no_print(document)
            )

        self._screen.run(
            draw,
            self.print_wanted.emit,
            on_error=self._failed,
            queue=PRINTING,
            title="Impression",
        )

    def _propose(self) -> None:
        document, apports = self._document, self._apports
        if document is not None and apports is not None:
            self._screen.run(lambda _: apports.propose(document), self._screen.show_propositions)

    def _accept(self, choisis: tuple[Apport, ...]) -> None:
        document, apports = self._document, self._apports
        if document is None or apports is None:
            return

        def entered(combien: int) -> None:
            self._screen.toast.say(f"{plural(combien, 'élément')} au dossier")
            self._propose()

        self._screen.run(lambda _: apports.accept(document, choisis), entered)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, PdfIllisible):
            self._screen.show_explanation(ILLISIBLE)
        elif isinstance(error, DepotNonAccuse):
            self.not_deposited.emit(error)
        else:
            self._screen.show_error(error)
