"""The registers one may look at: their names, their columns, what each says when it is empty."""

from collections.abc import Callable
from typing import Any, Final

from ambroise.ui.registre.colonnes import BILAN, COPIES, DUES, INTERVENTIONS, ORDONNANCIER, STUPEFIANTS
from ambroise.ui.widgets.rows import Column

VUES: Final = (
    ("ordonnancier", "Ordonnancier"),
    ("stupefiants", "Stupéfiants"),
    ("copies", "Copies"),
    ("dues", "Boîtes dues"),
    ("interventions", "Interventions"),
    ("bilan", "À revoir"),
)

VIDES: Final = {
    "ordonnancier": (
        "book-open",
        "Ordonnancier vide",
        "Les médicaments des listes I, II et stupéfiants délivrés au comptoir.",
    ),
    "stupefiants": (
        "book-open",
        "Aucun stupéfiant",
        "Inscrivez une réception, les délivrances s’y ajoutent seules.",
    ),
    "copies": (
        "archive",
        "Aucune copie",
        "Délivrer un stupéfiant garde seul la copie de son ordonnance, trois ans (CSP R5132-35).",
    ),
    "interventions": (
        "message-square",
        "Aucune intervention",
        "Celles que vous notez au comptoir (Alt+I) et ce que le prescripteur répond.",
    ),
    "bilan": (
        "circle-check",
        "Rien à revoir",
        "Les lignes du mois refusées, modifiées, dues, ou d’une liste et données sans biper la boîte.",
    ),
    "dues": ("package", "Aucune boîte due", "Ce qui reste dû après une délivrance partielle."),
}

GESTES: Final = {
    "interventions": ("registre_acceptee", "registre_refusee"),
    "copies": ("registre_joindre", "registre_detruire"),
}
"""What is done to the row chosen of a register, by the name of its command."""

CLES: Final[dict[str, Callable[[Any], object]]] = {
    "ordonnancier": lambda entree: entree.numero,
    "stupefiants": lambda balance: balance.denomination,
    "copies": lambda copie: copie.id,
    "dues": lambda dues: (dues.numero, dues.libelle),
    "interventions": lambda intervention: intervention.id,
    "bilan": lambda ligne: (ligne.numero, ligne.produit, ligne.le),
}
"""What makes a row the same row once its register was read again."""

COLONNES: Final[tuple[tuple[str, tuple[Column[Any], ...]], ...]] = (
    ("ordonnancier", ORDONNANCIER),
    ("stupefiants", STUPEFIANTS),
    ("copies", COPIES),
    ("dues", DUES),
    ("interventions", INTERVENTIONS),
    ("bilan", BILAN),
)
