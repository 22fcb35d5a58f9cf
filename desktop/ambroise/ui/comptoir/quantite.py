"""How many boxes the counter proposes for a line, and the sentence that says why (CSP R5132-12)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ambroise.domain.dispensation import ReponseLigne
from ambroise.domain.fraction import ARTICLE as ARTICLE_FRACTION
from ambroise.domain.fraction import FractionDue, Part
from ambroise.domain.quantite_delivrance import (
    JOURS_MOIS,
    Prises,
    QuantiteDelivrable,
    limit_quantite,
)
from ambroise.domain.renouvellement_exceptionnel import ARTICLE
from ambroise.ui.comptoir.choix import Choix, is_prescribed, proposed, units_words
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.tokens import Tone
from ambroise.ui.words import NBSP, plural
from ambroise.usecases.ports_actes import LigneConsultee

_PLUS_EXCEPTIONNEL: Final = 12
"""Boxes that a month may take at most, when the base does not tell."""


def propose(ligne: LigneConsultee, prises: Prises | None, boite: BoiteGroupe | None) -> int:
    """Return how many of those boxes may leave today: all that remain when it cannot be counted."""
    limite = _limit(prises, boite)
    if limite is None or limite.boites is None:
        return ligne.boites_restantes
    return min(limite.boites, ligne.boites_restantes)


def with_boite(
    ligne: LigneConsultee, prises: Prises | None, choix: Choix, boite: BoiteGroupe | None
) -> Choix:
    """Return the answer with a pack chosen, and the boxes of it that may leave."""
    if choix.exceptionnel:
        mois = month_boxes(prises, boite)
        telle = boite is None or is_prescribed(ligne, boite)
        reponse = ReponseLigne.TEL_QUEL if telle else ReponseLigne.SUBSTITUE
        return replace(choix, reponse=reponse, boite=boite, boites=mois, proposees=mois)
    unites = boite.presentation.unites if boite is not None else None
    part = prises.part_of(unites, ligne.boites) if prises is not None else None
    if part is not None and unites:
        paquets = part.packs(unites)
        return replace(choix, boite=boite, boites=paquets, proposees=paquets, part=part)
    choix = replace(choix, part=None)
    proposees = propose(ligne, prises, boite)
    boites = max(1, proposees - 1) if choix.reponse is ReponseLigne.PARTIEL else proposees
    return replace(choix, boite=boite, boites=boites, proposees=proposees)


def month_boxes(prises: Prises | None, boite: BoiteGroupe | None) -> int:
    """Return the boxes of one more month (CSP R5123-2-1): one when it cannot be counted."""
    limite = _limit(_month(prises), boite)
    return limite.boites if limite is not None and limite.boites is not None else 1


def change_count(ligne: LigneConsultee, choix: Choix, pas: int) -> Choix:
    """Return the answer with a box more or less; what the law advises is said, not imposed."""
    if choix.boite is None or choix.part is not None or choix.reponse in (None, ReponseLigne.REFUSE):
        return choix
    partiel = choix.reponse is ReponseLigne.PARTIEL
    plus = proposed(ligne, choix) - 1 if partiel else ligne.boites_restantes
    if choix.exceptionnel:
        plus = _PLUS_EXCEPTIONNEL
    moins = max(1, len(choix.bipees))
    return replace(choix, boites=max(moins, min(choix.boites + pas, plus)))


def quantity_words(
    ligne: LigneConsultee, prises: Prises | None, choix: Choix, le: date
) -> tuple[str, Tone] | None:
    """Return what must be known of the boxes that leave, None when there is nothing to say."""
    if choix.exceptionnel:
        prises = _month(prises)
    limite = _limit(prises, choix.boite)
    if prises is None or limite is None or choix.boite is None or not choix.boites:
        return None
    if choix.part is not None and prises.fraction is not None:
        return fraction_words(choix.part, prises.fraction, le), "secondary"
    if limite.boites is None:
        if prises.is_bref:
            return None
        mots = f"Quantité non calculée{NBSP}: {limite.raison}. {_most(limite)}"
        return mots, "warning"
    unites = choix.boite.presentation.unites
    jours = prises.days_of(unites * choix.boites if unites else None) or 0
    if choix.boites > limite.boites:
        couvre = f"{plural(choix.boites, 'boîte')} pour {plural(jours, 'jour')}"
        return f"{couvre}{NBSP}: {_most(limite, 'plus que ce qu’une délivrance donne, ')}", "warning"
    if choix.reponse is ReponseLigne.PARTIEL:
        return None
    if choix.exceptionnel:
        return f"{plural(choix.boites, 'boîte')} pour {plural(jours, 'jour')}, un mois au plus.", "secondary"
    suite = le + timedelta(days=jours)
    if choix.boites < ligne.boites_restantes:
        sur = f"{plural(choix.boites, 'boîte')} sur {ligne.boites_restantes} aujourd’hui"
        return f"{sur}{NBSP}: {_most(limite)} La suite dès le {suite:%d/%m/%Y}.", "secondary"
    if ligne.delivrances < ligne.renouvellements:
        return f"À renouveler dès le {suite:%d/%m/%Y}.", "secondary"
    return None


def _month(prises: Prises | None) -> Prises | None:
    """Return what a line takes, held to the month of an exceptional dispensing."""
    return replace(prises, jours_imposes=JOURS_MOIS, duree_jours=None, article=ARTICLE) if prises else None


def fraction_words(part: Part, fraction: FractionDue, le: date) -> str:
    """Return the units of a fraction, and when the next one may be given."""
    mots = (
        f"{units_words(part.unites)} pour {plural(fraction.jours, 'jour')}, au détail ({ARTICLE_FRACTION})."
    )
    if not part.a_venir:
        return f"{mots} Dernière fraction."
    suite = le + timedelta(days=fraction.jours)
    return f"{mots} La fraction suivante dès le {suite:%d/%m/%Y}."


def _most(limite: QuantiteDelivrable, avant: str = "") -> str:
    return f"{avant}{plural(limite.jours, 'jour')} au plus ({limite.article})."


def _limit(prises: Prises | None, boite: BoiteGroupe | None) -> QuantiteDelivrable | None:
    return limit_quantite(prises, boite.presentation.unites) if prises and boite is not None else None
