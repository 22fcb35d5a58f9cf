"""Bring a local copy of a folder up to date, in steps that can be cut anywhere and taken up again.

The state goes in and comes out: whoever keeps the copy stores each step and its state in one transaction.
The newest messages come first, as they are the ones people wait for. CONDSTORE (RFC 7162) spares the reading
of every flag when the server has it, and of everything when nothing changed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from esante.mssante.boite import BoiteSession, Enveloppe, EtatDossier


@dataclass(frozen=True)
class EtatSynchro:
    """Where the copy stands; the default is an empty copy. ``modseq`` is None until it was complete once."""

    uidvalidity: int = 0
    modseq: int | None = None


@dataclass(frozen=True)
class Etape:
    """One step: what to add, change and remove, then the state to keep.

    ``recommencer`` says that the folder was made anew: the copy must be emptied before.
    """

    etat: EtatSynchro
    nouveaux: tuple[Enveloppe, ...] = ()
    drapeaux: tuple[tuple[int, frozenset[str]], ...] = ()
    disparus: tuple[int, ...] = ()
    recommencer: bool = False
    reste: int = 0


def synchronise(
    boite: BoiteSession, dossier: str, etat: EtatSynchro, connus: Collection[int], *, lot: int = 100
) -> Iterator[Etape]:
    """Yield the steps from a state to the present one; stop reading whenever you like.

    Args:
        connus: UIDs the copy holds.
    """
    seen = boite.select(dossier)
    if seen.uidvalidity != etat.uidvalidity:
        anew = etat.uidvalidity != 0
        etat, connus = EtatSynchro(seen.uidvalidity), ()
        yield Etape(etat, recommencer=anew)
    known = set(connus)
    if _is_unchanged(seen, etat, len(known)):
        return
    present = set(boite.search_from(1))
    gone = tuple(sorted(known - present))
    known &= present
    if known or gone:
        yield Etape(etat, drapeaux=_changed_flags(boite, etat, known), disparus=gone)
    new = sorted(present - known, reverse=True)
    for start in range(0, len(new), lot):
        uids = new[start : start + lot]
        yield Etape(etat, tuple(boite.fetch_enveloppes(uids)), reste=len(new) - start - len(uids))
    if etat.modseq != seen.highestmodseq:
        # Only now: a cut before this point reads the flags of the new messages again.
        yield Etape(replace(etat, modseq=seen.highestmodseq))


def _is_unchanged(seen: EtatDossier, etat: EtatSynchro, held: int) -> bool:
    # A removal does not always raise the HIGHESTMODSEQ; it always changes the count.
    return etat.modseq is not None and etat.modseq == seen.highestmodseq and held == seen.messages


def _changed_flags(
    boite: BoiteSession, etat: EtatSynchro, known: Collection[int]
) -> tuple[tuple[int, frozenset[str]], ...]:
    if not known:
        return ()
    changed = boite.fetch_drapeaux_depuis(etat.modseq) if etat.modseq else boite.fetch_drapeaux(sorted(known))
    return tuple(sorted((uid, flags) for uid, flags in changed.items() if uid in known))
