"""An execution as a FHIR R4 Bundle, and back."""

from datetime import date, datetime
from decimal import Decimal

from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.fhir_commun import (
    Json,
    coding,
    concept,
    extension,
    identifier,
    identifiers,
    only,
    read_code,
    reading,
)
from esante.ordonnance_numerique.models import (
    Code,
    Completude,
    Executant,
    Execution,
    ExecutionLigne,
    IssueLigne,
    MotifNonDelivrance,
)
from esante.ordonnance_numerique.numero import parse_numero

EXCEPTIONNELLE = "dispensation supplémentaire exceptionnelle"
"""The words that CSP R5123-2-1 asks after the number of boxes."""


def write_execution(execution: Execution) -> Json:
    """Write the Bundle of an execution."""
    executant = execution.executant
    practitioner: Json = {
        "resourceType": "Practitioner",
        "id": "executant",
        "identifier": identifiers(
            (systems.ID_NAT_PS, executant.identifiant_national),
            (systems.NUMERO_AM, executant.numero_am),
            (systems.FINESS, executant.numero_finess),
        ),
        "name": [{"text": executant.nom}],
        "qualification": [concept(Code(systems.PROFESSION, executant.profession), "code")],
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
    practitioner = only(resources, "Practitioner")
    dispenses = [r for r in resources if r["resourceType"] == "MedicationDispense"]
    notes = {note["text"] for r in dispenses for note in r.get("note", ())}
    instant = datetime.fromisoformat(bundle["timestamp"])
    if instant.tzinfo is None:
        raise ValueError("timestamp")
    return Execution(
        bundle["identifier"]["value"].removeprefix("urn:uuid:"),
        parse_numero(dispenses[0]["authorizingPrescription"][0]["identifier"]["value"]),
        Executant(
            identifier(practitioner, systems.ID_NAT_PS) or "",
            practitioner["qualification"][0]["code"]["coding"][0]["code"],
            practitioner["name"][0]["text"],
            identifier(practitioner, systems.NUMERO_AM),
            identifier(practitioner, systems.FINESS),
        ),
        instant,
        tuple(_read_execution_ligne(dispense) for dispense in dispenses),
        "\n".join(sorted(notes)),
    )


def _write_execution_ligne(ligne: ExecutionLigne, execution: Execution) -> Json:
    issue = Code(systems.ISSUE, ligne.issue.value)
    resource: Json = {
        "resourceType": "MedicationDispense",
        "identifier": [{"value": ligne.ligne}],
        "status": "declined" if ligne.issue is IssueLigne.NON_DELIVREE else "completed",
        "category": {"coding": [coding(issue)]},
        "authorizingPrescription": [{"identifier": {"system": systems.NUMERO, "value": execution.numero}}],
        "performer": [{"actor": {"reference": "Practitioner/executant"}}],
        "whenHandedOver": execution.execute_le.isoformat(),
        "medicationCodeableConcept": {
            "coding": [coding(ligne.produit)] if ligne.produit else [],
            "text": ligne.designation_delivree,
        },
        "substitution": _write_substitution(ligne),
        "note": [{"text": execution.remarque}] if execution.remarque else [],
        "extension": [],
    }
    if ligne.completude:
        resource["type"] = {"coding": [coding(Code(systems.ACT_CODE, ligne.completude.value))]}
    if ligne.quantite is not None:
        resource["quantity"] = {"value": str(ligne.quantite)} | ({"unit": ligne.unite} if ligne.unite else {})
    if ligne.motif:
        resource["statusReasonCodeableConcept"] = {"coding": [coding(Code(systems.MOTIF, ligne.motif.value))]}
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
        ("mention", "valueString", EXCEPTIONNELLE if ligne.is_exceptionnelle else None),
    ):
        if value is not None:
            resource["extension"].append({"url": f"{systems.EXTENSION}:{name}", key: value})
    return resource


def _write_substitution(ligne: ExecutionLigne) -> Json:
    substitution: Json = {"wasSubstituted": ligne.issue is IssueLigne.SUBSTITUEE}
    if ligne.non_substituable:
        substitution["reason"] = [{"text": ligne.non_substituable}]
    return substitution


def _read_execution_ligne(resource: Json) -> ExecutionLigne:
    due, accord, lot, mention = (
        extension(resource, name) for name in ("quantite-due", "accord-prescripteur", "lot", "mention")
    )
    if mention is not None and mention["valueString"] != EXCEPTIONNELLE:
        raise ValueError("mention")
    codings = resource["medicationCodeableConcept"].get("coding", ())
    return ExecutionLigne(
        resource["identifier"][0]["value"],
        IssueLigne(resource["category"]["coding"][0]["code"]),
        Completude(resource["type"]["coding"][0]["code"]) if "type" in resource else None,
        read_code(codings[0]) if codings else None,
        resource["medicationCodeableConcept"].get("text", ""),
        Decimal(str(resource["quantity"]["value"])) if "quantity" in resource else None,
        Decimal(str(due["valueDecimal"])) if due else None,
        MotifNonDelivrance(resource["statusReasonCodeableConcept"]["coding"][0]["code"])
        if "statusReasonCodeableConcept" in resource
        else None,
        date.fromisoformat(accord["valueDate"]) if accord else None,
        resource.get("dosageInstruction", [{}])[0].get("text", ""),
        lot["valueString"] if lot else "",
        " ".join(reason["text"] for reason in resource.get("substitution", {}).get("reason", ())),
        mention is not None,
        resource.get("quantity", {}).get("unit", ""),
    )
