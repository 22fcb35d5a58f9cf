"""The words and shorthands a posology is typed with, as regular expressions over a text without accents.

Order matters: the first rule that matches at a position is taken.
"""

import re

from ambroise.domain.posologie_valeurs import NOM_JOUR, VOIES
from ambroise.domain.unites import _INDEX as _UNITES

NOMBRE = (
    r"(?:\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?!\d)|\d+ 1/2|\d+[.,]\d+|\d{1,2}/\d{1,2}(?!\d|/\d)"
    r"|\d+|1/2|une?|deux|trois|quatre|cinq|six|sept|huit|dix|douze|demie?)"
)
_FIN = r"(?![a-z0-9])"
_ETENDUE = rf"(?P<n>{NOMBRE})(?: ?(?:a|-) ?(?P<m>{NOMBRE}))?"
_JOUR = rf"(?:24 ?h|jours?|jr|j){_FIN}"
PERIODE = rf"(?P<temps>24 ?h|jour|jr|j|heure|h|semaine|sem|s|mois|minute|min|mn|m|an){_FIN}"
DUREE_UNITE = rf"(?P<temps>minutes?|min|mn|heures?|h|jours?|jr|j|semaines?|sem|s|mois|m|ans?){_FIN}"
_UNITE = "|".join(sorted((re.escape(u) for u in _UNITES), key=len, reverse=True))
UNITE = rf"(?:de |d')?(?P<unite>(?:{_UNITE}))\.?{_FIN}"
_DATE = (
    r"(?:(?P<j>\d{1,2})/(?P<mo>\d{1,2})/(?P<a>\d{4})|(?P<ai>\d{4})-(?P<mi>\d\d)-(?P<ji>\d\d)"
    r"|(?P<jn>\d{1,2})(?:er)? (?P<nom>janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre"
    r"|novembre|decembre) (?P<an>\d{4}))"
)
_REPAS = r"petits?[- ]dej(?:euners?)?|pt[- ]?dej|dejeuners?|diners?|(?:chaque |chacun des )?repas"
_MOMENT = (
    r"(?:(?P<ecart>\d+) ?(?P<temps>min|mn|minutes?|heures?|h) )?"
    rf"(?P<moment>(?:avant|apres) (?:le |les |l'|chaque |chacun des )?(?:{_REPAS})"
    r"|matins?|midi|apres[- ]midi|soirs?|au coucher|coucher|nuit|au lever|lever"
    rf"|au (?:petit[- ]dej(?:euner)?|dejeuner|diner)|a chaque repas){_FIN}"
)
# A free clause goes on to a comma or a full stop, or to a word that opens something else.
_CLAUSE = (
    r"(?:(?![«\"]|[,;](?!\d)|\.(?:\s|$)| (?:max|sans depasser|pendant|pdt|puis|jusqu|ecart|laisser|espac|"
    rf"dans \d|a partir|a debuter|voie|\d+(?: ?(?:a|-) ?\d+)? ?"
    rf"(?:j|jours?|sem|semaines?|s|m|mois){_FIN}(?!/)))[^\n])+"
)
SUITE_CONNUE = (
    r"(?:laisser|espac|ecart|max|sans depasser|ne pas depasser|pendant|pdt|jusqu|si |puis|a debuter|a partir)"
)
CONSIGNE_SI = rf"si [^,.]+,(?! ?{SUITE_CONNUE})"

PRESQUE_MAX = re.compile(
    r"\b(?:[am]x|ma|[a-z]ax|m[a-z]x|ma[a-wyz]|[a-z]+max|m[a-z]ax|ma[a-z]x) ?\d+$", re.ASCII
)
"""A ceiling mistyped by a letter at the end of a condition: taken for its words, it would be lost."""

SUITE_MAXIMUM = re.compile(
    rf"(?:,| et) (?P<n>{NOMBRE}) ?{UNITE} (?:par |au )(?P<quoi>prise|total|{_JOUR}){_FIN}",
    re.ASCII,
)

