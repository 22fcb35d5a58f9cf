"""Our own checks of a document, always run before it leaves: what the official rules let through.

Measured on mutants of the official prescription example, the ANS rules of February 2025 do not see a
wrong identifier OID, the template of another version, a missing narrative, an instant without its offset.
"""

import re
from collections.abc import Iterator

from lxml import etree

from esante.cda.analyse import inner_document
from esante.cda.constat import Constat, N, find_all, path_of
from esante.cda.controles_corps import check_corps
from esante.cda.models import OID_INS_DEMO, OID_INS_NIA, OID_INS_NIR, OID_INS_TEST, OID_PS, OID_STRUCTURE
from esante.cda.valeurs import jeu_valeurs
from esante.errors import Malformed

_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
_INSTANT = re.compile(r"\d{12}(\d{2})?[+-]\d{4}|\d{8}|\d{6}|\d{4}")
_SECONDE = re.compile(r"\d{14}[+-]\d{4}")
_MATRICULE = re.compile(r"[1-478]\d{4}(\d{2}|2[AB])\d{8}")
_PS_PREFIXES = "0134568"
_STRUCTURE_PREFIXES = "01234"
_OIDS_PRODUCTION = (OID_INS_NIR, OID_INS_NIA)
_CODES_ENTETE = (
    ("j01_specialite_auteur", "h:author/h:assignedAuthor/h:code"),
    ("j02_type_structure", "h:componentOf//h:healthCareFacility/h:code"),
    ("j04_cadre_exercice", "h:documentationOf//h:standardIndustryClassCode"),
    ("j07_type_document", "h:code"),
    ("j142_type_rencontre", "h:componentOf/h:encompassingEncounter/h:code"),
)


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
        *check_corps(racine),
        *_codes(racine),
        *_coherence(racine),
    ]


def _identifiants(racine: etree._Element) -> Iterator[Constat]:
    for path in ("h:id", "h:setId"):
        found = racine.find(path, N)
        if found is None:
            yield Constat("identifiant-absent", "L’identifiant du document ou de son lot est absent.", path)
            continue
        root = found.get("root", "")
        if found.get("extension") is not None:
            yield Constat("identifiant-extension", "Le DMP refuse un identifiant avec extension.", path)
        if not _OID.fullmatch(root) or len(root) > 64:
            yield Constat("identifiant-oid", "L’identifiant n’est pas un OID de 64 caractères au plus.", path)
    version = racine.find("h:versionNumber", N)
    if version is None or not (version.get("value") or "").isdigit() or version.get("value") == "0":
        yield Constat(
            "version", "Le numéro de version est absent ou n’est pas un entier positif.", "h:versionNumber"
        )
    remplace = racine.find("h:relatedDocument[@typeCode='RPLC']/h:parentDocument/h:id", N)
    own = racine.find("h:id", N)
    if remplace is not None and own is not None and remplace.get("root") == own.get("root"):
        yield Constat("remplacement", "Le document se remplace lui-même.", "h:relatedDocument")
    titre = racine.findtext("h:title", "", N)
    if not titre.strip() or len(titre) > 128:
        yield Constat("titre", "Le titre est absent ou dépasse 128 caractères.", "h:title")


