"""What the service checks of a line given after the end of its ordonnance.

CSP R5123-2-1: a treatment of three months, three dispensings of a month, the first within the month that
follows the end. The service knows neither the narcotics nor the short treatments: it has no medicines base.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from esante.ordonnance_numerique.models import (
    CodeErreur,
    Depot,
    EtatLigne,
    Execution,
    ExecutionLigne,
    IssueLigne,
    LigneDeposee,
    TypeLigne,
)
from esante.sandbox.ordonnance_numerique.refus import Refus

TREATMENT_DAYS: Final = 84
AT_MOST: Final = 3
FIRST_WITHIN_DAYS: Final = 31
BETWEEN_DAYS: Final = 28
MONTH_DAYS: Final = 30
LONGEST_DAYS: Final = 366


def check_exceptionnelle(
    ligne: ExecutionLigne,
    prescrite: LigneDeposee,
    depot: Depot,
    etat: EtatLigne,
    executions: Iterable[Execution],
    today: date,
) -> None:
    """Refuse a line given after the end of its ordonnance when it may not be.

    Raises:
        Refus: with the first condition that fails.
    """
    given = [
        (execution.execute_le.astimezone().date(), faite)
        for execution in executions
        for faite in execution.lignes
        if faite.ligne == ligne.ligne and faite.completude is not None
    ]
    earlier = sorted(day for day, faite in given if faite.is_exceptionnelle)
    ordinary = sorted(day for day, faite in given if not faite.is_exceptionnelle)
    end = _end(prescrite, depot.date_prescription, ordinary)
    refusals = (
        (ligne.issue is not IssueLigne.MODIFIEE, "une modification est attendue"),
        (prescrite.type is not TypeLigne.MEDICAMENT, "seul un médicament se renouvelle ainsi"),
        (etat.close or not ordinary, "aucun traitement à poursuivre"),
        (_whole_days(prescrite) < TREATMENT_DAYS, "traitement de moins de trois mois"),
        (today < end, "ordonnance encore valable"),
        (len(earlier) >= AT_MOST, "trois mois déjà délivrés"),
        (not earlier and (today - end).days > FIRST_WITHIN_DAYS, "plus d’un mois après la fin"),
        (bool(earlier) and (today - earlier[-1]).days < BETWEEN_DAYS, "moins d’un mois après la précédente"),
    )
    for refused, why in refusals:
        if refused:
            raise Refus(CodeErreur.LIGNE_REFUSEE, f"Dispensation exceptionnelle\u00a0: {why}")


def _whole_days(prescrite: LigneDeposee) -> int:
    return (prescrite.duree_jours or 0) * (1 + prescrite.renouvellements)


def _end(prescrite: LigneDeposee, written: date, ordinary: list[date]) -> date:
    ends = [written + timedelta(days=_whole_days(prescrite))]
    if ordinary:
        ends.append(ordinary[-1] + timedelta(days=min(prescrite.duree_jours or MONTH_DAYS, MONTH_DAYS)))
    return min(max(ends), written + timedelta(days=LONGEST_DAYS))
