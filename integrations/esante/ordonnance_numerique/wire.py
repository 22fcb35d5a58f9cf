"""The answers of the service as JSON, and back: an ordonnance with its state, search results, errors."""

from datetime import date

from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.fhir import (
    Json,
    read_depot,
    read_execution,
    reading,
    write_depot,
    write_execution,
)
from esante.ordonnance_numerique.models import (
    EtatLigne,
    EtatOrdonnance,
    OrdonnanceConsultee,
    ResumeOrdonnance,
)
from esante.ordonnance_numerique.numero import parse_numero


def write_ordonnance(ordonnance: OrdonnanceConsultee) -> Json:
    """Write the answer of a consultation as FHIR Parameters."""
    parameters: list[Json] = [
        {"name": "depot", "resource": write_depot(ordonnance.depot)},
        {"name": "etat", "valueCode": ordonnance.etat.value},
        {"name": "version", "valueString": ordonnance.version},
    ]
    for ligne in ordonnance.lignes:
        part = [
            {"name": "ligne", "valueString": ligne.ligne},
            {"name": "completes", "valueInteger": ligne.delivrances_completes},
            {"name": "prevues", "valueInteger": ligne.delivrances_prevues},
            {"name": "entamee", "valueBoolean": ligne.entamee},
            {"name": "close", "valueBoolean": ligne.close},
        ]
        parameters.append({"name": "etatLigne", "part": part})
    parameters.append({"name": "executionsVisibles", "valueBoolean": ordonnance.executions is not None})
    parameters += [{"name": "execution", "resource": write_execution(e)} for e in ordonnance.executions or ()]
    if ordonnance.remplacee_par:
        parameters.append({"name": "remplaceePar", "valueString": ordonnance.remplacee_par})
    return {"resourceType": "Parameters", "parameter": parameters}


@reading
def read_ordonnance(tree: Json) -> OrdonnanceConsultee:
    """Read the answer of a consultation.

    Raises:
        Malformed: an element is absent or of another kind.
    """
    parameters = tree["parameter"]
    one = {parameter["name"]: parameter for parameter in parameters}
    lignes = [
        {part["name"]: part for part in parameter["part"]}
        for parameter in parameters
        if parameter["name"] == "etatLigne"
    ]
    visible = one["executionsVisibles"]["valueBoolean"]
    executions = tuple(read_execution(p["resource"]) for p in parameters if p["name"] == "execution")
    replaced = one.get("remplaceePar")
    return OrdonnanceConsultee(
        read_depot(one["depot"]["resource"]),
        EtatOrdonnance(one["etat"]["valueCode"]),
        one["version"]["valueString"],
        tuple(
            EtatLigne(
                ligne["ligne"]["valueString"],
                int(ligne["completes"]["valueInteger"]),
                int(ligne["prevues"]["valueInteger"]),
                bool(ligne["entamee"]["valueBoolean"]),
                bool(ligne["close"]["valueBoolean"]),
            )
            for ligne in lignes
        ),
        executions if visible else None,
        parse_numero(replaced["valueString"]) if replaced else None,
    )


def write_resumes(resumes: tuple[ResumeOrdonnance, ...]) -> Json:
    """Write the answer of a search as a searchset."""
    entries = [
        {
            "resource": {
                "resourceType": "RequestGroup",
                "groupIdentifier": {"system": systems.NUMERO, "value": resume.numero},
                "authoredOn": resume.date_prescription.isoformat(),
                "extension": [{"url": systems.ETAT, "valueCode": resume.etat.value}],
                "action": [{"title": designation} for designation in resume.designations],
            }
        }
        for resume in resumes
    ]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


@reading
def read_resumes(tree: Json) -> tuple[ResumeOrdonnance, ...]:
    """Read the answer of a search.

    Raises:
        Malformed: an element is absent or of another kind.
    """
    return tuple(
        ResumeOrdonnance(
            parse_numero(entry["resource"]["groupIdentifier"]["value"]),
            EtatOrdonnance(entry["resource"]["extension"][0]["valueCode"]),
            date.fromisoformat(entry["resource"]["authoredOn"]),
            tuple(action["title"] for action in entry["resource"]["action"]),
        )
        for entry in tree["entry"]
    )


def write_erreur(code: str, libelle: str) -> Json:
    """Write an OperationOutcome."""
    coding = {"system": systems.ERREUR, "code": code, "display": libelle}
    issue = {"severity": "error", "code": "processing", "details": {"coding": [coding], "text": libelle}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


@reading
def read_erreur(tree: Json) -> tuple[str, str]:
    """Read the code and the label of an OperationOutcome; unknown codes are kept.

    Raises:
        Malformed: no coded issue.
    """
    coding = tree["issue"][0]["details"]["coding"][0]
    return str(coding["code"]), str(coding.get("display", ""))
