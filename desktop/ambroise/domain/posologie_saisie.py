"""Read a posology typed in one line: ``1-0-1 7j``, ``2/j si douleur max 6``, ``30-20-10 par 5j``.

The same reader takes back what ``posologie_texte`` writes. What it does not understand is said, not guessed.
Grammar in words: steps apart by ``puis``; in a step, doses with their moments, then modifiers in any order;
a free sentence after ``;`` or a full stop is kept as it is. ``posologie_lexique`` holds the rules in order;
each is named after the function of a ``posologie_regles_…`` module that takes what it matched.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from ambroise.domain import posologie_lexique as lexique
from ambroise.domain import posologie_regles_cadre as cadre
from ambroise.domain import posologie_regles_dose as dose
from ambroise.domain import posologie_regles_rythme as rythme
from ambroise.domain.posologie import Duree, EtapePosologie, Posologie, Rythme, UnitePrise, UniteTemps
from ambroise.domain.posologie_brouillon import PosologieIllisible
from ambroise.domain.posologie_lecture import Lecture
from ambroise.domain.unites import unite

LONGUEUR_MAXIMALE = 2000
_UN_JOUR = Duree(Decimal(1), UniteTemps.JOUR)
_JOURS_OU_PLUS = frozenset({UniteTemps.JOUR, UniteTemps.SEMAINE, UniteTemps.MOIS, UniteTemps.AN})

Regle = Callable[[Lecture, "re.Match[str]"], None]

__all__ = ["PosologieIllisible", "parse_posologie", "read_etapes"]


def parse_posologie(texte: str, unite_prise: UnitePrise | None = None) -> Posologie:
    """Return the posology typed; a dose given for days without a word of when is each day's.

    « 30 mg pendant 5 jours » would leave the patient to choose between one dose a day and one in all.
    Arguments and errors are those of ``read_etapes``.
    """
    etapes = read_etapes(texte, unite_prise)
    for etape in etapes:
        _require_sentence(etape.complement, texte)
    alone = {n for n, count in Counter(e.sequence for e in etapes).items() if count == 1}
    return Posologie(tuple(_each_day(e) if e.sequence in alone else e for e in etapes))


def _require_sentence(complement: str, texte: str) -> None:
    """Refuse words for the patient that say a dose or when to take it: no control would read them there.

    « 1-0-1 ; 7j » gives no duration, and « ; 1-0-1 » no dose.
    """
    if any(_is_posologie(f"{dose}{complement}") for dose in ("", "1 ")):
        raise PosologieIllisible(
            f"«\u00a0{complement}\u00a0» se lit comme une posologie\u00a0: écrivez-le avant «\u00a0;\u00a0», "
            "ou tournez-le en phrase.",
            max(0, texte.find(complement)),
        )


def _is_posologie(texte: str) -> bool:
    """Tell whether all of a text is read as doses and their rhythm."""
    if texte in ("", "1 "):
        return False
    try:
        return not any(etape.complement for etape in read_etapes(texte))
    except PosologieIllisible:
        return False


def read_etapes(texte: str, unite_prise: UnitePrise | None = None) -> tuple[EtapePosologie, ...]:
    """Return the steps with nothing but what was typed.

    Args:
        texte: what was typed.
        unite_prise: the unit of the product, for doses typed without one.

    Raises:
        PosologieIllisible: with a French sentence saying what is not understood.
    """
    if not texte.strip():
        raise PosologieIllisible("La posologie est vide.", 0)
    if len(texte) > LONGUEUR_MAXIMALE:
        raise PosologieIllisible(
            "La posologie est trop longue pour être lue\u202f; saisissez-la en texte libre.", 0
        )
    lecture = Lecture(texte, unite_prise or unite("unité"))
    while lecture.position < len(lecture.flat):
        _step(lecture)
    return lecture.finish().etapes


def _each_day(etape: EtapePosologie) -> EtapePosologie:
    """Return the step with « par jour » said, when it lasts days and says nothing of when."""
    limits = (etape.max_par_prise, etape.max_par_24h, etape.max_total, etape.ecart_minimal)
    if etape.rythme != Rythme() or etape.si_besoin or any(limits) or not (etape.dose or etape.par_kg):
        return etape
    lasts = etape.duree.unite in _JOURS_OU_PLUS if etape.duree else etape.fin is not None
    if not lasts or etape.duree == _UN_JOUR:
        return etape
    return replace(etape, rythme=Rythme(frequence=1, periode=_UN_JOUR))


def _step(lecture: Lecture) -> None:
    """Take the first rule that matches where the reading is."""
    for pattern, regle in compile_rules():
        found = pattern.match(lecture.flat, lecture.position)
        if found and found.end() > lecture.position:
            lecture.move_past(found)
            regle(lecture, found)
            return
    word = re.match(r"\S+", lecture.texte[lecture.position :])
    lecture.fail(f"«\u00a0{word[0] if word else lecture.texte}\u00a0» n’est pas compris.")


def _skip(_lecture: Lecture, _found: "re.Match[str]") -> None:
    """Pass over words that carry nothing."""


_REGLES: Mapping[str, Regle] = {
    "skip": _skip,
    "schema": dose.schema,
    "dose": dose.dose,
    "par_kg": dose.par_kg,
    "maximum": dose.maximum,
    "frequence": rythme.frequence,
    "nombre_par": rythme.nombre_par,
    "par": rythme.par,
    "toutes": rythme.toutes,
    "sur": rythme.sur,
    "un_sur": rythme.un_sur,
    "cycle": rythme.cycle,
    "heures": rythme.heures,
    "moment": rythme.moment,
    "initiales": rythme.initiales,
    "jours": rythme.jours,
    "parite": rythme.parite,
    "jours_mois": rythme.jours_mois,
    "administration": rythme.administration,
    "repas": rythme.repas,
    "puis": cadre.puis,
    "libre": cadre.libre,
    "mention": cadre.mention,
    "phrase": cadre.phrase,
    "duree": cadre.duree,
    "delai": cadre.delai,
    "debut": cadre.debut,
    "fin": cadre.fin,
    "ecart": cadre.ecart,
    "besoin": cadre.besoin,
    "evenement_arret": cadre.evenement_arret,
    "evenement_debut": cadre.evenement_debut,
    "voie": cadre.voie,
    "site": cadre.site,
}


@cache
def compile_rules() -> tuple[tuple[re.Pattern[str], Regle], ...]:
    """Return the rules, compiled at the first line: one is read again at each key, from each of its words."""
    return tuple((re.compile(pattern, re.ASCII), _REGLES[name]) for pattern, name in lexique.REGLES)
