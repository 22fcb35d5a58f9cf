"""Answer the questions about a record: existence, management data, authorisations, lists."""

from datetime import UTC, datetime
from uuid import uuid4

from lxml import etree

from esante.dmp.existence import HL7
from esante.dmp.habilitations import HABILITATIONS, PATIENTS
from esante.sandbox.dmp.depot import Autorisation, Depot
from esante.sandbox.dmp.securite import Demandeur, RefusDmp
from esante.sandbox.professionnels import professionnel
from esante.xds.modeles import instant_utc

_N = {"h": HL7}
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NOTICES = "1.2.250.1.213.4.1.2.3"


def answer_existence(
    body: etree._Element, demandeur: Demandeur, depot: Depot, at: datetime
) -> etree._Element:
    """Answer PRPA_IN201307UV02 for both reasons.

    Raises:
        RefusDmp: the message is incomplete, or about another patient than the assertion.
    """
    reason = body.find("h:controlActProcess/h:reasonCode", _N)
    value = body.find(".//h:patientIdentifier/h:value", _N)
    query = body.find(".//h:queryId", _N)
    message = body.find("h:id", _N)
    if reason is None or value is None or query is None or message is None:
        raise RefusDmp("DMPInvalidMessage", "Message de test d’existence incomplet")
    motif = reason.get("code", "")
    if motif not in ("TEST_EXST", "CNSLT_DATA"):
        raise RefusDmp("DMPInvalidMessage", "Motif inconnu")
    asked = f"{value.get('extension')}^^^&{value.get('root')}&ISO^NH"
    if asked != demandeur.patient:
        raise RefusDmp("XDSPatientIdDoesNotMatch", "Le patient n’est pas celui du VIHF")
    dossier = depot.dossier(asked)
    root = _node(None, "PRPA_IN201308UV02", ITSVersion="XML_1.0")
    _node(root, "id", root=str(uuid4()))
    _node(root, "creationTime", value=at.astimezone(UTC).strftime("%Y%m%d%H%M%S"))
    _node(root, "interactionId", root="2.16.840.1.113883.1.6", extension="PRPA_IN201308UV02")
    _node(root, "processingCode", code="P")
    _node(root, "processingModeCode", code="T")
    _node(root, "acceptAckCode", code="NE")
    found = dossier.statut != "inexistant"
    if found and motif == "TEST_EXST":
        right = depot.autorisation(asked, demandeur.identifiant)
        _attention(root, "AUTORISATION", right.etat if right else "INEXISTANTE")
        line = _node(root, "attentionLine")
        _node(line, "keyWordText", code="STATUT_MT", codeSystem="1.2.250.1.213.4.1.2.6.3")
        doctor = _node(line, "value", value="true" if right and right.medecin_traitant else "false")
        doctor.set(f"{{{_XSI}}}type", "BL")
    target = _node(_node(root, "acknowledgement", typeCode="AA"), "targetMessage")
    _node(target, "id", **{str(k): str(v) for k, v in message.attrib.items()})
    act = _node(root, "controlActProcess", classCode="CACT", moodCode="EVN")
    _node(act, "reasonCode", code=motif, codeSystem="1.2.250.1.213.1.1.4.11")
    if found:
        event = _node(
            _node(act, "subject", typeCode="SUBJ"), "registrationEvent", classCode="REG", moodCode="EVN"
        )
        _node(event, "statusCode", code="completed")
        patient = _node(_node(event, "subject1", typeCode="SBJ"), "patient", classCode="PAT")
        _node(patient, "id", root=value.get("root", ""), extension=value.get("extension", ""))
        _node(patient, "statusCode", code="active" if dossier.statut == "ouvert" else "terminated")
        _observation(patient, "RATTACHEMENT_ENS", "BL", "true")
        if dossier.date_fermeture:
            _observation(patient, "DATE_FERMETURE", "TS", dossier.date_fermeture)
        if dossier.motif_fermeture:
            node = _observation(patient, "MOTIF_FERMETURE", "CV", None)
            node.set("code", dossier.motif_fermeture)
        if motif == "CNSLT_DATA":
            _observation(patient, "OPPOSITION_BRIS_DE_GLACE", "BL", _flag(dossier.opposition_bris))
            _observation(patient, "OPPOSITION_ACCES_URGENCE", "BL", _flag(dossier.opposition_bris))
    ack = _node(act, "queryAck")
    _node(ack, "queryId", **{str(k): str(v) for k, v in query.attrib.items()})
    _node(ack, "queryResponseCode", code="OK" if found else "NF")
    return root


def answer_habilitation(
    body: etree._Element, demandeur: Demandeur, depot: Depot, at: datetime
) -> etree._Element:
    """Answer setAuthorization and listAuthorizationByPatient.

    Raises:
        RefusDmp: another message.
    """
    name = etree.QName(body).localname
    patient = demandeur.patient or ""
    if depot.dossier(patient).statut != "ouvert":
        return _habilitation(f"{name}Response", "DMPClosed", "Le DMP est fermé ou n’existe pas")
    if name == "setAuthorization":
        return _set_authorization(body, demandeur, depot, patient, instant_utc(at))
    if name == "listAuthorizationByPatient":
        root = _habilitation(f"{name}Response", "DMPOk", "")
        output = root[0]
        for rank, right in enumerate(depot.autorisations(patient)):
            node = etree.Element(f"{{{HABILITATIONS}}}listOfAuthorizationByPatient")
            for tag, text in (
                ("nationalId", right.ps),
                ("nationalIdType", "1.2.250.1.71.4.2.1"),
                ("firstName", right.prenom),
                ("lastName", right.nom),
                ("startOfAuthorization", right.debut),
                ("lastActionDate", right.dernier_acces),
                ("mode", "ACTIVE" if right.etat == "VALIDE" else right.etat),
            ):
                etree.SubElement(node, f"{{{HABILITATIONS}}}{tag}").text = text
            output.insert(rank, node)
        return root
    raise RefusDmp("DMPInvalidMessage", "Opération inconnue")