REGLES: tuple[tuple[str, str], ...] = (
    (r"[\s,]+", "skip"),
    (r";", "libre"),
    (r"«[^»]*»|\"[^\"]*\"", "mention"),
    (r"\.", "phrase"),
    (rf"(?:puis|ensuite){_FIN}|->|>", "puis"),
    (
        rf"(?:tous les |chaque )?(?:{NOM_JOUR} ?(?:-|au) ?{NOM_JOUR}|{NOM_JOUR}){_FIN}"
        rf"|du {NOM_JOUR} au {NOM_JOUR}{_FIN}",
        "jours",
    ),
    (rf"jusqu'au {_DATE}", "fin"),
    (rf"au {_DATE}", "fin"),
    (rf"(?:a partir du|a debuter le|des le|du|le) {_DATE}", "debut"),
    (rf"jusqu'{_CLAUSE}", "evenement_arret"),
    (rf"(?:a partir d|a debuter |a commencer |des ){_CLAUSE}", "evenement_debut"),
    (rf"dans {_ETENDUE} ?{DUREE_UNITE}", "delai"),
    (
        rf"(?:ne pas depasser|sans depasser|max(?:imum|i)?\.?)(?: de| :)? ?(?P<n>{NOMBRE})(?: ?{UNITE})?"
        rf" ?(?:(?:/|par|au) ?)?(?P<quoi>prise|total|{_JOUR})?{_FIN}",
        "maximum",
    ),
    (
        rf"(?:ecart|espac(?:er|es|ees?)|(?:en )?laiss(?:er|ant) au moins|intervalle|minimum|min)"
        rf"(?: minimal| minimum)?(?: d'au moins| de)? ?{_ETENDUE} ?{DUREE_UNITE}"
        r"(?: (?:au moins )?entre (?:2|deux|les) prises)?",
        "ecart",
    ),
    (rf"(?:si|en cas de?|selon|en fonction de){_FIN}{_CLAUSE}", "besoin"),
    (rf"en cas d'{_CLAUSE}|en fonction d{_CLAUSE}", "besoin"),
    (rf"sb{_FIN}", "besoin"),
    (rf"(?:en|sur) {_ETENDUE} ?(?P<temps>minutes?|min|mn|heures?|h){_FIN}", "administration"),
    (rf"a laisser (?:pendant )?{_ETENDUE} ?{DUREE_UNITE}", "administration"),
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
        rf"(?:toute?s? les|tous les|ttes? les|ttes|ts les|tl|/) ?{_ETENDUE} ?{DUREE_UNITE}",
        "toutes",
    ),
    (
        rf"(?:tous les|chaque|toutes les) (?P<n>)(?P<m>)(?P<temps>jours?|semaines?|mois|heures?){_FIN}",
        "toutes",
    ),
    (
        rf"(?P<valeurs>{NOMBRE}(?: ?- ?{NOMBRE})+)(?!\d)(?: ?{UNITE})?"
        rf"(?: ?par (?P<pas>\d+) ?(?P<temps>jours?|j|semaines?|sem|s|mois|m){_FIN})?"
        rf"(?! ?(?:j|sem|s|m|mois|h){_FIN})",
        "schema",
    ),
    (rf"{_ETENDUE} ?{UNITE} ?/ ?kg(?: ?/ ?prise)?{_FIN}", "par_kg"),
    (rf"\(soit {_ETENDUE} ?{UNITE} ?/ ?kg\)", "par_kg"),
    (
        rf"(?:(?P<n>\d+|une?|deux|trois|quatre|cinq|six)(?: ?(?:a|-) ?(?P<m>\d+))? ?(?:fois|x|prises?)"
        rf" ?(?:/|par) ?(?:(?P<p>{NOMBRE})(?: ?(?:a|-) ?(?P<q>{NOMBRE}))?)? ?{DUREE_UNITE})",
        "frequence",
    ),
    (rf"(?:x|×) ?(?P<n>\d+)(?: ?(?:a|-) ?(?P<m>\d+))? ?(?:/|par) ?(?P<p>)(?P<q>){PERIODE}", "frequence"),
    (rf"(?P<n>{NOMBRE}) ?/ ?{PERIODE}", "nombre_par"),
    (rf"(?P<n>\d+|une?|deux|trois|quatre|cinq|six) par {PERIODE}", "nombre_par"),
    (rf"(?:/|par) ?{PERIODE}", "par"),
    (
        rf"(?:pendant|pdt|durant|qsp|pour|sur) (?P<n>{NOMBRE})(?: ?(?:a|-|ou) ?(?P<m>{NOMBRE}))?"
        rf" ?{DUREE_UNITE}",
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
    (rf"(?:par |en )?(?:voie )?(?P<voie>{'|'.join(sorted(VOIES, key=len, reverse=True))}){_FIN}", "voie"),
    (rf"(?:sur|dans) (?:le |la |les |l'|chaque ){_CLAUSE}", "site"),
    (rf"(?P<n>{NOMBRE})(?P<m>)(?P<unite>) ?(?:x|×)(?= ?\d)", "dose"),
    (
        rf"(?P<n>{NOMBRE})(?: ?(?:a|ou|-) ?(?P<m>{NOMBRE}))?(?: ?{UNITE})?(?: de| d')?{_FIN}",
        "dose",
    ),
    (
        r"(?:l'|d')|(?:et|ou|le|la|les|de|du|des|a|au|aux|en|une?|prises?|par prise|prendre|appliquer|"
        rf"instiller|injecter|quotidiennement|environ|chaque|fois|:|soit){_FIN}|[():]",
        "skip",
    ),
)
