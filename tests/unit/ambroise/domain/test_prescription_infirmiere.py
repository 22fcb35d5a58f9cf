"""A nurse prescribes the devices of her list during acts ordered, and nothing else (arrêté du 20/03/2012)."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

import pytest

from ambroise.domain.alerte import NiveauAlerte
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, Prescripteur, TypeOrdonnance
from ambroise.domain.plan_soins import ActePlan, PlanSoins
from ambroise.domain.prescription_infirmiere import SOURCE, find_categorie, refusals
from ambroise.domain.produit_prescrit import DispositifPrescrit
from ambroise.usecases.controles.infirmier import check

JOUR = date(2026, 6, 4)
ACTE = ActePlan(UUID(int=1), "Pansement", (time(8),), JOUR - timedelta(days=5), JOUR + timedelta(days=20))
PLAN = PlanSoins(UUID(int=2), UUID(int=3), (ACTE,), "8", prescrite_le=JOUR - timedelta(days=5), signee=True)


def order(*designations: str, type_: TypeOrdonnance = TypeOrdonnance.DISPOSITIFS) -> Ordonnance:
    lignes = tuple(LigneOrdonnance(UUID(int=n), DispositifPrescrit(d)) for n, d in enumerate(designations))
    return Ordonnance(UUID(int=9), UUID(int=3), Prescripteur("1", "A", "B"), JOUR, type_, lignes)


@pytest.mark.parametrize(
    ("designation", "partie", "identique"),
    [
        ("Compresses stériles de gaze hydrophile 10 × 10", "I", False),
        ("Bandes de crêpe en coton", "I", False),
        ("Cerceau de lit", "I", False),
        ("Étui pénien avec collecteur d’urine", "I", False),
        ("Sonde vésicale pour autosondage", "I", False),
        ("Perfuseur de précision", "I", False),
        ("Aiguille de Huber", "I", False),
        ("Pansement hydrocolloïde 10 × 10", "II", False),
        ("Matelas gaufrier", "II", False),
        ("Sonde naso-gastrique", "II", False),
        ("Bas de contention classe II", "II", True),
        ("Bandelettes d’autosurveillance", "II", True),
    ],
)
def test_device_of_the_list_is_found_in_its_part(designation: str, partie: str, identique: bool) -> None:
    categorie = find_categorie(designation)
    assert categorie is not None
    assert (categorie.partie, categorie.identique) == (partie, identique)


@pytest.mark.parametrize("designation", ["Fauteuil roulant", "Lit médicalisé", "Déambulateur", "Aérosol"])
def test_device_outside_the_list_is_refused_with_its_source(designation: str) -> None:
    (phrase,) = refusals(order("Compresses", designation), (PLAN,), JOUR)
    assert designation in phrase
    assert SOURCE in phrase


def test_medicine_is_refused_whatever_is_on_it() -> None:
    (phrase,) = refusals(order("Compresses", type_=TypeOrdonnance.MEDICAMENTS), (PLAN,), JOUR)
    assert "ne prescrit que" in phrase


@pytest.mark.parametrize(
    "plans",
    [
        (),
        (replace(PLAN, prescrite_le=None),),
        (replace(PLAN, signee=False),),
        (replace(PLAN, actes=(replace(ACTE, au=JOUR - timedelta(days=1)),)),),
    ],
)
def test_no_order_of_acts_under_way_means_no_prescription(plans: tuple[PlanSoins, ...]) -> None:
    (phrase,) = refusals(order("Compresses"), plans, JOUR)
    assert "série d’actes" in phrase


def test_lawful_order_is_not_refused() -> None:
    assert refusals(order("Compresses", "Sparadrap"), (PLAN,), JOUR) == ()


def test_limits_are_alerts_with_their_lines_while_the_order_is_written() -> None:
    alertes = list(check(order("Compresses", "Lit médicalisé", "Bas de contention"), (PLAN,), JOUR))
    assert [(a.niveau, a.lignes) for a in alertes] == [
        (NiveauAlerte.CONTRE_INDICATION, (2,)),
        (NiveauAlerte.INFORMATION, (3,)),
    ]
    assert "médecin traitant" in alertes[1].conduite
