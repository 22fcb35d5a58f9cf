"""Our own checks of a document, always run before it leaves: what the official rules let through.

Measured on mutants of the official prescription example, the ANS rules of February 2025 do not see a
wrong identifier OID, the template of another version, a missing narrative, an instant without its offset.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from esante.cda.analyse import inner_document
from esante.cda.models import OID_INS_DEMO, OID_INS_NIA, OID_INS_NIR, OID_INS_TEST, OID_PS, OID_STRUCTURE
from esante.cda.valeurs import jeu_valeurs
from esante.errors import Malformed
from esante.resources import resource

_N = {"h": "urn:hl7-org:v3"}
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
_INSTANT = re.compile(r"\d{12}(\d{2})?[+-]\d{4}|\d{8}|\d{6}|\d{4}")
_SECONDE = re.compile(r"\d{14}[+-]\d{4}")
_MATRICULE = re.compile(r"[1-478]\d{4}(\d{2}|2[AB])\d{8}")
_PS_PREFIXES = "0134568"
_STRUCTURE_PREFIXES = "01234"
_N1 = "1.3.6.1.4.1.19376.1.2.20"
_OIDS_PRODUCTION = (OID_INS_NIR, OID_INS_NIA)
_CODES_ENTETE = (
    ("j01_specialite_auteur", "h:author/h:assignedAuthor/h:code"),
    ("j02_type_structure", "h:componentOf//h:healthCareFacility/h:code"),
    ("j04_cadre_exercice", "h:documentationOf//h:standardIndustryClassCode"),
    ("j07_type_document", "h:code"),
    ("j142_type_rencontre", "h:componentOf/h:encompassingEncounter/h:code"),
)


@dataclass(frozen=True)
class Constat:
    """One thing wrong in a document: a rule of ours, a sentence, where."""

    regle: str
    message: str
    chemin: str


@dataclass(frozen=True)
class ModeleAttendu:
    """What a structured model must hold: its sections by LOINC code, mandatory or one of several."""

    racine: str
    version: str
    obligatoires: tuple[str, ...]
    au_moins_une: tuple[str, ...]


def check_cda(data: bytes, oids_ins: tuple[str, ...] | None = None) -> list[Constat]:
    """Return what is wrong in the bytes of a document, nothing when it may leave.

    Args:
        oids_ins: the INS OIDs that the target environment accepts; by default every published one.
    """
    try:
        racine = inner_document(data)
    except Malformed as error:
        return [Constat("xml", str(error), "/")]
    allowed = oids_ins or (*_OIDS_PRODUCTION, OID_INS_TEST, OID_INS_DEMO)
    return [
        *_identifiants(racine),
        *_patient(racine, allowed),
        *_personnes(racine),
        *_instants(racine),
        *_modele(racine),
        *_sections(racine),
        *_renvois(racine),
        *_codes(racine),
        *_coherence(racine),
    ]


def _identifiants(racine: etree._Element) -> Iterator[Constat]:
    for path in ("h:id", "h:setId"):
        found = racine.find(path, _N)
        if found is None:
            yield Constat("identifiant-absent", "L’identifiant du document ou de son lot est absent.", path)
            continue
        root = found.get("root", "")
        if found.get("extension") is not None:
            yield Constat("identifiant-extension", "Le DMP refuse un identifiant avec extension.", path)
        if not _OID.fullmatch(root) or len(root) > 64:
            yield Constat("identifiant-oid", "L’identifiant n’est pas un OID de 64 caractères au plus.", path)
    version = racine.find("h:versionNumber", _N)
    if version is None or not (version.get("value") or "").isdigit() or version.get("value") == "0":
        yield Constat(
            "version", "Le numéro de version est absent ou n’est pas un entier positif.", "h:versionNumber"
        )
    remplace = racine.find("h:relatedDocument[@typeCode='RPLC']/h:parentDocument/h:id", _N)
    own = racine.find("h:id", _N)
    if remplace is not None and own is not None and remplace.get("root") == own.get("root"):
        yield Constat("remplacement", "Le document se remplace lui-même.", "h:relatedDocument")
    titre = racine.findtext("h:title", "", _N)
    if not titre.strip() or len(titre) > 128:
        yield Constat("titre", "Le titre est absent ou dépasse 128 caractères.", "h:title")


def _patient(racine: etree._Element, allowed: tuple[str, ...]) -> Iterator[Constat]:
    role = racine.find("h:recordTarget/h:patientRole", _N)
    if role is None:
        yield Constat("patient-absent", "Le patient est absent.", "h:recordTarget")
        return
    first = role.find("h:id", _N)
    if first is None:
        yield Constat("patient-identifiant", "Le patient n’a aucun identifiant.", "h:patientRole/h:id")
        return
    root, extension = first.get("root", ""), first.get("extension", "")
    looks_like_ins = bool(_MATRICULE.fullmatch(extension)) or root.startswith("1.2.250.1.213.1.4.")
    if not looks_like_ins:
        return
    if root not in allowed:
        yield Constat("ins-oid", "L’OID du matricule INS n’est pas celui attendu.", "h:patientRole/h:id")
    if not _MATRICULE.fullmatch(extension) or not _cle_juste(extension):
        yield Constat(
            "ins-matricule", "Le matricule INS n’a pas ses 15 caractères ou sa clé.", "h:patientRole/h:id"
        )
    patient = role.find("h:patient", _N)
    for path, words in (
        ("h:name/h:family[@qualifier='BR']", "nom de naissance"),
        ("h:name/h:given[@qualifier='BR']", "premier prénom de naissance"),
        ("h:name/h:given[not(@qualifier)]", "liste des prénoms de naissance"),
        ("h:birthplace/h:place/h:addr/h:county", "lieu de naissance"),
    ):
        found = patient.xpath(path, namespaces=_N) if patient is not None else []
        if not isinstance(found, list) or not found or not (found[0].text or "").strip():  # type: ignore[union-attr]
            yield Constat("ins-traits", f"Avec l’INS, il manque un trait : {words}.", path)
    birth = patient.find("h:birthTime", _N) if patient is not None else None
    if birth is None or not re.fullmatch(r"\d{8}", birth.get("value", "")):
        yield Constat(
            "ins-traits", "Avec l’INS, la date de naissance AAAAMMJJ est obligatoire.", "h:birthTime"
        )


def _cle_juste(matricule: str) -> bool:
    number = matricule[:13].replace("2A", "19", 1) if "2A" in matricule[5:7] else matricule[:13]
    number = number.replace("2B", "18", 1) if "2B" in number[5:7] else number
    return number.isdigit() and 97 - int(number) % 97 == int(matricule[13:])


def _personnes(racine: etree._Element) -> Iterator[Constat]:
    header = (
        "h:author/h:assignedAuthor|h:legalAuthenticator/h:assignedEntity|h:documentationOf//h:assignedEntity"
    )
    for person in _all(racine, header):
        found = person.find("h:id", _N)
        if found is None or found.get("nullFlavor"):
            continue
        if person.find("h:assignedAuthoringDevice", _N) is not None:
            continue
        path = f"{etree.QName(person).localname}/id"
        if found.get("root") != OID_PS:
            yield Constat("ps-oid", "L’identifiant du professionnel n’a pas la racine attendue.", path)
        elif (found.get("extension") or " ")[0] not in _PS_PREFIXES:
            yield Constat("ps-prefixe", "L’identifiant du professionnel n’a pas de préfixe de type.", path)
    for path in ("h:author//h:representedOrganization", "h:custodian//h:representedCustodianOrganization"):
        for structure in _all(racine, path):
            found = structure.find("h:id", _N)
            if found is None:
                continue
            if found.get("root") != OID_STRUCTURE:
                yield Constat("structure-oid", "L’identifiant de structure n’a pas la racine attendue.", path)
            elif (found.get("extension") or " ")[0] not in _STRUCTURE_PREFIXES:
                yield Constat(
                    "structure-prefixe", "L’identifiant de structure n’a pas de préfixe de type.", path
                )
            if "custodian" in path and len(structure.findall("h:telecom", _N)) > 1:
                yield Constat("conservateur-telecom", "Le conservateur a plus d’un contact.", path)
            if not (structure.findtext("h:name", "", _N)).strip():
                yield Constat("structure-nom", "La structure n’a pas de nom.", path)


def _instants(racine: etree._Element) -> Iterator[Constat]:
    for path in ("h:effectiveTime", "h:legalAuthenticator/h:time"):
        found = racine.find(path, _N)
        if found is None or not _SECONDE.fullmatch(found.get("value", "")):
            yield Constat(
                "instant-seconde", "L’instant n’est pas donné à la seconde avec son décalage.", path
            )
    for node in _all(racine, ".//h:time|.//h:effectiveTime|.//h:low|.//h:high|.//h:birthTime"):
        value = node.get("value")
        if value and node.get("unit") is None and node.find("h:translation", _N) is None:
            parent = node.getparent()
            quantity = parent is not None and etree.QName(parent).localname in (
                "doseQuantity",
                "rateQuantity",
                "value",
            )
            if not quantity and not _INSTANT.fullmatch(value):
                yield Constat("instant-decalage", "Un instant n’a pas de décalage horaire.", _path(node))


def _modele(racine: etree._Element) -> Iterator[Constat]:
    templates = [(t.get("root"), t.get("extension", "")) for t in racine.findall("h:templateId", _N)]
    type_code = racine.find("h:code", _N)
    attendus = _modeles_attendus()
    if racine.find("h:component/h:nonXMLBody", _N) is not None:
        if len(templates) != 3 or templates[-1] != (_N1, ""):
            yield Constat(
                "modele-n1", "Un document non structuré porte exactement trois modèles.", "h:templateId"
            )
        return
    known = [a for root, _ in templates for a in attendus if a.racine == root]
    if known and (known[0].racine, known[0].version) not in templates:
        yield Constat(
            "modele-version", f"La version attendue du modèle est {known[0].version}.", "h:templateId"
        )
    if not known and type_code is not None and type_code.get("code") in ("57833-6", "60593-1", "87273-9"):
        yield Constat("modele-absent", "Le modèle de ce type de document est absent.", "h:templateId")


def _sections(racine: etree._Element) -> Iterator[Constat]:
    body = racine.find("h:component/h:structuredBody", _N)
    if body is None:
        content = racine.find("h:component/h:nonXMLBody/h:text", _N)
        if content is None or not (content.text or "").strip():
            yield Constat("corps-vide", "Le document n’a pas de contenu.", "h:component")
        return
    codes = []
    for section in _all(body, ".//h:section"):
        code = section.find("h:code", _N)
        name = code.get("code", "") if code is not None else ""
        codes.append(name)
        text = section.find("h:text", _N)
        nested = section.find("h:component/h:section", _N) is not None
        shows = text is not None and (
            "".join(str(t) for t in text.itertext()).strip()
            or text.find(".//h:renderMultiMedia", _N) is not None
        )
        if not shows and not nested:
            yield Constat("narratif", "Une section n’a pas de texte lisible.", f"section {name}")
    roots = [t.get("root") for t in racine.findall("h:templateId", _N)]
    for modele in _modeles_attendus():
        if modele.racine not in roots:
            continue
        for wanted in modele.obligatoires:
            if wanted not in codes:
                yield Constat(
                    "section-absente", f"La section obligatoire {wanted} est absente.", "h:structuredBody"
                )
        if modele.au_moins_une and not set(modele.au_moins_une) & set(codes):
            yield Constat("section-absente", "Aucune section de contenu n’est présente.", "h:structuredBody")


def _renvois(racine: etree._Element) -> Iterator[Constat]:
    ids = [str(node.get("ID")) for node in _all(racine, ".//*[@ID]")]
    for repeated in sorted({i for i in ids if ids.count(i) > 1}) if len(ids) != len(set(ids)) else ():
        yield Constat("renvoi-double", "Deux parties du texte portent le même identifiant.", f"#{repeated}")
    known = set(ids)
    for node in _all(racine, ".//h:reference[starts-with(@value, '#')]"):
        if node.get("value", "")[1:] not in known:
            yield Constat("renvoi", "Une donnée renvoie à un texte absent.", node.get("value", ""))
    for node in _all(racine, ".//h:renderMultiMedia"):
        if node.get("referencedObject") not in known:
            yield Constat("renvoi", "Une image annoncée est absente.", str(node.get("referencedObject")))


def _codes(racine: etree._Element) -> Iterator[Constat]:
    for jeu, path in _CODES_ENTETE:
        table = jeu_valeurs(jeu)
        for node in _all(racine, path):
            if node.get("nullFlavor"):
                continue
            if table.find(node.get("code", ""), node.get("codeSystem")) is None:
                yield Constat("code", f"Code hors du jeu {table.nom} ({table.date}).", path)
            elif not node.get("displayName"):
                yield Constat("libelle", "Un code de l’entête n’a pas de libellé.", path)


def _coherence(racine: etree._Element) -> Iterator[Constat]:
    event = racine.find("h:documentationOf/h:serviceEvent", _N)
    if event is None or len(event.findall("h:performer", _N)) != 1:
        yield Constat("acte", "L’acte principal n’a pas exactement un exécutant.", "h:documentationOf")
    elif event.find("h:effectiveTime/h:low", _N) is None:
        yield Constat("acte", "L’acte principal n’a pas de début.", "h:documentationOf")
    facility = racine.find("h:componentOf//h:healthCareFacility/h:code", _N)
    setting = racine.find("h:documentationOf//h:standardIndustryClassCode", _N)
    if facility is None or setting is None:
        yield Constat("cadre", "Le lieu de soins ou le cadre d’exercice est absent.", "h:componentOf")
    elif facility.get("code") in ("SA07", "SA08", "SA33") and setting.get("code") == "ETABLISSEMENT":
        yield Constat(
            "cadre", "Le cadre d’exercice contredit le lieu de soins (EX_GEN-1377).", "h:componentOf"
        )


def _modeles_attendus() -> tuple[ModeleAttendu, ...]:
    lines = resource("nomenclatures/cisis/modeles.csv").read_text(encoding="utf-8").splitlines()[2:]
    found = []
    for line in lines:
        racine, version, obligatoires, au_moins_une = line.split(",")
        found.append(ModeleAttendu(racine, version, tuple(obligatoires.split()), tuple(au_moins_une.split())))
    return tuple(found)


def _all(node: etree._Element, path: str) -> list[etree._Element]:
    found = node.xpath(path, namespaces=_N)
    return [n for n in found if isinstance(n, etree._Element)] if isinstance(found, list) else []


def _path(node: etree._Element) -> str:
    names = [etree.QName(n).localname for n in (node, *node.iterancestors())]
    return "/".join(reversed(names))
