"""Read the posology of FHIR R4 ``Dosage`` elements, which ``posologie_fhir`` writes, without loss.

ANS / Interop'Santé guide ePrescription 1.1.0-ballot.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from ambroise.domain.posologie import (
    Dose,
    Duree,
    EtapePosologie,
    JourSemaine,
    Moment,
    MomentPrise,
    Parite,
    Posologie,
    Rythme,
    UnitePrise,
    UniteTemps,
)
from ambroise.domain.unites import find_unite
from ambroise.usecases.posologie_fhir import EDQM, EXTENSION, EXTENSIONS, UCUM

_STRUCTURES = frozenset(
    {
        *("timing", "doseAndRate", "asNeededCodeableConcept"),
        *("maxDosePerPeriod", "maxDosePerAdministration", "maxDosePerLifetime"),
    }
)
"""The elements that make more than a sentence of a posology."""


def from_fhir(dosages: Iterable[Mapping[str, Any]]) -> Posologie:
    """Return the posology of a ``dosageInstruction``; text alone is free text.

    Raises:
        ValueError: an element is not what the profile allows.
    """
    listed = list(dosages)
    if not listed:
        raise ValueError("aucune posologie")
    if len(listed) == 1 and not _STRUCTURES & set(listed[0]):
        texts = [i.get("text", "") for i in listed[0].get("additionalInstruction", [])]
        if not listed[0].get("extension"):
            return Posologie(texte_libre=str(listed[0].get("text") or " ".join(texts)))
    try:
        return Posologie(tuple(_etape(dosage) for dosage in listed))
    except (KeyError, TypeError, ArithmeticError, AttributeError) as error:
        raise ValueError("posologie FHIR illisible") from error


def _etape(dosage: Mapping[str, Any]) -> EtapePosologie:
    repeat: Mapping[str, Any] = dosage.get("timing", {}).get("repeat", {})
    extra = _read_extensions(dosage.get("extension", []))
    known = {name: str(extra[name][0]) for name in EXTENSIONS if name in extra}
    if not extra:
        known["complement"] = ". ".join(
            i["text"] for i in dosage.get("additionalInstruction", []) if "text" in i
        )
    doses = dosage.get("doseAndRate", [])
    bounds = repeat.get("boundsPeriod", {})
    start = bounds.get("start") or (extra["debut"][0] if "debut" in extra else None)
    route = dosage.get("route", {})
    codings = route.get("coding", [])
    ceiling = dosage.get("maxDosePerPeriod", {}).get("numerator")
    return EtapePosologie(
        sequence=int(dosage.get("sequence", 1)),
        dose=_read_dose(doses[0]) if doses else None,
        rythme=_read_rythme(repeat, extra),
        si_besoin=str(dosage.get("asNeededCodeableConcept", {}).get("text", "")),
        max_par_prise=_read_quantity(dosage.get("maxDosePerAdministration")),
        max_par_24h=_read_quantity(ceiling),
        max_total=_read_quantity(dosage.get("maxDosePerLifetime")),
        ecart_minimal=_read_range(extra.get("ecart_minimal")),
        par_kg=_read_par_kg(extra.get("par_kg")),
        duree=_read_bounds(repeat),
        debut=date.fromisoformat(start[:10]) if start else None,
        fin=date.fromisoformat(bounds["end"][:10]) if "end" in bounds else None,
        delai=_read_range(extra.get("delai")),
        voie=str(route.get("text") or (codings[0].get("display", "") if codings else "")),
        code_voie=str(codings[0]["code"]) if codings else None,
        site=str(dosage.get("site", {}).get("text", "")),
        **known,
    )


def _read_extensions(extensions: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for extension in extensions:
        url = str(extension["url"])
        if url.startswith(EXTENSION):
            value = next(v for k, v in extension.items() if k.startswith("value"))
            found.setdefault(url.removeprefix(EXTENSION), []).append(value)
    return found


def _read_rythme(repeat: Mapping[str, Any], extra: Mapping[str, list[Any]]) -> Rythme:
    moments = [Moment(code) for code in repeat.get("when", [])]
    offsets = extra.get("ecart") or [repeat.get("offset", 0)] * len(moments)
    period = None
    if "frequency" in repeat:
        period = _read_duree(repeat["period"], repeat["periodUnit"], repeat.get("periodMax"))
    lasting = None
    if "duration" in repeat:
        lasting = _read_duree(repeat["duration"], repeat["durationUnit"], repeat.get("durationMax"))
    return Rythme(
        heures=tuple(time.fromisoformat(h) for h in repeat.get("timeOfDay", [])),
        moments=tuple(MomentPrise(m, int(o)) for m, o in zip(moments, offsets, strict=True)),
        frequence=repeat.get("frequency"),
        frequence_maximale=repeat.get("frequencyMax"),
        periode=period,
        jours=tuple(JourSemaine(d) for d in repeat.get("dayOfWeek", [])),
        parite=Parite(extra["parite"][0]) if "parite" in extra else None,
        jours_cycle=tuple(extra.get("jour_cycle", ())),
        longueur_cycle=extra["longueur_cycle"][0] if "longueur_cycle" in extra else None,
        jours_mois=tuple(extra.get("jour_mois", ())),
        duree_administration=lasting,
    )


def _read_bounds(repeat: Mapping[str, Any]) -> Duree | None:
    if "boundsDuration" in repeat:
        span = repeat["boundsDuration"]
        return _read_duree(span["value"], span["code"], None)
    if "boundsRange" in repeat:
        low, high = repeat["boundsRange"]["low"], repeat["boundsRange"]["high"]
        return _read_duree(low["value"], low["code"], high["value"])
    return None


def _read_range(values: list[Any] | None) -> Duree | None:
    if not values:
        return None
    low = values[0]["low"]
    return _read_duree(low["value"], low["code"], values[0].get("high", {}).get("value"))


def _read_duree(value: Any, unit: Any, high: Any) -> Duree:
    return Duree(_decimal(value), UniteTemps(unit), None if high is None else _decimal(high))


def _read_dose(dose: Mapping[str, Any]) -> Dose | None:
    return (
        _read_fourchette(dose["doseRange"])
        if "doseRange" in dose
        else _read_quantity(dose.get("doseQuantity"))
    )


def _read_par_kg(values: list[Any] | None) -> Dose | None:
    if not values:
        return None
    return _read_fourchette(values[0]) if "low" in values[0] else _read_quantity(values[0])


def _read_fourchette(fourchette: Mapping[str, Any]) -> Dose:
    low = fourchette["low"]
    return Dose(_decimal(low["value"]), _read_unite(low), _decimal(fourchette["high"]["value"]))


def _read_quantity(quantity: Mapping[str, Any] | None) -> Dose | None:
    if not quantity:
        return None
    return Dose(_decimal(quantity["value"]), _read_unite(quantity))


def _read_unite(quantity: Mapping[str, Any]) -> UnitePrise:
    """Return the unit of our table by its words, else one of its own with its code kept."""
    label = str(quantity.get("unit", ""))
    found = find_unite(label)
    if found:
        return found
    edqm = quantity["code"] if quantity.get("system") == EDQM else None
    ucum = quantity["code"] if quantity.get("system") == UCUM else None
    return UnitePrise(label, label, code_edqm=edqm, code_ucum=ucum)


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value)).normalize() + Decimal(0)
