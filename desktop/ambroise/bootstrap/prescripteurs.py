"""What the directory of this seat knows of a professional: his name, where he practises and is written to."""

from collections.abc import Callable

from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.ports_en_ligne import Correspondant, PortAnnuaire


def find_bal(annuaire: PortAnnuaire) -> Callable[[str], str]:
    """Return what finds the secure box of a professional by his RPPS number, empty when none is known."""
    return lambda rpps: next((adresse for c in _find(annuaire, rpps) for adresse in c.bal), "")


def find_adresse(annuaire: PortAnnuaire) -> Callable[[str], str]:
    """Return what finds where a professional practises, empty when the directory does not know him."""
    return lambda rpps: next(
        (", ".join(filter(None, (c.structure, c.commune))) for c in _find(annuaire, rpps)), ""
    )


def find_nom(annuaire: PortAnnuaire) -> Callable[[str], str]:
    """Return what finds the name of a professional, empty when the directory does not know him."""
    return lambda rpps: next((f"{c.prenom} {c.nom}".strip() for c in _find(annuaire, rpps)), "")


def _find(annuaire: PortAnnuaire, rpps: str) -> tuple[Correspondant, ...]:
    """Return the one professional of that number; a directory not imported knows nobody."""
    if not rpps:
        return ()
    try:
        return tuple(annuaire.search(rpps, limite=1))
    except ServiceInjoignable:
        return ()
