"""The act that an order of nurse care prescribes, as the line of a care plan that ``saisie_soin`` reads.

What the order says and a plan has no place for (at home, Sundays included, site) goes between brackets, the
precision of the act; a number of acts gives way to a length, for a plan ends on a day.
"""

import re
from typing import Final

from ambroise.domain.acte_texte import render_details, render_execution, render_titre
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.type_ordonnance import TypeOrdonnance

_DIMANCHES: Final = re.compile(
    r"(?:y compris )?(?:les )?dimanches?(?: et (?:jours )?f[ée]ri[ée]s)?(?: compris)?$", re.IGNORECASE
)
_DOMICILE: Final = re.compile(r"(?:à |a )?domicile$", re.IGNORECASE)
_NOMBRE: Final = re.compile(r"\d{1,3}\s(?:actes?|séances?|passages?)$", re.IGNORECASE)
_DUREE: Final = re.compile(r"\b(?:pendant|jusqu|\d+\s?(?:jours?|semaines?|mois|ans?)\b)", re.IGNORECASE)
_TOUS: Final = re.compile(r"\btous les (?=lun|mar|mer|jeu|ven|sam|dim)", re.IGNORECASE)


def write_ligne(ligne: LigneOrdonnance) -> str:
    """Return the line of a plan for the line of an order signed here."""
    type_ = TypeOrdonnance.SOINS_INFIRMIERS
    details = " · ".join((render_execution(ligne, type_), *render_details(ligne)))
    return write_prescrit(render_titre(ligne), details, None)


def write_prescrit(libelle: str, execution: str, duree_jours: int | None) -> str:
    """Return the line of a plan for an act received in words; ``duree_jours`` is what is said apart."""
    quoi, _, consigne = execution.partition(". ")
    comment, *details = (partie.strip() for partie in (*quoi.split("·"), *filter(None, (consigne,))))
    parties = [p.strip() for p in comment.split(",") if p.strip() and p.strip() != libelle]
    precisions = [d.partition(":")[2].strip() or d for d in details if d]
    precisions += [p for p in parties if _DIMANCHES.match(p) or _DOMICILE.match(p)]
    rythme = [p for p in parties if p not in precisions]
    if duree_jours is not None and not any(_DUREE.search(p) for p in rythme):
        rythme.append(f"{duree_jours}j")
    if any(_DUREE.search(p) for p in rythme):
        rythme = [p for p in rythme if not _NOMBRE.match(p)]
    precision = f"({_bare(', '.join(precisions))})" if precisions else ""
    mots = " ".join(filter(None, (_bare(libelle), precision, *rythme)))
    return re.sub(r"\s+", " ", _TOUS.sub("", mots)).strip()


def _bare(mots: str) -> str:
    """Return words without brackets, which would open a precision inside another."""
    return re.sub(r"[()]", " ", mots)
