"""Orders put to the controls, for three people."""

from datetime import date

from ambroise.usecases.controle_ordonnance import (
    OrdonnanceAControler,
    Terrain,
    check_ordonnance,
)
from tests.fakes.ordonnances import make_ordonnance

FEMME = Terrain(date(1975, 12, 31), "F", aucune_allergie=True, grossesse=False, allaitement=False)
HOMME = Terrain(date(1975, 12, 31), "M", aucune_allergie=True)
ENFANT = Terrain(date(2021, 7, 1), "M", aucune_allergie=True)


def check(base, *lignes, terrain=HOMME, traitements=(), **changes):
    demande = OrdonnanceAControler(make_ordonnance(*lignes), terrain, tuple(traitements), **changes)
    return check_ordonnance(base, demande)


def types(controles, niveau=None):
    return [a.type for a in controles.alertes if niveau is None or a.niveau is niveau]
