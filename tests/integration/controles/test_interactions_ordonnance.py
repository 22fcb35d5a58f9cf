"""Interactions inside an order and with what is taken already, on the whole public base."""

import pytest

from ambroise.domain.alerte import NiveauAlerte, TypeAlerte
from ambroise.usecases.controle_ordonnance import (
    TraitementDeclare,
)
from tests.fakes.ordonnances import make_ligne
from tests.integration.controles.demandes import check, types


@pytest.mark.parametrize("clari", ["zeclar 500", "CLARITHROMYCINE 500"])
@pytest.mark.parametrize("simva", ["zocor 20", "SIMVASTATINE 20"])
def test_interaction_is_found_by_brand_and_by_common_name(base, simva: str, clari: str) -> None:
    found = check(base, make_ligne(base, simva), make_ligne(base, clari, rang=2))
    (alert,) = found.bloquantes
    assert alert.type is TypeAlerte.INTERACTION
    assert alert.lignes == (1, 2)
    assert alert.titre == "Simvastatine et clarithromycine"
    assert "rhabdomyolyse" in alert.mecanisme
    assert alert.source.startswith("ANSM")
    assert alert.edition == "septembre 2023"
    assert found.alertes[0] == alert, "the strongest alert comes first"


@pytest.mark.parametrize(
    ("un", "autre", "niveau"),
    [
        (("kardegic 75", "1/j 1m"), ("xarelto 20", "1/j 1m"), NiveauAlerte.INFORMATION),
        (("aspirine upsa 500", "1 3/j 5j"), ("xarelto 20", "1/j 1m"), NiveauAlerte.DECONSEILLE),
        (("aspirine upsa 500", "2 3/j 5j"), ("xarelto 20", "1/j 1m"), NiveauAlerte.CONTRE_INDICATION),
        (("aspirine upsa 500", "500 mg 6/j 5j"), ("xarelto 20", "1/j 1m"), NiveauAlerte.CONTRE_INDICATION),
        (("aspirine upsa 500", "1 si douleur 5j"), ("xarelto 20", "1/j 1m"), NiveauAlerte.CONTRE_INDICATION),
        (("tramadol 50", "1 3/j 5j"), ("seresta 10", "1/j 5j"), NiveauAlerte.INFORMATION),
        (("xyrem", "1 ml au coucher 5j"), ("seresta 10", "1/j 5j"), NiveauAlerte.CONTRE_INDICATION),
        (("zocor 20", "1 soir 1m"), ("lipanthyl", "1/j 1m"), NiveauAlerte.DECONSEILLE),
        (("methadone ah", "1 matin 7j"), ("seroplex 10", "1/j 7j"), NiveauAlerte.CONTRE_INDICATION),
        (("sotalex", "1 matin 7j"), ("cordarone 200", "1/j 7j"), NiveauAlerte.CONTRE_INDICATION),
    ],
    ids=lambda v: v[0] if isinstance(v, tuple) else v.value,
)
def test_level_follows_the_substance_and_the_dose(base, un, autre, niveau) -> None:
    found = check(base, make_ligne(base, *un), make_ligne(base, *autre, rang=2)).alertes
    (alert,) = [a for a in found if a.type is TypeAlerte.INTERACTION]
    assert alert.niveau is niveau


def test_interaction_with_a_running_treatment_names_it(base) -> None:
    running = TraitementDeclare(make_ligne(base, "zocor 20", rang=9))
    (alert,) = check(base, make_ligne(base, "zeclar 500"), traitements=[running]).bloquantes
    assert alert.lignes == (1,)
    assert alert.traitements == ("SIMVASTATINE",)


def test_the_same_substance_prescribed_and_running_interacts_once(base) -> None:
    running = TraitementDeclare(make_ligne(base, "zocor 40", rang=9))
    clari, simva = make_ligne(base, "zeclar 500"), make_ligne(base, "zocor 20", rang=2)
    alertes = check(base, clari, simva, traitements=[running]).alertes
    (alert,) = [a for a in alertes if a.type is TypeAlerte.INTERACTION]
    assert (alert.lignes, alert.traitements) == ((1, 2), ("SIMVASTATINE",))


def test_two_strengths_of_a_substance_interact_once(base) -> None:
    lines = [make_ligne(base, t, rang=n) for n, t in enumerate(("zocor 20", "zocor 40", "zeclar 500"), 1)]
    (alert,) = [a for a in check(base, *lines).alertes if a.type is TypeAlerte.INTERACTION]
    assert alert.lignes == (1, 2, 3)


@pytest.mark.parametrize(
    ("sel", "autre", "titre"),
    [
        ("depakine chrono 500", "tegretol 200", "carbamazépine"),
        ("fucidine 250", "zocor 20", "simvastatine"),
        ("ACIDE RISÉDRONIQUE 35", "fumafer 66", "fer"),
    ],
)
def test_a_salt_has_the_interactions_of_its_acid(base, sel: str, autre: str, titre: str) -> None:
    found = check(base, make_ligne(base, sel), make_ligne(base, autre, rang=2)).alertes
    (alert,) = [a for a in found if a.type is TypeAlerte.INTERACTION]
    assert titre in alert.titre.lower()


def test_a_local_way_of_a_substance_stays_another_decision(base) -> None:
    products = enumerate(("voltarene 50", "voltarene emulgel", "lasilix 40"), 1)
    found = check(base, *(make_ligne(base, t, rang=n) for n, t in products)).alertes
    levels = [(a.niveau, a.lignes) for a in found if a.type is TypeAlerte.INTERACTION]
    assert levels == [(NiveauAlerte.PRECAUTION, (1, 3)), (NiveauAlerte.INFORMATION, (2, 3))]


def test_renewed_line_is_not_counted_twice(base) -> None:
    running = TraitementDeclare(make_ligne(base, "zocor 20", rang=9))
    renewed = make_ligne(base, "zocor 20", ligne_renouvelee=running.ligne.id)
    assert TypeAlerte.DOUBLON not in types(check(base, renewed, traitements=[running]))
    fresh = make_ligne(base, "zocor 20")
    assert TypeAlerte.DOUBLON in types(check(base, fresh, traitements=[running]))


def test_salt_and_fraction_are_one_substance(base) -> None:
    found = check(base, make_ligne(base, "kardegic 75"), make_ligne(base, "aspirine upsa 500", rang=2))
    (alert,) = [a for a in found.alertes if a.type is TypeAlerte.DOUBLON]
    assert alert.lignes == (1, 2)
    assert "Acide acétylsalicylique" in alert.cause
