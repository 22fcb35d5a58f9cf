"""The entry of the order: one line in, results and the understood sentence below."""

from collections.abc import Sequence
from typing import Final

from ambroise.ui.ordonnances.ports import PropositionMedicament
from ambroise.ui.ordonnances.state import price
from ambroise.ui.painting import SEMIBOLD, ChipText, Span
from ambroise.ui.widgets.rows import Cell, Column
from ambroise.ui.words import NNBSP

SEPARATEUR: Final = " · "


def _medicament(item: object) -> Cell:
    assert isinstance(item, PropositionMedicament)
    spans: tuple[Span, ...] = matched(item.libelle, item.termes)
    if item.forme:
        spans = (*spans, Span(f"  {item.forme}", tone="secondary"))
    chips = tuple(ChipText(mot, "warning") for mot in item.etiquettes)
    if item.groupe_generique:
        chips = (*chips, ChipText("Substituable", "secondary"))
    return Cell(spans, chips=chips)


def _boite(item: object) -> Cell:
    assert isinstance(item, PropositionMedicament)
    return Cell.of(item.conditionnement, "secondary")


def _prix(item: object) -> Cell:
    assert isinstance(item, PropositionMedicament)
    mots = price(item.prix)
    return Cell.of(f"dès {mots}" if mots and item.a_partir_de else mots, "secondary")


def _taux(item: object) -> Cell:
    assert isinstance(item, PropositionMedicament)
    return Cell.of("" if item.taux is None else f"{item.taux}{NNBSP}%", "secondary")


COLONNES: Final[Sequence[Column[object]]] = (
    Column("Médicament", _medicament),
    Column("Boîte", _boite, 108),
    Column("Prix", _prix, 96, right=True),
    Column("Taux", _taux, 64, right=True),
)

TOUCHES: Final = (("↑ ↓", "choisir"), ("Entrée", "ajouter"), ("Échap", "fermer"))


def matched(libelle: str, termes: Sequence[str]) -> tuple[Span, ...]:
    """Return a name with the matched letters underlined, not only coloured."""
    plat = libelle.casefold()
    marques = [False] * len(libelle)
    for terme in termes:
        debut = plat.find(terme.casefold()) if len(plat) == len(libelle) and terme else -1
        while debut >= 0:
            marques[debut : debut + len(terme)] = [True] * len(terme)
            debut = plat.find(terme.casefold(), debut + len(terme))
    spans: list[Span] = []
    for lettre, marque in zip(libelle, marques, strict=True):
        if spans and spans[-1].underlined == marque:
            spans[-1] = Span(spans[-1].text + lettre, SEMIBOLD, underlined=marque)
        else:
            spans.append(Span(lettre, SEMIBOLD, underlined=marque))
    return tuple(spans)
