"""The boxes of a line on the whole public base: tablets, even of a dose in milligrams, never milligrams."""

import pytest

from ambroise.usecases.prescription import PrescriptionService
from tests.fakes.base_medicaments import shipped_base
from tests.unit.ambroise.usecases.conftest import Cabinet


@pytest.fixture
def prescription() -> PrescriptionService:
    return PrescriptionService(Cabinet().contexte, shipped_base())


@pytest.mark.parametrize(
    ("nom", "saisie", "mots"),
    [
        ("solupred 20", "30-20-10 mg par 5j", "1 boîte de 20"),
        ("lasilix 40", "20 mg matin 28j", "1 boîte de 30"),
        ("methotrexate 2,5", "15 mg 1/sem 12 sem", "3 boîtes de 24"),
        ("skenan 10", "10 mg 2/j 28j", "4 boîtes de 14"),
        ("doliprane 1000", "1-1-1 5j", "2 boîtes de 8"),
        ("spasfon lyoc 80", "2 cp 3/j 5j", "3 boîtes de 10"),
        ("ventoline 100", "2 bouffees 3/j 1m", "1 boîte de 200"),
    ],
)
def test_boxes_hold_what_the_doses_need(
    prescription: PrescriptionService, nom: str, saisie: str, mots: str
) -> None:
    produit = prescription.produit_of(prescription.search(nom, 1)[0])
    assert prescription.measure(produit, prescription.read_posologie(saisie, produit)).mots == mots


@pytest.mark.parametrize(
    ("nom", "saisie"),
    [
        ("lantus", "20 ui soir 28j"),
        ("lantus", "1 injection soir 28j"),
        ("rivotril 1 mg/1 ml", "5 gouttes soir 28j"),
        ("augmentin 1 g", "500 mg 3/j 7j"),
    ],
)
def test_no_box_is_counted_of_a_unit_that_packs_do_not_hold(
    prescription: PrescriptionService, nom: str, saisie: str
) -> None:
    produit = prescription.produit_of(prescription.search(nom, 1)[0])
    ligne = prescription.make_ligne(produit, prescription.read_posologie(saisie, produit))
    assert ligne.boites is None
    assert ligne.duree_traitement is not None
