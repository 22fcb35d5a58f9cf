"""An order brought as a file: dropped on the counter, chosen, or pasted as a picture."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.presse_papiers import DropFilter, pasted_picture

FILTRE: Final = "Photo ou PDF d’une ordonnance (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.webp)"


class LecteurCodes(Protocol):
    """Finds the code of an order in a picture or a PDF. Raises AmbroiseError: no file, no code, several."""

    def read_file(self, chemin: Path) -> str: ...
    def read_picture(self, contenu: bytes) -> str: ...


class FichierController(QObject):
    """Gives ``scan`` the code found, as the scanner would; it is told that a picture bore it."""

    def __init__(self, screen: ComptoirScreen, lecteur: LecteurCodes, scan: Callable[[str], None]) -> None:
        super().__init__(screen)
        self._screen, self._lecteur, self._scan = screen, lecteur, scan
        DropFilter(screen).dropped.connect(self.read_files)
        screen.actions_.on("comptoir_file", self._choose)
        screen.actions_.on("comptoir_paste", self._paste)

    def read_files(self, chemins: tuple[Path, ...]) -> None:
        """Take the first file: one order at a time."""
        if chemins:
            self._read(lambda: self._lecteur.read_file(chemins[0]))

    def _choose(self) -> None:
        choisi, _ = QFileDialog.getOpenFileName(self._screen, "Lire une ordonnance", "", FILTRE)
        if choisi:
            self.read_files((Path(choisi),))

    def _paste(self) -> None:
        image = pasted_picture()
        if image is not None:
            self._read(lambda: self._lecteur.read_picture(image))
        else:
            self._screen.show_refusal("Rien à coller.", "Copiez d’abord l’image de l’ordonnance.")

    def _read(self, work: Callable[[], str]) -> None:
        self._screen.run(lambda _: work(), self._scan, title="Lecture du code")
