"""Round trip of deposits and executions, and foreign JSON."""

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esante.errors import Malformed
from esante.ordonnance_numerique import fhir, systems, wire
from esante.ordonnance_numerique.models import (
    Code,
    Completude,
    Depot,
    Executant,
    Execution,
    ExecutionLigne,
    IssueLigne,
    LigneDeposee,
    MentionLigne,
    MotifNonDelivrance,
    PatientDepose,
    Prescripteur,
    TypeLigne,
)
from esante.ordonnance_numerique.numero import NumeroOrdonnance

DUREE = {"value": 7, "unit": "jour", "system": systems.UCUM, "code": "d"}
NUMERO = NumeroOrdonnance("01S2TBPZ2JCNZZYGHZ")
DOSAGES = (
    {
        "text": "1 comprimé le matin",
        "timing": {"repeat": {"when": ["MORN"], "boundsDuration": DUREE}},
        "doseAndRate": [
            {"doseQuantity": {"value": 0.5, "unit": "comprimé", "system": systems.EDQM, "code": "1"}}
        ],
    },
)
DEPOT = Depot(
    NUMERO,
    date(2026, 11, 22),
    PatientDepose("D'ARTAGNAN DE L'HERAULT", "PIERRE-ALAIN", date(2001, 6, 17), "M"),
    Prescripteur("99900063480", "LIBRE", "MAX", "10", "991111111", None, "99900063498"),
    tuple(
        LigneDeposee(
            f"L{rank}",
            kind,
            f"ligne {rank}",
            "selon le schéma",
            (Code(systems.CIS, "60234100", "AMOXICILLINE"),),
            duree_jours=28,
            nombre_boites=rank or None,
            renouvellements=rank,
            non_substituable="EFG" if kind is TypeLigne.MEDICAMENT else None,
            en_rapport_ald=bool(rank % 2),
            fraction_jours=14 if kind is TypeLigne.MEDICAMENT else None,
            dosages=DOSAGES if kind is TypeLigne.MEDICAMENT else (),
            indication="rhinite" if rank % 2 else "",
            mentions=frozenset(list(MentionLigne)[:rank]),
        )
        for rank, kind in enumerate(TypeLigne)
    ),
    True,
    date(2026, 11, 22),
    NumeroOrdonnance("03UE8SP00UGBYH4JF7"),
)
EXECUTION = Execution(
    "0b0f2f9e-0000-4000-8000-000000000001",
    NUMERO,
    Executant("899900038839", "21", "PHARMACIE TRAL", numero_finess="0B0127189"),
    datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
    (
        ExecutionLigne(
            "L0",
            IssueLigne.MODIFIEE,
            Completude.FFP,
            Code(systems.CIP, "3400930000000"),
            "AMOXICILLINE",
            Decimal("1.5"),
            Decimal(2),
            accord_prescripteur_le=date(2026, 11, 22),
            posologie_modifiee="1 le soir",
            numero_lot="LOT42",
        ),
        ExecutionLigne("L2", IssueLigne.DELIVREE, Completude.FFC, non_substituable="MTE-PH"),
        ExecutionLigne("L1", IssueLigne.NON_DELIVREE, motif=MotifNonDelivrance.RUPTURE),
    ),
    "vu avec le médecin",
)


def test_deposit_of_every_line_type_round_trips() -> None:
    assert fhir.read_depot(fhir.write_depot(DEPOT)) == DEPOT


def test_medicine_line_follows_the_published_profile() -> None:
    resource = fhir.write_depot(DEPOT)["entry"][3]["resource"]
    assert resource["meta"]["profile"] == [systems.MEDICATION_REQUEST_PROFILE]
    assert resource["groupIdentifier"] == {"system": systems.NUMERO, "value": NUMERO}
    assert resource["dosageInstruction"] == list(DOSAGES)
    libre = replace(DEPOT, lignes=(replace(DEPOT.lignes[0], dosages=()),))
    (sans,) = fhir.write_depot(libre)["entry"][3:]
    assert sans["resource"]["dosageInstruction"] == [{"text": "selon le schéma"}]
    assert fhir.read_depot(fhir.write_depot(libre)) == libre
    assert "patientInstruction" not in resource["dosageInstruction"][0]


def test_execution_round_trips() -> None:
    assert fhir.read_execution(fhir.write_execution(EXECUTION)) == EXECUTION


def test_number_of_another_order_in_a_line_is_malformed() -> None:
    tree = fhir.write_depot(DEPOT)
    tree["entry"][3]["resource"]["groupIdentifier"]["value"] = "03UE8SP00UGBYH4JF7"
    with pytest.raises(Malformed):
        fhir.read_depot(tree)


def test_error_does_not_repeat_the_patient() -> None:
    tree = fhir.write_depot(DEPOT)
    tree["entry"][0]["resource"]["birthDate"] = "D'ARTAGNAN"
    with pytest.raises(Malformed) as caught:
        fhir.read_depot(tree)
    assert "ARTAGNAN" not in str(caught.value)


def test_naive_instant_is_malformed() -> None:
    tree = fhir.write_execution(replace(EXECUTION, execute_le=datetime(2026, 11, 22)))  # noqa: DTZ001
    with pytest.raises(Malformed):
        fhir.read_execution(tree)


def _paths(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    rows = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(found for key, value in rows for found in _paths(value, (*path, key)))]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_any_mutation_is_read_or_malformed(data: st.DataObject) -> None:
    tree = fhir.write_depot(DEPOT) if data.draw(st.booleans()) else fhir.write_execution(EXECUTION)
    read = fhir.read_depot if "timestamp" not in tree else fhir.read_execution
    *way, last = data.draw(st.sampled_from(_paths(tree)[1:]))
    node: Any = tree
    for key in way:
        node = node[key]
    node[last] = data.draw(JSON)
    with contextlib.suppress(Malformed):
        read(tree)  # type: ignore[operator]


@pytest.mark.parametrize("read", [wire.read_ordonnance, wire.read_resumes, wire.read_erreur])
@pytest.mark.parametrize("tree", [{}, {"parameter": 3}, {"entry": [{}]}, {"issue": []}])
def test_answers_of_another_shape_are_malformed(read: Any, tree: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(tree)
