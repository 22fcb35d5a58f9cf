"""When a line may be dispensed: dates, renewals, fractions.

CSP R5132-22 (first dispensing within three months, renewals of lists I and II), R5132-30 and -33 (narcotics:
three days, remaining days only, or around a planned operation: décret 2022-972);
CSS R165-36 to -38 (devices: six months, renewal only if written).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from ambroise.domain.chirurgie import SOURCE as SOURCE_CHIRURGIE
from ambroise.domain.chirurgie import read_chirurgie
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import CategorieCondition, Specialite
from ambroise.domain.produit_prescrit import DispositifPrescrit

JOURS_STUPEFIANT = 3
MOIS_PREMIERE_DELIVRANCE = 3
MOIS_DISPOSITIF = 6
MOIS_MAXIMUM = 12


class Liste(StrEnum):
    """The list of a medicine, which decides its renewals."""

    AUCUNE = "aucune"
    LISTE_I = "liste_1"
    LISTE_II = "liste_2"
    STUPEFIANT = "stupefiant"


def liste_of(specialite: Specialite) -> Liste:
    """Return the list of a product, narcotics first."""
    if specialite.is_stupefiant:
        return Liste.STUPEFIANT
    if specialite.has(CategorieCondition.LISTE_I):
        return Liste.LISTE_I
    return Liste.LISTE_II if specialite.has(CategorieCondition.LISTE_II) else Liste.AUCUNE


class Verdict(StrEnum):
    """May the line be dispensed today."""

    OUI = "oui"
    PARTIEL = "partiel"
    NON = "non"


@dataclass(frozen=True, slots=True)
class Delivrabilite:
    """The answer, its sentence, its article; ``jours_perdus`` is what a late narcotic order loses."""

    verdict: Verdict
    phrase: str
    article: str = ""
    jours_perdus: int = 0


def check_delivrable(
    ligne: LigneOrdonnance,
    liste: Liste,
    prescrite_le: date,
    le: date,
    delivrances_precedentes: int = 0,
    fin_fraction: date | None = None,
    *,
    entamee: bool = False,
) -> Delivrabilite:
    """Tell whether a line may be dispensed on a day.

    Args:
        ligne: the line prescribed.
        liste: the list of its product.
        prescrite_le: date of the order.
        le: day of the dispensing.
        delivrances_precedentes: dispensings of that line already made, a completed partial one counting once.
        fin_fraction: last day covered by the former fraction of a narcotic.
        entamee: a part of the dispensing under way already left, for want of boxes or to keep to a month.
    """
    if le < prescrite_le:
        return Delivrabilite(
            Verdict.NON,
            "L’ordonnance porte une date à venir\u00a0: vérifiez la date de ce poste.",
            "CSP R5132-3",
        )
    if liste is Liste.STUPEFIANT:
        return _stupefiant(ligne, prescrite_le, le, delivrances_precedentes, fin_fraction)
    limit = MOIS_DISPOSITIF if isinstance(ligne.produit, DispositifPrescrit) else MOIS_PREMIERE_DELIVRANCE
    article = "CSS R165-37" if limit == MOIS_DISPOSITIF else "CSP R5132-22"
    if delivrances_precedentes == 0 and not entamee:
        if le > add_mois(prescrite_le, limit):
            return Delivrabilite(
                Verdict.NON, f"La première délivrance doit avoir lieu dans les {limit} mois.", article
            )
        return Delivrabilite(Verdict.OUI, "Première délivrance.", article)
    if le > add_mois(prescrite_le, MOIS_MAXIMUM):
        return Delivrabilite(Verdict.NON, "L’ordonnance a plus de douze mois.", "CSP R5132-21")
    if entamee:
        return Delivrabilite(Verdict.OUI, "Suite de la délivrance entamée.", article)
    if isinstance(ligne.produit, DispositifPrescrit) and not ligne.renouvellements:
        return Delivrabilite(
            Verdict.NON,
            "Dispositif\u00a0: pas de renouvellement sans mention écrite.",
            "CSS R165-37",
        )
    return replace(_renouvellement(ligne, liste, delivrances_precedentes), article=article)


def add_mois(jour: date, mois: int) -> date:
    """Return the same day some months later, or the last of that month."""
    index = jour.month - 1 + mois
    year, month = jour.year + index // 12, index % 12 + 1
    for day in range(jour.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(jour.day, 28))


def _renouvellement(ligne: LigneOrdonnance, liste: Liste, done: int) -> Delivrabilite:
    if ligne.renouvellement_interdit:
        return Delivrabilite(Verdict.NON, "Le prescripteur a interdit le renouvellement.", "CSP R5132-22")
    written = ligne.renouvellements > 0
    if liste is Liste.LISTE_I and not written and ligne.duree_traitement is None:
        return Delivrabilite(
            Verdict.NON,
            "Liste I\u00a0: pas de renouvellement sans nombre ni durée écrits.",
            "CSP R5132-22",
        )
    if written and done > ligne.renouvellements:
        return Delivrabilite(Verdict.NON, "Tous les renouvellements ont été délivrés.", "CSP R5132-22")
    return Delivrabilite(Verdict.OUI, f"Renouvellement n° {done}.", "CSP R5132-22")


def _stupefiant(
    ligne: LigneOrdonnance, prescrite_le: date, le: date, done: int, fin_fraction: date | None
) -> Delivrabilite:
    chirurgie = read_chirurgie(ligne.instructions_dispensateur)
    article = SOURCE_CHIRURGIE if chirurgie else "CSP R5132-33"
    debut = chirurgie.sortie if chirurgie else prescrite_le
    length = int(ligne.duree_traitement.jours) if ligne.duree_traitement else 28
    if le > debut + timedelta(days=length - 1):
        return Delivrabilite(Verdict.NON, "La période prescrite est terminée.", article)
    if chirurgie and le < chirurgie.premier_jour:
        phrase = f"Chirurgie programmée\u00a0: à délivrer dès le {chirurgie.premier_jour:%d/%m/%Y}."
        return Delivrabilite(Verdict.NON, phrase, article)
    if done and (ligne.delivrance_unique or ligne.fraction_jours is None):
        return Delivrabilite(Verdict.NON, "Ce stupéfiant a été délivré en une fois.", "CSP R5132-30")
    due = debut if fin_fraction is None else fin_fraction + timedelta(days=1)
    if le < due and fin_fraction is not None:
        return Delivrabilite(Verdict.NON, f"La fraction suivante est due le {due:%d/%m/%Y}.", "CSP R5132-33")
    late = (le - due).days
    if late > JOURS_STUPEFIANT:
        return Delivrabilite(
            Verdict.PARTIEL,
            f"Présentée après {JOURS_STUPEFIANT} jours\u00a0: délivrez seulement les jours restants.",
            article,
            late,
        )
    return Delivrabilite(Verdict.OUI, "Dans le délai de présentation.", article)
