"""What a pharmacy did is read in words, never in codes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ambroise.adapters.executions_consultees import consulted_execution
from esante.ordonnance_numerique.models import (
    Completude,
    Executant,
    Execution,
    ExecutionLigne,
    IssueLigne,
    MotifNonDelivrance,
)
from esante.ordonnance_numerique.numero import NumeroOrdonnance

DONNEE = ExecutionLigne("L1", IssueLigne.DELIVREE, Completude.FFC, designation_delivree="ZOCOR 20 mg")


def words(**changes: object) -> str:
    ligne = replace(DONNEE, **changes)  # type: ignore[arg-type]
    execution = Execution(
        "1",
        NumeroOrdonnance("02AMBTEST2JC4NYGHZ"),
        Executant("899900038839", "21", "Pharmacie du Marché", numero_am="1"),
        datetime(2026, 6, 4, 9, tzinfo=UTC),
        (ligne,),
    )
    (said,) = consulted_execution(execution, {"L1": "Simvastatine 20 mg"}).lignes
    return said


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({}, "ZOCOR 20 mg"),
        ({"designation_delivree": ""}, "Simvastatine 20 mg"),
        ({"issue": IssueLigne.SUBSTITUEE}, "ZOCOR 20 mg, à la place de Simvastatine 20 mg"),
        ({"completude": Completude.FFP, "quantite_due": Decimal("1.0")}, "Reste dû 1\u00a0: ZOCOR 20 mg"),
        (
            {"issue": IssueLigne.MODIFIEE, "accord_prescripteur_le": date(2026, 6, 4)},
            "ZOCOR 20 mg, modifié, accord du 04/06/2026",
        ),
        (
            {"issue": IssueLigne.NON_DELIVREE, "motif": MotifNonDelivrance.RUPTURE},
            "Non délivré, rupture\u00a0: Simvastatine 20 mg",
        ),
        ({"issue": IssueLigne.NON_DELIVREE}, "Non délivré\u00a0: Simvastatine 20 mg"),
    ],
)
def test_each_answer_has_its_words(changes: dict[str, object], attendu: str) -> None:
    assert words(**changes) == attendu


@pytest.mark.parametrize("motif", MotifNonDelivrance)
def test_each_reason_is_said(motif: MotifNonDelivrance) -> None:
    assert words(issue=IssueLigne.NON_DELIVREE, motif=motif).startswith("Non délivré, ")
