"""Interactions inside an order and with what is taken already, on the whole public base."""

import pytest

from ambroise.domain.alerte import NiveauAlerte, TypeAlerte
from ambroise.usecases.controle_ordonnance import (
    TraitementDeclare,
)
from tests.fakes.ordonnances import make_ligne
from tests.integration.controles.demandes import FEMME, check, types


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


@pytest.mark.parametrize(
    ("chelateur", "autre", "niveau"),
    [
        ("questran", "lasilix 40", NiveauAlerte.PRECAUTION),
        ("questran", "voltarene emulgel", None),
        ("pharmatex", "lomexin 600", NiveauAlerte.DECONSEILLE),
        ("pharmatex", "lasilix 40", None),
    ],
)
def test_some_interactions_are_with_all_that_goes_the_same_way(base, chelateur, autre, niveau) -> None:
    found = check(base, make_ligne(base, chelateur), make_ligne(base, autre, rang=2), terrain=FEMME).alertes
    assert [a.niveau for a in found if a.type is TypeAlerte.INTERACTION] == ([niveau] if niveau else [])


def test_two_members_of_a_class_meet_its_others_and_one_does_not_meet_itself(base) -> None:
    ains = ("advil 200", "profenid 50", "IBUPROFENE 400")
    deux = check(base, *(make_ligne(base, t, rang=n) for n, t in enumerate(ains[:2], 1))).alertes
    (alert,) = [a for a in deux if a.type is TypeAlerte.INTERACTION]
    assert alert.niveau is NiveauAlerte.DECONSEILLE
    meme = check(base, make_ligne(base, ains[0]), make_ligne(base, ains[2], rang=2)).alertes
    assert [a.type for a in meme if a.type in (TypeAlerte.INTERACTION, TypeAlerte.DOUBLON)] == [
        TypeAlerte.DOUBLON
    ]


@pytest.mark.parametrize(
    ("un", "autre", "niveau"),
    [
        ("zyban", "IPRONIAZIDE", NiveauAlerte.CONTRE_INDICATION),
        ("zyban", "tramadol 50", NiveauAlerte.DECONSEILLE),
        ("paxlovid", "zocor 20", NiveauAlerte.CONTRE_INDICATION),
        ("qdenga", "imurel 50", NiveauAlerte.CONTRE_INDICATION),
        ("vaccin bcg", "imurel 50", NiveauAlerte.CONTRE_INDICATION),
    ],
)
def test_a_substance_named_otherwise_in_the_public_base_has_its_interactions(base, un, autre, niveau) -> None:
    found = check(base, make_ligne(base, un), make_ligne(base, autre, rang=2)).alertes
    assert niveau in [a.niveau for a in found if a.type is TypeAlerte.INTERACTION]


@pytest.mark.parametrize(("un", "autre"), [("shingrix", "imurel 50"), ("aetoxisclerol 2", "lasilix 40")])
def test_a_word_inside_a_name_is_not_the_substance(base, un: str, autre: str) -> None:
    found = check(base, make_ligne(base, un), make_ligne(base, autre, rang=2)).alertes
    assert TypeAlerte.INTERACTION not in [a.type for a in found]


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
