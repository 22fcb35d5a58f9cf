"""The stock of narcotics as the register tells it: entries written by hand, exits read from the dispensings.

CSP R5132-36: entries and exits are written at once; nothing leaves that never came in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne
from ambroise.domain.ordonnancier import (
    EcritureStupefiant,
    MouvementStupefiant,
    SensMouvement,
    StockInsuffisant,
    compute_balance,
)
from ambroise.domain.regles_delivrance import Liste, liste_of
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_medicaments import BaseMedicaments

DEBUT: Final = datetime(2000, 1, 1, tzinfo=UTC)
REMEDE: Final = (
    "Inscrivez d’abord la réception qui manque, ou un inventaire avec son motif (Registre, Stupéfiants)."
)


class SortieSansEntree(AmbroiseError):
    """A narcotic would leave that the register does not hold; ``produit`` is its name."""

    exit_code = 1

    def __init__(self, produit: str, voulues: Decimal, stock: Decimal) -> None:
        super().__init__(
            f"{produit}\u00a0: {voulues:f} unités à délivrer, le registre n’en compte que {stock:f}.",
            code="stupefiant_sans_entree",
            remede=REMEDE,
        )
        self.produit = produit


class SortieSansCompte(AmbroiseError):
    """A narcotic would leave without anybody having said how many units its pack holds."""

    exit_code = 1

    def __init__(self, produit: str) -> None:
        super().__init__(
            f"{produit}\u00a0: la base ne dit pas ce que contient une boîte.",
            code="stupefiant_sans_compte",
            remede="Comptez les unités d’une boîte et notez-les sur la ligne, puis délivrez.",
        )


@dataclass(frozen=True)
class Mouvements:
    """The movements of narcotics of this pharmacy, by product, with the names of the products."""

    par_produit: Mapping[str, tuple[MouvementStupefiant, ...]]
    noms: Mapping[str, str]

    def stock(self, code_cis: str) -> Decimal:
        """Return the units in stock; none while an exit has no entry and no inventory settled it."""
        moves = self.par_produit.get(code_cis, ())
        try:
            lignes = compute_balance(moves)
        except StockInsuffisant:
            return Decimal(0)
        return lignes[0].stock if lignes else Decimal(0)


def read_mouvements(uow: UnitOfWork, base: BaseMedicaments) -> Mouvements:
    """Return every movement since the register began."""
    ecritures = uow.entrees.list(EcritureStupefiant)
    noms = {e.code_cis: e.denomination for e in ecritures}
    moves: dict[str, list[MouvementStupefiant]] = {}
    for ecriture in ecritures:
        moves.setdefault(ecriture.code_cis, []).append(ecriture.mouvement)
    for dispensation in uow.dispensations.since(DEBUT):
        for livree in _narcotics(dispensation.lignes, base):
            if not livree.unites:
                continue  # given before the count was asked: only an inventory may settle it
            noms.setdefault(livree.code_cis, livree.denomination)
            moves.setdefault(livree.code_cis, []).append(_exit(dispensation, livree))
    return Mouvements({code: tuple(faits) for code, faits in moves.items()}, noms)


def require_entries(uow: UnitOfWork, base: BaseMedicaments, lignes: Iterable[DispensationLigne]) -> None:
    """Refuse a dispensing that would take out narcotics the register does not hold.

    Raises:
        SortieSansCompte: the units of a pack are to be counted first.
        SortieSansEntree: an entry, or an inventory with its reason, is to be written first.
    """
    voulues: dict[str, Decimal] = {}
    noms: dict[str, str] = {}
    for livree in _narcotics(lignes, base):
        if not livree.unites:
            raise SortieSansCompte(livree.denomination.partition(",")[0])
        voulues[livree.code_cis] = voulues.get(livree.code_cis, Decimal(0)) + livree.unites
        noms[livree.code_cis] = livree.denomination
    if not voulues:
        return
    mouvements = read_mouvements(uow, base)
    for code, unites in voulues.items():
        stock = mouvements.stock(code)
        if unites > stock:
            raise SortieSansEntree(noms[code].partition(",")[0], unites, stock)


def _narcotics(lignes: Iterable[DispensationLigne], base: BaseMedicaments) -> Iterable[Delivrance]:
    for ligne in lignes:
        for livree in ligne.delivrances:
            specialite = base.find_specialite(livree.code_cis)
            if specialite is not None and liste_of(specialite) is Liste.STUPEFIANT:
                yield livree


def _exit(dispensation: Dispensation, livree: Delivrance) -> MouvementStupefiant:
    return MouvementStupefiant(
        livree.code_cis,
        dispensation.instant.astimezone().date(),
        SensMouvement.DELIVRANCE,
        livree.unites or Decimal(0),
        f"ordonnance {dispensation.numero_ordonnance}",
        dispensation.instant,
    )
