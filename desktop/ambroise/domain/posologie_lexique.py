"""The words and shorthands a posology is typed with, as regular expressions over a text without accents.

Order matters: the first rule that matches at a position is taken.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from ambroise.domain.posologie import JourSemaine, Moment, UniteTemps
from ambroise.domain.unites import _INDEX as _UNITES

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

NOMBRE = (
    r"(?:\d{1,3}(?: \d{3})+(?!\d)|\d+ 1/2|\d+[.,]\d+|\d{1,2}/\d{1,2}(?!\d|/\d)"
    r"|\d+|1/2|une?|deux|trois|quatre|cinq|six|sept|huit|dix|douze|demie?)"
)
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

_FIN = r"(?![a-z0-9])"
_JOUR = rf"(?:24 ?h|jours?|jr|j){_FIN}"
PERIODE = rf"(?P<temps>24 ?h|jour|jr|j|heure|h|semaine|sem|s|mois|m|an){_FIN}"
DUREE_UNITE = rf"(?P<temps>minutes?|min|mn|heures?|h|jours?|jr|j|semaines?|sem|s|mois|m|ans?){_FIN}"
_UNITE = "|".join(sorted((re.escape(u) for u in _UNITES), key=len, reverse=True))
UNITE = rf"(?P<unite>(?:{_UNITE}))\.?{_FIN}"
_DATE = (
    r"(?:(?P<j>\d{1,2})/(?P<mo>\d{1,2})/(?P<a>\d{4})|(?P<ai>\d{4})-(?P<mi>\d\d)-(?P<ji>\d\d)"
    r"|(?P<jn>\d{1,2})(?:er)? (?P<nom>janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre"
    r"|novembre|decembre) (?P<an>\d{4}))"
)
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

_REPAS = r"petits?[- ]dej(?:euners?)?|pt[- ]?dej|dejeuners?|diners?|(?:chaque |chacun des )?repas"
_MOMENT = (
    r"(?:(?P<ecart>\d+) ?(?P<temps>min|mn|minutes?|heures?|h) )?"
    rf"(?P<moment>(?:avant|apres) (?:le |les |l'|chaque |chacun des )?(?:{_REPAS})"
    r"|matins?|midi|apres[- ]midi|soirs?|au coucher|coucher|nuit|au lever|lever"
    rf"|au (?:petit[- ]dej(?:euner)?|dejeuner|diner)|a chaque repas){_FIN}"
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
_NOM_JOUR = r"(?:lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|manche|edi)?s?"

# A free clause goes on to a comma or a full stop, or to a word that opens something else.
_CLAUSE = (
    r"(?:(?![,;](?!\d)|\.(?:\s|$)| (?:max|sans depasser|pendant|pdt|puis|jusqu|ecart|laisser|espac|dans \d|"
    rf"a partir|a debuter|voie|\d+(?: ?(?:a|-) ?\d+)? ?"
    rf"(?:j|jours?|sem|semaines?|s|m|mois){_FIN}(?!/)))[^\n])+"
)
SUITE_CONNUE = (
    r"(?:laisser|espac|ecart|max|sans depasser|ne pas depasser|pendant|pdt|jusqu|si |puis|a debuter|a partir)"
)

_VOIES = {
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

SUITE_MAXIMUM = re.compile(
    rf"(?:,| et) (?P<n>{NOMBRE}) ?{UNITE} (?:par |au )(?P<quoi>prise|total|{_JOUR}){_FIN}",
    re.ASCII,
)

REGLES: tuple[tuple[str, str], ...] = (
    (r"[\s,]+", "skip"),
    (r";", "libre"),
    (r"\.", "phrase"),
    (rf"(?:puis|ensuite){_FIN}|->|>", "puis"),
    (
        rf"(?:tous les |chaque )?(?:{_NOM_JOUR} ?(?:-|au) ?{_NOM_JOUR}|{_NOM_JOUR}){_FIN}"
        rf"|du {_NOM_JOUR} au {_NOM_JOUR}{_FIN}",
        "jours",
    ),
    (rf"jusqu'au {_DATE}", "fin"),
    (rf"au {_DATE}", "fin"),
    (rf"(?:a partir du|a debuter le|des le|du|le) {_DATE}", "debut"),
    (rf"jusqu'{_CLAUSE}", "evenement_arret"),
    (rf"(?:a partir d|a debuter |a commencer |des ){_CLAUSE}", "evenement_debut"),
    (rf"dans (?P<n>{NOMBRE}) ?{DUREE_UNITE}", "delai"),
    (
        rf"(?:ne pas depasser|sans depasser|max(?:imum|i)?\.?)(?: de| :)? ?(?P<n>{NOMBRE})(?: ?{UNITE})?"
        rf" ?(?:(?:/|par|au) ?)?(?P<quoi>prise|total|{_JOUR})?{_FIN}",
        "maximum",
    ),
    (
        rf"(?:ecart|espac(?:er|es|ees?)|laisser au moins|intervalle|minimum|min)(?: minimal| minimum)?"
        rf"(?: d'au moins| de)? ?(?P<n>{NOMBRE}) ?{DUREE_UNITE}"
        r"(?: (?:au moins )?entre (?:2|deux|les) prises)?",
        "ecart",
    ),
    (rf"(?:si|en cas de?|selon|en fonction de){_FIN}{_CLAUSE}", "besoin"),
    (rf"en cas d'{_CLAUSE}|en fonction d{_CLAUSE}", "besoin"),
    (rf"sb{_FIN}", "besoin"),
    (rf"(?:en|sur) (?P<n>{NOMBRE}) ?(?P<temps>minutes?|min|mn|heures?|h){_FIN}", "administration"),
    (rf"a laisser (?:pendant )?(?P<n>{NOMBRE}) ?(?P<temps>heures?|h){_FIN}", "administration"),
    (rf"un jour sur (?P<m>deux|trois|quatre|cinq|six|sept|\d+)(?P<n>){_FIN}", "un_sur"),
    (rf"(?P<n>\d+) ?(?:j|jours?) ?(?:/|sur) ?(?P<m>\d+)(?: ?j{_FIN})?", "sur"),
    (
        r"(?P<jours>j\d+(?:[ ,]+(?:et )?j\d+)*) ?(?:/|sur|de) ?(?P<longueur>\d+)(?: ?j(?:ours)?)?"
        rf"{_FIN}",
        "cycle",
    ),
    (
        r"(?:aux|les) jours (?P<jours>\d+(?:(?:, | et |, et )\d+)*) d'un cycle de (?P<longueur>\d+) jours",
        "cycle",
    ),
    (rf"(?:les )?(?:jours? )?(?P<im>im)?pairs?{_FIN}", "parite"),
    (rf"le (?P<jours>\d+(?:er)?(?:(?:, | et )\d+)*) (?:du|de chaque) mois{_FIN}", "jours_mois"),
    (rf"le premier jour d(?:u|e chaque) (?P<jours>)mois{_FIN}", "jours_mois"),
    (
        rf"(?:toute?s? les|tous les|ttes? les|ttes|ts les|tl|/) ?(?P<n>{NOMBRE})(?: ?(?:a|-) ?(?P<m>\d+))?"
        rf" ?{DUREE_UNITE}",
        "toutes",
    ),
    (
        rf"(?:tous les|chaque|toutes les) (?P<n>)(?P<m>)(?P<temps>jours?|semaines?|mois|heures?){_FIN}",
        "toutes",
    ),
    (
        rf"(?P<valeurs>{NOMBRE}(?: ?- ?{NOMBRE})+)(?: ?{UNITE})?"
        rf"(?: ?par (?P<pas>\d+) ?(?P<temps>jours?|j|semaines?|sem|s|mois|m){_FIN})?"
        rf"(?! ?(?:j|sem|s|m|mois|h){_FIN})",
        "schema",
    ),
    (rf"(?P<n>{NOMBRE}) ?{UNITE} ?/ ?kg(?: ?/ ?prise)?{_FIN}", "par_kg"),
    (rf"\(soit (?P<n>{NOMBRE}) ?{UNITE} ?/ ?kg\)", "par_kg"),
    (
        rf"(?:(?P<n>\d+|une?|deux|trois|quatre|cinq|six)(?: ?(?:a|-) ?(?P<m>\d+))? ?(?:fois|x|prises?)"
        rf" ?(?:/|par) ?(?P<p>\d+)? ?{DUREE_UNITE})",
        "frequence",
    ),
    (rf"(?:x|×) ?(?P<n>\d+)(?: ?(?:a|-) ?(?P<m>\d+))? ?(?:/|par) ?(?P<p>){PERIODE}", "frequence"),
    (rf"(?P<n>{NOMBRE}) ?/ ?{PERIODE}", "nombre_par"),
    (rf"(?P<n>\d+|une?|deux|trois|quatre|cinq|six) par {PERIODE}", "nombre_par"),
    (rf"(?:/|par) ?{PERIODE}", "par"),
    (
        rf"(?:pendant|pdt|durant|qsp|pour|sur) (?P<n>{NOMBRE})(?: ?(?:a|-|ou) ?(?P<m>\d+))? ?{DUREE_UNITE}",
        "duree",
    ),
    (
        r"(?P<n>\d+(?:[.,]\d+)?)(?: ?(?:a|-) ?(?P<m>\d+))? ?"
        rf"(?P<temps>jours?|jr|j|semaines?|sem|s|mois|m|ans?){_FIN}",
        "duree",
    ),
    (_MOMENT, "moment"),
    (rf"(?:au cours|pendant|au debut|a la fin|au milieu) (?:des? |du |de chaque )?repas{_FIN}", "repas"),
    (rf"(?P<mot>mms|ms){_FIN}", "initiales"),
    (rf"(?:a |vers )?(?P<h>\d{{1,2}}) ?h(?: ?(?P<min>\d\d))?{_FIN}", "heures"),
    (rf"(?:par |en )?(?:voie )?(?P<voie>{'|'.join(sorted(_VOIES, key=len, reverse=True))}){_FIN}", "voie"),
    (rf"(?:sur|dans) (?:le |la |les |l'|chaque ){_CLAUSE}", "site"),
    (rf"(?P<n>{NOMBRE})(?P<m>)(?P<unite>) ?(?:x|×)(?= ?\d)", "dose"),
    (
        rf"(?P<n>{NOMBRE})(?: ?(?:a|ou|-) ?(?P<m>{NOMBRE}))?(?: ?(?:(?:de |d')?{UNITE}))?(?: de| d')?{_FIN}",
        "dose",
    ),
    (
        r"(?:et|ou|le|la|les|l'|de|du|des|d'|a|au|aux|en|une?|prises?|par prise|prendre|appliquer|instiller|"
        rf"injecter|quotidiennement|environ|chaque|fois|:|soit){_FIN}|[():]",
        "skip",
    ),
)


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
        for word in re.findall(_NOM_JOUR, texte)
    ]
    if len(ranks) == 2:
        first, last = ranks
        span = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
        return [order[i] for i in span]
    return [order[i] for i in ranks]


def read_voie(texte: str) -> tuple[str, str]:
    """Return the French wording of a route and its EDQM code."""
    return _VOIES[texte]


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
