"""A writing cut where it differs, as spans to draw."""

from ambroise.domain.comparaison import Morceau
from ambroise.ui.painting import REGULAR, SEMIBOLD, Span


def spans_of(morceaux: tuple[Morceau, ...], fort: bool) -> tuple[Span, ...]:
    """Return the spans of a writing, the runs that differ marked."""
    weight = SEMIBOLD if fort else REGULAR
    return tuple(Span(m.texte or " ", weight, marked=m.differe) for m in morceaux if m.texte or m.differe)
