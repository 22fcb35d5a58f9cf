"""The open file on paper, through the preview, or out in one archive."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from ambroise.ui.apercu.controller import PageFaite
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.words import plural
from ambroise.usecases.patients import DossierPatient


class Sortie(Protocol):
    """Draws and writes out a file; each is traced. Raises AmbroiseError."""

    def render(self, patient_id: UUID) -> bytes: ...
    def note_print(self, patient_id: UUID) -> None: ...

    def export(self, patient_id: UUID, chemin: Path) -> int:
        """Return how many files the archive holds."""


class SortieController(QObject):
    """``page_wanted`` carries the PageFaite to preview."""

    page_wanted = Signal(object)

    def __init__(
        self,
        screen: DossierScreen,
        sortie: Sortie,
        ask_path: Callable[[str], Path | None] | None = None,
    ) -> None:
        super().__init__(screen)
        self._screen, self._sortie = screen, sortie
        self._ask_path = ask_path or self._choose
        screen.actions_.on("dossier_imprimer", self._print)
        screen.actions_.on("dossier_exporter", self._export)

    def _print(self) -> None:
        dossier = self._screen.dossier
        if dossier is not None:
            self._screen.consultation.flush()
            id_ = dossier.patient.id
            self.page_wanted.emit(
                PageFaite(
                    f"Dossier de {_name(dossier)}",
                    lambda: self._sortie.render(id_),
                    lambda: self._sortie.note_print(id_),
                )
            )

    def _export(self) -> None:
        dossier = self._screen.dossier
        if dossier is None:
            return
        chemin = self._ask_path(f"{file_name(_name(dossier))}.zip")
        if chemin is not None:
            id_ = dossier.patient.id
            self._screen.run(
                lambda _: self._sortie.export(id_, chemin),
                lambda fichiers: self._screen.toast.say(
                    f"Dossier exporté, {plural(fichiers, 'fichier')}\u00a0: {chemin.name}"
                ),
                title="Export du dossier",
            )

    def _choose(self, nom: str) -> Path | None:
        choisi, _ = QFileDialog.getSaveFileName(self._screen, "Exporter le dossier", nom, "Archive (*.zip)")
        return Path(choisi) if choisi else None


def file_name(nom: str) -> str:
    """Return a name that every disk accepts."""
    return re.sub(r"[^\w-]+", "-", nom).strip("-") or "dossier"


def _name(dossier: DossierPatient) -> str:
    return f"{dossier.patient.nom_affiche} {dossier.patient.prenom_affiche}"
