"""The packs scanned at the counter: their DataMatrix as a scanner types it, whether they left before.

Règlement délégué (UE) 2016/161: the serial number of a pack is unique, a pack is dispensed once.
"""

from collections.abc import Callable, Iterable

from ambroise.domain.dispensation import Dispensation
from ambroise.domain.gs1 import CodeBoite, CodeBoiteInvalide, parse_code_boite
from ambroise.domain.rappel import LotRappele, LotsRappeles
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork


class BoiteDejaDelivree(AmbroiseError):
    """A pack that left this pharmacy would leave again; ``dispensation`` is with which it left."""

    exit_code = 1

    def __init__(self, dispensation: Dispensation) -> None:
        quand = dispensation.instant.astimezone()
        super().__init__(
            f"Cette boîte a déjà été délivrée ici le {quand:%d/%m/%Y} à {quand:%H:%M},"
            f" ordonnance {dispensation.numero_ordonnance}.",
            code="boite_deja_delivree",
            remede="Mettez-la de côté et cherchez d’où elle vient\u00a0: une boîte ne sort qu’une fois.",
        )
        self.dispensation = dispensation


class BoiteRappelee(AmbroiseError):
    """A pack of a recalled lot would leave."""

    exit_code = 1

    def __init__(self, lot: LotRappele) -> None:
        motif = f"\u00a0: {lot.motif}" if lot.motif else ""
        super().__init__(
            f"Le lot {lot.lot} est rappelé depuis le {lot.le:%d/%m/%Y}{motif}.",
            code="lot_rappele",
            remede="Mettez cette boîte de côté, elle ne se délivre plus.",
        )


def read_boite(texte: str, readings: Callable[[str], Iterable[str]]) -> CodeBoite:
    """Return what the code of a pack says.

    Args:
        readings: what the scanner may have meant, likeliest first, when the keyboard moved its keys.

    Raises:
        CodeBoiteInvalide: it is not the code of a pack.
    """
    for meant in readings(texte):
        try:
            return parse_code_boite(meant)
        except CodeBoiteInvalide:
            continue
    return parse_code_boite(texte)


def require_new(
    uow: UnitOfWork, code_cip13: str | None, numero_serie: str | None, *, au_detail: bool = False
) -> None:
    """Refuse a pack that this pharmacy already gave; one without a serial number cannot be told.

    Args:
        au_detail: units leave from it, not the pack: one that was opened for a fraction may give the next.

    Raises:
        BoiteDejaDelivree: it left with another dispensing.
    """
    if code_cip13 and numero_serie:
        faite = uow.dispensations.find_by_boite(code_cip13, numero_serie)
        if faite is not None and not (au_detail and _was_opened(faite, code_cip13, numero_serie)):
            raise BoiteDejaDelivree(faite)


def _was_opened(faite: Dispensation, code_cip13: str, numero_serie: str) -> bool:
    livrees = (livree for ligne in faite.lignes for livree in ligne.delivrances)
    siennes = [li for li in livrees if (li.code_cip13, li.numero_serie) == (code_cip13, numero_serie)]
    return all(livree.is_au_detail for livree in siennes)


def require_not_recalled(lots: LotsRappeles, code: CodeBoite) -> None:
    """Refuse a pack of a recalled lot.

    Raises:
        BoiteRappelee: its lot is in the list of this office.
    """
    rappel = lots.find(code.code_cip13, code.lot)
    if rappel is not None:
        raise BoiteRappelee(rappel)
