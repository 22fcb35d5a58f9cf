"""The French words of a posology: moments, days, lengths of time, dates, and how they agree."""

from collections.abc import Iterable, Sequence
from datetime import time

from ambroise.domain.posologie import JourSemaine, Moment, UniteTemps

NB = "\u00a0"

MOMENTS = {
    Moment.MATIN: "matin",
    Moment.MIDI: "midi",
    Moment.APRES_MIDI: "après-midi",
    Moment.SOIR: "soir",
    Moment.NUIT: "nuit",
    Moment.COUCHER: "coucher",
    Moment.LEVER: "lever",
}
AVEC_ARTICLE = {
    Moment.MATIN: "le matin",
    Moment.MIDI: "à midi",
    Moment.APRES_MIDI: "l’après-midi",
    Moment.SOIR: "le soir",
    Moment.NUIT: "la nuit",
    Moment.COUCHER: "au coucher",
    Moment.LEVER: "au lever",
    Moment.REPAS: "à chaque repas",
    Moment.AVANT_REPAS: "avant chaque repas",
    Moment.APRES_REPAS: "après chaque repas",
    Moment.PETIT_DEJEUNER: "au petit-déjeuner",
    Moment.AVANT_PETIT_DEJEUNER: "avant le petit-déjeuner",
    Moment.APRES_PETIT_DEJEUNER: "après le petit-déjeuner",
    Moment.DEJEUNER: "au déjeuner",
    Moment.AVANT_DEJEUNER: "avant le déjeuner",
    Moment.APRES_DEJEUNER: "après le déjeuner",
    Moment.DINER: "au dîner",
    Moment.AVANT_DINER: "avant le dîner",
    Moment.APRES_DINER: "après le dîner",
}
JOURS = {
    JourSemaine.LUNDI: "lundi",
    JourSemaine.MARDI: "mardi",
    JourSemaine.MERCREDI: "mercredi",
    JourSemaine.JEUDI: "jeudi",
    JourSemaine.VENDREDI: "vendredi",
    JourSemaine.SAMEDI: "samedi",
    JourSemaine.DIMANCHE: "dimanche",
}
TEMPS = {
    UniteTemps.MINUTE: ("minute", "minutes", True),
    UniteTemps.HEURE: ("heure", "heures", True),
    UniteTemps.JOUR: ("jour", "jours", False),
    UniteTemps.SEMAINE: ("semaine", "semaines", True),
    UniteTemps.MOIS: ("mois", "mois", False),
    UniteTemps.AN: ("an", "ans", False),
}
MOIS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)


def enumerate_words(mots: Sequence[str]) -> str:
    """Return « a », « a et b », « a, b et c »."""
    return mots[0] if len(mots) == 1 else f"{', '.join(mots[:-1])} et {mots[-1]}"


def write_de(nom: str) -> str:
    """Return a name after « de », elided before a vowel."""
    return f"d’{nom}" if nom[0] in "aeéiouhœ" else f"de {nom}"


def write_heure(heure: time) -> str:
    """Return « 8 h 30 »."""
    return f"{heure.hour}{NB}h{NB}{heure.minute:02d}" if heure.minute else f"{heure.hour}{NB}h"


def write_jours(jours: Iterable[JourSemaine]) -> str:
    """Return the days of the week, a run of them as « du … au … »."""
    order = list(JourSemaine)
    listed = sorted(jours, key=order.index)
    ranks = [order.index(j) for j in listed]
    if len(ranks) >= 3 and ranks == list(range(ranks[0], ranks[0] + len(ranks))):
        return f"du {JOURS[listed[0]]} au {JOURS[listed[-1]]}"
    return f"le {enumerate_words([JOURS[j] for j in listed])}"


def capitalize(texte: str) -> str:
    """Return the text with its first letter in upper case."""
    return texte[:1].upper() + texte[1:]
