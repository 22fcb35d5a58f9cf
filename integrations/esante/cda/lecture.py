"""Read any CDA document of the field: what it is, whom it is about, its sections and its attached page.

Documents that break the rules still read, with warnings; only bytes that hold no ClinicalDocument do not.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from esante.cda.analyse import inner_document, parse_document
from esante.cda.constat import Constat
from esante.cda.controles import check_cda
from esante.cda.ecriture import PARIS
from esante.cda.models import OIDS_INS, Code

N = {"h": "urn:hl7-org:v3"}
_COPIE_PDF = "55108-5"
_TS = re.compile(r"(\d{4,14})(?:\.\d+)?([+-]\d{4})?")


@dataclass(frozen=True)
class PatientLu:
    """The patient as the document names it; a received name is never an identity by itself."""

    matricule: str | None
    oid: str | None
    nom_naissance: str
    prenoms_naissance: str
    premier_prenom: str
    nom_utilise: str
    sexe: str
    date_naissance: date | None
    lieu_naissance: str


@dataclass(frozen=True)
class AuteurLu:
    """Who wrote the document."""

    identifiant: str
    nom: str
    prenom: str
    specialite: str
    structure: str


@dataclass(frozen=True)
class SectionLue:
    """A section: its code, its title, its words."""

    code: str
    titre: str
    texte: str


@dataclass(frozen=True)
class FichierJoint:
    """A file carried by the document."""

    media: str
    donnees: bytes


@dataclass(frozen=True)
class DocumentLu:
    """A document read; ``corps`` is the file of a level 1, ``copie_pdf`` the page of a level 3."""

    identifiant: str
    identifiant_lot: str
    version: int
    remplace: str
    type: Code
    titre: str
    instant: datetime | None
    confidentialite: str
    patient: PatientLu
    auteurs: tuple[AuteurLu, ...]
    sections: tuple[SectionLue, ...]
    corps: FichierJoint | None
    copie_pdf: FichierJoint | None
    is_signe: bool
    avertissements: tuple[Constat, ...]

    @property
    def page(self) -> FichierJoint | None:
        """The PDF to show first, when there is one."""
        if self.copie_pdf is not None:
            return self.copie_pdf
        if self.corps is not None and self.corps.media == "application/pdf":
            return self.corps
        return None


def read_cda(data: bytes) -> DocumentLu:
    """Read a document.

    Raises:
        Malformed: the bytes hold no ClinicalDocument.
    """
    racine = inner_document(data)
    type_code = racine.find("h:code", N)
    version = _attribute(racine, "h:versionNumber", "value")
    return DocumentLu(
        identifiant=_oid(racine.find("h:id", N)),
        identifiant_lot=_oid(racine.find("h:setId", N)),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 1,
        remplace=_oid(racine.find("h:relatedDocument[@typeCode='RPLC']/h:parentDocument/h:id", N)),
        type=read_code(type_code),
        titre=_text(racine, "h:title") or read_code(type_code).libelle,
        instant=read_ts(_attribute(racine, "h:effectiveTime", "value")),
        confidentialite=_attribute(racine, "h:confidentialityCode", "code"),
        patient=_patient(racine),
        auteurs=tuple(_auteur(a) for a in racine.findall("h:author/h:assignedAuthor", N)),
        sections=tuple(_section(s) for s in racine.iterfind(".//h:section", N)),
        corps=_corps(racine),
        copie_pdf=_copie_pdf(racine),
        is_signe=_is_signe(data),
        avertissements=tuple(check_cda(data)),
    )


def read_code(node: etree._Element | None) -> Code:
    """Return a coded value as it is written; empty when the element is not there."""
    if node is None:
        return Code("", "", "")
    return Code(node.get("code", ""), node.get("displayName", ""), node.get("codeSystem", ""))


def read_ts(value: str) -> datetime | None:
    """Read a CDA instant; without offset it is taken as Paris time, nonsense is ``None``."""
    match = _TS.fullmatch(value)
    if match is None or len(match.group(1)) % 2:
        return None
    digits, offset = match.groups()
    padded = digits + "00000101000000"[len(digits) :]
    try:
        if offset:
            return datetime.strptime(padded + offset, "%Y%m%d%H%M%S%z")
        return datetime.strptime(padded, "%Y%m%d%H%M%S").replace(tzinfo=PARIS)
    except ValueError:
        return None


def read_jour(value: str) -> date | None:
    """Read the day of a CDA instant."""
    moment = read_ts(value[:8]) if len(value) >= 8 else None
    return moment.date() if moment else None


def _patient(racine: etree._Element) -> PatientLu:
    role = racine.find("h:recordTarget/h:patientRole", N)
    if role is None:
        return PatientLu(None, None, "", "", "", "", "", None, "")
    ins = next((i for i in role.findall("h:id", N) if i.get("root") in OIDS_INS), None)
    patient = role.find("h:patient", N)
    name = patient.find("h:name", N) if patient is not None else None

    def part(tag: str, *qualifiers: str | None) -> str:
        for qualifier in qualifiers:
            for node in name.findall(f"h:{tag}", N) if name is not None else ():
                if node.get("qualifier") == qualifier:
                    return " ".join("".join(str(t) for t in node.itertext()).split())
        return ""

    return PatientLu(
        matricule=ins.get("extension") if ins is not None else None,
        oid=ins.get("root") if ins is not None else None,
        nom_naissance=part("family", "BR", None, "SP"),
        prenoms_naissance=part("given", None, "BR"),
        premier_prenom=part("given", "BR", None),
        nom_utilise=part("family", "CL", "SP"),
        sexe={"UN": "I"}.get(
            _attribute(role, "h:patient/h:administrativeGenderCode", "code"),
            _attribute(role, "h:patient/h:administrativeGenderCode", "code"),
        ),
        date_naissance=read_jour(_attribute(role, "h:patient/h:birthTime", "value")),
        lieu_naissance=_text(role, "h:patient/h:birthplace/h:place/h:addr/h:county"),
    )


def _auteur(entity: etree._Element) -> AuteurLu:
    person = entity.find("h:assignedPerson", N)
    nom = _text(person, "h:name/h:family") if person is not None else ""
    return AuteurLu(
        identifiant=_attribute(entity, "h:id", "extension"),
        nom=nom or _text(entity, "h:assignedAuthoringDevice/h:softwareName"),
        prenom=_text(person, "h:name/h:given") if person is not None else "",
        specialite=_attribute(entity, "h:code", "displayName"),
        structure=_text(entity, "h:representedOrganization/h:name"),
    )


def _section(section: etree._Element) -> SectionLue:
    code = read_code(section.find("h:code", N))
    text = section.find("h:text", N)
    words = " ".join(" ".join(str(t) for t in text.itertext()).split()) if text is not None else ""
    return SectionLue(code.code, _text(section, "h:title") or code.libelle, words)


def _corps(racine: etree._Element) -> FichierJoint | None:
    text = racine.find("h:component/h:nonXMLBody/h:text", N)
    if text is None:
        return None
    media = text.get("mediaType", "text/plain")
    if text.get("representation") == "B64":
        data = decode_b64("".join(str(t) for t in text.itertext()))
        return FichierJoint(media, data) if data is not None else None
    return FichierJoint(media, "".join(str(t) for t in text.itertext()).encode())


def _copie_pdf(racine: etree._Element) -> FichierJoint | None:
    for section in racine.iterfind(".//h:section", N):
        if _attribute(section, "h:code", "code") != _COPIE_PDF:
            continue
        for value in section.iterfind(".//h:observationMedia/h:value", N):
            data = decode_b64("".join(str(t) for t in value.itertext()))
            if data is not None and data.startswith(b"%PDF"):
                return FichierJoint("application/pdf", data)
    return None


def decode_b64(text: str) -> bytes | None:
    """Decode base64 whatever its white space; ``None`` when it is not."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _is_signe(data: bytes) -> bool:
    return parse_document(data).find(".//{http://www.w3.org/2000/09/xmldsig#}SignedInfo") is not None


def _oid(node: etree._Element | None) -> str:
    if node is None:
        return ""
    root, extension = node.get("root", ""), node.get("extension")
    return f"{root}^{extension}" if extension else root


def _attribute(node: etree._Element, path: str, name: str) -> str:
    found = node.find(path, N)
    return found.get(name, "") if found is not None else ""


def _text(node: etree._Element, path: str) -> str:
    found = node.find(path, N)
    return " ".join("".join(str(t) for t in found.itertext()).split()) if found is not None else ""
