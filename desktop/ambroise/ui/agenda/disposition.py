"""Where overlapping appointments stand side by side: pure figures, nothing of Qt.

Those that overlap, directly or through others, share the width of their column equally; one that has nobody
at its right widens over the empty place, as people know from their other calendars.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A place in a column: the rank of the lane from the left, among how many, over how many of them."""

    rang: int
    sur: int
    etendue: int = 1


def lay_out(intervalles: Sequence[tuple[int, int]]) -> tuple[Case, ...]:
    """Return the place of each interval ``(begin, end)``, in the order given.

    Raises:
        ValueError: an interval that ends before it begins.
    """
    if any(fin <= debut for debut, fin in intervalles):
        raise ValueError("un intervalle finit après son début")
    ordre = sorted(range(len(intervalles)), key=lambda n: (intervalles[n][0], -intervalles[n][1], n))
    cases: dict[int, Case] = {}
    groupe: list[int] = []
    fin_du_groupe = 0
    for n in ordre:
        debut, fin = intervalles[n]
        if groupe and debut >= fin_du_groupe:
            cases |= _share(groupe, intervalles)
            groupe = []
        fin_du_groupe = max(fin_du_groupe, fin) if groupe else fin
        groupe.append(n)
    cases |= _share(groupe, intervalles)
    return tuple(cases[n] for n in range(len(intervalles)))


def _share(groupe: Sequence[int], intervalles: Sequence[tuple[int, int]]) -> dict[int, Case]:
    """Put each one of a group in the first lane that is free when it begins."""
    lanes: list[list[int]] = []
    for n in groupe:
        libre = next((lane for lane in lanes if intervalles[lane[-1]][1] <= intervalles[n][0]), None)
        if libre is None:
            lanes.append([n])
        else:
            libre.append(n)
    return {
        n: Case(rang, len(lanes), _width(n, lanes[rang + 1 :], intervalles))
        for rang, lane in enumerate(lanes)
        for n in lane
    }


def _width(n: int, a_droite: Sequence[Sequence[int]], intervalles: Sequence[tuple[int, int]]) -> int:
    debut, fin = intervalles[n]
    etendue = 1
    for lane in a_droite:
        if any(intervalles[m][0] < fin and intervalles[m][1] > debut for m in lane):
            break
        etendue += 1
    return etendue
