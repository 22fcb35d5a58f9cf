"""What the DMP screen asks of one application."""

from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.adapters.traduction import translating
from ambroise.domain.dmp import DocumentDmp, DocumentOuvert
from ambroise.ui.dmp.ports import DocumentLuDmp, DossierDmp
from esante.cda.lecture import read_cda

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class DmpEcran:
    """``ui.dmp.ports.DossiersDmp`` over the two services of the DMP."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def load(self, patient_id: UUID) -> DossierDmp:
        dmp = self._app.dossier_dmp
        situation = dmp.situation(patient_id)
        ouverture = dmp.ouverture(patient_id)
        documents = None
        if situation.is_autorisee or ouverture.motif_bris:
            documents = self._app.documents_dmp.search(patient_id)
        return DossierDmp(patient_id, situation, documents, ouverture.motif_bris, ouverture.secrete)

    def consent(self, patient_id: UUID) -> None:
        self._app.dossier_dmp.record_consentement(patient_id, declaration_lue=True)

    def break_glass(self, patient_id: UUID, motif: str) -> None:
        self._app.dossier_dmp.break_glass(patient_id, motif)

    def read(self, patient_id: UUID, document: DocumentDmp) -> DocumentLuDmp:
        ouvert = self._app.documents_dmp.open(patient_id, document)
        with translating("Le document du DMP"):
            lu = read_cda(ouvert.contenu)
        page = lu.page
        sections = tuple((s.titre, s.texte) for s in lu.sections)
        return DocumentLuDmp(ouvert, page.donnees if page is not None else b"", sections)

    def keep(self, patient_id: UUID, ouvert: DocumentOuvert) -> None:
        self._app.documents_dmp.keep(patient_id, ouvert)
