"""Feed the DMP with what is not an order: vaccinations, dispensings, summaries, documents of the file."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from ambroise.domain.alimentation import (
    RETIRE_DU_DMP,
    GenreAlimentation,
    LignePartage,
    ModeleSynthese,
    TypeDocumentPartage,
    VersionPartagee,
    objet_synthese,
    versions_of,
)
from ambroise.domain.audit import ActionAudit
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.dmp import Visibilite
from ambroise.domain.entrees import Vaccination
from ambroise.domain.envoi import Envoi, EtatEnvoi
from ambroise.domain.patient import Patient
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dmp import DmpService
from ambroise.usecases.dmp_alimentation import feeding_refusal
from ambroise.usecases.errors import AccesRefuse, AmbroiseError, Introuvable
from ambroise.usecases.partages import etats_partages, list_partages, require_visibilite
from ambroise.usecases.patients import DossierPatient, PatientService
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_actes import PortPreparation
from ambroise.usecases.ports_alimentation import PortDocumentsPartages
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.versions_partagees import Construction, VersionsPartagees

VISIBLE = Visibilite()


class AlimentationService:
    """Sharing is an act of who is logged in; each document stays in the file as it left.

    Args:
        is_retenu: whether the rule of a kind holds its documents until the user agrees.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        patients: PatientService,
        *,
        documents: PortDocumentsPartages,
        preparation: PortPreparation,
        is_retenu: Callable[[GenreAlimentation], bool],
        dmp: DmpService,
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._patients = patients
        self._documents = documents
        self._versions = VersionsPartagees(contexte, session, preparation, is_retenu)
        self._is_retenu = is_retenu
        self._dmp = dmp

    def list(self, patient_id: UUID) -> tuple[LignePartage, ...]:
        """Return what can be shared and what was, with its state (EX_2.1-1190), the newest first."""
        dossier = self._patients.open(patient_id)
        today = self._contexte.horloge().astimezone().date()
        return list_partages(dossier, self._versions.list_partis(patient_id), today, self._is_retenu)

    def etats(self, dossier: DossierPatient) -> dict[UUID, VersionPartagee]:
        """Return where each document of a file is, by what it is about; nothing is asked of the DMP."""
        return etats_partages(dossier, self._versions.list_partis(dossier.patient.id))

    # --- acts --------------------------------------------------------------------------------------------

    def share_synthese(
        self,
        patient_id: UUID,
        modele: ModeleSynthese = ModeleSynthese.IPS,
        visibilite: Visibilite = VISIBLE,
    ) -> Envoi:
        """Share the summary of a file; a new one replaces the one before.

        Raises:
            AccesRefuse: nothing leaves for the DMP of this patient.
            DejaPartage: nothing changed since.
        """
        dossier = self._patients.open(patient_id)
        _require_content(dossier)
        return self._share(
            patient_id,
            objet_synthese(patient_id, modele),
            GenreAlimentation.SYNTHESE,
            modele.libelle,
            lambda acte: self._documents.build_synthese(acte, dossier, modele),
            visibilite,
        )

    def share_vaccination(self, patient_id: UUID, vaccination_id: UUID, code_cis: str = "") -> Envoi:
        """Share the note of one vaccination; a corrected one replaces it.

        The note is never hidden: the DMP takes confidentiality ``N`` only.

        Args:
            code_cis: the exact vaccine, written in the file when it was not known.
        """
        with self._contexte.uow() as uow:
            found = [v for v in uow.entrees.list(Vaccination, patient_id) if v.id == vaccination_id]
            if not found:
                raise Introuvable("Cette vaccination n’est plus dans le dossier.")
            vaccination = found[0]
            if code_cis and code_cis != vaccination.code_cis:
                vaccination = uow.entrees.save(replace(vaccination, code_cis=code_cis))
                uow.commit()
        if not vaccination.code_cis:
            raise AccesRefuse(
                "La note de vaccination demande le vaccin exact.", remede="Choisissez-le dans la base."
            )
        return self._share(
            patient_id,
            vaccination.id,
            GenreAlimentation.VACCINATION,
            f"Vaccination du {vaccination.le:%d/%m/%Y}",
            lambda acte: self._documents.build_vaccination(acte, vaccination),
            VISIBLE,
        )

    def feed_vaccination(self, vaccination: Vaccination, code_cis: str) -> str:
        """Share at once a vaccination just noted, when its vaccine is certain; return why it waits.

        A note that was refused here waits in the DMP tab: what was written in the file stands.
        """
        if not code_cis:
            return "Le vaccin exact reste à choisir."
        try:
            self.share_vaccination(vaccination.patient_id, vaccination.id, code_cis)
        except AmbroiseError as refus:
            return refus.message
        return ""

    def share_document(
        self,
        patient_id: UUID,
        document_id: UUID,
        type_document: TypeDocumentPartage,
        visibilite: Visibilite = VISIBLE,
    ) -> Envoi:
        """Share a PDF of the file, declared as what the user says it is."""
        with self._contexte.uow() as uow:
            found = [d for d in uow.dossiers.documents(patient_id) if d.id == document_id]
            if not found:
                raise Introuvable("Ce document n’est plus dans le dossier.")
            pdf = uow.dossiers.document_content(document_id)
        return self._share(
            patient_id,
            document_id,
            GenreAlimentation.DOCUMENT,
            found[0].titre,
            lambda acte: self._documents.build_document(acte, pdf, type_document.code),
            visibilite,
        )

    def add_dispensation(self, uow: UnitOfWork, patient: Patient, dispensation: Dispensation) -> str:
        """Put the record of a dispensing in the outbox, in the transaction of the act.

        Return why it does not leave, empty when it does.
        """
        refus = feeding_refusal(uow, patient)
        if refus or not any(ligne.delivrances for ligne in dispensation.lignes):
            return refus or "Rien n’est délivré."
        titre = f"Dispensation du {dispensation.instant.astimezone():%d/%m/%Y}"
        acte = self._versions.make_acte(patient, dispensation.id, titre, ())
        cda = self._documents.build_dispensation(acte, dispensation)
        self._versions.add(uow, acte, GenreAlimentation.DISPENSATION, cda, VISIBLE)
        return ""

    def mark_withdrawn(self, envoi_id: UUID) -> None:
        """Remember that a document was deleted from the DMP: it is not sent there again."""
        with self._contexte.uow() as uow:
            envoi = uow.envois.get(envoi_id)
            uow.envois.save(replace(envoi, etat=EtatEnvoi.ANNULE, erreur=RETIRE_DU_DMP))
            self._contexte.trace(
                uow,
                self._session.auteur,
                ActionAudit.ANNULATION,
                f"{envoi.type} {envoi.cle_idempotence}",
                patient_id=envoi.patient_id,
                detail="retrait du DMP",
            )
            uow.commit()

    # --- plumbing ----------------------------------------------------------------------------------------

    def _share(
        self,
        patient_id: UUID,
        objet: UUID,
        genre: GenreAlimentation,
        titre: str,
        build: Construction,
        visibilite: Visibilite,
    ) -> Envoi:
        versions = versions_of(objet, self._versions.list_partis(patient_id))
        with self._contexte.uow() as uow:
            avant = self._versions.visibilite_avant(uow, versions)
        require_visibilite(self._dmp, patient_id, genre, visibilite, avant)
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
            if refus := feeding_refusal(uow, patient):
                raise AccesRefuse(refus)
            self._versions.require_change(uow, patient, objet, titre, versions, build)
            acte = self._versions.make_acte(patient, objet, titre, versions)
            envoi = self._versions.add(uow, acte, genre, build(acte), visibilite)
            uow.commit()
            return envoi


def _require_content(dossier: DossierPatient) -> None:
    if not (dossier.entrees or dossier.allergies or dossier.ordonnances):
        raise AccesRefuse(
            "Le dossier ne porte rien à résumer.",
            remede="Notez d’abord les problèmes, antécédents, allergies ou traitements.",
        )
