"""Between the preview and what draws documents: orders before they are signed, stored PDFs after."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.apercu.pages import PageImage, PdfIllisible, render_pages
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.errors import Explanation
from ambroise.ui.ports import ApercuOrdonnance
from ambroise.ui.tasks import PRINTING, Task
from ambroise.ui.words import long_date

ILLISIBLE = Explanation(
    "Ce document ne peut être dessiné",
    "Il est gardé tel quel.",
    "Exportez-le pour l’ouvrir ailleurs.",
    "warning",
    "file-x",
)


class ApercuController(QObject):
    """Holds the document shown; ``print_wanted`` carries its PDF."""

    print_wanted = Signal(bytes)
    back_wanted = Signal()

    def __init__(self, screen: ApercuScreen, apercu: ApercuOrdonnance) -> None:
        super().__init__(screen)
        self._screen, self._apercu = screen, apercu
        self._pdf = b""
        self._task: Task | None = None
        screen.entered.connect(self._enter)
        screen.zoom_changed.connect(self._redraw)
        screen.print_wanted.connect(lambda: self.print_wanted.emit(self._pdf))
        screen.back_wanted.connect(self.back_wanted)

    def open_ordonnance(self, ordonnance: Ordonnance) -> None:
        """Draw an order as it will print; only a signed one prints."""
        self._screen.show_waiting(
            f"Ordonnance du {long_date(ordonnance.date)}", printable=ordonnance.is_figee
        )
        self._draw(lambda: self._apercu.render_pdf(ordonnance))

    def open_pdf(self, titre: str, pdf: bytes) -> None:
        """Show a stored document."""
        self._screen.show_waiting(titre, printable=True)
        self._draw(lambda: pdf)

    def _enter(self, argument: object) -> None:
        match argument:
            case Ordonnance():
                self.open_ordonnance(argument)
            case (str(titre), bytes(pdf)):
                self.open_pdf(titre, pdf)
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

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, PdfIllisible):
            self._screen.show_explanation(ILLISIBLE)
        else:
            self._screen.show_error(error)
