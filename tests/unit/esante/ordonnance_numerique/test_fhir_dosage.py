"""A structured posology is checked element by element; nothing of it is repeated in the refusal."""

from copy import deepcopy
from typing import Any

import pytest

from esante.ordonnance_numerique.fhir_dosage import DOSAGES_MAXIMUM, DosageInvalide, check_dosages
from esante.ordonnance_numerique.systems import EDQM, UCUM

JOURS = {"value": 7, "unit": "jour", "system": UCUM, "code": "d"}
COMPRIME = {"value": 1, "unit": "comprimé", "system": EDQM, "code": "15054000"}
DOSAGE: dict[str, Any] = {
    "sequence": 1,
    "text": "1 comprimé matin et soir si douleur pendant 7 jours",
    "additionalInstruction": [{"text": "au cours du repas"}],
    "timing": {
        "repeat": {
            "boundsDuration": JOURS,
            "when": ["MORN", "EVE"],
            "offset": 30,
            "dayOfWeek": ["mon"],
            "frequency": 1,
            "frequencyMax": 2,
            "period": 1,
            "periodUnit": "d",
        }
    },
    "asNeededCodeableConcept": {"text": "douleur"},
    "site": {"text": "bras"},
    "route": {"text": "orale", "coding": [{"system": EDQM, "code": "20053000"}]},
    "doseAndRate": [{"doseQuantity": COMPRIME}],
    "maxDosePerPeriod": {
        "numerator": COMPRIME,
        "denominator": {"value": 1, "unit": "jour", "system": UCUM, "code": "d"},
    },
    "maxDosePerAdministration": {"value": 2, "unit": "bouffée"},
    "extension": [{"url": "urn:x", "valueInteger": 3}],
}


def changed(chemin: str, valeur: object) -> dict[str, Any]:
    """Return the dosage with one element set, or taken out by ``...``."""
    copie: dict[str, Any] = deepcopy(DOSAGE)
    *parents, dernier = chemin.split(".")
    cible: Any = copie
    for nom in parents:
        cible = cible[int(nom)] if nom.isdigit() else cible[nom]
    if valeur is ...:
        del cible[dernier]
    else:
        cible[dernier] = valeur
    return copie


def test_whole_dosage_is_allowed() -> None:
    check_dosages([DOSAGE, {"text": "puis selon besoin"}])
    check_dosages([])


@pytest.mark.parametrize(
    ("chemin", "valeur"),
    [
        ("text", ...),
        ("text", "  "),
        ("text", 3),
        ("patientInstruction", "prendre assis"),
        ("sequence", 0),
        ("sequence", True),
        ("timing.code", {"text": "BID"}),
        ("timing", {}),
        ("timing.repeat.boundsPeriod", {"start": "2026-01-01"}),
        ("timing.repeat.boundsDuration", {"value": 7, "unit": "jour"}),
        ("timing.repeat.boundsDuration.code", "mg"),
        ("timing.repeat.periodUnit", ...),
        ("timing.repeat.periodUnit", "fortnight"),
        ("timing.repeat.period", -1),
        ("timing.repeat.period", float("nan")),
        ("timing.repeat.frequency", ...),
        ("timing.repeat.frequency", 1.5),
        ("timing.repeat.duration", 5),
        ("timing.repeat.when", ...),
        ("timing.repeat.when", ["MATIN"]),
        ("timing.repeat.when", []),
        ("timing.repeat.offset", -5),
        ("timing.repeat.dayOfWeek", "mon"),
        ("doseAndRate", [{}]),
        ("doseAndRate", [{"doseQuantity": {"value": "1", "unit": "comprimé"}}]),
        ("doseAndRate", [{"doseQuantity": {"value": 1}}]),
        ("doseAndRate", [{"doseQuantity": {"value": 1, "unit": "comprimé", "code": "15054000"}}]),
        ("doseAndRate", [{"doseQuantity": {"value": 1, "system": "http://autre", "code": "x"}}]),
        ("doseAndRate", [{"doseRange": {"high": COMPRIME}}]),
        ("maxDosePerPeriod.denominator", ...),
        ("route.coding", [{"code": "20053000"}]),
        ("extension", [{"url": "urn:x"}]),
        ("extension", [{"url": "urn:x", "valueInteger": 1, "valueString": "a"}]),
        ("additionalInstruction", [{"text": "x" * 5000}]),
    ],
)
def test_element_that_departs_is_refused_without_its_content(chemin: str, valeur: object) -> None:
    with pytest.raises(DosageInvalide) as refus:
        check_dosages([changed(chemin, valeur)])
    assert str(refus.value).startswith("élément dosageInstruction")
    assert "douleur" not in str(refus.value)


def test_dosage_of_another_kind_or_too_many_are_refused() -> None:
    for dosages in ([3], [{}], [DOSAGE] * (DOSAGES_MAXIMUM + 1)):
        with pytest.raises(DosageInvalide):
            check_dosages(dosages)  # type: ignore[arg-type]


@pytest.mark.parametrize("heures", [["8h"], [8], ["25:00"]])
def test_hour_that_does_not_exist_is_refused(heures: list[object]) -> None:
    sans = changed("timing.repeat", {"timeOfDay": heures})
    with pytest.raises(DosageInvalide):
        check_dosages([sans])
