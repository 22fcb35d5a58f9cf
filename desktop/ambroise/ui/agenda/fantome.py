"""Where an appointment would stand if it were let go now, and why it may not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    colonne = colonnes[fantome.colonne]
    jour = colonne.jour.jour
    porte = fantome.fiche.entree.rendez_vous.id if fantome.fiche else None
    for entree in colonne.entrees:
        rdv = entree.rendez_vous
        croise = minute_of(rdv.debut, jour) < fantome.fin and fantome.debut < minute_of(rdv.fin, jour)
        if croise and not rdv.is_libre and rdv.id != porte:
            return replace(fantome, refus=f"Déjà pris{NBSP}: {who(entree)}, {hours(entree)}")
    return replace(fantome, refus="")
