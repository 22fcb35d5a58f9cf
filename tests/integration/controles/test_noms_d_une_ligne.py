"""Every product of the shipped base that has a common name goes to it, and keeps its controls."""

from dataclasses import replace

import pytest

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.produit_prescrit import DenominationPrescrite, ProduitLibre
from ambroise.usecases.controle_ordonnance import OrdonnanceAControler, check_ordonnance
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.prescription import PrescriptionService
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import make_ligne, make_ordonnance
from tests.unit.ambroise.usecases.conftest import Cabinet


@pytest.fixture
def service() -> PrescriptionService:
    return PrescriptionService(Cabinet().contexte, shipped_base())


@pytest.mark.parametrize("marque", ["zocor 20", "zeclar 500", "doliprane 1000", "previscan 20"])
def test_a_brand_goes_to_its_common_name_with_the_rest_of_its_line(
    service: PrescriptionService, marque: str
) -> None:
    avant = make_ligne(shipped_base(), marque, "1-0-1 7j", indication="angine", boites=2)
    apres = service.to_denomination(avant)
    assert isinstance(apres.produit, DenominationPrescrite)
    assert replace(apres, produit=avant.produit) == avant
    assert service.find_fiche(apres.produit).startswith("https://base-donnees-publique")


def test_controls_of_a_common_name_are_those_of_its_brand(service: PrescriptionService) -> None:
    base = shipped_base()
    marques = make_ligne(base, "zocor 20"), make_ligne(base, "zeclar 500", rang=2)
    communes = tuple(map(service.to_denomination, marques))

    def alerts(lignes: tuple[LigneOrdonnance, ...]) -> set[tuple[str, str]]:
        controles = check_ordonnance(base, OrdonnanceAControler(make_ordonnance(*lignes)))
        return {(a.niveau.value, a.titre) for a in controles.alertes if a.type.value == "interaction"}

    assert alerts(communes) == alerts(marques) != set()


def test_free_words_have_no_common_name(service: PrescriptionService) -> None:
    libre = replace(make_ligne(shipped_base(), "zocor 20"), produit=ProduitLibre("tisane"))
    with pytest.raises(Introuvable):
        service.to_denomination(libre)
    assert service.find_fiche(libre.produit) == ""
