"""Check a FHIR R4 ``Dosage`` against what the ePrescription guide of the ANS allows.

HL7 FHIR R4 (Dosage; Timing and its invariants); ANS / Interop'Santé guide 1.1.0-ballot: units are UCUM or
EDQM else words, ``boundsPeriod`` or ``boundsDuration`` but not both, no ``patientInstruction``, moments of
HL7 event-timing and the sixteen that the guide adds. Its case 15 (« le soir à 20 h ») has ``when`` beside
``timeOfDay``, against invariant tim-10: that one is not asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any, Final, NoReturn

from esante.ordonnance_numerique.systems import EDQM, UCUM

DOSAGES_MAXIMUM: Final = 60
_TEXTE_MAXIMUM: Final = 4_000
_TEMPS: Final = frozenset({"s", "min", "h", "d", "wk", "mo", "a"})
_JOURS: Final = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
_MOMENTS: Final = frozenset(
    {
        *("MORN", "MORN.early", "MORN.late", "NOON", "AFT", "AFT.early", "AFT.late", "EVE", "EVE.early"),
        *("EVE.late", "NIGHT", "PHS", "HS", "WAKE", "C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV"),
        *("PC", "PCM", "PCD", "PCV", "AGU", "PGU", "AT", "T", "PT", "ASK", "SK", "PSK", "AMS", "MS"),
        *("PMS", "AAS", "AS", "PAS", "ABT", "PBT"),
    }
)
_Check = Callable[[Any, str], None]


class DosageInvalide(ValueError):
    """A structured posology departs from the profile; the sentence names the element, never its content."""


def check_dosages(dosages: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a ``dosageInstruction`` that the profile does not allow.

    Raises:
        DosageInvalide: naming the first element that is wrong.
    """
    if len(dosages) > DOSAGES_MAXIMUM:
        _fail("dosageInstruction")
    for dosage in dosages:
        _walk(dosage, "dosageInstruction", _DOSAGE)
        if not dosage.get("text"):
            _fail("dosageInstruction.text")


def _fail(chemin: str) -> NoReturn:
    raise DosageInvalide(f"élément {chemin} absent ou contraire au profil")


def _walk(valeur: Any, chemin: str, checks: Mapping[str, _Check]) -> None:
    """Check each element of an object by its name; another name is refused."""
    if not isinstance(valeur, Mapping) or not valeur:
        _fail(chemin)
    for nom, partie in valeur.items():
        if nom not in checks:
            _fail(f"{chemin}.{nom}")
        checks[nom](partie, f"{chemin}.{nom}")


def _text(valeur: Any, chemin: str) -> None:
    if not isinstance(valeur, str) or not valeur.strip() or len(valeur) > _TEXTE_MAXIMUM:
        _fail(chemin)


def _number(valeur: Any, chemin: str) -> None:
    if isinstance(valeur, bool) or not isinstance(valeur, int | float) or not 0 <= valeur < 1e9:
        _fail(chemin)


def _count(valeur: Any, chemin: str) -> None:
    if isinstance(valeur, bool) or not isinstance(valeur, int) or not 0 < valeur < 10_000:
        _fail(chemin)


def _minutes(valeur: Any, chemin: str) -> None:
    if isinstance(valeur, bool) or not isinstance(valeur, int) or not 0 <= valeur < 10_000:
        _fail(chemin)


def _among(codes: frozenset[str]) -> _Check:
    def check(valeur: Any, chemin: str) -> None:
        if not isinstance(valeur, str) or valeur not in codes:
            _fail(chemin)

    return check


def _each(check: _Check) -> _Check:
    def check_all(valeur: Any, chemin: str) -> None:
        if not isinstance(valeur, list) or not 0 < len(valeur) <= DOSAGES_MAXIMUM:
            _fail(chemin)
        for partie in valeur:
            check(partie, chemin)

    return check_all


