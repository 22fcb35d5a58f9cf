"""The treatments a patient is taking, read from the signed orders: until when, and which are due."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ambroise.domain.entrees.suivi import ArretTraitement
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.domain.posologie import Duree, add_duree

JOURS_AVANT_ECHEANCE = 15
"""A treatment is due when it ends within this many days, or is over."""

DUREE_MINIMALE_JOURS = 28
"""A shorter one is a cure: it ends, nobody renews it."""

MEMOIRE_JOURS = 90
"""A treatment that ended longer ago is no longer shown among the running ones."""


@dataclass(frozen=True)
class TraitementEnCours:
    """One medicine as last prescribed; ``fin`` is None for a treatment without a known length."""

    ligne: LigneOrdonnance
    ordonnance_id: UUID
    debut: date
    fin: date | None

    def jours_restants(self, le: date) -> int | None:
        """Return the days left, negative once over."""
        return None if self.fin is None else (self.fin - le).days

    def is_echu(self, le: date) -> bool:
        """Tell whether it is time to renew."""
        reste = self.jours_restants(le)
        return reste is not None and reste <= JOURS_AVANT_ECHEANCE and not self.is_cure

    @property
    def is_cure(self) -> bool:
        """Tell whether it is too short to be renewed."""
        return self.fin is not None and (self.fin - self.debut).days + 1 < DUREE_MINIMALE_JOURS


def stopped_lines(entrees: Iterable[object], le: date) -> frozenset[UUID]:
    """Return the lines of orders that were stopped by a day, among the entries of a file."""
    return frozenset(e.ligne_id for e in entrees if isinstance(e, ArretTraitement) and e.le <= le)


def running_treatments(
    ordonnances: Iterable[Ordonnance], le: date, arretees: Collection[UUID] = ()
) -> tuple[TraitementEnCours, ...]:
    """Return the treatments of the signed orders still running on a day, the latest order of a product only.

    A cure that is over is not a running one, nor is a line that was stopped; prescribed anew, it runs again.
    """
    derniers: dict[str, TraitementEnCours] = {}
    signees = [o for o in ordonnances if o.statut is StatutOrdonnance.SIGNEE]
    for ordonnance in sorted(signees, key=lambda o: (o.date, o.signee_le is not None and o.signee_le)):
        for ligne in ordonnance.lignes:
            if ligne.is_medicament:
                debut = ligne.date_debut or ordonnance.date
                derniers[ligne.libelle] = TraitementEnCours(ligne, ordonnance.id, debut, end_of(ligne, debut))
    gardes = [t for t in derniers.values() if t.ligne.id not in arretees and _is_garde(t, le)]
    return tuple(sorted(gardes, key=lambda t: (t.fin or date.max, t.ligne.libelle)))


def end_of(ligne: LigneOrdonnance, debut: date) -> date | None:
    """Return the last day of a line, renewals included; None when nothing says its length."""
    duree = ligne.duree_traitement
    if duree is None and ligne.posologie is not None:
        longueurs = [e.duree for e in ligne.posologie.etapes if e.duree is not None]
        duree = max(longueurs, key=lambda d: d.minutes, default=None)
        fins = [e.fin for e in ligne.posologie.etapes if e.fin is not None]
        if fins:
            return max(fins)
    if duree is None:
        return None
    fin = add_duree(debut, duree)
    return fin + timedelta(days=_jours(duree) * ligne.renouvellements)


def _is_garde(traitement: TraitementEnCours, le: date) -> bool:
    if traitement.fin is None or traitement.fin >= le:
        return True
    if traitement.is_cure:
        return False
    return (le - traitement.fin).days <= MEMOIRE_JOURS


def _jours(duree: Duree) -> int:
    return int(duree.jours.to_integral_value(rounding="ROUND_CEILING"))
