"""The consultation and the management of the DMP, as the use cases ask for them."""

from collections.abc import Sequence
from uuid import uuid4

from ambroise.adapters.dmp import Dmp, identifiant_lot
from ambroise.adapters.mssante import CONSULTATION_EXTERNE
from ambroise.domain.dmp import DocumentDmp, EtatDmp, FiltreDmp, SituationDmp, Visibilite
from ambroise.domain.identite import MatriculeIns
from ambroise.usecases.errors import Introuvable
from esante.cda.ecriture import oid_de
from esante.cda.models import Code
from esante.dmp.client import DmpClient
from esante.dmp.models import (
    Acces,
    CriteresRecherche,
    DocumentAEnvoyer,
    EnvoiDmp,
    MiseAJour,
    ModeAcces,
    PatientDmp,
    StatutDmp,
)
from esante.dmp.web import PageWeb, url_carte
from esante.xds.depuis_cda import describe_cda
from esante.xds.modeles import EtatDocument, FicheDocument, read_instant

_ETATS = {
    StatutDmp.OUVERT: EtatDmp.OUVERT,
    StatutDmp.FERME: EtatDmp.FERME,
    StatutDmp.INEXISTANT: EtatDmp.INEXISTANT,
}


class DmpConsultation:
    """``PortDmp`` over the client of the professional whose card is open."""

    def __init__(self, dmp: Dmp) -> None:
        self._dmp = dmp

    def situation(self, matricule: MatriculeIns) -> SituationDmp:
        """TD0.2."""
        with self._dmp.client() as client:
            found = client.check_existence(_patient(matricule))
        return SituationDmp(
            _ETATS[found.statut],
            found.autorisation or "",
            found.is_medecin_traitant,
            found.motif_fermeture or "",
        )

    def submit(self, cda: bytes) -> tuple[str, bool]:
        """TD2.1 for a document as it is: return its identifier, and whether the DMP held it already."""
        with self._dmp.client() as client:
            fiche = describe_cda(cda)
            number, _, rest = fiche.patient_id.partition("^^^&")
            patient = PatientDmp(number, rest.split("&")[0])
            if client.exists(patient, fiche.identifiant):
                return fiche.identifiant, True
            soumission, signature = (
                identifiant_lot(fiche.identifiant, role) for role in ("soumission", "signature")
            )
            envoi = EnvoiDmp(
                soumission, signature, (DocumentAEnvoyer(fiche, cda),), CONSULTATION_EXTERNE, fiche.titre
            )
            client.submit(patient, envoi)
            return fiche.identifiant, False

    def set_consentement(self, matricule: MatriculeIns, *, accorde: bool) -> None:
        """TD0.3."""
        self._dmp.set_consentement(matricule, accorde=accorde)

    def search(
        self, matricule: MatriculeIns, filtre: FiltreDmp, *, motif_bris: str = "", secrete: bool = False
    ) -> Sequence[DocumentDmp]:
        """TD3.1a, or the three calls of "since the last visit"."""
        with self._dmp.client() as base:
            client = _opened(base, motif_bris, secrete)
            patient = _patient(matricule)
            if filtre.nouveaux_depuis is not None:
                fiches = client.search_since(patient, filtre.nouveaux_depuis)
            else:
                fiches = client.search(patient, _criteres(filtre))
            moi = client.acteur.identifiant
            return [_document(fiche, moi) for fiche in fiches]

    def open(
        self, matricule: MatriculeIns, identifiant: str, *, motif_bris: str = "", secrete: bool = False
    ) -> bytes:
        """TD3.2."""
        with self._dmp.client() as base:
            found = _opened(base, motif_bris, secrete).retrieve(_patient(matricule), [identifiant])
        if not found:
            raise Introuvable("Le DMP ne rend pas ce document.")
        return found[0].donnees

    def set_visibilite(self, matricule: MatriculeIns, document: DocumentDmp, choix: Visibilite) -> None:
        """TD3.3a/b: the entry is read again just before, so that a change made elsewhere is not lost."""
        with self._dmp.client() as client:
            patient = _patient(matricule)
            fiche = _current(client, patient, document)
            client.set_visibilite(patient, fiche, _mise_a_jour(choix.codes))

    def delete(self, matricule: MatriculeIns, document: DocumentDmp) -> None:
        """TD3.3c: no search, since deleting needs no right to consult."""
        with self._dmp.client() as client:
            client.delete_by_id(
                _patient(matricule), document.identifiant, _mise_a_jour(), archive=document.is_archive
            )

    def archive(self, matricule: MatriculeIns, document: DocumentDmp, *, archive: bool) -> None:
        """TD3.3d."""
        with self._dmp.client() as client:
            patient = _patient(matricule)
            fiche = _current(client, patient, document)
            act = client.archive if archive else client.unarchive
            act(patient, fiche, _mise_a_jour())

    def web_url(self, matricule: MatriculeIns, page: str) -> str:
        """TD0.9."""
        with self._dmp.client() as client:
            return url_carte(client.environnement, PageWeb(page), _patient(matricule))


