"""What a pharmacist may still give of an order that is over, so that a long treatment does not stop.

CSP L5125-23-1 and R5123-2-1 (décret 2024-1070 of 26/11/2024): three dispensings of a month each, the first
within the month that follows the end of the order, of a treatment of three months at least; arrêté of
05/02/2008: neither narcotics nor what follows their rules, nor what is prescribed for a short time only. No
text says on which day an order ends nor until when the third month may be given: both are our reading, told
on the screen by their dates. Oral contraceptives have a rule of their own (R5134-4-1).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import CategorieCondition, Specialite
from ambroise.domain.quantite_delivrance import JOURS_MOIS
from ambroise.domain.regles_delivrance import MOIS_MAXIMUM, add_mois
from ambroise.domain.unites import fold

MENTION: Final = "dispensation supplémentaire exceptionnelle"
ARTICLE: Final = "CSP R5123-2-1"
EXCLUSIONS: Final = "arrêté du 05/02/2008"
DELIVRANCES: Final = 3
MOIS_PREMIERE: Final = 1
JOURS_TRAITEMENT: Final = 84
"""Three months as R5123-2 counts them: three packs of four weeks are enough."""
JOURS_ENTRE: Final = 28
_JOURS_COURTS: Final = 84
"""A medicine that nobody may prescribe for longer is excluded: hypnotics, anxiolytics, tramadol."""
_ATC_CONTRACEPTIFS: Final = ("G03AA", "G03AB", "G03AC")
_OPPOSITION: Final = re.compile(r"non renouvelable|(?:ne pas|pas de|sans) renouvel|renouvellement interdit")


@dataclass(frozen=True, slots=True)
class PasseLigne:
    """What was given of a line so far, by any pharmacy."""

    derniere_le: date | None = None
    """Day of the last ordinary dispensing, None when there was none."""
    exceptionnelles: tuple[date, ...] = ()
    is_refusee: bool = False
    """A pharmacist closed it: refused by the patient, contra-indicated."""


@dataclass(frozen=True, slots=True)
class RenouvellementExceptionnel:
    """Whether a line may be given once more; ``refus`` says why not, ``verifie`` what was read."""

    finie_le: date
    rang: int = 1
    verifie: tuple[str, ...] = ()
    refus: str = ""
    article: str = ARTICLE

    @property
    def is_possible(self) -> bool:
        """Tell whether nothing read here forbids it: the rest is for the pharmacist to judge."""
        return not self.refus


def examine_renouvellement(
    ligne: LigneOrdonnance, specialite: Specialite | None, prescrite_le: date, le: date, passe: PasseLigne
) -> RenouvellementExceptionnel | None:
    """Return whether a line whose dispensings are over may be given once more.

    None for a line that is not over yet, or of which nothing was ever given: there is nothing to pursue.
    """
    finie_le = _end(ligne, prescrite_le, passe)
    if passe.derniere_le is None or finie_le is None or le < finie_le:
        return None
    refus, article = _refusal(ligne, specialite, finie_le, le, passe)
    if refus:
        return RenouvellementExceptionnel(finie_le, len(passe.exceptionnelles) + 1, (), refus, article)
    jours = _whole_length(ligne)
    return RenouvellementExceptionnel(
        finie_le,
        len(passe.exceptionnelles) + 1,
        (
            f"Traitement prescrit pour {jours} jours",
            f"Ordonnance finie le {finie_le:%d/%m/%Y}",
            "Ni stupéfiant, ni médicament à durée limitée",
            "Aucune opposition du prescripteur n’est lue sur la ligne",
        ),
    )


def _end(ligne: LigneOrdonnance, prescrite_le: date, passe: PasseLigne) -> date | None:
    """Return the day an order stops covering a line: its length, what was given last, a year at most."""
    jours = _whole_length(ligne)
    if jours is None or passe.derniere_le is None:
        return None
    fin_donnee = passe.derniere_le + timedelta(days=min(_cycle(ligne) or JOURS_MOIS, JOURS_MOIS))
    fin = max(prescrite_le + timedelta(days=jours), fin_donnee)
    return min(fin, add_mois(prescrite_le, MOIS_MAXIMUM) + timedelta(days=1))


def _refusal(
    ligne: LigneOrdonnance, specialite: Specialite | None, finie_le: date, le: date, passe: PasseLigne
) -> tuple[str, str]:
    """Return the first condition that fails and the text that asks it, both empty when none does."""
    if passe.is_refusee:
        return "la ligne a été refusée au comptoir\u00a0: il n’y a plus de traitement à poursuivre", ARTICLE
    if (_whole_length(ligne) or 0) < JOURS_TRAITEMENT:
        return "le traitement est prescrit pour moins de trois mois", ARTICLE
    if ligne.renouvellement_interdit or _OPPOSITION.search(fold(ligne.instructions_dispensateur)):
        return "le prescripteur s’oppose au renouvellement", "CSP R5132-22"
    return _excluded(specialite) or _late(finie_le, le, passe.exceptionnelles) or ("", "")


def _excluded(specialite: Specialite | None) -> tuple[str, str] | None:
    if specialite is None:
        return "la base ne connaît pas ce médicament\u00a0: rien ne dit s’il est exclu", EXCLUSIONS
    assimile = (
        CategorieCondition.STUPEFIANT,
        CategorieCondition.ORDONNANCE_SECURISEE,
        CategorieCondition.TOUTES_LETTRES,
    )
    if any(specialite.has(categorie) for categorie in assimile):
        return "un stupéfiant ou assimilé est exclu", EXCLUSIONS
    if any(c.duree_jours is not None and c.duree_jours <= _JOURS_COURTS for c in specialite.conditions):
        return "un médicament dont la durée de prescription est limitée est exclu", EXCLUSIONS
    if (specialite.code_atc or "").startswith(_ATC_CONTRACEPTIFS):
        return "un contraceptif oral suit une autre règle, six mois au plus", "CSP R5134-4-1"
    return None


def _late(finie_le: date, le: date, faites: Iterable[date]) -> tuple[str, str] | None:
    passees = sorted(faites)
    if not passees:
        limite = add_mois(finie_le, MOIS_PREMIERE)
        if le > limite:
            return f"la première devait avoir lieu avant le {limite:%d/%m/%Y}", ARTICLE
        return None
    if len(passees) >= DELIVRANCES:
        return "les trois mois possibles ont été délivrés", ARTICLE
    attendue = passees[-1] + timedelta(days=JOURS_ENTRE)
    if le < attendue:
        return f"la précédente dure jusqu’au {attendue:%d/%m/%Y}", ARTICLE
    limite = add_mois(passees[0], DELIVRANCES)
    return (f"les trois mois sont passés depuis le {limite:%d/%m/%Y}", ARTICLE) if le > limite else None


def _cycle(ligne: LigneOrdonnance) -> int | None:
    return int(ligne.duree_traitement.jours) if ligne.duree_traitement is not None else None


def _whole_length(ligne: LigneOrdonnance) -> int | None:
    jours = _cycle(ligne)
    return jours * (1 + ligne.renouvellements) if jours is not None else None
