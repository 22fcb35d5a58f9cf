"""The register of listed medicines: one numbered entry at once, without gaps; and the balance of narcotics.

CSP R5132-9 and -10 (content and keeping of the register), R5132-35 and -36 (balance of narcotics).
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from ambroise.domain.regles_delivrance import Liste


@dataclass(frozen=True, slots=True)
class EntreeOrdonnancier:
    """One entry: what the law wants written."""

    numero: int
    date: date
    liste: Liste
    prescripteur: str
    adresse_prescripteur: str
    patient: str
    produit: str
    quantite: Decimal
    boites: int
    porteur: str = ""
    mention: str = ""
    """What the law adds to the name of the product: an exceptional dispensing."""

    @property
    def is_stupefiant(self) -> bool:
        """Tell whether the entry also goes to the edition of narcotics."""
        return self.liste is Liste.STUPEFIANT


class SensMouvement(StrEnum):
    """A movement of narcotics stock."""

    RECEPTION = "reception"
    DELIVRANCE = "delivrance"
    RETOUR = "retour"
    DESTRUCTION = "destruction"
    INVENTAIRE = "inventaire"


@dataclass(frozen=True, slots=True)
class MouvementStupefiant:
    """One movement; an inventory states the units counted, the others add or take units."""

    code_cis: str
    date: date
    sens: SensMouvement
    unites: Decimal
    piece: str
    instant: datetime | None = None

    def __post_init__(self) -> None:
        if self.unites < 0 or (self.unites == 0 and self.sens is not SensMouvement.INVENTAIRE):
            raise ValueError("un mouvement porte un nombre d’unités positif")
        if not self.piece.strip():
            raise ValueError("un mouvement cite sa pièce\u00a0: bon, ordonnance, procès-verbal, inventaire")


@dataclass(frozen=True, slots=True)
class EcritureStupefiant:
    """A movement written by hand in the register of narcotics; deliveries are read from the dispensings."""

    id: UUID
    code_cis: str
    denomination: str
    le: date
    sens: SensMouvement
    unites: Decimal
    piece: str
    patient_id: None = None
    version: int = 0
    instant: datetime | None = None
    """When it was written; None in a register kept before instants were."""

    def __post_init__(self) -> None:
        self.mouvement  # noqa: B018 - refuses what a movement may not be

    @property
    def mouvement(self) -> MouvementStupefiant:
        """Return the movement it writes."""
        return MouvementStupefiant(self.code_cis, self.le, self.sens, self.unites, self.piece, self.instant)


@dataclass(frozen=True, slots=True)
class LigneBalance:
    """The balance of one product: in, out, theoretical stock, and what the last inventory differed by."""

    code_cis: str
    entrees: Decimal
    sorties: Decimal
    stock: Decimal
    ecart: Decimal | None = None


class StockInsuffisant(ValueError):
    """A movement would take more narcotics than the register holds."""


def find_gaps(entrees: Iterable[EntreeOrdonnancier]) -> tuple[int, ...]:
    """Return the numbers missing from the register; a sound register has none."""
    numbers = sorted(e.numero for e in entrees)
    return tuple(n for a, b in itertools.pairwise(numbers) for n in range(a + 1, b))


def find_duplicates(entrees: Iterable[EntreeOrdonnancier]) -> tuple[int, ...]:
    """Return the numbers used twice."""
    seen: set[int] = set()
    twice: set[int] = set()
    for entree in entrees:
        (twice if entree.numero in seen else seen).add(entree.numero)
    return tuple(sorted(twice))


def compute_balance(mouvements: Iterable[MouvementStupefiant]) -> tuple[LigneBalance, ...]:
    """Return the balance of each product, by code.

    Raises:
        StockInsuffisant: a delivery without the stock for it, and no inventory since: an entry is missing.
    """
    ordered = sorted(mouvements, key=lambda m: (m.code_cis, _moment(m)))
    found: dict[str, LigneBalance] = {}
    manques: dict[str, str] = {}
    for move in ordered:
        line = found.get(move.code_cis, LigneBalance(move.code_cis, Decimal(0), Decimal(0), Decimal(0)))
        found[move.code_cis] = _apply(line, move)
        if move.sens is SensMouvement.INVENTAIRE:
            manques.pop(move.code_cis, None)
        elif found[move.code_cis].stock < 0:
            mots = f"{move.code_cis}\u00a0: {move.unites} unités sorties, {line.stock} en stock"
            manques.setdefault(move.code_cis, mots)
    if manques:
        raise StockInsuffisant(next(iter(manques.values())))
    return tuple(found.values())


def _apply(line: LigneBalance, move: MouvementStupefiant) -> LigneBalance:
    if move.sens is SensMouvement.INVENTAIRE:
        return LigneBalance(line.code_cis, line.entrees, line.sorties, move.unites, move.unites - line.stock)
    if move.sens in (SensMouvement.RECEPTION, SensMouvement.RETOUR):
        stock = line.stock + move.unites
        return LigneBalance(line.code_cis, line.entrees + move.unites, line.sorties, stock, line.ecart)
    stock = line.stock - move.unites
    return LigneBalance(line.code_cis, line.entrees, line.sorties + move.unites, stock, line.ecart)


def _moment(move: MouvementStupefiant) -> datetime:
    """Return when a movement happened; of one known by its day, what comes in opens it, a count closes it."""
    if move.instant is not None:
        return move.instant
    entree = move.sens in (SensMouvement.RECEPTION, SensMouvement.RETOUR)
    heure = time.min if entree else time.max if move.sens is SensMouvement.INVENTAIRE else time(12)
    return datetime.combine(move.date, heure).astimezone()
