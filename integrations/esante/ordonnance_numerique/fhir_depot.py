"""A deposit as a FHIR R4 Bundle, and back."""

from copy import deepcopy
from datetime import date

from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.fhir_commun import (
    Json,
    coding,
    concept,
    extension,
    identifier,
    identifiers,
    integer,
    only,
    read_code,
    reading,
)
from esante.ordonnance_numerique.models import (
    Code,
    Depot,
    LigneDeposee,
    MentionLigne,
    PatientDepose,
    Prescripteur,
    TypeLigne,
)
from esante.ordonnance_numerique.numero import parse_numero

_GENDERS = {"M": "male", "F": "female", "I": "unknown"}
_MENTION = f"{systems.EXTENSION}:mention"
_SEXES = {gender: sexe for sexe, gender in _GENDERS.items()}


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
    consent = only(resources, "Consent")
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
        _read_patient(only(resources, "Patient")),
        _read_prescripteur(only(resources, "Practitioner")),
        tuple(_read_ligne(request) for request in requests),
        {"deny": True, "permit": False}[consent["provision"]["type"]],
        date.fromisoformat(consent["dateTime"]),
        parse_numero(replaced.removeprefix("urn:ordonnance:")) if replaced else None,
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
        resource["identifier"] = identifiers((f"urn:oid:{patient.oid}", patient.matricule))
    return resource


def _read_patient(resource: Json) -> PatientDepose:
    name = resource["name"][0]
    ins = next(iter(resource.get("identifier", ())), None)
    return PatientDepose(
        name["family"],
        name["given"][0],
        date.fromisoformat(resource["birthDate"]),
        _SEXES[resource["gender"]],
        ins["value"] if ins else None,
        ins["system"].removeprefix("urn:oid:") if ins else None,
    )


def _write_prescripteur(prescripteur: Prescripteur) -> Json:
    resource: Json = {
        "resourceType": "Practitioner",
        "id": "prescripteur",
        "identifier": identifiers(
            (systems.RPPS, prescripteur.rpps),
            (systems.NUMERO_AM, prescripteur.numero_am),
            (systems.FINESS, prescripteur.numero_finess),
        ),
        "name": [{"family": prescripteur.nom, "given": [prescripteur.prenom]}],
        "qualification": [concept(Code(systems.PROFESSION, prescripteur.profession), "code")],
    }
    if prescripteur.rpps_remplacant:
        locum = {"system": systems.RPPS, "value": prescripteur.rpps_remplacant}
        resource["extension"] = [{"url": f"{systems.EXTENSION}:remplacant", "valueIdentifier": locum}]
    return resource


def _read_prescripteur(resource: Json) -> Prescripteur:
    locum = extension(resource, "remplacant")
    return Prescripteur(
        identifier(resource, systems.RPPS) or "",
        resource["name"][0]["family"],
        resource["name"][0]["given"][0],
        resource["qualification"][0]["code"]["coding"][0]["code"],
        identifier(resource, systems.NUMERO_AM),
        identifier(resource, systems.FINESS),
        locum["valueIdentifier"]["value"] if locum else None,
    )


def _write_consent(depot: Depot) -> Json:
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"text": "consultation des données d’exécution par le prescripteur"},
        "category": [{"text": "opposition (code de la santé publique, articles R4071-1 et suivants)"}],
        "patient": {"reference": "Patient/patient"},
        "dateTime": depot.recueil_opposition_le.isoformat(),
        "provision": {"type": "deny" if depot.opposition_consultation else "permit"},
    }


def _write_ligne(ligne: LigneDeposee, depot: Depot) -> Json:
    group = {"system": systems.NUMERO, "value": depot.numero}
    designation: Json = {"coding": [coding(code) for code in ligne.codes], "text": ligne.designation}
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
            *({"url": _MENTION, "valueCode": mention.value} for mention in sorted(ligne.mentions)),
        ],
    }
    if ligne.indication:
        resource["reasonCode"] = [{"text": ligne.indication}]
    if ligne.mention:
        resource["note"] = [{"text": ligne.mention}]
    dispense: Json = {"numberOfRepeatsAllowed": ligne.renouvellements}
    if ligne.nombre_boites is not None:
        dispense["quantity"] = {"value": ligne.nombre_boites}
    if ligne.duree_jours is not None:
        dispense["expectedSupplyDuration"] = _days(ligne.duree_jours)
    if ligne.fraction_jours is not None:
        dispense["dispenseInterval"] = _days(ligne.fraction_jours)
    if ligne.type is TypeLigne.MEDICAMENT:
        resource |= {
            "resourceType": "MedicationRequest",
            "meta": {"profile": [systems.MEDICATION_REQUEST_PROFILE]},
            "groupIdentifier": group,
            "medicationCodeableConcept": designation,
            "dosageInstruction": deepcopy(list(ligne.dosages)) or [{"text": ligne.posologie}],
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
            "codeCodeableConcept": designation,
        }
    return resource | {"resourceType": "ServiceRequest", "requisition": group, "code": designation}


def _days(count: int) -> Json:
    return {"value": count, "system": systems.UCUM, "code": "d"}


def _read_ligne(resource: Json) -> LigneDeposee:
    ald, rendered = extension(resource, "en-rapport-ald"), extension(resource, systems.RENDERED_DOSAGE)
    type_ligne = extension(resource, "type-ligne")
    said = (
        resource.get("medicationCodeableConcept")
        or resource.get("codeCodeableConcept")
        or resource.get("code")
        or {}
    )
    dispense = resource.get("dispenseRequest", {})
    delivery = {
        e["url"]: e["valueInteger"] for e in (extension(resource, "delivrance") or {}).get("extension", ())
    }
    substitution = resource.get("substitution", {})
    return LigneDeposee(
        resource["identifier"][0]["value"],
        TypeLigne(type_ligne["valueCode"]) if type_ligne else TypeLigne.MEDICAMENT,
        said.get("text", ""),
        rendered["valueMarkdown"] if rendered else resource.get("dosageInstruction", [{}])[0].get("text", ""),
        tuple(read_code(row) for row in said.get("coding", ())),
        integer(delivery.get("jours", dispense.get("expectedSupplyDuration", {}).get("value"))),
        integer(delivery.get("quantite", dispense.get("quantity", {}).get("value"))),
        integer(delivery.get("renouvellements", dispense.get("numberOfRepeatsAllowed", 0))) or 0,
        substitution["reason"]["text"] if substitution.get("allowedBoolean") is False else None,
        bool(ald and ald["valueBoolean"]),
        integer(dispense.get("dispenseInterval", {}).get("value")),
        _read_dosages(resource.get("dosageInstruction", [])),
        " ".join(note.get("text", "") for note in resource.get("note", ())),
        " ".join(reason.get("text", "") for reason in resource.get("reasonCode", ())),
        frozenset(
            MentionLigne(e["valueCode"]) for e in resource.get("extension", ()) if e["url"] == _MENTION
        ),
    )


def _read_dosages(listed: list[Json]) -> tuple[Json, ...]:
    """Return the structured posology; one element that holds words alone is none."""
    return () if len(listed) == 1 and set(listed[0]) <= {"text"} else tuple(deepcopy(dict(d)) for d in listed)