def _opened(client: DmpClient, motif_bris: str, secrete: bool) -> DmpClient:
    if not motif_bris and not secrete:
        return client
    mode = ModeAcces.BRIS_DE_GLACE if motif_bris else ModeAcces.NORMAL
    return client.with_acces(Acces(mode, motif_bris, secrete))


def _criteres(filtre: FiltreDmp) -> CriteresRecherche:
    etats = [EtatDocument.APPROUVE.value]
    if filtre.archives:
        etats.append(EtatDocument.ARCHIVE.value)
    if filtre.obsoletes:
        etats.append(EtatDocument.OBSOLETE.value)
    return CriteresRecherche(
        etats=tuple(etats),
        types=tuple(Code(code, "", _systeme(code)) for code in filtre.types),
        actes_depuis=f"{filtre.depuis:%Y%m%d}" if filtre.depuis else "",
        actes_avant=f"{filtre.jusqu_au:%Y%m%d}" if filtre.jusqu_au else "",
    )


def _systeme(code: str) -> str:
    return "2.16.840.1.113883.6.1" if code[:1].isdigit() else "1.2.250.1.213.1.1.4.12"


def _document(fiche: FicheDocument, moi: str) -> DocumentDmp:
    names = [a.personne.split("^") for a in fiche.auteurs]
    return DocumentDmp(
        identifiant=fiche.identifiant,
        titre=fiche.titre,
        type_code=fiche.type.code,
        type_libelle=fiche.type.libelle,
        classe=fiche.classe.libelle,
        auteurs=tuple(" ".join(part for part in (n[2:3] + n[1:2]) if part) for n in names),
        instant=read_instant(fiche.creation),
        debut_acte=read_instant(fiche.debut_acte),
        visibilite=Visibilite(
            fiche.is_masque_ps, fiche.is_invisible_patient, fiche.is_invisible_representants
        ),
        is_archive=fiche.etat is EtatDocument.ARCHIVE,
        is_obsolete=fiche.etat is EtatDocument.OBSOLETE,
        is_du_patient=fiche.is_du_patient,
        is_du_professionnel=any(n[0] == moi for n in names),
        version=fiche.version,
        entree=fiche.entry_uuid,
        empreinte=fiche.empreinte,
    )


def _current(client: DmpClient, patient: PatientDmp, document: DocumentDmp) -> FicheDocument:
    etats = tuple(e.value for e in (EtatDocument.APPROUVE, EtatDocument.ARCHIVE, EtatDocument.OBSOLETE))
    found = client.search(patient, CriteresRecherche(etats=etats))
    for fiche in found:
        if fiche.identifiant == document.identifiant:
            return fiche
    raise Introuvable("Ce document n’est plus dans le DMP.")


def _mise_a_jour(masques: tuple[str, ...] = ()) -> MiseAJour:
    return MiseAJour(oid_de(uuid4()), CONSULTATION_EXTERNE, masques)


def _patient(matricule: MatriculeIns) -> PatientDmp:
    return PatientDmp(matricule.numero, matricule.oid)
