"""What the simulated DMP checks of the one who asks: TLS certificate, VIHF, structure, patient.

The sentences are those that vendors report; where none is published, the closest one of ours is used.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from lxml import etree

from esante.cda.models import OID_INS_DEMO, OID_INS_TEST
from esante.confiance import CertificatRefused, Confiance, RefusCertificat
from esante.dmp import vihf
from esante.dmp.models import ModeAcces, ModeAuthentification
from esante.igc_sante import read_certificat, subject_dn
from esante.saml import SAML, read_attributs
from esante.sandbox.professionnels import PROFESSIONNELS, professionnel
from esante.signature_xml import SignatureInvalid, verify_enveloped
from esante.xds.modeles import patient_id

DUREE = timedelta(minutes=20)
DECALAGE = timedelta(minutes=5)
NUMEROS_HOMOLOGATION = frozenset({"AMBROISE-BAC-A-SABLE", "NumAutorisation"})
_RESSOURCE = re.compile(r"([^^]+)\^\^\^&([0-9.]+)&ISO\^NH")
_MATRICULE = re.compile(r"[1-478]\d{4}(\d{2}|2[AB])\d{8}")


class RefusDmp(Exception):
    """A refusal of the whole call, answered as a SOAP fault."""

    def __init__(self, code: str, libelle: str) -> None:
        super().__init__(libelle)
        self.code = code
        self.libelle = libelle


@dataclass(frozen=True)
class Demandeur:
    """Who asks, as the verified assertion says it."""

    identifiant: str
    nom: str
    structure: str
    mode: ModeAuthentification
    acces: ModeAcces
    motif: str
    profession: str
    patient: str | None
    connexion_secrete: bool
    assertion: str
    certificat: x509.Certificate


def check_demandeur(
    assertion: etree._Element | None,
    peer: x509.Certificate | None,
    confiance: Confiance,
    at: datetime,
) -> Demandeur:
    """Verify the assertion and what it says.

    Raises:
        RefusDmp: with the published code or sentence.
    """
    if assertion is None or assertion.tag != f"{{{SAML}}}Assertion":
        raise RefusDmp("DMPInvalidToken", "Le VIHF est absent")
    try:
        signed = verify_enveloped(assertion, confiance, at=at)
    except CertificatRefused as error:
        if error.raison is RefusCertificat.USAGE:
            libelle = "Le VIHF n’est pas signé avec un certificat de signature"
        else:
            libelle = f"Certificat de signature {error.raison.value}"
        raise RefusDmp("DMPInvalidCertificate", libelle) from None
    except SignatureInvalid:
        raise RefusDmp("DMPInvalidToken", "La signature du VIHF est incorrecte") from None
    element, values = signed.element, _values(signed.element)
    if (element.findtext(f"{{{SAML}}}Issuer") or "").strip() != subject_dn(signed.certificat):
        raise RefusDmp("DMPInvalidToken", "L’émetteur du VIHF n’est pas le porteur du certificat")
    mode = _mode(values)
    _check_temps(element, mode, at)
    _check_logiciel(values)
    name_id = (element.findtext(f"{{{SAML}}}Subject/{{{SAML}}}NameID") or "").strip()
    structure = values.get("Identifiant_Structure", "")
    _check_certificats(mode, signed.certificat, peer, name_id, structure)
    profession = _check_roles(element, structure, name_id, mode)
    return Demandeur(
        identifiant=name_id,
        nom=values.get(vihf.SUJET, ""),
        structure=structure,
        mode=mode,
        acces=_acces(element),
        motif=values.get(vihf.MOTIF, ""),
        profession=profession,
        patient=_patient(values),
        connexion_secrete=vihf.CONFIDENTIALITE in read_attributs(element),
        assertion=element.get("ID", ""),
        certificat=signed.certificat,
    )


def _values(element: etree._Element) -> dict[str, str]:
    return {
        name: (values[0].text or "").strip() for name, values in read_attributs(element).items() if values
    }


def _coded(element: etree._Element, name: str) -> list[tuple[str, str]]:
    return [
        (child.get("code", ""), child.get("codeSystem", ""))
        for value in read_attributs(element).get(name, ())
        for child in value
        if isinstance(child.tag, str)
    ]


def _mode(values: dict[str, str]) -> ModeAuthentification:
    if values.get("VIHF_Version") != vihf.VERSION:
        raise RefusDmp("DMPInvalidToken", "La version du VIHF n’est pas prise en charge")
    if values.get("Ressource_URN") != "urn:dmp":
        raise RefusDmp("DMPInvalidToken", "Le champ Ressource_URN est incorrect")
    try:
        return ModeAuthentification(values.get("Authentification_mode", ""))
    except ValueError:
        raise RefusDmp("DMPInvalidToken", "Le champ Authentification_mode est incorrect") from None


def _check_temps(element: etree._Element, mode: ModeAuthentification, at: datetime) -> None:
    try:
        issued = datetime.fromisoformat(element.get("IssueInstant", ""))
    except ValueError:
        raise RefusDmp("DMPInvalidToken", "La date du VIHF est incorrecte") from None
    if issued.tzinfo is None or not at - DUREE <= issued <= at + DECALAGE:
        raise RefusDmp("DMPInvalidToken", "Le VIHF est périmé")
    if mode is not ModeAuthentification.INDIRECTE_RENFORCEE:
        return
    conditions = element.find(f"{{{SAML}}}Conditions")
    end = conditions.get("NotOnOrAfter", "") if conditions is not None else ""
    try:
        limit = datetime.fromisoformat(end)
    except ValueError:
        raise RefusDmp("DMPInvalidToken", "Le VIHF renforcé n’a pas de fin de validité") from None
    if limit - issued > vihf.AIR_DUREE + timedelta(milliseconds=1) or at >= limit + DECALAGE:
        raise RefusDmp("DMPInvalidToken", "Le VIHF renforcé est périmé")


def _check_logiciel(values: dict[str, str]) -> None:
    if not values.get("LPS_Nom") or not values.get("LPS_Version"):
        raise RefusDmp("DMPInvalidToken", "Le logiciel n’est pas nommé dans le VIHF")
    if values.get("LPS_ID_HOMOLOGATION_DMP") not in NUMEROS_HOMOLOGATION:
        raise RefusDmp("DMPInvalidToken", "Numéro d’homologation inconnu")


def _check_certificats(
    mode: ModeAuthentification,
    signature: x509.Certificate,
    peer: x509.Certificate | None,
    name_id: str,
    structure: str,
) -> None:
    signer = read_certificat(signature)
    connected = read_certificat(peer) if peer is not None else None
    if connected is None:
        raise RefusDmp("DMPInvalidCertificate", "Certificat d’authentification absent")
    if mode is ModeAuthentification.DIRECTE:
        if signer.identifiant != name_id or connected.identifiant != name_id or not signer.numero_carte:
            raise RefusDmp("DMPInvalidToken", "L’utilisateur du VIHF n’est pas le porteur de la carte")
        return
    if signer.structure != structure or connected.structure != structure:
        raise RefusDmp("DMPInvalidToken", "Identifiant de structure incohérent avec le certificat")


def _check_roles(element: etree._Element, structure: str, name_id: str, mode: ModeAuthentification) -> str:
    roles = _coded(element, vihf.ROLE)
    profession = next((code for code, system in roles if system == vihf.OID_PROFESSION), "")
    if not roles:
        raise RefusDmp("DMPInvalidToken", "Aucune profession dans le vihf")
    if profession in ("10", "21") and len(roles) < 2:
        raise RefusDmp("DMPInvalidToken", "Aucune spécialité dans le vihf")
    known = [p for p in PROFESSIONNELS if p.structure == structure]
    if mode is ModeAuthentification.DIRECTE:
        if not known:
            raise RefusDmp("DMPInvalidToken", "Structure introuvable ou Inactive")
        person = professionnel(name_id)
        if person is None or person.structure != structure:
            raise RefusDmp("DMPInvalidToken", "PS et Structure non liés")
        if profession and profession != person.profession:
            raise RefusDmp("DMPInvalidToken", "La profession du VIHF n’est pas celle de la carte")
    return profession


def _acces(element: etree._Element) -> ModeAcces:
    codes = [code for code, system in _coded(element, vihf.USAGE) if system == vihf.OID_ACCES]
    try:
        return ModeAcces(codes[0] if codes else "")
    except ValueError:
        raise RefusDmp("DMPInvalidToken", "Le champ purposeofuse est incorrect") from None


def _patient(values: dict[str, str]) -> str | None:
    text = values.get(vihf.RESSOURCE)
    if text is None:
        return None
    match = _RESSOURCE.fullmatch(text)
    if (
        match is None
        or match.group(2) not in (OID_INS_TEST, OID_INS_DEMO)
        or not _MATRICULE.fullmatch(match.group(1))
    ):
        raise RefusDmp("DMPInvalidToken", "Le champ Resource_id est incorrect")
    return patient_id(match.group(1), match.group(2))
