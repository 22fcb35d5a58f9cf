"""The packs of the shipped base that the counter offers: those of the line, and any other once agreed."""

import pytest

from ambroise.bootstrap.interface.prescrire import BoitesEcran
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.usecases.ports_actes import LigneConsultee
from ambroise.usecases.ports_medicaments import BaseMedicaments
from tests.fakes.base_medicaments import shipped_base
from tests.integration.controles.test_registres import DUROGESIC, ZOCOR


class Referentiel:
    """The shipped base, opened."""

    def base(self) -> BaseMedicaments:
        return shipped_base()


@pytest.fixture
def boites() -> BoitesEcran:
    return BoitesEcran(Referentiel())  # type: ignore[arg-type]


def of_line(boites: BoitesEcran, code_cis: str) -> list[BoiteGroupe]:
    return list(boites.find(LigneConsultee("1", 1, "x", "1", 1, 0, code_cis=code_cis)))


def test_narcotics_are_told_from_the_others(boites: BoitesEcran) -> None:
    assert all(b.is_stupefiant for b in of_line(boites, DUROGESIC[0]))
    assert not any(b.is_stupefiant for b in of_line(boites, ZOCOR[0]))


def test_some_narcotic_has_a_pack_that_must_be_counted(boites: BoitesEcran) -> None:
    packs = boites.search("morphine")
    assert {b.is_stupefiant for b in packs} == {True}
    assert any(b.is_a_compter for b in packs)
    assert all(b.is_a_compter is not bool(b.presentation.unites) for b in packs)


def test_a_pack_is_found_by_its_code_alone(boites: BoitesEcran) -> None:
    (boite,) = boites.search(f" {ZOCOR[1]} ")
    assert (boite.presentation.code_cip13, boite.hors_groupe) == (ZOCOR[1], True)


def test_another_medicine_is_found_by_its_name_and_nothing_by_nonsense(boites: BoitesEcran) -> None:
    noms = {b.denomination for b in boites.search("pravastatine 20")}
    assert noms
    assert all("PRAVASTATINE" in nom.upper() for nom in noms)
    assert boites.search("zzzzqqqq") == []
