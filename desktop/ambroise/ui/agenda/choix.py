"""Which columns of what was read are shown: the open days of a week, the place chosen."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from ambroise.ui.agenda.ports import AgendaCharge, ColonneAgenda

TOUS: Final = "*"
"""The choice that shows every practitioner side by side."""
_SAMEDI: Final = 5
PARTOUT: Final = ""
"""The choice that shows every place."""


@dataclass(frozen=True)
class Vue:
    """What the user chose to see, and the places among which to choose."""

    semaine: bool = True
    qui: str = ""
    lieu: str = PARTOUT
    lieux: tuple[str, ...] = ()


def without_closed(charge: AgendaCharge) -> AgendaCharge:
    """Leave out of a week what is closed and empty: its Saturday and Sunday, and, of several practitioners,
    the days when one of them neither receives nor is waited for; a working day keeps one column at least.
    """
    if not any(colonne.jour.ouvertures for colonne in charge.colonnes):
        return charge
    gardees: list[ColonneAgenda] = []
    for jour, groupe in groupby(charge.colonnes, key=lambda c: c.jour.jour):
        siennes = list(groupe)
        ouvre = jour.weekday() < _SAMEDI
        vives = [c for c in siennes if c.jour.ouvertures or c.entrees or (ouvre and c.jour.sans_horaires)]
        gardees += vives or (siennes[:1] if ouvre else [])
    return replace(charge, colonnes=tuple(gardees))


def at_place(charge: AgendaCharge, lieu: str) -> AgendaCharge:
    """Show one place: its hours alone are open, what stands elsewhere is only taken time.

    Of several practitioners, those who never come to that place on the days shown are left out.
    """
    if lieu == PARTOUT:
        return charge
    la = {c.jour.agenda for c in charge.colonnes if lieu in c.jour.lieux}
    gardees = [c for c in charge.colonnes if c.jour.agenda in la] or charge.colonnes
    return replace(charge, colonnes=tuple(_at(colonne, lieu) for colonne in gardees))


def places_of(charge: AgendaCharge) -> tuple[str, ...]:
    """Return the places among which one may choose."""
    ecrits = (lieu for c in charge.colonnes for lieu in sorted(c.jour.lieux) if lieu)
    return tuple(dict.fromkeys((*charge.cabinet.endroits, *ecrits)))


def _at(colonne: ColonneAgenda, lieu: str) -> ColonneAgenda:
    jour = colonne.jour
    ouvertures = tuple(o for o in jour.ouvertures if o.lieu == lieu)
    autres = (e.rendez_vous for e in colonne.entrees if jour.lieu_of(e.rendez_vous) != lieu)
    ailleurs = frozenset(r.id for r in autres if not r.is_pause)
    return replace(colonne, jour=replace(jour, ouvertures=ouvertures), ailleurs=ailleurs)
