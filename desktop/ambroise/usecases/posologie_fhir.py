"""A posology as FHIR R4 ``Dosage`` elements and back, without loss.

ANS / Interop'Santé guide ePrescription 1.1.0-ballot: units are EDQM or UCUM else words; ``boundsDuration`` or
``boundsPeriod``, not both; what the profile cannot say goes to ``additionalInstruction.text`` for people, and
to an extension of ours for programs.
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
from ambroise.domain.posologie_texte import render_duree, render_posologie
from ambroise.domain.unites import find_unite

UCUM = "http://unitsofmeasure.org"
EDQM = "http://standardterms.edqm.eu"
EXTENSION = "urn:ambroise:posologie:"

_TEMPS = {
    UniteTemps.MINUTE: "minute",
    UniteTemps.HEURE: "heure",
    UniteTemps.JOUR: "jour",
    UniteTemps.SEMAINE: "semaine",
    UniteTemps.MOIS: "mois",
    UniteTemps.AN: "an",
}
# What R4 has no element for; the first group is also said in words to whoever reads the resource.
_EXTENSIONS = ("evenement_debut", "evenement_arret", "complement")

Json = dict[str, Any]


def to_fhir(posologie: Posologie) -> list[Json]:
    """Return the ``dosageInstruction`` of a posology."""
    if not posologie.is_structuree:
        return [{"text": posologie.texte_libre}]
    several = len({e.sequence for e in posologie.etapes}) > 1
    return [_dosage(etape, several) for etape in posologie.etapes]


def from_fhir(dosages: Iterable[Mapping[str, Any]]) -> Posologie:
    """Return the posology of a ``dosageInstruction``; text alone is free text.

    Raises:
        ValueError: an element is not what the profile allows.
    """
    listed = list(dosages)
    if not listed:
        raise ValueError("aucune posologie")
    if len(listed) == 1 and not ({"timing", "doseAndRate", "asNeededCodeableConcept"} & set(listed[0])):
        texts = [i.get("text", "") for i in listed[0].get("additionalInstruction", [])]
        if not listed[0].get("extension"):
            return Posologie(texte_libre=str(listed[0].get("text") or " ".join(texts)))
    try:
        return Posologie(tuple(_etape(dosage) for dosage in listed))
    except (KeyError, TypeError, ArithmeticError, AttributeError) as error:
        raise ValueError("posologie FHIR illisible") from error


def _dosage(etape: EtapePosologie, several: bool) -> Json:
    out: Json = {"sequence": etape.sequence} if several else {}
    out["text"] = render_posologie(Posologie((etape,))) or etape.complement
    words = [getattr(etape, name) for name in _EXTENSIONS if getattr(etape, name)]
    words += _unspeakable(etape)
    if words:
        out["additionalInstruction"] = [{"text": word} for word in words]
    repeat = _repeat(etape)
    if repeat:
        out["timing"] = {"repeat": repeat}
    if etape.si_besoin:
        out["asNeededCodeableConcept"] = {"text": etape.si_besoin}
    if etape.site:
        out["site"] = {"text": etape.site}
    if etape.voie:
        out["route"] = {"text": etape.voie}
        if etape.code_voie:
            out["route"]["coding"] = [{"system": EDQM, "code": etape.code_voie}]
    if etape.dose:
        out["doseAndRate"] = [_dose(etape.dose)]
    if etape.max_par_24h:
        out["maxDosePerPeriod"] = {
            "numerator": _quantity(etape.max_par_24h),
            "denominator": {"value": 1, "unit": "jour", "system": UCUM, "code": "d"},
        }
    if etape.max_par_prise:
        out["maxDosePerAdministration"] = _quantity(etape.max_par_prise)
    if etape.max_total:
        out["maxDosePerLifetime"] = _quantity(etape.max_total)
    extensions = _extensions(etape)
    if extensions:
        out["extension"] = extensions
    return out


def _repeat(etape: EtapePosologie) -> Json:
    rythme = etape.rythme
    out: Json = {}
    if etape.duree:
        if etape.duree.maximum:
            out["boundsRange"] = {"low": _span(etape.duree), "high": _span(etape.duree, high=True)}
        else:
            out["boundsDuration"] = _span(etape.duree)
    elif etape.debut or etape.fin:
        bounds = {"start": etape.debut, "end": etape.fin}
        out["boundsPeriod"] = {k: v.isoformat() for k, v in bounds.items() if v}
    if rythme.duree_administration:
        out["duration"] = _number(rythme.duree_administration.valeur)
        out["durationUnit"] = rythme.duree_administration.unite.value
    if rythme.frequence is not None and rythme.periode is not None:
        out["frequency"] = rythme.frequence
        if rythme.frequence_maximale:
            out["frequencyMax"] = rythme.frequence_maximale
        out["period"] = _number(rythme.periode.valeur)
        if rythme.periode.maximum:
            out["periodMax"] = _number(rythme.periode.maximum)
        out["periodUnit"] = rythme.periode.unite.value
    if rythme.jours:
        out["dayOfWeek"] = [j.value for j in rythme.jours]
    if rythme.heures:
        out["timeOfDay"] = [h.isoformat() for h in rythme.heures]
    if rythme.moments:
        out["when"] = [m.moment.value for m in rythme.moments]
        offsets = {m.ecart_minutes for m in rythme.moments} - {0}
        if offsets:
            out["offset"] = max(offsets)
    return out


def _unspeakable(etape: EtapePosologie) -> list[str]:
    """Return, in French, what R4 has no element for."""
    rythme = Rythme(
        parite=etape.rythme.parite,
        jours_cycle=etape.rythme.jours_cycle,
        longueur_cycle=etape.rythme.longueur_cycle,
        jours_mois=etape.rythme.jours_mois,
    )
    words = []
    if rythme != Rythme():
        words.append(render_posologie(Posologie((EtapePosologie(rythme=rythme),))))
    if etape.ecart_minimal:
        words.append(f"Laisser au moins {render_duree(etape.ecart_minimal)} entre deux prises")
    if etape.par_kg:
        words.append(render_posologie(Posologie((EtapePosologie(par_kg=etape.par_kg),))))
    if etape.delai:
        words.append(f"dans {render_duree(etape.delai)}")
    return words


def _extensions(etape: EtapePosologie) -> list[Json]:
    rythme = etape.rythme
    values: list[tuple[str, Json]] = [
        (name, {"valueString": getattr(etape, name)}) for name in _EXTENSIONS if getattr(etape, name)
    ]
    if rythme.parite:
        values.append(("parite", {"valueCode": rythme.parite.value}))
    values += [("jour_cycle", {"valueInteger": day}) for day in rythme.jours_cycle]
    if rythme.longueur_cycle:
        values.append(("longueur_cycle", {"valueInteger": rythme.longueur_cycle}))
    values += [("jour_mois", {"valueInteger": day}) for day in rythme.jours_mois]
    if len({m.ecart_minutes for m in rythme.moments}) > 1:
        values += [("ecart", {"valueInteger": m.ecart_minutes}) for m in rythme.moments]
    if etape.ecart_minimal:
        values.append(("ecart_minimal", {"valueRange": _span_range(etape.ecart_minimal)}))
    if etape.delai:
        values.append(("delai", {"valueRange": _span_range(etape.delai)}))
    if etape.par_kg:
        values.append(("par_kg", {"valueQuantity": _quantity(etape.par_kg)}))
    if etape.duree and etape.debut:
        values.append(("debut", {"valueDate": etape.debut.isoformat()}))
    return [{"url": EXTENSION + name, **value} for name, value in values]


def _span_range(duree: Duree) -> Json:
    out = {"low": _span(duree)}
    if duree.maximum:
        out["high"] = _span(duree, high=True)
    return out


def _span(duree: Duree, *, high: bool = False) -> Json:
    value = duree.maximum if high and duree.maximum else duree.valeur
    return {"value": _number(value), "unit": _TEMPS[duree.unite], "system": UCUM, "code": duree.unite.value}


def _dose(dose: Dose) -> Json:
    if dose.maximum:
        high = Dose(dose.maximum, dose.unite)
        return {"doseRange": {"low": _quantity(Dose(dose.valeur, dose.unite)), "high": _quantity(high)}}
    return {"doseQuantity": _quantity(dose)}


def _quantity(dose: Dose) -> Json:
    out: Json = {"value": _number(dose.valeur), "unit": dose.unite.libelle}
    if dose.unite.code_ucum:
        out |= {"system": UCUM, "code": dose.unite.code_ucum}
    elif dose.unite.code_edqm:
        out |= {"system": EDQM, "code": dose.unite.code_edqm}
    return out


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _etape(dosage: Mapping[str, Any]) -> EtapePosologie:
    repeat: Mapping[str, Any] = dosage.get("timing", {}).get("repeat", {})
    extra = _read_extensions(dosage.get("extension", []))
    known = {name: str(extra[name][0]) for name in _EXTENSIONS if name in extra}
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
        par_kg=_read_quantity(extra["par_kg"][0]) if "par_kg" in extra else None,
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
        lasting = _read_duree(repeat["duration"], repeat["durationUnit"], None)
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
    if "doseRange" in dose:
        low, high = dose["doseRange"]["low"], dose["doseRange"]["high"]
        return Dose(_decimal(low["value"]), _read_unite(low), _decimal(high["value"]))
    return _read_quantity(dose.get("doseQuantity"))


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