def _read_by(read: Callable[[str], object]) -> _Check:
    def check(valeur: Any, chemin: str) -> None:
        try:
            read(valeur)
        except (TypeError, ValueError):
            _fail(chemin)

    return check


def _made_of(checks: Mapping[str, _Check], *required: str) -> _Check:
    def check(valeur: Any, chemin: str) -> None:
        _walk(valeur, chemin, checks)
        for nom in required:
            if nom not in valeur:
                _fail(f"{chemin}.{nom}")

    return check


def _quantity(valeur: Any, chemin: str) -> None:
    """A unit is coded by UCUM or EDQM, else it is words without any code."""
    _made_of(_QUANTITY, "value")(valeur, chemin)
    if ("code" in valeur) != ("system" in valeur) or not {"code", "unit"} & set(valeur):
        _fail(chemin)


def _duration(valeur: Any, chemin: str) -> None:
    _quantity(valeur, chemin)
    if valeur.get("system") != UCUM or valeur.get("code") not in _TEMPS:
        _fail(chemin)


def _extension(valeur: Any, chemin: str) -> None:
    """An extension is kept for who knows it: its address and one value."""
    if not isinstance(valeur, Mapping) or len(valeur) != 2 or not isinstance(valeur.get("url"), str):
        _fail(chemin)
    if not any(nom.startswith("value") for nom in valeur):
        _fail(chemin)


def _repeat(valeur: Any, chemin: str) -> None:
    _walk(valeur, chemin, _REPEAT)
    if sum(nom.startswith("bounds") for nom in valeur) > 1:
        _fail(f"{chemin}.bounds")
    for nom, besoin in _BESOINS.items():
        if nom in valeur and besoin not in valeur:
            _fail(f"{chemin}.{besoin}")


_BESOINS: Final = {
    "duration": "durationUnit",
    "durationMax": "duration",
    "period": "periodUnit",
    "periodMax": "period",
    "frequencyMax": "frequency",
    "offset": "when",
}
"""What an element asks for beside it (invariants tim-1, -2, -6, -7 and -9)."""

_QUANTITY: Final[Mapping[str, _Check]] = {
    "value": _number,
    "unit": _text,
    "system": _among(frozenset({UCUM, EDQM})),
    "code": _text,
}
_RANGE: Final = _made_of({"low": _quantity, "high": _quantity}, "low")
_CONCEPT: Final = _made_of(
    {
        "text": _text,
        "coding": _each(_made_of({"system": _text, "code": _text, "display": _text}, "system", "code")),
    }
)
_REPEAT: Final[Mapping[str, _Check]] = {
    "boundsDuration": _duration,
    "boundsRange": _made_of({"low": _duration, "high": _duration}, "low", "high"),
    "boundsPeriod": _made_of({"start": _read_by(date.fromisoformat), "end": _read_by(date.fromisoformat)}),
    "duration": _number,
    "durationMax": _number,
    "durationUnit": _among(_TEMPS),
    "frequency": _count,
    "frequencyMax": _count,
    "period": _number,
    "periodMax": _number,
    "periodUnit": _among(_TEMPS),
    "dayOfWeek": _each(_among(_JOURS)),
    "timeOfDay": _each(_read_by(time.fromisoformat)),
    "when": _each(_among(_MOMENTS)),
    "offset": _minutes,
}
_DOSAGE: Final[Mapping[str, _Check]] = {
    "sequence": _count,
    "text": _text,
    "additionalInstruction": _each(_CONCEPT),
    "timing": _made_of({"repeat": _repeat}, "repeat"),
    "asNeededCodeableConcept": _CONCEPT,
    "site": _CONCEPT,
    "route": _CONCEPT,
    "doseAndRate": _each(_made_of({"doseQuantity": _quantity, "doseRange": _RANGE})),
    "maxDosePerPeriod": _made_of(
        {"numerator": _quantity, "denominator": _duration}, "numerator", "denominator"
    ),
    "maxDosePerAdministration": _quantity,
    "maxDosePerLifetime": _quantity,
    "extension": _each(_extension),
}
