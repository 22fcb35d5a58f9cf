"""The table that sets the traits of the file beside INSi's, their differences lit."""

from typing import Final

from ambroise.ui.identites.morceaux import spans_of
from ambroise.ui.identites.state import LigneTrait
from ambroise.ui.painting import REGULAR, SEMIBOLD
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.rows import Cell, Column


def _dossier(ligne: LigneTrait) -> Cell:
    if ligne.comparaison is not None and not ligne.comparaison.identique:
        return Cell(spans_of(ligne.comparaison.gauche, ligne.a_reprendre))
    return Cell.of(ligne.dossier or "aucun", "text" if ligne.dossier else "secondary")


def _insi(ligne: LigneTrait) -> Cell:
    if ligne.comparaison is not None and not ligne.comparaison.identique:
        return Cell(spans_of(ligne.comparaison.droite, ligne.a_reprendre or ligne.repris))
    return Cell.of(ligne.insi or "—", "text" if ligne.insi else "secondary")


def _comparaison(ligne: LigneTrait) -> Cell:
    if ligne.comparaison is None:
        return Cell.of("—", "secondary")
    if ligne.comparaison.identique:
        return Cell.of("Identique", "success", REGULAR, "check")
    if ligne.tolere:
        return Cell.of("Équivalent", "success", REGULAR, "check")
    if ligne.repris:
        return Cell.of("Repris d’INSi", "accent", SEMIBOLD, "check")
    return Cell.of(ligne.comparaison.mot, "warning", SEMIBOLD, "equal-not")


COLONNES: Final[tuple[Column[LigneTrait], ...]] = (
    Column("Trait", lambda t: Cell.of(t.libelle, "secondary"), 172),
    Column("Dossier", _dossier, 0),
    Column("INSi, référence nationale", _insi, 0),
    Column("Comparaison", _comparaison, 196),
)


def tint(ligne: LigneTrait) -> Tone | None:
    """Return the tint of a row that waits for a decision."""
    return "warning" if ligne.a_reprendre else None
