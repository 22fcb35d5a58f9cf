"""The messages of the DMP that are not documents: existence (HL7 v3), authorisations, lists, answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from lxml import etree

from esante.dmp.models import (
    ErreurRegistre,
    ExistenceDmp,
    Logiciel,
    PatientDmp,
    StatutDmp,
)
from esante.errors import Malformed
from esante.xds.schemas import RS

HL7 = "urn:hl7-org:v3"
HABILITATIONS = "urn:si-dmp-habilitations"
PATIENTS = "urn:si-dmp-patients"
ACTION_EXISTENCE = "urn:hl7-org:v3:PRPA_IN201307UV02"
ACTION_HABILITATION = "urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization"
ACTION_LISTE_PS = "urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient"
ACTION_LISTE_DMP = "urn:si-dmp-patients:PatientSpecificEndPoint:patientList"
ACTION_ALIMENTATION = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"
ACTION_RECHERCHE = "urn:ihe:iti:2007:RegistryStoredQuery"
ACTION_LECTURE = "urn:ihe:iti:2007:RetrieveDocumentSet"
ACTION_MISE_A_JOUR = "urn:ihe:iti:2010:UpdateDocumentSet"
SUCCES = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success"
ECHEC = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure"
PARTIEL = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:PartialSuccess"
_AVERTISSEMENT = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Warning"
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


@dataclass(frozen=True)
class AutorisationPs:
    """One professional authorised on, or blocked from, a record (TD1.6)."""

    identifiant: str
    nom: str
    prenom: str
    specialite: str
    etat: str
    debut: str
    derniere_action: str


@dataclass(frozen=True)
class DmpAutorise:
    """One record the user may open (TD0.4)."""

    patient: PatientDmp
    is_medecin_traitant: bool
    dernier_acces: str
    derniere_mise_a_jour: str
    dernier_ajout: str


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


def build_habilitation(action: str, role: str | None = None) -> etree._Element:
    """Write setAuthorization (TD0.3): ``AJOUT`` or ``SUPPRESSION``, with ``MEDECIN_TRAITANT`` if asked."""
    root = etree.Element(f"{{{HABILITATIONS}}}setAuthorization", nsmap={"hab": HABILITATIONS})
    etree.SubElement(root, f"{{{HABILITATIONS}}}action").text = action
    if role:
        etree.SubElement(root, f"{{{HABILITATIONS}}}role").text = role
    return root


def build_liste_ps(mode: str = "TOUTE") -> etree._Element:
    """Write listAuthorizationByPatient (TD1.6)."""
    root = etree.Element(f"{{{HABILITATIONS}}}listAuthorizationByPatient", nsmap={"hab": HABILITATIONS})
    etree.SubElement(root, f"{{{HABILITATIONS}}}mode").text = mode
    return root


def build_liste_dmp(depuis: str, type_date: str = "LASTAUTORIZATION") -> etree._Element:
    """Write patientList (TD0.4); ``LASTAUTORIZATION`` (sic) or ``LASTDOC``, since a UTC instant."""
    root = etree.Element(f"{{{PATIENTS}}}patientList", nsmap={"pat": PATIENTS})
    etree.SubElement(root, f"{{{PATIENTS}}}startDate").text = depuis
    etree.SubElement(root, f"{{{PATIENTS}}}dateType").text = type_date
    return root


def read_statut(body: etree._Element) -> tuple[str, str]:
    """Return the status and its context of a specific service (``DMPOk``, ``DMPAccessForbidden``…)."""
    for node in body.iter():
        if isinstance(node.tag, str) and etree.QName(node).localname == "status":
            parent = node.getparent()
            context = [
                (c.text or "").strip()
                for c in (parent if parent is not None else ())
                if isinstance(c.tag, str) and etree.QName(c).localname == "context"
            ]
            return (node.text or "").strip(), context[0] if context else ""
    raise Malformed("réponse du DMP sans statut")


def read_liste_ps(body: etree._Element) -> tuple[AutorisationPs, ...]:
    """Read the professionals of TD1.6."""
    return tuple(
        AutorisationPs(
            values.get("nationalId", ""),
            values.get("lastName", ""),
            values.get("firstName", ""),
            values.get("libSpeciality", ""),
            values.get("mode", ""),
            values.get("startOfAuthorization", ""),
            values.get("lastActionDate", ""),
        )
        for values in _records(body, "listOfAuthorizationByPatient")
    )


def read_liste_dmp(body: etree._Element) -> tuple[DmpAutorise, ...]:
    """Read the records of TD0.4; the old INS-C identifiers are left out."""
    found = []
    for node in _named(body, "patientlistData"):
        ids = [
            {etree.QName(c).localname: (c.text or "").strip() for c in i if isinstance(c.tag, str)}
            for i in _named(node, "patientIdentifier")
        ]
        values = _texts(node)
        for identifier in ids:
            oid = identifier.get("nationalIdType", "")
            if oid == "1.2.250.1.213.1.4.2":
                continue
            found.append(
                DmpAutorise(
                    PatientDmp(identifier.get("nationalId", ""), oid),
                    values.get("MT") == "true",
                    values.get("lastAccessDate", ""),
                    values.get("lastUpdateDate", ""),
                    values.get("lastAddDate", ""),
                )
            )
    return tuple(found)


def read_reponse_registre(body: etree._Element) -> tuple[str, tuple[ErreurRegistre, ...]]:
    """Return the status and the errors of a RegistryResponse or of any answer that carries one.

    Raises:
        Malformed: no status.
    """
    holders = [body, *body.iter(f"{{{RS}}}RegistryResponse")]
    status = next((h.get("status") for h in holders if h.get("status")), None)
    if status is None:
        raise Malformed("réponse de registre sans statut")
    errors = tuple(
        ErreurRegistre(
            error.get("errorCode", ""),
            error.get("codeContext", ""),
            error.get("severity") == _AVERTISSEMENT,
            error.get("location", ""),
        )
        for error in body.iter(f"{{{RS}}}RegistryError")
    )
    return status, errors


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


def _named(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (n for n in node.iter() if isinstance(n.tag, str) and etree.QName(n).localname == name)


def _texts(node: etree._Element) -> dict[str, str]:
    return {
        etree.QName(child).localname: (child.text or "").strip()
        for child in node
        if isinstance(child.tag, str)
    }


def _records(node: etree._Element, name: str) -> Iterator[dict[str, str]]:
    return (_texts(record) for record in _named(node, name))
