"""Reads what is said of the row pointed at in the results, and opens the whole text on demand."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from ambroise.domain.avis_medicament import AvisMedicament
from ambroise.domain.produit_prescrit import Produit
from ambroise.ui.ordonnances.ports import Prescription, PropositionMedicament
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.tasks import MEDICAMENTS, Task


class AvisController(QObject):
    """An answer about a row that is no longer pointed at is dropped.

    Args:
        browse: opens an address in the browser.
    """

    def __init__(
        self,
        screen: OrdonnanceScreen,
        prescription: Prescription,
        browse: Callable[[str], object] = lambda url: QDesktopServices.openUrl(QUrl(url)),
    ) -> None:
        super().__init__(screen)
        self._screen, self._prescription, self._browse = screen, prescription, browse
        self._lecture: Task | None = None
        self._montre = AvisMedicament()
        self._produit: Produit | None = None
        screen.entry.pointed.connect(self._point)
        screen.actions_.on("ordonnance_has", lambda: self._open(a.lien for a in self._montre.avis))
        screen.actions_.on("ordonnance_ansm", lambda: self._open(i.lien for i in self._montre.informations))

    def _point(self, vise: object) -> None:
        produit = vise.produit if isinstance(vise, PropositionMedicament) and vise.modele is None else None
        if produit is not None and produit == self._produit:
            return  # the same product while its posology is typed
        self._produit, self._montre = produit, AvisMedicament()  # no key opens the text of another product
        if self._lecture is not None:
            self._lecture.cancel()
        if produit is None:
            self._show(AvisMedicament())
            return
        self._lecture = self._screen.run(
            lambda _: self._prescription.read_avis(produit), self._show, queue=MEDICAMENTS
        )

    def _show(self, found: AvisMedicament) -> None:
        self._montre = found
        self._screen.avis.show_avis(found)

    def _open(self, liens: Iterable[str]) -> None:
        """Open the first address of the web: a reference file names no other kind."""
        lien = next((lien for lien in liens if urlsplit(lien).scheme in ("https", "http")), "")
        if lien:
            self._browse(lien)