def answer_liste(body: etree._Element, demandeur: Demandeur, depot: Depot) -> etree._Element:
    """Answer patientList: records the user may open, or those that received documents since a date."""
    since = (body.findtext(f"{{{PATIENTS}}}startDate") or "").strip()
    with_documents = (body.findtext(f"{{{PATIENTS}}}dateType") or "").strip() == "LASTDOC"
    root = etree.Element(f"{{{PATIENTS}}}patientListResponse", nsmap={"ns1": PATIENTS})
    output = etree.SubElement(root, f"{{{PATIENTS}}}output")
    for right in depot.autorisations(ps=demandeur.identifiant):
        lots = depot.lots(right.patient)
        last = max((lot.instant for lot in lots), default="")
        if right.etat != "VALIDE" or (last if with_documents else right.debut) < since:
            continue
        number, _, rest = right.patient.partition("^^^&")
        node = etree.SubElement(output, f"{{{PATIENTS}}}patientlistData")
        identifier = etree.SubElement(node, f"{{{PATIENTS}}}patientIdentifier")
        etree.SubElement(identifier, f"{{{PATIENTS}}}nationalId").text = number
        etree.SubElement(identifier, f"{{{PATIENTS}}}nationalIdType").text = rest.split("&")[0]
        for tag, text in (
            ("MT", _flag(right.medecin_traitant)),
            ("message", "false"),
            ("lastAccessDate", right.dernier_acces),
            ("lastUpdateDate", last),
            ("lastAddDate", last),
        ):
            etree.SubElement(node, f"{{{PATIENTS}}}{tag}").text = text
    etree.SubElement(output, f"{{{PATIENTS}}}status").text = "DMPOk"
    return root


def _set_authorization(
    body: etree._Element, demandeur: Demandeur, depot: Depot, patient: str, at: str
) -> etree._Element:
    action = (body.findtext(f"{{{HABILITATIONS}}}action") or "").strip()
    role = (body.findtext(f"{{{HABILITATIONS}}}role") or "").strip()
    current = depot.autorisation(patient, demandeur.identifiant)
    if current is not None and current.etat == "BLOQUEE":
        return _habilitation(
            "setAuthorizationResponse", "DMPAccessForbidden", "Professionnel bloqué par le patient"
        )
    if action == "SUPPRESSION":
        depot.remove_autorisation(patient, demandeur.identifiant)
        return _habilitation("setAuthorizationResponse", "DMPOk", "")
    if action != "AJOUT" or role not in ("", "MEDECIN_TRAITANT"):
        raise RefusDmp("DMPInvalidMessage", "Action ou rôle inconnu")
    doctor = role == "MEDECIN_TRAITANT"
    if doctor and demandeur.profession != "10":
        return _habilitation(
            "setAuthorizationResponse", "DMPAccessDeniedByRightsService", "Réservé aux médecins"
        )
    if current is not None and current.medecin_traitant >= doctor:
        return _habilitation(
            "setAuthorizationResponse", "DMPOk", "Autorisation déjà présente aucune action effectuée"
        )
    person = professionnel(demandeur.identifiant)
    depot.set_autorisation(
        Autorisation(
            patient,
            demandeur.identifiant,
            "VALIDE",
            doctor,
            current.debut if current else at,
            at,
            person.nom if person else demandeur.nom,
            person.prenom if person else "",
        )
    )
    return _habilitation("setAuthorizationResponse", "DMPOk", "")


def _habilitation(name: str, status: str, context: str) -> etree._Element:
    root = etree.Element(f"{{{HABILITATIONS}}}{name}", nsmap={"ns1": HABILITATIONS})
    output = etree.SubElement(root, f"{{{HABILITATIONS}}}output")
    etree.SubElement(output, f"{{{HABILITATIONS}}}status").text = status
    etree.SubElement(output, f"{{{HABILITATIONS}}}context").text = context
    return root


def _attention(root: etree._Element, keyword: str, code: str) -> None:
    line = _node(root, "attentionLine")
    _node(line, "keyWordText", code=keyword, codeSystem="1.2.250.1.213.4.1.2.6.1")
    value = _node(line, "value", code=code, codeSystem="1.2.250.1.213.4.1.2.6.2")
    value.set(f"{{{_XSI}}}type", "CV")


def _observation(patient: etree._Element, code: str, kind: str, value: str | None) -> etree._Element:
    node = _node(
        _node(patient, "subjectOf", typeCode="SBJ"),
        "administrativeObservation",
        classCode="OBS",
        moodCode="EVN",
    )
    _node(node, "code", code=code, codeSystem=_NOTICES)
    found = _node(node, "value")
    if value is not None:
        found.set("value", value)
    found.set(f"{{{_XSI}}}type", kind)
    return found


def _node(parent: etree._Element | None, name: str, /, **attributes: str) -> etree._Element:
    if parent is None:
        return etree.Element(f"{{{HL7}}}{name}", attributes, nsmap={None: HL7, "xsi": _XSI})  # type: ignore[dict-item]
    return etree.SubElement(parent, f"{{{HL7}}}{name}", attributes)


def _flag(value: bool) -> str:
    return "true" if value else "false"
