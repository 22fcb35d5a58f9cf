"""Receive a submission (ITI-41): everything is checked, then everything is kept or nothing is."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from esante.cda.analyse import inner_document
from esante.cda.controles import check_cda
from esante.cda.valeurs import formats, jeu_valeurs
from esante.confiance import CertificatRefused, Confiance
from esante.dmp.models import ErreurRegistre, ModeAuthentification
from esante.dmp.signature_lot import CLASSE_SIGNATURE, verify_lot
from esante.errors import EsanteError, Malformed
from esante.sandbox.dmp.depot import Depot
from esante.sandbox.dmp.securite import Demandeur
from esante.signature_xml import SignatureInvalid
from esante.xds.modeles import (
    INVISIBLE_PATIENT,
    INVISIBLE_REPRESENTANTS_LEGAUX,
    AuteurXds,
    EtatDocument,
    FicheDocument,
    Soumission,
    TypeAssociation,
    instant_utc,
)

_META, _REGISTRE = "XDSRegistryMetadataError", "XDSRegistryError"
_N = {"h": "urn:hl7-org:v3"}
_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+")
_TYPES_INTERDITS = ("11369-6", "REMB")


def check_soumission(
    soumission: Soumission,
    documents: Mapping[str, bytes],
    demandeur: Demandeur,
    depot: Depot,
    confiance: Confiance,
    at: datetime,
) -> list[ErreurRegistre]:
    """Return every reason to refuse the submission; ``documents`` are by entryUUID."""
    return [
        *_check_dossier(soumission, demandeur, depot),
        *_check_ensemble(soumission, documents, depot),
        *(
            error
            for fiche in soumission.fiches
            if fiche.classe.code != CLASSE_SIGNATURE.code
            for error in _check_fiche(fiche, documents.get(fiche.entry_uuid), demandeur)
        ),
        *_check_remplacements(soumission, depot),
        *_check_signature(soumission, documents, demandeur, confiance, at),
    ]


def keep_soumission(
    soumission: Soumission, documents: Mapping[str, bytes], depot: Depot, repository: str, at: datetime
) -> None:
    """Keep a submission that was accepted; documents it replaces become obsolete."""
    depose = instant_utc(at)
    with depot.transaction():
        depot.add_lot(soumission.lot, depose)
        for fiche in soumission.fiches:
            kept = replace(fiche, logical_id=fiche.entry_uuid, depot=repository, etat=EtatDocument.APPROUVE)
            depot.add(kept, documents[fiche.entry_uuid], depose)
        depot.add_associations(soumission.associations)
        for link in soumission.associations:
            old = depot.entry(link.cible) if link.type is TypeAssociation.REMPLACE else None
            if old is not None:
                depot.change_etat(old, etat=EtatDocument.OBSOLETE)


def is_auteur(demandeur: Demandeur, auteurs: tuple[AuteurXds, ...], responsable: str = "") -> bool:
    """Apply the author rule (EX_2.1-1140): the person in direct mode, else the structure."""
    if demandeur.mode is ModeAuthentification.DIRECTE:
        people = {auteur.identifiant for auteur in auteurs} | {responsable.split("^", 1)[0]}
        return demandeur.identifiant in people
    return demandeur.structure in {auteur.identifiant_structure for auteur in auteurs}


def _check_dossier(soumission: Soumission, demandeur: Demandeur, depot: Depot) -> Iterator[ErreurRegistre]:
    patient = demandeur.patient or ""
    for cx in (soumission.lot.patient_id, *(f.patient_id for f in soumission.fiches)):
        if not cx.startswith(patient) or not patient:
            yield ErreurRegistre("XDSPatientIdDoesNotMatch", "Le patient n’est pas celui du VIHF")
            return
    dossier = depot.dossier(patient)
    if dossier.statut == "inexistant":
        yield ErreurRegistre("XDSUnknownPatientId", "Ce patient n’a pas de DMP")
    elif dossier.statut != "ouvert":
        yield ErreurRegistre("DMPClosed", "Le DMP est fermé")
    elif dossier.opposition:
        yield ErreurRegistre("DMPAccessForbidden", "Le patient s’oppose à l’alimentation de son DMP")


def _check_ensemble(
    soumission: Soumission, documents: Mapping[str, bytes], depot: Depot
) -> Iterator[ErreurRegistre]:
    uuids = [f.entry_uuid for f in soumission.fiches]
    if len(set(uuids)) != len(uuids):
        yield ErreurRegistre(_META, "Deux objets portent le même identifiant")
    for uuid in set(uuids) - set(documents):
        yield ErreurRegistre("XDSMissingDocument", "Un document décrit est absent", objet=uuid)
    for uuid in set(documents) - set(uuids):
        yield ErreurRegistre("XDSMissingDocumentMetadata", "Un document n’est pas décrit", objet=uuid)
    unique_ids = [f.identifiant for f in soumission.fiches]
    for fiche in soumission.fiches:
        if unique_ids.count(fiche.identifiant) > 1 or depot.find(fiche.identifiant) is not None:
            yield ErreurRegistre(
                "XDSDuplicateUniqueIdInRegistry",
                "Identifiant de document déjà utilisé",
                objet=fiche.identifiant,
            )
        if not _OID.fullmatch(fiche.identifiant) or len(fiche.identifiant) > 128:
            yield ErreurRegistre("XDSDocumentUniqueIdError", "Identifiant de document incorrect")
    if depot.has_lot(soumission.lot.identifiant):
        yield ErreurRegistre("XDSDuplicateUniqueIdInRegistry", "Identifiant de soumission déjà utilisé")
    members = {
        link.cible
        for link in soumission.associations
        if link.type is TypeAssociation.CONTIENT and link.source == soumission.lot.entry_uuid
    }
    if set(uuids) - members:
        yield ErreurRegistre(_META, "Un document n’est pas rattaché au lot")
    contenu = soumission.lot.contenu
    if not any(
        jeu_valeurs(jeu).find(contenu.code, contenu.systeme)
        for jeu in ("j03_contenu_lot", "j02_type_structure")
    ):
        yield _outside(contenu.code)


def _check_fiche(fiche: FicheDocument, data: bytes | None, demandeur: Demandeur) -> Iterator[ErreurRegistre]:
    for jeu, code in (
        ("j06_classe", fiche.classe),
        ("j07_type_document", fiche.type),
        ("j02_type_structure", fiche.structure),
        ("j04_cadre_exercice", fiche.cadre),
        *(("j08_confidentialite", c) for c in fiche.confidentialites),
    ):
        if jeu_valeurs(jeu).find(code.code, code.systeme) is None:
            yield _outside(code.code)
    if fiche.classe.code in ("60", "90", "99") or fiche.type.code in _TYPES_INTERDITS:
        yield _outside(fiche.type.code)
    if fiche.type.code.startswith(("DOCPAT", "EXPPAT")):
        yield _outside(fiche.type.code)
    format_code = formats().get(fiche.format.code)
    if format_code is None or format_code.systeme != fiche.format.systeme:
        yield _outside(fiche.format.code)
    for auteur in fiche.auteurs:
        specialite = auteur.specialite.split("^")[0]
        if specialite and jeu_valeurs("j01_specialite_auteur").find(specialite) is None:
            yield _outside(specialite)
    if not any(info.startswith("PID-5|") for info in fiche.source_patient_info):
        yield ErreurRegistre(_META, "Le champ 'sourcePatientInfo PID5' est obligatoire")
    if not is_auteur(demandeur, fiche.auteurs, fiche.responsable):
        what = "authorPerson" if demandeur.mode is ModeAuthentification.DIRECTE else "AuthorInstitution"
        yield ErreurRegistre(_META, f"Aucun {what} ne correspond à l'utilisateur du VIHF")
    if fiche.is_masque_ps and fiche.is_invisible_patient:
        yield ErreurRegistre(_META, "MASQUE_PS et INVISIBLE_PATIENT ne se cumulent pas")
    if demandeur.connexion_secrete and not fiche.is_invisible_representants:
        yield ErreurRegistre(_META, "En connexion secrète, tout est invisible aux représentants légaux")
    if data is None:
        return
    sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    if fiche.empreinte and fiche.empreinte.lower() != sha1:
        yield ErreurRegistre("XDSRepositoryMetadataError", "L’empreinte du document est incorrecte")
    if fiche.taille and fiche.taille != len(data):
        yield ErreurRegistre("XDSRepositoryMetadataError", "La taille du document est incorrecte")
    yield from _check_document(fiche, data)


def _check_document(fiche: FicheDocument, data: bytes) -> Iterator[ErreurRegistre]:
    try:
        root = inner_document(data)
    except Malformed:
        yield ErreurRegistre("XDSRepositoryMetadataError", "Le document n’est pas un CDA")
        return

    def attribute(path: str, name: str) -> str:
        found = root.find(path, _N)
        return found.get(name, "") if found is not None else ""

    patients = {
        f"{i.get('extension')}^^^&{i.get('root')}&ISO^NH"
        for i in root.findall("h:recordTarget/h:patientRole/h:id", _N)
    }
    instant = attribute("h:effectiveTime", "value")
    same = {
        "uniqueId": attribute("h:id", "root") == fiche.identifiant,
        "patientId": any(fiche.patient_id.startswith(p) for p in patients),
        "typeCode": attribute("h:code", "code") == fiche.type.code,
        "title": (root.findtext("h:title", "", _N)).strip() == fiche.titre,
        "creationTime": _as_utc(instant) == fiche.creation,
        "languageCode": attribute("h:languageCode", "code") == fiche.langue,
        "confidentialityCode": attribute("h:confidentialityCode", "code")
        in {c.code for c in fiche.confidentialites},
        "authorPerson": {i.get("extension", "") for i in root.findall("h:author/h:assignedAuthor/h:id", _N)}
        == {a.identifiant for a in fiche.auteurs},
    }
    for name, agrees in same.items():
        if not agrees:
            yield ErreurRegistre(_META, f"{name}\u00a0: l’entête du document dit autre chose")
    for constat in check_cda(data):
        yield ErreurRegistre("XDSRepositoryMetadataError", f"Document non conforme ({constat.regle})")


def _check_remplacements(soumission: Soumission, depot: Depot) -> Iterator[ErreurRegistre]:
    fiches = {f.entry_uuid: f for f in soumission.fiches}
    for link in soumission.associations:
        if link.type is not TypeAssociation.REMPLACE:
            continue
        old, new = depot.entry(link.cible), fiches.get(link.source)
        if old is None or new is None:
            yield ErreurRegistre(_REGISTRE, "Document à remplacer introuvable", objet=link.cible)
            continue
        if old.patient_id != new.patient_id:
            yield ErreurRegistre("XDSPatientIdDoesNotMatch", "Le document remplacé est d’un autre patient")
        if old.etat is not EtatDocument.APPROUVE:
            yield ErreurRegistre("XDSReplaceFailed", "Le document à remplacer n’est plus actif")
        before, after = (
            {c.code for c in f.confidentialites} & {INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX}
            for f in (old, new)
        )
        if after - before:
            yield ErreurRegistre(_META, "Un document visible du patient ne peut plus lui être caché")


def _check_signature(
    soumission: Soumission,
    documents: Mapping[str, bytes],
    demandeur: Demandeur,
    confiance: Confiance,
    at: datetime,
) -> Iterator[ErreurRegistre]:
    signatures = [f for f in soumission.fiches if f.classe.code == CLASSE_SIGNATURE.code]
    if len(signatures) != 1 or signatures[0].entry_uuid not in documents:
        yield ErreurRegistre(_META, "La soumission n’est pas signée")
        return
    signed = {
        f.identifiant: documents[f.entry_uuid]
        for f in soumission.fiches
        if f is not signatures[0] and f.entry_uuid in documents
    }
    try:
        certificate = verify_lot(
            documents[signatures[0].entry_uuid], soumission.lot.identifiant, signed, confiance, at
        )
    except CertificatRefused as error:
        yield ErreurRegistre(_META, f"Signature du lot\u00a0: certificat {error.raison.value}")
        return
    except (SignatureInvalid, EsanteError):
        yield ErreurRegistre(_META, "La signature du lot est incorrecte")
        return
    if certificate != demandeur.certificat:
        yield ErreurRegistre(_META, "Le lot n’est pas signé par l’utilisateur du VIHF")
    if not any(link.type is TypeAssociation.SIGNE for link in soumission.associations):
        yield ErreurRegistre(_META, "La signature n’est pas rattachée au lot")


def _outside(code: str) -> ErreurRegistre:
    return ErreurRegistre(_META, f"Le code {code} ne fait pas partie du domaine d'affinité")


def _as_utc(value: str) -> str:
    try:
        return instant_utc(datetime.strptime(value, "%Y%m%d%H%M%S%z"))
    except ValueError:
        return ""
