"""Describe a CDA document to a registry from its own header, so that both always agree.

Table "CDA → XDS" of the CI-SIS: class from the type, format from the model or the media type of the body.
"""

import hashlib
import re
from datetime import UTC, datetime
from uuid import UUID, uuid5

from lxml import etree

from esante.cda.analyse import inner_document
from esante.cda.models import OIDS_INS, Code
from esante.cda.valeurs import formats, jeu_valeurs, types_document
from esante.errors import Malformed, Unsupported
from esante.xds.modeles import AuteurXds, FicheDocument, escape, patient_id, xcn, xon

_N = {"h": "urn:hl7-org:v3"}
_TS = re.compile(r"(\d{4,14})([+-]\d{4})?")
_ESPACE = UUID("2d9b7c6e-7d2b-4a39-9e5a-63a2e1a5b0c4")
_SANS_MODELE = "urn:asipSante:modelesHorsProfils:2011"


def describe_cda(data: bytes, masques: tuple[str, ...] = (), commentaire: str = "") -> FicheDocument:
    """Return the entry of a document.

    Args:
        data: the exact bytes that will be sent: size and hash are theirs.
        masques: J08 codes chosen by the user (MASQUE_PS, INVISIBLE_PATIENT…), never written in the document.

    Raises:
        Malformed: the header lacks what a registry needs.
        Unsupported: the type of document is not one this software may send.
    """
    racine = inner_document(data)
    type_code = _code(_need(racine, "h:code"))
    known = types_document().get(type_code.code)
    if known is None or known.type.systeme != type_code.systeme:
        raise Unsupported(f"type de document non pris en charge\u00a0: {type_code.code}")
    identifiant = _need(racine, "h:id").get("root", "")
    event = _need(racine, "h:documentationOf/h:serviceEvent")
    debut = _utc(event.find("h:effectiveTime/h:low", _N))
    fin = _utc(event.find("h:effectiveTime/h:high", _N))
    patient, patient_source = _patient_ids(racine)
    responsable = _need(racine, "h:legalAuthenticator/h:assignedEntity")
    return FicheDocument(
        identifiant=identifiant,
        patient_id=patient,
        source_patient_id=patient_source,
        source_patient_info=_patient_info(_need(racine, "h:recordTarget/h:patientRole/h:patient")),
        auteurs=tuple(_auteur(a) for a in racine.findall("h:author", _N)),
        responsable=_xcn(responsable),
        creation=_utc(_need(racine, "h:effectiveTime")),
        debut_acte=debut,
        fin_acte=fin if fin > debut else "",
        type=Code(known.type.code, known.type.libelle, known.type.systeme),
        classe=known.classe,
        format=_format(racine),
        cadre=_code(
            _need(event, "h:performer/h:assignedEntity/h:representedOrganization/h:standardIndustryClassCode")
        ),
        structure=_code(
            _need(racine, "h:componentOf/h:encompassingEncounter/h:location/h:healthCareFacility/h:code")
        ),
        confidentialites=(
            _code(_need(racine, "h:confidentialityCode")),
            *(masque(code) for code in masques),
        ),
        evenements=_evenements(racine, type_code),
        titre=racine.findtext("h:title", "", _N).strip(),
        commentaire=commentaire,
        langue=_need(racine, "h:languageCode").get("code", "fr-FR"),
        media="text/xml",
        empreinte=hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        taille=len(data),
        references=tuple(_references(racine)),
        entry_uuid=f"urn:uuid:{uuid5(_ESPACE, identifiant)}",
    )


def _patient_ids(racine: etree._Element) -> tuple[str, str]:
    """Return the patient of the registry (the INS, else the local number), then that of the source."""
    ids = racine.findall("h:recordTarget/h:patientRole/h:id", _N)
    ins = next((i for i in ids if i.get("root") in OIDS_INS), None)
    local = next((i for i in ids if i.get("root") not in OIDS_INS), None)
    if ins is None and local is None:
        raise Malformed("patient sans identifiant")
    national = "" if ins is None else patient_id(ins.get("extension", ""), ins.get("root", ""))
    interne = "" if local is None else f"{local.get('extension', '')}^^^&{local.get('root', '')}&ISO^PI"
    return national or interne, interne or national


def _evenements(racine: etree._Element, type_code: Code) -> tuple[Code, ...]:
    return tuple(
        _code(code)
        for code in racine.findall("h:documentationOf/h:serviceEvent/h:code", _N)
        if code.get("code") and code.get("code") != type_code.code
    )


