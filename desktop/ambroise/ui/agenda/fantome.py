"""Where an appointment would stand if it were let go now, and why it may not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ambroise.domain.agenda import RendezVous
from ambroise.ui.agenda.carte import Fiche
from ambroise.ui.agenda.echelle import PAS, Echelle, minute_of
from ambroise.ui.agenda.phrases import hours, who
from ambroise.ui.agenda.ports import ColonneAgenda
from ambroise.ui.words import NBSP


@dataclass(frozen=True)
class Fantome:
    """A time of a column, in minutes; ``fiche`` is what is carried, None for a new appointment."""

    colonne: int
    debut: int
    fin: int
    fiche: Fiche | None = None
    refus: str = ""
    dans_sa_serie: bool = False
    """What holds its place belongs to its own series, and would leave with it."""

    def moved(self, colonnes: int, colonne: int, minutes: int, echelle: Echelle) -> "Fantome":
        """Return it some columns and minutes further, still inside the grid."""
        duree = self.fin - self.debut
        debut = min(max(self.debut + minutes, echelle.premiere), echelle.derniere - duree)
        return replace(
            self, colonne=min(max(self.colonne + colonne, 0), colonnes - 1), debut=debut, fin=debut + duree
        )

    def stretched(self, fin: int, echelle: Echelle) -> "Fantome":
        """Return it with another end, one step long at least."""
        return replace(self, fin=min(max(fin, self.debut + PAS), echelle.derniere))


def check(fantome: Fantome, colonnes: Sequence[ColonneAgenda]) -> Fantome:
    """Return it with the sentence that refuses its place, empty when the place is free."""
    porte = fantome.fiche.entree.rendez_vous if fantome.fiche else None
    genants = [
        entree
        for entree in colonnes[fantome.colonne].entrees
        if _crosses(entree.rendez_vous, fantome, colonnes[fantome.colonne].jour.jour)
        and (porte is None or entree.rendez_vous.id != porte.id)
    ]
    if not genants:
        return replace(fantome, refus="", dans_sa_serie=False)
    serie = porte.serie if porte is not None else None
    autre = next((g for g in genants if serie is None or g.rendez_vous.serie != serie), None)
    refus = f"Déjà pris{NBSP}: {who(autre or genants[0])}, {hours(autre or genants[0])}"
    if autre is None:
        refus += ", de la même série"
    return replace(fantome, refus=refus, dans_sa_serie=autre is None)


def _crosses(rdv: RendezVous, fantome: Fantome, jour: date) -> bool:
    dedans = minute_of(rdv.debut, jour) < fantome.fin and fantome.debut < minute_of(rdv.fin, jour)
    return dedans and not rdv.is_libre
