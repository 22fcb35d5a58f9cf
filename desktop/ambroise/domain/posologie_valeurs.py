"""What the words of a posology are worth: numbers, moments, days, routes, dates, whatever their accents."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from ambroise.domain.posologie import JourSemaine, Moment, UniteTemps

UNITE_TEMPS = {
    "min": UniteTemps.MINUTE,
    "mn": UniteTemps.MINUTE,
    "minute": UniteTemps.MINUTE,
    "minutes": UniteTemps.MINUTE,
    "h": UniteTemps.HEURE,
    "heure": UniteTemps.HEURE,
    "heures": UniteTemps.HEURE,
    "j": UniteTemps.JOUR,
    "jr": UniteTemps.JOUR,
    "jour": UniteTemps.JOUR,
    "jours": UniteTemps.JOUR,
    "24h": UniteTemps.JOUR,
    "24 h": UniteTemps.JOUR,
    "s": UniteTemps.SEMAINE,
    "sem": UniteTemps.SEMAINE,
    "semaine": UniteTemps.SEMAINE,
    "semaines": UniteTemps.SEMAINE,
    "m": UniteTemps.MOIS,
    "mois": UniteTemps.MOIS,
    "an": UniteTemps.AN,
    "ans": UniteTemps.AN,
}

_MOTS = {
    "un": "1",
    "une": "1",
    "deux": "2",
    "trois": "3",
    "quatre": "4",
    "cinq": "5",
    "six": "6",
    "sept": "7",
    "huit": "8",
    "dix": "10",
    "douze": "12",
    "demi": "0.5",
    "demie": "0.5",
}

_MOIS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)

_JOURS = (
    ("lundi", JourSemaine.LUNDI),
    ("mardi", JourSemaine.MARDI),
    ("mercredi", JourSemaine.MERCREDI),
    ("jeudi", JourSemaine.JEUDI),
    ("vendredi", JourSemaine.VENDREDI),
    ("samedi", JourSemaine.SAMEDI),
    ("dimanche", JourSemaine.DIMANCHE),
)
NOM_JOUR = r"(?:(?:lun|mar|jeu)(?:di)?|mer(?:credi)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)s?"

VOIES = {
    "orale": ("par voie orale", "20053000"),
    "per os": ("par voie orale", "20053000"),
    "po": ("par voie orale", "20053000"),
    "sous-cutanee": ("par voie sous-cutanée", "20066000"),
    "sc": ("par voie sous-cutanée", "20066000"),
    "intramusculaire": ("par voie intramusculaire", "20035000"),
    "im": ("par voie intramusculaire", "20035000"),
    "intraveineuse": ("par voie intraveineuse", "20045000"),
    "iv": ("par voie intraveineuse", "20045000"),
    "cutanee": ("par voie cutanée", "20003000"),
    "inhalee": ("par voie inhalée", "20020000"),
    "nasale": ("par voie nasale", "20049000"),
    "ophtalmique": ("par voie ophtalmique", "20051000"),
    "rectale": ("par voie rectale", "20061000"),
    "vaginale": ("par voie vaginale", "20072000"),
    "sublinguale": ("par voie sublinguale", "20067000"),
    "transdermique": ("par voie transdermique", "20070000"),
}


def flatten(texte: str) -> str:
    """Return the text lower case without accents, character for character."""
    out = []
    for char in texte:
        if char in "\u00a0\u202f\t\n":
            out.append(" ")
            continue
        if char == "µ":
            out.append("μ")
            continue
        if char in "’ʼ":
            out.append("'")
            continue
        if char in "–—−":
            out.append("-")
            continue
        base = unicodedata.normalize("NFD", char)[0].lower()
        out.append(base if len(base) == 1 else char)
    return "".join(out)


def read_nombre(texte: str) -> Decimal:
    """Return a number typed in figures, as a fraction or as a small word."""
    texte = texte.strip()
    if texte in _MOTS:
        return Decimal(_MOTS[texte])
    if " 1/2" in texte:
        return Decimal(texte.split()[0]) + Decimal("0.5")
    if "/" in texte:
        top, _, bottom = texte.partition("/")
        if int(bottom) == 0:
            return Decimal(0)
        # Six decimals, as the ANS FHIR guide writes thirds.
        return (Decimal(top) / Decimal(bottom)).quantize(Decimal("0.000001")).normalize() + Decimal(0)
    return Decimal(texte.replace(" ", "").replace(",", "."))


def read_nombres(found: re.Match[str]) -> tuple[Decimal, Decimal | None]:
    """Return the number of a match and, for a range, its upper end."""
    return read_nombre(found["n"]), read_nombre(found["m"]) if found["m"] else None


def read_moment(texte: str) -> Moment:
    """Return the moment a word names."""
    if "petit" in texte or texte.startswith(("pt", "avant pt", "apres pt")):
        after = {"av": Moment.AVANT_PETIT_DEJEUNER, "ap": Moment.APRES_PETIT_DEJEUNER}
        return after.get(texte[:2], Moment.PETIT_DEJEUNER)
    if "dejeuner" in texte:
        return {"av": Moment.AVANT_DEJEUNER, "ap": Moment.APRES_DEJEUNER}.get(texte[:2], Moment.DEJEUNER)
    if "diner" in texte:
        return {"av": Moment.AVANT_DINER, "ap": Moment.APRES_DINER}.get(texte[:2], Moment.DINER)
    if "repas" in texte:
        return {"av": Moment.AVANT_REPAS, "ap": Moment.APRES_REPAS}.get(texte[:2], Moment.REPAS)
    if "midi" in texte and texte.startswith("apres"):
        return Moment.APRES_MIDI
    names = {
        "matin": Moment.MATIN,
        "midi": Moment.MIDI,
        "soir": Moment.SOIR,
        "coucher": Moment.COUCHER,
        "nuit": Moment.NUIT,
        "lever": Moment.LEVER,
    }
    return next(moment for name, moment in names.items() if name in texte)


def read_jours(texte: str) -> list[JourSemaine]:
    """Return the days named, or the range from one to the other."""
    order = [jour for _, jour in _JOURS]
    ranks = [
        next(i for i, (full, _) in enumerate(_JOURS) if full.startswith(word[:3]))
        for word in re.findall(NOM_JOUR, texte)
    ]
    if len(ranks) == 2:
        first, last = ranks
        span = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
        return [order[i] for i in span]
    return [order[i] for i in ranks]


def read_voie(texte: str) -> tuple[str, str]:
    """Return the French wording of a route and its EDQM code."""
    return VOIES[texte]


def read_date(found: re.Match[str]) -> date:
    """Return the date of a match.

    Raises:
        ValueError: it does not exist.
    """
    if found["j"]:
        return date(int(found["a"]), int(found["mo"]), int(found["j"]))
    if found["ai"]:
        return date(int(found["ai"]), int(found["mi"]), int(found["ji"]))
    return date(int(found["an"]), _MOIS.index(found["nom"]) + 1, int(found["jn"]))
