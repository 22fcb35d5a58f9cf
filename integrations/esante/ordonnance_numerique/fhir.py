"""An ordonnance and its executions as FHIR R4 resources, and back.

The models follow ``ans.fhir.fr.eprescription`` where it speaks (medicines: MedicationRequest with
``groupIdentifier``, rendered posology) and plain FHIR R4 elsewhere (DeviceRequest, ServiceRequest,
MedicationDispense, Consent). They are not the protocol of the Assurance Maladie, which is not public.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from esante.errors import Malformed
from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.models import (
    Code,
    Completude,
    Depot,
    Executant,
    Execution,
    ExecutionLigne,
    IssueLigne,
    LigneDeposee,
    MotifNonDelivrance,
    PatientDepose,
    Prescripteur,
    TypeLigne,
)
from esante.ordonnance_numerique.numero import parse_numero

Json = dict[str, Any]
_P = ParamSpec("_P")
_R = TypeVar("_R")
_GENDERS = {"M": "male", "F": "female", "I": "unknown"}
_SEXES = {gender: sexe for sexe, gender in _GENDERS.items()}
_PRODUCTS = {TypeLigne.MEDICAMENT, TypeLigne.DISPOSITIF_MEDICAL}


def reading(read: Callable[_P, _R]) -> Callable[_P, _R]:
    """Turn every surprise met while walking foreign JSON into Malformed, without repeating its content."""

    @wraps(read)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return read(*args, **kwargs)
        except (
            KeyError,
            IndexError,
            TypeError,
            ValueError,
            AttributeError,
            ArithmeticError,
            StopIteration,
        ) as error:
            raise Malformed(f"ressource FHIR illisible ({type(error).__name__})") from None

    return guarded


def write_depot(depot: Depot) -> Json:
    """Write the Bundle of a deposit."""
    resources = [
        _write_patient(depot.patient),
        _write_prescripteur(depot.prescripteur),
        _write_consent(depot),
        *(_write_ligne(ligne, depot) for ligne in depot.lignes),
    ]
    bundle: Json = {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": systems.NUMERO, "value": depot.numero},
        "entry": [{"resource": resource} for resource in resources],
    }
    if depot.remplace:
        bundle["link"] = [{"relation": "predecessor-version", "url": f"urn:ordonnance:{depot.remplace}"}]
    return bundle


@reading
def read_depot(bundle: Json) -> Depot:
    """Read the Bundle of a deposit.

    Raises:
        Malformed: an element is absent or of another kind.
    """
    resources = [entry["resource"] for entry in bundle["entry"]]
    consent = _only(resources, "Consent")
    requests = [
        r for r in resources if r["resourceType"] in {"MedicationRequest", "DeviceRequest", "ServiceRequest"}
    ]
    replaced = next(
        (link["url"] for link in bundle.get("link", ()) if link["relation"] == "predecessor-version"), None
    )
    numero = parse_numero(bundle["identifier"]["value"])
    for request in requests:
        group = request.get("groupIdentifier") or request.get("requisition")
        if group["system"] != systems.NUMERO or parse_numero(group["value"]) != numero:
            raise ValueError("groupIdentifier")
    return Depot(
        numero,
        min((date.fromisoformat(r["authoredOn"]) for r in requests), default=date.min),
        _read_patient(_only(resources, "Patient")),
        _read_prescripteur(_only(resources, "Practitioner")),
        tuple(_read_ligne(request) for request in requests),
        {"deny": True, "permit": False}[consent["provision"]["type"]],
        date.fromisoformat(consent["dateTime"]),
        parse_numero(replaced.removeprefix("urn:ordonnance:")) if replaced else None,
    )


def write_execution(execution: Execution) -> Json:
    """Write the Bundle of an execution."""
    executant = execution.executant
    practitioner: Json = {
        "resourceType": "Practitioner",
        "id": "executant",
        "identifier": _identifiers(
            (systems.ID_NAT_PS, executant.identifiant_national),
            (systems.NUMERO_AM, executant.numero_am),
            (systems.FINESS, executant.numero_finess),
        ),
        "name": [{"text": executant.nom}],
        "qualification": [_concept(Code(systems.PROFESSION, executant.profession), "code")],
    }
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{execution.identifiant}"},
        "timestamp": execution.execute_le.isoformat(),
        "entry": [
            {"resource": practitioner},
            *({"resource": _write_execution_ligne(ligne, execution)} for ligne in execution.lignes),
        ],
    }


@reading
def read_execution(bundle: Json) -> Execution:
    """Read the Bundle of an execution.

    Raises:
        Malformed: an element is absent or of another kind.
    """
    resources = [entry["resource"] for entry in bundle["entry"]]
    practitioner = _only(resources, "Practitioner")
    dispenses = [r for r in resources if r["resourceType"] == "MedicationDispense"]
    notes = {note["text"] for r in dispenses for note in r.get("note", ())}
    instant = datetime.fromisoformat(bundle["timestamp"])
    if instant.tzinfo is None:
        raise ValueError("timestamp")
    return Execution(
        bundle["identifier"]["value"].removeprefix("urn:uuid:"),
        parse_numero(dispenses[0]["authorizingPrescription"][0]["identifier"]["value"]),
        Executant(
            _identifier(practitioner, systems.ID_NAT_PS) or "",
            practitioner["qualification"][0]["code"]["coding"][0]["code"],
            practitioner["name"][0]["text"],
            _identifier(practitioner, systems.NUMERO_AM),
            _identifier(practitioner, systems.FINESS),
        ),
        instant,
        tuple(_read_execution_ligne(dispense) for dispense in dispenses),
        "\n".join(sorted(notes)),
    )


def _write_patient(patient: PatientDepose) -> Json:
    resource: Json = {
        "resourceType": "Patient",
        "id": "patient",
        "name": [{"use": "official", "family": patient.nom_naissance, "given": [patient.premier_prenom]}],
        "gender": _GENDERS[patient.sexe],
        "birthDate": patient.date_naissance.isoformat(),
    }
    if patient.matricule and patient.oid:
        resource["identifier"] = _identifiers((f"urn:oid:{patient.oid}", patient.matricule))
    return resource


def _read_patient(resource: Json) -> PatientDepose:
    name = resource["name"][0]
    identifier = next(iter(resource.get("identifier", ())), None)
    return PatientDepose(
        name["family"],
        name["given"][0],
        date.fromisoformat(resource["birthDate"]),
        _SEXES[resource["gender"]],
        identifier["value"] if identifier else None,
        identifier["system"].removeprefix("urn:oid:") if identifier else None,
    )


def _write_prescripteur(prescripteur: Prescripteur) -> Json:
    resource: Json = {
        "resourceType": "Practitioner",
        "id": "prescripteur",
        "identifier": _identifiers(
            (systems.RPPS, prescripteur.rpps),
            (systems.NUMERO_AM, prescripteur.numero_am),
            (systems.FINESS, prescripteur.numero_finess),
        ),
        "name": [{"family": prescripteur.nom, "given": [prescripteur.prenom]}],
        "qualification": [_concept(Code(systems.PROFESSION, prescripteur.profession), "code")],
    }
    if prescripteur.rpps_remplacant:
        locum = {"system": systems.RPPS, "value": prescripteur.rpps_remplacant}
        resource["extension"] = [{"url": f"{systems.EXTENSION}:remplacant", "valueIdentifier": locum}]
    return resource


def _read_prescripteur(resource: Json) -> Prescripteur:
    locum = _extension(resource, "remplacant")
    return Prescripteur(
        _identifier(resource, systems.RPPS) or "",
        resource["name"][0]["family"],
        resource["name"][0]["given"][0],
        resource["qualification"][0]["code"]["coding"][0]["code"],
        _identifier(resource, systems.NUMERO_AM),
        _identifier(resource, systems.FINESS),
        locum["valueIdentifier"]["value"] if locum else None,
    )


def _write_consent(depot: Depot) -> Json:
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"text": "consultation des données d’exécution par le prescripteur"},
        "category": [{"text": "opposition (code de la santé publique, article R4071-2)"}],
        "patient": {"reference": "Patient/patient"},
        "dateTime": depot.recueil_opposition_le.isoformat(),
        "provision": {"type": "deny" if depot.opposition_consultation else "permit"},
    }


def _write_ligne(ligne: LigneDeposee, depot: Depot) -> Json:
    group = {"system": systems.NUMERO, "value": depot.numero}
    concept: Json = {"coding": [_coding(code) for code in ligne.codes], "text": ligne.designation}
    resource: Json = {
        "identifier": [{"value": ligne.identifiant}],
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/patient"},
        "requester": {"reference": "Practitioner/prescripteur"},
        "authoredOn": depot.date_prescription.isoformat(),
        "extension": [
            {"url": f"{systems.EXTENSION}:type-ligne", "valueCode": ligne.type.value},
            {"url": f"{systems.EXTENSION}:en-rapport-ald", "valueBoolean": ligne.en_rapport_ald},
            {"url": systems.RENDERED_DOSAGE, "valueMarkdown": ligne.posologie},
        ],
    }
    dispense: Json = {"numberOfRepeatsAllowed": ligne.renouvellements}
    if ligne.nombre_boites is not None:
        dispense["quantity"] = {"value": ligne.nombre_boites}
    if ligne.duree_jours is not None:
        dispense["expectedSupplyDuration"] = {"value": ligne.duree_jours, "system": systems.UCUM, "code": "d"}
    if ligne.type is TypeLigne.MEDICAMENT:
        resource |= {
            "resourceType": "MedicationRequest",
            "meta": {"profile": [systems.MEDICATION_REQUEST_PROFILE]},
            "groupIdentifier": group,
            "medicationCodeableConcept": concept,
            "dosageInstruction": [{"text": ligne.posologie}],
            "dispenseRequest": dispense,
        }
        if ligne.non_substituable:
            reason = {"text": ligne.non_substituable}
            resource["substitution"] = {"allowedBoolean": False, "reason": reason}
        return resource
    delivery = {
        "renouvellements": ligne.renouvellements,
        "quantite": ligne.nombre_boites,
        "jours": ligne.duree_jours,
    }
    resource["extension"].append(
        {
            "url": f"{systems.EXTENSION}:delivrance",
            "extension": [{"url": k, "valueInteger": v} for k, v in delivery.items() if v is not None],
        }
    )
    if ligne.type is TypeLigne.DISPOSITIF_MEDICAL:
        return resource | {
            "resourceType": "DeviceRequest",
            "groupIdentifier": group,
            "codeCodeableConcept": concept,
        }
    return resource | {"resourceType": "ServiceRequest", "requisition": group, "code": concept}


def _read_ligne(resource: Json) -> LigneDeposee:
    ald, rendered = _extension(resource, "en-rapport-ald"), _extension(resource, systems.RENDERED_DOSAGE)
    type_ligne = _extension(resource, "type-ligne")
    concept = (
        resource.get("medicationCodeableConcept")
        or resource.get("codeCodeableConcept")
        or resource.get("code")
        or {}
    )
    dispense = resource.get("dispenseRequest", {})
    delivery = {
        e["url"]: e["valueInteger"] for e in (_extension(resource, "delivrance") or {}).get("extension", ())
    }
    substitution = resource.get("substitution", {})
    return LigneDeposee(
        resource["identifier"][0]["value"],
        TypeLigne(type_ligne["valueCode"]) if type_ligne else TypeLigne.MEDICAMENT,
        concept.get("text", ""),
        rendered["valueMarkdown"] if rendered else resource.get("dosageInstruction", [{}])[0].get("text", ""),
        tuple(_read_code(coding) for coding in concept.get("coding", ())),
        _integer(delivery.get("jours", dispense.get("expectedSupplyDuration", {}).get("value"))),
        _integer(delivery.get("quantite", dispense.get("quantity", {}).get("value"))),
        _integer(delivery.get("renouvellements", dispense.get("numberOfRepeatsAllowed", 0))) or 0,
        substitution["reason"]["text"] if substitution.get("allowedBoolean") is False else None,
        bool(ald and ald["valueBoolean"]),
    )


def _write_execution_ligne(ligne: ExecutionLigne, execution: Execution) -> Json:
    issue = Code(systems.ISSUE, ligne.issue.value)
    resource: Json = {
        "resourceType": "MedicationDispense",
        "identifier": [{"value": ligne.ligne}],
        "status": "declined" if ligne.issue is IssueLigne.NON_DELIVREE else "completed",
        "category": {"coding": [_coding(issue)]},
        "authorizingPrescription": [{"identifier": {"system": systems.NUMERO, "value": execution.numero}}],
        "performer": [{"actor": {"reference": "Practitioner/executant"}}],
        "whenHandedOver": execution.execute_le.isoformat(),
        "medicationCodeableConcept": {
            "coding": [_coding(ligne.produit)] if ligne.produit else [],
            "text": ligne.designation_delivree,
        },
        "substitution": {"wasSubstituted": ligne.issue is IssueLigne.SUBSTITUEE},
        "note": [{"text": execution.remarque}] if execution.remarque else [],
        "extension": [],
    }
    if ligne.completude:
        resource["type"] = {"coding": [_coding(Code(systems.ACT_CODE, ligne.completude.value))]}
    if ligne.quantite is not None:
        resource["quantity"] = {"value": str(ligne.quantite)}
    if ligne.motif:
        resource["statusReasonCodeableConcept"] = {
            "coding": [_coding(Code(systems.MOTIF, ligne.motif.value))]
        }
    if ligne.posologie_modifiee:
        resource["dosageInstruction"] = [{"text": ligne.posologie_modifiee}]
    for name, key, value in (
        ("quantite-due", "valueDecimal", str(ligne.quantite_due) if ligne.quantite_due is not None else None),
        (
            "accord-prescripteur",
            "valueDate",
            ligne.accord_prescripteur_le and ligne.accord_prescripteur_le.isoformat(),
        ),
        ("lot", "valueString", ligne.numero_lot or None),
    ):
        if value is not None:
            resource["extension"].append({"url": f"{systems.EXTENSION}:{name}", key: value})
    return resource


def _read_execution_ligne(resource: Json) -> ExecutionLigne:
    due, accord, lot = (_extension(resource, name) for name in ("quantite-due", "accord-prescripteur", "lot"))
    codings = resource["medicationCodeableConcept"].get("coding", ())
    return ExecutionLigne(
        resource["identifier"][0]["value"],
        IssueLigne(resource["category"]["coding"][0]["code"]),
        Completude(resource["type"]["coding"][0]["code"]) if "type" in resource else None,
        _read_code(codings[0]) if codings else None,
        resource["medicationCodeableConcept"].get("text", ""),
        Decimal(str(resource["quantity"]["value"])) if "quantity" in resource else None,
        Decimal(str(due["valueDecimal"])) if due else None,
        MotifNonDelivrance(resource["statusReasonCodeableConcept"]["coding"][0]["code"])
        if "statusReasonCodeableConcept" in resource
        else None,
        date.fromisoformat(accord["valueDate"]) if accord else None,
        resource.get("dosageInstruction", [{}])[0].get("text", ""),
        lot["valueString"] if lot else "",
    )


def _identifiers(*pairs: tuple[str, str | None]) -> list[Json]:
    return [{"system": system, "value": value} for system, value in pairs if value]


def _identifier(resource: Json, system: str) -> str | None:
    return next((i["value"] for i in resource.get("identifier", ()) if i["system"] == system), None)


def _coding(code: Code) -> Json:
    coding = {"system": code.system, "code": code.code}
    return coding | {"display": code.display} if code.display else coding


def _read_code(coding: Json) -> Code:
    return Code(coding["system"], coding["code"], coding.get("display", ""))


def _concept(code: Code, key: str) -> Json:
    return {key: {"coding": [_coding(code)]}}


def _extension(resource: Json, name: str) -> Json | None:
    url = name if name.startswith("http") else f"{systems.EXTENSION}:{name}"
    return next((e for e in resource.get("extension", ()) if e["url"] == url), None)


def _integer(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10_000:
        raise ValueError("integer")
    return value


def _only(resources: Iterable[Json], kind: str) -> Json:
    found = [resource for resource in resources if resource["resourceType"] == kind]
    if len(found) != 1:
        raise ValueError(kind)
    return found[0]
