"""A narcotic leaves the counter only when the register holds it: an entry or an inventory comes first."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.domain.dispensation import Delivrance, DispensationLigne, ReponseLigne
from ambroise.domain.ordonnancier import SensMouvement
from ambroise.usecases.dispensations import DispensationService
from ambroise.usecases.ports_actes import LigneConsultee
from ambroise.usecases.registre import RegistreService
from ambroise.usecases.stupefiants import SortieSansCompte, SortieSansEntree
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.services import PHARMACIENNE, FauxPreparation, consultee
from tests.integration.controles.test_registres import DUROGESIC, ZOCOR
from tests.unit.ambroise.usecases.conftest import Cabinet

LIGNE = LigneConsultee(str(UUID(int=7)), 1, "FENTANYL 25 µg/h", "1 patch", boites=2, boites_delivrees=0)
REPONSE = DispensationLigne(
    UUID(int=7),
    ReponseLigne.TEL_QUEL,
    (Delivrance(DUROGESIC[1], DUROGESIC[0], "DUROGESIC 25", 2, Decimal(10)),),
)


class Officine:
    """A counter and its register over one store."""

    def __init__(self) -> None:
        self.cabinet = Cabinet()
        self.cabinet.lecteurs.porteur = PHARMACIENNE
        self.cabinet.session.open("1234")
        self.registre = RegistreService(self.cabinet.contexte, self.cabinet.session, shipped_base())
        self.comptoir = DispensationService(
            self.cabinet.contexte,
            self.cabinet.session,
            service=self.cabinet.service,
            preparation=FauxPreparation(),
            base=shipped_base(),
        )

    def deliver(self, *reponses: DispensationLigne) -> int:
        """Answer an order, and return how many envois wait."""
        self.comptoir.dispense(consultee(LIGNE), reponses or (REPONSE,))
        return len(self.cabinet.base.tables.envois)


@pytest.fixture
def officine() -> Officine:
    return Officine()


def test_narcotic_without_entry_does_not_leave_and_nothing_is_written(officine: Officine) -> None:
    with pytest.raises(SortieSansEntree, match="n’en compte que 0") as refus:
        officine.deliver()
    assert "inventaire" in refus.value.remede
    assert not officine.cabinet.base.tables.envois
    assert not officine.cabinet.base.tables.dispensations
    assert officine.registre.ordonnancier() == []


@pytest.mark.parametrize("sens", [SensMouvement.RECEPTION, SensMouvement.INVENTAIRE])
def test_entry_or_inventory_with_its_reason_lets_it_leave(officine: Officine, sens: SensMouvement) -> None:
    officine.registre.record(DUROGESIC[1], sens, Decimal(15), "BL 12")
    assert officine.deliver() == 1
    (balance,) = officine.registre.balance()
    assert balance.ligne is not None
    assert balance.ligne.stock == 5
    with pytest.raises(SortieSansEntree, match="n’en compte que 5"):
        officine.deliver()
    assert [e.numero for e in officine.registre.ordonnancier()] == [1]


def test_narcotic_nobody_counted_does_not_leave(officine: Officine) -> None:
    officine.registre.record(DUROGESIC[1], SensMouvement.RECEPTION, Decimal(15), "BL 12")
    sans_compte = replace(REPONSE, delivrances=(replace(REPONSE.delivrances[0], unites=None),))
    with pytest.raises(SortieSansCompte) as refus:
        officine.deliver(sans_compte)
    assert "Comptez" in refus.value.remede
    assert not officine.cabinet.base.tables.dispensations


def test_other_listed_medicines_need_no_entry(officine: Officine) -> None:
    zocor = DispensationLigne(
        UUID(int=7), ReponseLigne.TEL_QUEL, (Delivrance(ZOCOR[1], ZOCOR[0], "ZOCOR", 1, Decimal(28)),)
    )
    assert officine.deliver(zocor) == 1
