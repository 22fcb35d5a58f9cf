"""What brings documents into a file, over one application."""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.adapters.fichiers import FichierLu, check_content, read_file
from ambroise.domain.dossier import Document
from ambroise.usecases.depot_document import deposit_document
from ambroise.usecases.errors import AmbroiseError, Introuvable

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class JoindreEcran:
    """``ui.patients.joindre.Joindre``."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def join_file(self, patient_id: UUID, chemin: Path) -> Document:
        return self._deposit(patient_id, read_file(chemin))

    def join_content(self, patient_id: UUID, nom: str, contenu: bytes) -> Document:
        return self._deposit(patient_id, check_content(nom, contenu))

    def annul(self, patient_id: UUID, id_: UUID, motif: str) -> None:
        self._app.suivi.annul(patient_id, id_, motif)

    def latest_scan(self) -> Path:
        dossier = self._app.reglages.dossier_numerisation
        if not dossier:
            raise AmbroiseError(
                "Le dossier de la numérisation n’est pas choisi.",
                code="sans_numerisation",
                remede="Écrivez dossier_numerisation dans config.toml.",
            )
        try:
            fichiers = [f for f in Path(dossier).expanduser().iterdir() if f.is_file()]
            return max(fichiers, key=lambda f: f.stat().st_mtime)
        except (OSError, ValueError) as erreur:
            raise Introuvable("Aucun document numérisé n’attend dans ce dossier.") from erreur

    def _deposit(self, patient_id: UUID, lu: FichierLu) -> Document:
        return deposit_document(
            self._app.contexte,
            patient_id,
            titre=lu.titre,
            type_mime=lu.type_mime,
            contenu=lu.contenu,
            auteur=self._app.session.auteur,
        )