def _patient(racine: etree._Element, allowed: tuple[str, ...]) -> Iterator[Constat]:
    role = racine.find("h:recordTarget/h:patientRole", N)
    if role is None:
        yield Constat("patient-absent", "Le patient est absent.", "h:recordTarget")
        return
    first = role.find("h:id", N)
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
    patient = role.find("h:patient", N)
    for path, words in (
        ("h:name/h:family[@qualifier='BR']", "nom de naissance"),
        ("h:name/h:given[@qualifier='BR']", "premier prénom de naissance"),
        ("h:name/h:given[not(@qualifier)]", "liste des prénoms de naissance"),
        ("h:birthplace/h:place/h:addr/h:county", "lieu de naissance"),
    ):
        found = patient.xpath(path, namespaces=N) if patient is not None else []
        if not isinstance(found, list) or not found or not (found[0].text or "").strip():  # type: ignore[union-attr]
            yield Constat("ins-traits", f"Avec l’INS, il manque un trait\u00a0: {words}.", path)
    birth = patient.find("h:birthTime", N) if patient is not None else None
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
    for person in find_all(racine, header):
        found = person.find("h:id", N)
        if found is None or found.get("nullFlavor"):
            continue
        if person.find("h:assignedAuthoringDevice", N) is not None:
            continue
        path = f"{etree.QName(person).localname}/id"
        if found.get("root") != OID_PS:
            yield Constat("ps-oid", "L’identifiant du professionnel n’a pas la racine attendue.", path)
        elif (found.get("extension") or " ")[0] not in _PS_PREFIXES:
            yield Constat("ps-prefixe", "L’identifiant du professionnel n’a pas de préfixe de type.", path)
    for path in ("h:author//h:representedOrganization", "h:custodian//h:representedCustodianOrganization"):
        for structure in find_all(racine, path):
            found = structure.find("h:id", N)
            if found is None:
                continue
            if found.get("root") != OID_STRUCTURE:
                yield Constat("structure-oid", "L’identifiant de structure n’a pas la racine attendue.", path)
            elif (found.get("extension") or " ")[0] not in _STRUCTURE_PREFIXES:
                yield Constat(
                    "structure-prefixe", "L’identifiant de structure n’a pas de préfixe de type.", path
                )
            if "custodian" in path and len(structure.findall("h:telecom", N)) > 1:
                yield Constat("conservateur-telecom", "Le conservateur a plus d’un contact.", path)
            if not (structure.findtext("h:name", "", N)).strip():
                yield Constat("structure-nom", "La structure n’a pas de nom.", path)


def _instants(racine: etree._Element) -> Iterator[Constat]:
    for path in ("h:effectiveTime", "h:legalAuthenticator/h:time"):
        found = racine.find(path, N)
        if found is None or not _SECONDE.fullmatch(found.get("value", "")):
            yield Constat(
                "instant-seconde", "L’instant n’est pas donné à la seconde avec son décalage.", path
            )
    for node in find_all(racine, ".//h:time|.//h:effectiveTime|.//h:low|.//h:high|.//h:birthTime"):
        value = node.get("value")
        if value and node.get("unit") is None and node.find("h:translation", N) is None:
            parent = node.getparent()
            quantity = parent is not None and etree.QName(parent).localname in (
                "doseQuantity",
                "rateQuantity",
                "value",
            )
            if not quantity and not _INSTANT.fullmatch(value):
                yield Constat("instant-decalage", "Un instant n’a pas de décalage horaire.", path_of(node))


def _codes(racine: etree._Element) -> Iterator[Constat]:
    for jeu, path in _CODES_ENTETE:
        table = jeu_valeurs(jeu)
        for node in find_all(racine, path):
            if node.get("nullFlavor"):
                continue
            if table.find(node.get("code", ""), node.get("codeSystem")) is None:
                yield Constat("code", f"Code hors du jeu {table.nom} ({table.date}).", path)
            elif not node.get("displayName"):
                yield Constat("libelle", "Un code de l’entête n’a pas de libellé.", path)


def _coherence(racine: etree._Element) -> Iterator[Constat]:
    event = racine.find("h:documentationOf/h:serviceEvent", N)
    if event is None or len(event.findall("h:performer", N)) != 1:
        yield Constat("acte", "L’acte principal n’a pas exactement un exécutant.", "h:documentationOf")
    elif event.find("h:effectiveTime/h:low", N) is None:
        yield Constat("acte", "L’acte principal n’a pas de début.", "h:documentationOf")
    facility = racine.find("h:componentOf//h:healthCareFacility/h:code", N)
    setting = racine.find("h:documentationOf//h:standardIndustryClassCode", N)
    if facility is None or setting is None:
        yield Constat("cadre", "Le lieu de soins ou le cadre d’exercice est absent.", "h:componentOf")
    elif facility.get("code") in ("SA07", "SA08", "SA33") and setting.get("code") == "ETABLISSEMENT":
        yield Constat(
            "cadre", "Le cadre d’exercice contredit le lieu de soins (EX_GEN-1377).", "h:componentOf"
        )
