"""Existence and management data of a record (TD0.2, TD1.3a), in HL7 v3."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from lxml import etree

from esante.dmp.models import ExistenceDmp, Logiciel, PatientDmp, StatutDmp
from esante.errors import Malformed

HL7 = "urn:hl7-org:v3"
_N = {"h": HL7}
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_MOTIFS = {
    "TEST_EXST": "Test d'existence de dossier",
    "CNSLT_DATA": "Consultation des données de gestion de dossier",
}


@dataclass(frozen=True)
class DonneesGestion:
    """What TD1.3a says besides existence; the identity that comes with it is not kept (EX_0.2-1020)."""

    existence: ExistenceDmp
    opposition_bris_de_glace: bool | None
    opposition_acces_urgence: bool | None


def build_existence(
    patient: PatientDmp, logiciel: Logiciel, appareil: str, motif: str, message: UUID, instant: datetime
) -> etree._Element:
    """Write PRPA_IN201307UV02 with reason ``TEST_EXST`` (TD0.2) or ``CNSLT_DATA`` (TD1.3a)."""
    root = _hl7("PRPA_IN201307UV02", ITSVersion="XML_1.0")
    _add(root, "id", root=f"{logiciel.oid}.1.1", extension=str(message))
    _add(root, "creationTime", value=instant.astimezone(UTC).strftime("%Y%m%d%H%M%S"))
    _add(root, "interactionId", root="2.16.840.1.113883.1.6", extension="PRPA_IN201307UV02")
    _add(root, "processingCode", code="P")
    _add(root, "processingModeCode", code="T")
    _add(root, "acceptAckCode", code="AL")
    for name, kind, oid, software in (
        ("receiver", "RCV", appareil, "DMP"),
        ("sender", "SND", logiciel.oid, logiciel.nom),
    ):
        device = _add(_add(root, name, typeCode=kind), "device", classCode="DEV", determinerCode="INSTANCE")
        _add(device, "id", root=oid)
        _add(device, "softwareName").text = software
    act = _add(root, "controlActProcess", classCode="CACT", moodCode="EVN")
    _add(act, "reasonCode", code=motif, codeSystem="1.2.250.1.213.1.1.4.11", displayName=_MOTIFS[motif])
    query = _add(act, "queryByParameter")
    _add(query, "queryId", root=f"{logiciel.oid}.2", extension=str(message))
    _add(query, "statusCode", code="new")
    parameters = _add(query, "parameterList")
    _add(parameters, "dataSource").set(f"{{{_XSI}}}nil", "true")
    identifier = _add(parameters, "patientIdentifier")
    _add(identifier, "value", root=patient.oid, extension=patient.matricule)
    _add(identifier, "semanticsText").text = "Patient.id"
    return root


def read_existence(body: etree._Element, patient: PatientDmp) -> ExistenceDmp:
    """Read PRPA_IN201308UV02.

    A closed record is told by a patient status other than ``active``; the published samples show none, so the
    closing date and reason are read where the standard puts them and may stay unknown.

    Raises:
        Malformed: another message, an error acknowledgement, or the record of another patient.
    """
    if body.tag != f"{{{HL7}}}PRPA_IN201308UV02":
        raise Malformed("la réponse n’est pas celle d’un test d’existence")
    code = body.find(".//h:queryAck/h:queryResponseCode", _N)
    answer = code.get("code") if code is not None else None
    if answer == "NF":
        return ExistenceDmp(StatutDmp.INEXISTANT)
    ack = body.find("h:acknowledgement", _N)
    if answer != "OK" or ack is None or ack.get("typeCode") not in ("AA", "CA"):
        raise Malformed("réponse de test d’existence incomplète")
    found = body.find(".//h:patient", _N)
    if found is None:
        return ExistenceDmp(StatutDmp.INEXISTANT)
    ids = {(i.get("root"), i.get("extension")) for i in found.findall("h:id", _N)}
    if (patient.oid, patient.matricule) not in ids:
        raise Malformed("la réponse concerne un autre patient")
    status = found.find("h:statusCode", _N)
    lines = {
        key.get("code", ""): value
        for line in body.findall("h:attentionLine", _N)
        if (key := line.find("h:keyWordText", _N)) is not None
        and (value := line.find("h:value", _N)) is not None
    }
    observations = _observations(found)
    open_ = status is None or status.get("code") == "active"
    closing = observations.get("DATE_FERMETURE")
    authorisation = lines.get("AUTORISATION")
    doctor = lines.get("STATUT_MT")
    reason = observations.get("MOTIF_FERMETURE")
    return ExistenceDmp(
        StatutDmp.OUVERT if open_ else StatutDmp.FERME,
        authorisation.get("code") if authorisation is not None else None,
        doctor is not None and doctor.get("value") == "true",
        _boolean(observations.get("RATTACHEMENT_ENS")),
        _date(closing.get("value", "")) if closing is not None else None,
        (reason.get("displayName") or reason.get("code")) if reason is not None else None,
    )


def read_gestion(body: etree._Element, patient: PatientDmp) -> DonneesGestion:
    """Read the answer of TD1.3a. Same refusals as :func:`read_existence`."""
    existence = read_existence(body, patient)
    found = body.find(".//h:patient", _N)
    observations = _observations(found) if found is not None else {}
    return DonneesGestion(
        existence,
        _boolean(observations.get("OPPOSITION_BRIS_DE_GLACE")),
        _boolean(observations.get("OPPOSITION_ACCES_URGENCE")),
    )


def _hl7(name: str, **attributes: str) -> etree._Element:
    return etree.Element(f"{{{HL7}}}{name}", attributes, nsmap={None: HL7, "xsi": _XSI})  # type: ignore[dict-item]


def _add(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{HL7}}}{name}", attributes)


def _observations(patient: etree._Element) -> dict[str, etree._Element]:
    found = {}
    for observation in patient.findall("h:subjectOf/h:administrativeObservation", _N):
        code, value = observation.find("h:code", _N), observation.find("h:value", _N)
        if code is not None and value is not None:
            found[code.get("code", "")] = value
    return found


def _boolean(value: etree._Element | None) -> bool | None:
    return None if value is None else value.get("value") == "true"


def _date(value: str) -> date | None:
    try:
        return datetime.strptime(value[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
