"""Bring documents into the open file: dropped, pasted, chosen, or fresh from the scanner."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from ambroise.domain.dossier import Document
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.presse_papiers import DropFilter, local_files, pasted_picture
from ambroise.ui.words import long_date, plural

FILTRE: Final = "Documents (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.xml *.txt)"
PAR_ERREUR: Final = "Joint par erreur"


class Joindre(Protocol):
    """Files a document: true type, bounded size, same bytes once. Raises AmbroiseError."""

    def join_file(self, patient_id: UUID, chemin: Path) -> Document: ...
    def join_content(self, patient_id: UUID, nom: str, contenu: bytes) -> Document: ...
    def annul(self, patient_id: UUID, id_: UUID, motif: str) -> None: ...

    def latest_scan(self) -> Path:
        """Return the newest file of the scanner's folder. Raises AmbroiseError: none, or no folder set."""


class JoindreController(QObject):
    """Adds what is brought to the file shown, says it, and takes it back on demand."""

    def __init__(self, screen: DossierScreen, joindre: Joindre, refresh: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen, self._joindre, self._refresh = screen, joindre, refresh
        DropFilter(screen).dropped.connect(self.join_files)
        screen.actions_.on("dossier_joindre", self._choose)
        screen.actions_.on("dossier_coller", self._paste)
        screen.actions_.on("dossier_scan", self._take_scan)

    def join_files(self, chemins: Sequence[Path]) -> None:
        """Add files to the file shown; the first that is refused stops the others, those before are in."""
        patient_id = self._patient_id
        if patient_id is not None and chemins:
            self._join(patient_id, lambda: [self._joindre.join_file(patient_id, c) for c in chemins])

    def _choose(self) -> None:
        if self._patient_id is not None:
            choisis, _ = QFileDialog.getOpenFileNames(self._screen, "Joindre au dossier", "", FILTRE)
            self.join_files([Path(c) for c in choisis])

    def _paste(self) -> None:
        patient_id, image = self._patient_id, pasted_picture()
        donnees = QGuiApplication.clipboard().mimeData()
        if patient_id is None:
            return
        if image is not None:
            nom = f"Image collée le {long_date(self._screen.context.now().date())}.png"
            self._join(patient_id, lambda: [self._joindre.join_content(patient_id, nom, image)])
        elif donnees is not None:
            self.join_files(local_files(donnees))

    def _take_scan(self) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._join(patient_id, lambda: [self._joindre.join_file(patient_id, self._joindre.latest_scan())])

    def _join(self, patient_id: UUID, work: Callable[[], Sequence[Document]]) -> None:
        self._screen.run(lambda _: work(), lambda joints: self._joined(patient_id, joints))

    def _joined(self, patient_id: UUID, joints: Sequence[Document]) -> None:
        def annul() -> None:
            for joint in joints:
                self._joindre.annul(patient_id, joint.id, PAR_ERREUR)

        def undo() -> None:
            self._screen.run(lambda _: annul(), lambda _: self._refresh())

        self._refresh()
        titre = joints[0].titre if len(joints) == 1 else plural(len(joints), "document")
        self._screen.toast.say(f"Joint au dossier\u00a0: {titre}", undo)

    @property
    def _patient_id(self) -> UUID | None:
        return self._screen.dossier.patient.id if self._screen.dossier is not None else None
