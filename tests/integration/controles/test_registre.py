"""Only listed medicines and narcotics take a number of the register."""

import pytest

from ambroise.domain.dispensation import Delivrance
from ambroise.domain.regles_delivrance import Liste, liste_of
from ambroise.usecases.dispensations import DispensationService
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.services import FauxPreparation
from tests.unit.ambroise.usecases.conftest import Cabinet


@pytest.mark.parametrize(
    ("produit", "liste"),
    [
        ("durogesic 25", Liste.STUPEFIANT),
        ("zocor 20", Liste.LISTE_I),
        ("voltarene 50", Liste.LISTE_II),
        ("doliprane 1000", Liste.AUCUNE),
    ],
)
def test_list_of_a_product(produit: str, liste: Liste) -> None:
    base = shipped_base()
    specialite = base.find_specialite(base.search(produit)[0].cle)
    assert specialite is not None
    assert liste_of(specialite) is liste


@pytest.mark.parametrize(("produit", "inscrit"), [("zocor 20", True), ("doliprane 1000", False), ("", True)])
def test_register_takes_listed_and_unknown_products(produit: str, inscrit: bool) -> None:
    base, cabinet = shipped_base(), Cabinet()
    service = DispensationService(
        cabinet.contexte,
        cabinet.session,
        service=cabinet.service,
        preparation=FauxPreparation(),
        base=base,
    )
    cis = base.search(produit)[0].cle if produit else "00000000"
    assert service._is_au_registre(Delivrance("3400949497294", cis, "x", 1).code_cis) is inscrit
