"""The VIHF 4.0: the SAML assertion that says who asks the DMP, for which patient, and why."""

from datetime import datetime, timedelta
from uuid import UUID

from lxml import etree

from esante.cda.models import Code
from esante.dmp.models import (
    Acces,
    Acteur,
    Logiciel,
    ModeAcces,
    ModeAuthentification,
    PatientDmp,
    Signataire,
)
from esante.igc_sante import subject_dn
from esante.saml import Attribut, build_assertion, sign_assertion

VERSION = "4.0"
ROLE = "urn:oasis:names:tc:xacml:2.0:subject:role"
RESSOURCE = "urn:oasis:names:tc:xacml:2.0:resource:resource-id"
SUJET = "urn:oasis:names:tc:xspa:1.0:subject:subject-id"
USAGE = "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"
MOTIF = "urn:oasis:names:tc:xspa:1.0:resource:patient:reason"
CONFIDENTIALITE = "urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code"
OID_PROFESSION = "1.2.250.1.71.1.2.7"
OID_ACCES = "1.2.250.1.213.1.1.4.248"
OID_SECTEUR = "1.2.250.1.71.4.2.4"
AIR_DUREE = timedelta(seconds=30)
_HL7 = "urn:hl7-org:v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LIBELLES = {
    ModeAcces.NORMAL: "Accès normal",
    ModeAcces.BRIS_DE_GLACE: "Accès bris de glace",
    ModeAcces.CENTRE_15: "Accès centre 15",
}


def build_vihf(
    *,
    identifier: UUID,
    instant: datetime,
    acteur: Acteur,
    logiciel: Logiciel,
    signataire: Signataire,
    patient: PatientDmp | None,
    acces: Acces,
) -> etree._Element:
    """Build and sign the assertion of one call; only the list of records (TD0.4) has no patient."""
    attributs = [
        Attribut("Identifiant_Structure", (acteur.structure,)),
        Attribut("Secteur_Activite", (f"{acteur.secteur}^{OID_SECTEUR}",)),
        Attribut(SUJET, (f"{acteur.nom} {acteur.prenom}".strip(),)),
        Attribut(ROLE, tuple(_coded("Role", role) for role in acteur.roles)),
        Attribut("VIHF_Version", (VERSION,)),
        Attribut("Authentification_mode", (acteur.mode.value,)),
        Attribut("Ressource_URN", ("urn:dmp",)),
        Attribut(USAGE, (_coded("PurposeOfUse", Code(acces.mode.value, _LIBELLES[acces.mode], OID_ACCES)),)),
        Attribut("LPS_ID", (logiciel.oid,)),
        Attribut("LPS_Nom", (logiciel.nom,)),
        Attribut("LPS_Version", (logiciel.version,)),
        Attribut("LPS_ID_HOMOLOGATION_DMP", (logiciel.numero_homologation,)),
    ]
    if patient is not None:
        attributs.append(Attribut(RESSOURCE, (patient.cx,)))
    if acces.motif:
        attributs.append(Attribut(MOTIF, (acces.motif,)))
    if acces.connexion_secrete:
        code = Code(
            "INVISIBLE_REPRESENTANTS_LEGAUX",
            "Non visible par les représentants légaux du patient",
            "1.2.250.1.213.1.1.4.13",
        )
        attributs.append(Attribut(CONFIDENTIALITE, (_coded("ConfidentialityCode", code),)))
    air = acteur.mode is ModeAuthentification.INDIRECTE_RENFORCEE
    assertion = build_assertion(
        identifier=identifier,
        issue_instant=instant,
        issuer=subject_dn(signataire.certificate),
        name_id=acteur.identifiant,
        attributs=attributs,
        not_before=instant if air else None,
        not_on_or_after=instant + AIR_DUREE if air else None,
        authn_context=acteur.contexte_authentification,
        authn_instant=instant,
    )
    return sign_assertion(assertion, key=signataire.key, certificate=signataire.certificate)


def _coded(name: str, code: Code) -> etree._Element:
    node = etree.Element(
        f"{{{_HL7}}}{name}",
        code=code.code,
        codeSystem=code.systeme,
        displayName=code.libelle,
        nsmap={None: _HL7, "xsi": _XSI},  # type: ignore[dict-item]
    )
    node.set(f"{{{_XSI}}}type", "CE")
    return node
