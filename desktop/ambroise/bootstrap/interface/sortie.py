"""What the file asks to go on paper or out: pages drawn with the identity block, one archive."""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.adapters.archive_export import ArchiveExport
from ambroise.adapters.page_document import TexteAImprimer
from ambroise.bootstrap.documents import render_page
from ambroise.cli.sortie import as_json
from ambroise.domain.identite import Sexe
from ambroise.domain.posologie_texte import render_date
from ambroise.usecases.sortie_dossier import SortieDossierService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


_NE = {Sexe.FEMININ: "Née", Sexe.MASCULIN: "Né", Sexe.INDETERMINE: "Né(e)"}


class SortieEcran:
    """``ui.patients.sortie.Sortie``."""

    def __init__(self, app: "Application") -> None:
        self._app = app
        self._service = SortieDossierService(app.contexte, app.session, as_json)

    def render(self, patient_id: UUID) -> bytes:
        dossier = self._service.compose(patient_id)
        patient = dossier.patient
        traits = patient.identite.traits
        nom = f"{patient.nom_affiche} {patient.prenom_affiche}"
        auteur = self._app.session.nom
        jour = render_date(dossier.instant.astimezone().date())
        essai = "" if self._app.table.is_reel else " · SPÉCIMEN, données d’essai"
        return render_page(
            TexteAImprimer(
                f"Dossier de {nom}",
                (
                    f"{_NE[traits.sexe]} le {render_date(traits.date_naissance)}",
                    f"Imprimé le {jour} par {auteur}",
                ),
                dossier.parties,
                f"{nom} · confidentiel, couvert par le secret médical{essai}",
                auteur,
                dossier.instant,
                identite=patient.identite,
                oid_ins=self._app.table.oid_ins,
            )
        )

    def note_print(self, patient_id: UUID) -> None:
        self._service.note_print(patient_id)

    def export(self, patient_id: UUID, chemin: Path) -> int:
        with ArchiveExport(chemin) as archive:
            return self._service.export(patient_id, archive).fichiers