def _need(node: etree._Element, path: str) -> etree._Element:
    found = node.find(path, _N)
    if found is None:
        raise Malformed(f"entête incomplet\u00a0: {path.replace('h:', '')}")
    return found


def _code(node: etree._Element) -> Code:
    return Code(node.get("code", ""), node.get("displayName", ""), node.get("codeSystem", ""))


def masque(code: str) -> Code:
    """Return a confidentiality code of the J08 value set."""
    found = jeu_valeurs("j08_confidentialite").find(code)
    if found is None:
        raise ValueError(f"confidentialité hors du jeu de valeurs J08\u00a0: {code}")
    return found


def _utc(node: etree._Element | None) -> str:
    match = _TS.fullmatch(node.get("value", "")) if node is not None else None
    if match is None:
        return ""
    digits, offset = match.groups()
    if offset is None or len(digits) < 12:
        return digits[:8]
    moment = datetime.strptime(digits[:14].ljust(14, "0") + offset, "%Y%m%d%H%M%S%z")
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def _name(person: etree._Element | None) -> tuple[str, str]:
    if person is None:
        return "", ""
    return person.findtext("h:name/h:family", "", _N), person.findtext("h:name/h:given", "", _N)


def _xcn(entity: etree._Element) -> str:
    identifiant = _need(entity, "h:id").get("extension", "")
    device = entity.find("h:assignedAuthoringDevice", _N)
    if device is not None:
        nom = device.findtext("h:softwareName", "", _N)
        model = device.findtext("h:manufacturerModelName", "", _N)
        return f"{identifiant}^{escape(nom)}^{escape(model)}^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^RI"
    return xcn(identifiant, *_name(entity.find("h:assignedPerson", _N)))


def _auteur(author: etree._Element) -> AuteurXds:
    entity = _need(author, "h:assignedAuthor")
    code, organisation = entity.find("h:code", _N), entity.find("h:representedOrganization", _N)
    fonction = author.find("h:functionCode", _N)
    structure = ""
    if organisation is not None:
        root = organisation.find("h:id", _N)
        structure = xon(
            root.get("extension", "") if root is not None else "",
            organisation.findtext("h:name", "", _N),
        )
    return AuteurXds(
        personne=_xcn(entity),
        institution=structure,
        specialite=f"{code.get('code')}^{escape(code.get('displayName', ''))}^{code.get('codeSystem')}"
        if code is not None and code.get("code")
        else "",
        role=fonction.get("displayName", "") if fonction is not None else "",
    )


def _patient_info(patient: etree._Element) -> tuple[str, ...]:
    name = _need(patient, "h:name")

    def part(path: str) -> str:
        return escape((name.findtext(path, "", _N)).strip())

    lists = [g.text or "" for g in name.findall("h:given", _N) if g.get("qualifier") is None]
    birth = part("h:family[@qualifier='BR']") or part("h:family")
    first = part("h:given[@qualifier='BR']") or part("h:given")
    infos = [f"PID-5|{birth}^{first}^{escape(lists[0]) if lists else ''}^^^^L"]
    used = part("h:family[@qualifier='CL']")
    used_given = part("h:given[@qualifier='CL']")
    if used:
        infos.append(f"PID-5|{used}^{used_given or first}^^^^^D")
    birth_time = patient.find("h:birthTime", _N)
    if birth_time is not None and birth_time.get("value"):
        infos.append(f"PID-7|{birth_time.get('value', '')[:8]}")
    sexe = patient.find("h:administrativeGenderCode", _N)
    if sexe is not None and sexe.get("code"):
        infos.append(f"PID-8|{'U' if sexe.get('code') == 'UN' else sexe.get('code')}")
    return tuple(infos)


def _format(racine: etree._Element) -> Code:
    table = formats()
    body = racine.find("h:component/h:nonXMLBody/h:text", _N)
    if body is not None:
        return table.get(body.get("mediaType", ""), table[_SANS_MODELE])
    roots = {t.get("root"): t.get("extension", "") for t in racine.findall("h:templateId", _N)}
    for known in types_document().values():
        if known.modele_racine and known.modele_racine in roots:
            return table[known.format]
    return table[_SANS_MODELE]


def _references(racine: etree._Element) -> list[str]:
    found = []
    for order in racine.findall("h:inFulfillmentOf/h:order/h:id", _N):
        extension = order.get("extension")
        if extension:
            found.append(f"{extension}^^^&{order.get('root')}&ISO^urn:ihe:iti:xds:2013:order")
    return found
