"""The fractions of a line as the service tells them: what they cover, which one is due."""

from datetime import date

from ambroise.domain.chirurgie import read_chirurgie
from ambroise.domain.fraction import FractionDue, end_of_fraction, find_fraction
from ambroise.domain.mention_ligne import MentionLigne
from ambroise.usecases.ports_actes import LigneConsultee


def covered_until(ligne: LigneConsultee, prescrite_le: date) -> date | None:
    """Return the last day that the fractions made cover, None when there is none."""
    if ligne.fraction_jours is None:
        return None
    chirurgie = read_chirurgie(ligne.mention)
    debut = chirurgie.sortie if chirurgie else prescrite_le
    return end_of_fraction(debut, ligne.fraction_jours, ligne.fractions_le)


def fraction_due(ligne: LigneConsultee, jours_perdus: int) -> FractionDue | None:
    """Return the days of the fraction that is due, None when the line leaves whole."""
    if not (ligne.fraction_jours and ligne.duree_jours) or MentionLigne.UNE_FOIS in ligne.mentions:
        return None
    return find_fraction(ligne.duree_jours, ligne.fraction_jours, len(ligne.fractions_le), jours_perdus)
