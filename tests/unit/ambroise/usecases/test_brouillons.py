"""Drafts outlive whoever was typing them."""

from ambroise.usecases.brouillons import BrouillonService
from tests.unit.ambroise.usecases.conftest import Cabinet


def test_a_draft_is_kept_replaced_and_forgotten(cabinet: Cabinet) -> None:
    brouillons = BrouillonService(cabinet.contexte)
    assert brouillons.read("consultation/1") is None
    brouillons.keep("consultation/1", "Tou")
    instant = brouillons.keep("consultation/1", "Toux fébrile")
    assert brouillons.read("consultation/1") == ("Toux fébrile", instant)
    brouillons.drop("consultation/1")
    brouillons.drop("consultation/1")
    assert brouillons.read("consultation/1") is None
