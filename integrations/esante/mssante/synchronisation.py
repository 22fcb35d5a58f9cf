"""Bring a local copy of a folder up to date, in steps that can be cut anywhere and taken up again.

The state goes in and comes out: whoever keeps the copy stores each step and its state in one transaction.
CONDSTORE (RFC 7162) spares the reading of every flag when the server has it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from esante.mssante.boite import BoiteSession, Enveloppe


@dataclass(frozen=True)
class EtatSynchro:
    """Where the copy stands; the default is an empty copy."""

    uidvalidity: int = 0
    dernier_uid: int = 0
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
    if known:
        present = set(boite.search_from(1))
        gone = tuple(sorted(known - present))
        known -= set(gone)
        changed = (
            boite.fetch_drapeaux_depuis(etat.modseq) if etat.modseq else boite.fetch_drapeaux(sorted(known))
        )
        flags = tuple(sorted((uid, value) for uid, value in changed.items() if uid in known))
        etat = replace(etat, modseq=seen.highestmodseq)
        yield Etape(etat, drapeaux=flags, disparus=gone)
    new = [uid for uid in boite.search_from(etat.dernier_uid + 1) if uid not in known]
    for start in range(0, len(new), lot):
        uids = new[start : start + lot]
        fetched = tuple(boite.fetch_enveloppes(uids))
        etat = replace(etat, dernier_uid=max(etat.dernier_uid, uids[-1]))
        yield Etape(etat, fetched, reste=len(new) - start - len(uids))
    if etat.modseq != seen.highestmodseq:
        # Only now: a cut before this point reads the flags of the new messages again.
        yield Etape(replace(etat, modseq=seen.highestmodseq))
