"""Search, read, keep and manage the documents of an open DMP.

Each rule names its requirement of the national test book.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dmp import (
    DocumentDmp,
    DocumentOuvert,
    FiltreDmp,
    Visibilite,
    VisibiliteRefusee,
    avertissement_ouverture,
    check_visibilite,
    is_irreversible,
)
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.entrees import VisiteDmp
from ambroise.domain.identite import MatriculeIns
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dmp import ConfirmationRequise, DmpService
from ambroise.usecases.errors import AccesRefuse
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_dmp import PortDmp
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.stockage import empreinte

_ESPACE = UUID("8b8f0c1e-52a4-4c67-9b0e-0a6b7f2c9d31")


def kept_id(identifiant: str) -> UUID:
    """Return the identifier of the kept copy of a document: the same document is kept once."""
    return uuid5(_ESPACE, identifiant)


def _instant(document: DocumentDmp) -> datetime:
    """Return when a document was made, the distant past for one that does not say."""
    return document.instant or datetime.min.replace(tzinfo=UTC)


class DocumentsDmpService:
    """The documents of the records that :class:`DmpService` opened."""

    def __init__(self, contexte: Contexte, session: SessionService, port: PortDmp, dmp: DmpService) -> None:
        self._contexte = contexte
        self._session = session
        self._port = port
        self._dmp = dmp

    # --- consultation ------------------------------------------------------------------------------------

    def search(
        self, patient_id: UUID, filtre: FiltreDmp | None = None, *, automatique: bool = False
    ) -> tuple[DocumentDmp, ...]:
        """List the documents, the newest first.

        An automatic search runs once at most while the file is open (EX_3.1-2030).

        Raises:
            AccesRefuse: no open record, or no right to consult it.
        """
        ouverture = self._dmp.ouverture(patient_id)
        if automatique and ouverture.recherche_automatique_faite:
            return ()
        self._dmp.require_right(patient_id)
        if automatique:
            self._dmp.note_recherche_automatique(patient_id)
        matricule = self._target(patient_id)
        found = self._port.search(
            matricule, filtre or FiltreDmp(), motif_bris=ouverture.motif_bris, secrete=ouverture.secrete
        )
        with self._contexte.uow() as uow:
            self._note_visite(uow, patient_id)
            self._dmp.trace(uow, ActionAudit.INTERROGATION, patient_id, "recherche")
            uow.commit()
        return tuple(sorted(found, key=_instant, reverse=True))

    def search_new(self, patient_id: UUID) -> tuple[DocumentDmp, ...]:
        """List what came since this professional last looked, before the present opening of the file."""
        ouverture = self._dmp.ouverture(patient_id)
        depuis = ouverture.visite_precedente if ouverture.visite_notee else self._visite(patient_id)
        return self.search(patient_id, FiltreDmp(nouveaux_depuis=depuis))

    def open(self, patient_id: UUID, document: DocumentDmp) -> DocumentOuvert:
        """Fetch one document to read it; nothing of it is kept (EX_3.2-1010)."""
        self._dmp.require_right(patient_id)
        ouverture = self._dmp.ouverture(patient_id)
        contenu = self._port.open(
            self._target(patient_id),
            document.identifiant,
            motif_bris=ouverture.motif_bris,
            secrete=ouverture.secrete,
        )
        with self._contexte.uow() as uow:
            self._dmp.trace(uow, ActionAudit.LECTURE, patient_id, document.identifiant)
            uow.commit()
        return DocumentOuvert(document, contenu, avertissement_ouverture(document))

    def keep(self, patient_id: UUID, ouvert: DocumentOuvert) -> Document:
        """Save a document the user chose to keep, with its origin and the date."""
        document = Document(
            id=kept_id(ouvert.document.identifiant),
            patient_id=patient_id,
            type=TypeDocument.DMP,
            titre=f"{ouvert.document.titre} (DMP, enregistré le {self._dmp.today():%d/%m/%Y})",
            type_mime="text/xml",
            empreinte=empreinte(ouvert.contenu),
            taille=len(ouvert.contenu),
            ajoute_le=self._contexte.horloge(),
        )
        with self._contexte.uow() as uow:
            uow.dossiers.add_document(document, ouvert.contenu)
            self._dmp.trace(uow, ActionAudit.CREATION, patient_id, ouvert.document.identifiant)
            uow.commit()
        return document

    def outdated(self, patient_id: UUID, listed: Sequence[DocumentDmp]) -> tuple[Document, ...]:
        """Return the kept documents that the DMP has replaced or no longer holds (3.1-900)."""
        current = {kept_id(d.identifiant) for d in listed if not d.is_obsolete}
        with self._contexte.uow() as uow:
            kept = [d for d in uow.dossiers.documents(patient_id) if d.type is TypeDocument.DMP]
        return tuple(d for d in kept if d.id not in current)

    # --- management --------------------------------------------------------------------------------------

    def set_visibilite(
        self, patient_id: UUID, document: DocumentDmp, choix: Visibilite, *, confirmee: bool = False
    ) -> None:
        """Mask, show, or make visible to the patient or the legal representatives (TD3.3a/b).

        Raises:
            AccesRefuse: a choice the DMP does not allow.
            ConfirmationRequise: masking (EX_3.3-1030) and showing for good (EX_3.3-1040) are confirmed first.
        """
        self._dmp.require_right(patient_id)
        try:
            check_visibilite(
                choix,
                self._dmp.parametres,
                is_mineur=self._dmp.is_mineur(patient_id),
                avant=document.visibilite,
            )
        except VisibiliteRefusee as error:
            raise AccesRefuse(str(error)) from None
        irreversible = is_irreversible(choix, document.visibilite)
        masque = choix.masque_ps and not document.visibilite.masque_ps
        if (irreversible or masque) and not confirmee:
            raise ConfirmationRequise(
                "Rendre ce document visible est irréversible."
                if irreversible
                else "Les autres professionnels ne verront plus ce document.",
                remede="Confirmez pour continuer.",
            )
        self._port.set_visibilite(self._target(patient_id), document, choix)
        self._traced(patient_id, f"visibilité {document.identifiant}")

    def delete(self, patient_id: UUID, document: DocumentDmp, *, confirmee: bool = False) -> None:
        """Delete one's own document, with or without a right to consult (TD3.3c, EX_3.3-1060).

        Raises:
            AccesRefuse: the document is another's.
            ConfirmationRequise: deleting is irreversible and confirmed first (EX_3.3-1050).
        """
        if not document.is_du_professionnel:
            raise AccesRefuse("Seul l’auteur d’un document le supprime du DMP.")
        self._delete(patient_id, document, confirmee=confirmee)

    def delete_own(self, patient_id: UUID, identifiant: str, *, confirmee: bool = False) -> None:
        """Delete from the DMP what this office sent, known by its uniqueId alone (TD3.3c).

        Raises:
            ConfirmationRequise: deleting is irreversible and confirmed first (EX_3.3-1050).
        """
        sent = DocumentDmp(identifiant, "", "", "", "", (), None, None, is_du_professionnel=True)
        self._delete(patient_id, sent, confirmee=confirmee)

    def _delete(self, patient_id: UUID, document: DocumentDmp, *, confirmee: bool) -> None:
        if not confirmee:
            raise ConfirmationRequise(
                "Supprimer un document du DMP est irréversible.", remede="Confirmez pour continuer."
            )
        self._port.delete(self._target(patient_id), document)
        self._traced(patient_id, f"suppression {document.identifiant}")

    def archive(self, patient_id: UUID, document: DocumentDmp, *, archive: bool = True) -> None:
        """Archive a document, or bring it back (TD3.3d)."""
        self._dmp.require_right(patient_id)
        self._port.archive(self._target(patient_id), document, archive=archive)
        self._traced(patient_id, f"archivage {document.identifiant}")

    def web_url(self, patient_id: UUID, page: str = "DossierPatient") -> str:
        """Return the address of the web DMP on this patient (TD0.9)."""
        return self._port.web_url(self._target(patient_id), page)

    def _target(self, patient_id: UUID) -> MatriculeIns:
        return self._dmp.matricule(self._dmp.patient(patient_id))

    def _visite(self, patient_id: UUID) -> datetime | None:
        with self._contexte.uow() as uow:
            visite = self._last_visite(uow, patient_id)
        return visite.instant if visite is not None else None

    def _last_visite(self, uow: UnitOfWork, patient_id: UUID) -> VisiteDmp | None:
        visites = uow.entrees.list(VisiteDmp, patient_id)
        return next((v for v in visites if v.professionnel == self._session.auteur), None)

    def _note_visite(self, uow: UnitOfWork, patient_id: UUID) -> None:
        now = self._contexte.horloge()
        avant = self._last_visite(uow, patient_id)
        self._dmp.note_visite(patient_id, avant.instant if avant is not None else None)
        visite = avant or VisiteDmp(
            self._contexte.new_id(), patient_id, self._session.auteur, now.date(), now
        )
        uow.entrees.save(replace(visite, le=now.date(), instant=now))

    def _traced(self, patient_id: UUID, detail: str) -> None:
        with self._contexte.uow() as uow:
            self._dmp.trace(uow, ActionAudit.MODIFICATION, patient_id, detail)
            uow.commit()
