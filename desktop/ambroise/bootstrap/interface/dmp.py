"""What the DMP screen asks of one application: the record, and what this office shares with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.adapters.partage_cda import search_vaccins
from ambroise.adapters.traduction import translating
from ambroise.domain.alimentation import GenreAlimentation, LignePartage, ModeleSynthese, VersionPartagee
from ambroise.domain.apports import Apport
from ambroise.domain.dmp import DocumentDmp, DocumentOuvert, EtatDmp, FiltreDmp, Visibilite
from ambroise.domain.dmp_droits import DroitsDmp
from ambroise.ui.dmp.ports import DemandePartage, DocumentLuDmp, DossierDmp, ReglesPartage, Vaccin
from ambroise.usecases import envois
from ambroise.usecases.errors import DemandeRejetee
from ambroise.usecases.patients import DossierPatient
from esante.cda.affichage import render_html
from esante.cda.lecture import read_cda

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

TOUS = FiltreDmp(archives=True)
_VACCINS = 12


class DmpEcran:
    """``ui.dmp.ports.DossiersDmp`` over the two services of the DMP."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def load(self, patient_id: UUID) -> DossierDmp:
        dmp = self._app.dossier_dmp
        situation = dmp.situation(patient_id)
        ouverture = dmp.ouverture(patient_id)
        found = DossierDmp(
            patient_id,
            situation,
            motif_bris=ouverture.motif_bris,
            secrete=ouverture.secrete,
            is_mineur=dmp.is_mineur(patient_id),
            is_opposee=dmp.is_opposee(patient_id),
        )
        if situation.etat is not EtatDmp.OUVERT or not (situation.is_autorisee or ouverture.motif_bris):
            return found
        documents = self._app.documents_dmp.search(patient_id, TOUS)
        depasses = self._app.documents_dmp.outdated(patient_id, documents)
        return replace(found, documents=documents, depasses=tuple(str(d.id) for d in depasses))

    def droits(self, patient_id: UUID) -> DroitsDmp:
        return self._app.droits_dmp.read_droits(patient_id)

    def load_new(self, patient_id: UUID) -> tuple[DocumentDmp, ...]:
        return self._app.documents_dmp.search_new(patient_id)

    def consent(self, patient_id: UUID) -> None:
        self._app.dossier_dmp.record_consentement(patient_id, declaration_lue=True)

    def withdraw(self, patient_id: UUID) -> None:
        self._app.dossier_dmp.withdraw_consentement(patient_id)

    def oppose(self, patient_id: UUID, *, active: bool) -> None:
        self._app.dossier_dmp.set_opposition(patient_id, active=active)

    def break_glass(self, patient_id: UUID, motif: str) -> None:
        self._app.dossier_dmp.break_glass(patient_id, motif)

    def connect_secretly(self, patient_id: UUID) -> None:
        self._app.dossier_dmp.connect_secretly(patient_id)

    def read(self, patient_id: UUID, document: DocumentDmp) -> DocumentLuDmp:
        ouvert = self._app.documents_dmp.open(patient_id, document)
        with translating("Le document du DMP"):
            lu = read_cda(ouvert.contenu)
            html = render_html(ouvert.contenu, lu)
        page = lu.page
        is_pdf = page is not None and page.media == "application/pdf"
        lignes = [ligne for s in lu.sections for ligne in (s.titre, *s.texte.splitlines()) if ligne.strip()]
        avertissements = ("Ce document s’écarte de son modèle\u202f: lisez-le avec prudence.",)
        return DocumentLuDmp(
            ouvert,
            page.donnees if page is not None and is_pdf else b"",
            html,
            tuple(lignes),
            avertissements if lu.avertissements else (),
            self._app.integration.propose(patient_id, ouvert.contenu),
        )

    def accept(self, patient_id: UUID, ouvert: DocumentOuvert, choisis: Sequence[Apport]) -> int:
        return self._app.integration.accept(patient_id, ouvert.contenu, choisis)

    def keep(self, patient_id: UUID, ouvert: DocumentOuvert) -> None:
        self._app.documents_dmp.keep(patient_id, ouvert)

    def set_visibilite(
        self, patient_id: UUID, document: DocumentDmp, choix: Visibilite, *, confirmee: bool
    ) -> None:
        self._app.documents_dmp.set_visibilite(patient_id, document, choix, confirmee=confirmee)

    def delete(self, patient_id: UUID, document: DocumentDmp, *, confirmee: bool) -> None:
        self._app.documents_dmp.delete(patient_id, document, confirmee=confirmee)

    def archive(self, patient_id: UUID, document: DocumentDmp) -> None:
        self._app.documents_dmp.archive(patient_id, document, archive=not document.is_archive)

    def web_url(self, patient_id: UUID) -> str:
        return self._app.documents_dmp.web_url(patient_id)


class EtatsEcran:
    """``ui.patients.ports.EtatsDmp`` over the feeding and the outbox."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def read(self, dossier: DossierPatient) -> Mapping[UUID, VersionPartagee]:
        return self._app.alimentation.etats(dossier)

    def retry(self, version: VersionPartagee) -> None:
        envois.retry(self._app.contexte, version.suivi.envoi.id, self._app.session.auteur)
        self._app.facteur.wake()


class PartagesEcran:
    """``ui.dmp.ports.PartagesDmp`` over the feeding."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def list(self, patient_id: UUID) -> tuple[LignePartage, ...]:
        return self._app.alimentation.list(patient_id)

    def rules(self) -> ReglesPartage:
        retenus = {genre for genre in GenreAlimentation if self._app.is_retenu(genre)}
        return ReglesPartage(
            tuple(g.libelle for g in GenreAlimentation if g not in retenus),
            tuple(g.libelle for g in GenreAlimentation if g in retenus),
        )

    def find_vaccins(self, texte: str) -> Sequence[Vaccin]:
        found = search_vaccins(self._app.medicaments, texte)
        return [Vaccin(s.code_cis, s.denomination) for s in found[:_VACCINS]]

    def share(self, patient_id: UUID, demande: DemandePartage) -> None:
        ligne, service = demande.ligne, self._app.alimentation
        match ligne.genre:
            case GenreAlimentation.VACCINATION:
                service.share_vaccination(patient_id, ligne.objet, demande.code_cis)
            case GenreAlimentation.SYNTHESE:
                modele = next(m for m in ModeleSynthese if m.libelle == ligne.titre)
                service.share_synthese(patient_id, modele, demande.visibilite)
            case GenreAlimentation.DOCUMENT:
                service.share_document(patient_id, ligne.objet, demande.type_document, demande.visibilite)
            case _:
                raise DemandeRejetee("Ce document part avec son acte, il ne s’envoie pas à part.")
        self._app.facteur.wake()

    def retry(self, ligne: LignePartage) -> None:
        assert ligne.derniere is not None
        EtatsEcran(self._app).retry(ligne.derniere)

    def withdraw(self, patient_id: UUID, ligne: LignePartage, *, confirmee: bool) -> None:
        assert ligne.derniere is not None
        envoi = ligne.derniere.envoi.envoi
        self._app.documents_dmp.delete_own(patient_id, envoi.cle_idempotence, confirmee=confirmee)
        self._app.alimentation.mark_withdrawn(envoi.id)
