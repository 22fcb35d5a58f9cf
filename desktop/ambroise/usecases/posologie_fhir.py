"""A posology as FHIR R4 ``Dosage`` elements; ``posologie_fhir_lecture`` reads them back without loss.

ANS / Interop'Santé guide ePrescription 1.1.0-ballot: units are EDQM or UCUM else words; ``boundsDuration`` or
``boundsPeriod``, not both; what the profile cannot say goes to ``additionalInstruction.text`` for people, and
to an extension of ours for programs.
"""

from decimal import Decimal
from typing import Any

from ambroise.domain.posologie import (
    Dose,
    Duree,
    EtapePosologie,
    Posologie,
    Rythme,
    UniteTemps,
)
from ambroise.domain.posologie_texte import render_duree, render_posologie

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
EXTENSIONS = ("evenement_debut", "evenement_arret", "complement")

Json = dict[str, Any]


def to_fhir(posologie: Posologie) -> list[Json]:
    """Return the ``dosageInstruction`` of a posology."""
    if not posologie.is_structuree:
        return [{"text": posologie.texte_libre}]
    several = {e.sequence for e in posologie.etapes} != {1}
    return [_dosage(etape, several) for etape in posologie.etapes]


def _dosage(etape: EtapePosologie, several: bool) -> Json:
    out: Json = {"sequence": etape.sequence} if several else {}
    out["text"] = render_posologie(Posologie((etape,))) or etape.complement
    words = [getattr(etape, name) for name in EXTENSIONS if getattr(etape, name)]
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
        out["doseAndRate"] = [_dose(etape.dose, "dose")]
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
        if rythme.duree_administration.maximum:
            out["durationMax"] = _number(rythme.duree_administration.maximum)
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
        (name, {"valueString": getattr(etape, name)}) for name in EXTENSIONS if getattr(etape, name)
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
        values.append(("par_kg", _dose(etape.par_kg, "value")))
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


def _dose(dose: Dose, prefix: str) -> Json:
    if dose.maximum:
        high = Dose(dose.maximum, dose.unite)
        return {f"{prefix}Range": {"low": _quantity(Dose(dose.valeur, dose.unite)), "high": _quantity(high)}}
    return {f"{prefix}Quantity": _quantity(dose)}


def _quantity(dose: Dose) -> Json:
    out: Json = {"value": _number(dose.valeur), "unit": dose.unite.libelle}
    if dose.unite.code_ucum:
        out |= {"system": UCUM, "code": dose.unite.code_ucum}
    elif dose.unite.code_edqm:
        out |= {"system": EDQM, "code": dose.unite.code_edqm}
    return out


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
