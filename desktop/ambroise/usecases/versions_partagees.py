"""The versions of what the file shares: refused when nothing changed, else frozen and put in the outbox."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from ambroise.domain.alimentation import (
    CORRIGE_AVANT_DEPART,
    RETIRE_DU_DMP,
    GenreAlimentation,
    PartisDmp,
    VersionPartagee,
    id_partage,
    identifiant_partage,
)
from ambroise.domain.audit import ActionAudit
from ambroise.domain.dmp import Visibilite
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.envoi import Envoi, EnvoiNomme, EtatEnvoi, TypeEnvoi
from ambroise.domain.patient import Patient
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dmp_alimentation import DMP_SUR_ACCORD
from ambroise.usecases.errors import AccesRefuse, AmbroiseError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_actes import DocumentPret, PortPreparation
from ambroise.usecases.ports_alimentation import ActePartage
from ambroise.usecases.retenue import trace_envoi
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.stockage import empreinte

Construction = Callable[[ActePartage], bytes]


class DejaPartage(AmbroiseError):
    """The DMP holds this very content, or it is about to leave: nothing is sent twice nor unchanged."""

    exit_code = 1


class VersionsPartagees:
    """Makes the next version of an object, in the name of who is logged in.

    Args:
        is_retenu: whether the rule of a kind holds its documents until the user agrees.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        preparation: PortPreparation,
        is_retenu: Callable[[GenreAlimentation], bool],
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._preparation = preparation
        self._is_retenu = is_retenu

    def require_change(
        self,
        uow: UnitOfWork,
        patient: Patient,
        objet: UUID,
        titre: str,
        versions: tuple[VersionPartagee, ...],
        build: Construction,
    ) -> None:
        """Refuse what is on its way, and what is the same as the last version the DMP received.

        A version that has not left yet gives way to one that differs.
        """
        if not versions:
            return
        derniere = versions[-1]
        if derniere.envoi.envoi.erreur == RETIRE_DU_DMP or derniere.retrait is not None:
            raise AccesRefuse("Ce document a été retiré du DMP\u202f; il n’y retourne pas.")
        if derniere.etat is not EtatEnvoi.REMIS and not derniere.is_en_route:
            return
        avant = replace(
            self.make_acte(patient, objet, titre, versions[:-1]), instant=derniere.envoi.envoi.cree_le
        )
        parti = uow.dossiers.document_content(id_partage(objet, derniere.numero))
        is_changed = build(avant) != parti
        if derniere.is_en_route and not (is_changed and self._give_way(uow, derniere)):
            raise DejaPartage(
                "Ce document attend déjà de partir.", remede="Suivez-le ou relancez-le dans les envois."
            )
        if not is_changed:
            raise DejaPartage("Le DMP a déjà ce document, et rien n’a changé depuis.")

    def _give_way(self, uow: UnitOfWork, version: VersionPartagee) -> bool:
        """Cancel a version that was never tried; return whether it could be."""
        envoi = uow.envois.get(version.envoi.envoi.id)
        if envoi.essais or not envoi.is_annulable:
            return False
        annule = replace(envoi, etat=EtatEnvoi.ANNULE, erreur=CORRIGE_AVANT_DEPART, prochaine=None)
        uow.envois.save(annule)
        trace_envoi(self._contexte, uow, annule, self._session.auteur, "annulation")
        return True

    def visibilite_avant(self, uow: UnitOfWork, versions: tuple[VersionPartagee, ...]) -> Visibilite | None:
        """Return who could not see the version that is replaced, None when nothing is."""
        recues = [v for v in versions if v.etat is EtatEnvoi.REMIS]
        if not recues:
            return None
        contenu = uow.envois.get(recues[-1].envoi.envoi.id).contenu
        return Visibilite.of(self._preparation.read_masques(contenu))

    def make_acte(
        self, patient: Patient, objet: UUID, titre: str, versions: tuple[VersionPartagee, ...]
    ) -> ActePartage:
        recues = [v for v in versions if v.etat is EtatEnvoi.REMIS]
        numero = len(versions) + 1
        return ActePartage(
            patient=patient,
            session=self._session.courante,
            objet=objet,
            identifiant=identifiant_partage(objet, numero),
            version=numero,
            instant=self._contexte.horloge(),
            titre=titre,
            remplace=identifiant_partage(objet, recues[-1].numero) if recues else "",
        )

    def add(
        self,
        uow: UnitOfWork,
        acte: ActePartage,
        genre: GenreAlimentation,
        cda: bytes,
        visibilite: Visibilite,
    ) -> Envoi:
        document = Document(
            id=id_partage(acte.objet, acte.version),
            patient_id=acte.patient.id,
            type=TypeDocument.PARTAGE_CDA,
            titre=acte.titre,
            type_mime="text/xml",
            empreinte=empreinte(cda),
            taille=len(cda),
            ajoute_le=acte.instant,
        )
        pret = DocumentPret(acte.patient, acte.identifiant, acte.titre, cda, visibilite.codes, acte.remplace)
        prepare = self._preparation.prepare_dmp(pret)
        envoi = Envoi(
            id=self._contexte.new_id(),
            type=TypeEnvoi.DMP,
            patient_id=acte.patient.id,
            libelle=prepare.libelle,
            cle_idempotence=prepare.cle_idempotence,
            contenu=prepare.contenu,
            cree_le=acte.instant,
            ins=acte.patient.identite.matricule_transmissible,
        )
        if self._is_retenu(genre):
            envoi = envoi.hold(DMP_SUR_ACCORD)
        uow.dossiers.add_document(document, cda)
        uow.envois.add(envoi)
        self._contexte.trace(
            uow,
            self._session.auteur,
            ActionAudit.CREATION,
            f"document {document.id}",
            patient_id=acte.patient.id,
            detail=f"partage\u00a0: {acte.titre}",
        )
        return envoi

    def list_partis(self, patient_id: UUID) -> PartisDmp:
        """Return what left or leaves for the DMP of a patient."""
        with self._contexte.uow() as uow:
            return list_partis(uow, patient_id)


def list_partis(uow: UnitOfWork, patient_id: UUID) -> PartisDmp:
    """Return what left or leaves for the DMP of a patient, with what was asked to be deleted there."""
    nommes = uow.envois.list_named(patient_id, limite=10_000)

    def of(genre: TypeEnvoi) -> dict[str, EnvoiNomme]:
        return {n.envoi.cle_idempotence: n for n in nommes if n.envoi.type is genre}

    return PartisDmp(of(TypeEnvoi.DMP), of(TypeEnvoi.SUPPRESSION_DMP))
