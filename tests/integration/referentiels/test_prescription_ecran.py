"""What is seen of a medicine before it is chosen, and the age of the base."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

import pytest

from ambroise.bootstrap.interface.prescrire import PrescriptionEcran
from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports_medicaments import BaseMedicaments, is_ancienne
from ambroise.usecases.prescription import PrescriptionService
from tests.fakes.base_medicaments import shipped_base


class Pose:
    """Stands for the base opened by the program."""

    def __init__(self, le: datetime) -> None:
        self._contexte = Contexte(cast(Any, None), lambda: le, cast(Any, None), "poste")

    def base(self) -> BaseMedicaments:
        return shipped_base()

    def prescription(self) -> PrescriptionService:
        return PrescriptionService(self._contexte, shipped_base())


def ecran(le: datetime) -> PrescriptionEcran:
    return PrescriptionEcran(cast(Referentiel, Pose(le)))


def test_price_rate_generic_group_and_pack_are_seen_before_choosing() -> None:
    found = ecran(datetime(2026, 6, 1, tzinfo=UTC)).search("zocor 20")
    zocor = next(p for p in found if p.libelle.startswith("ZOCOR"))
    assert zocor.prix is not None
    assert zocor.prix > Decimal(0)
    assert zocor.taux == 65
    assert zocor.groupe_generique
    assert zocor.conditionnement == "boîte de 28"


def test_shortage_and_black_triangle_are_seen_before_choosing() -> None:
    base = shipped_base()
    sql = "SELECT cle FROM document WHERE commercialise AND "
    (short,) = base._sql(f"{sql} disponibilite='1'").fetchone()
    (watched,) = base._sql(f"{sql} surveillance").fetchone()
    prescription = ecran(datetime(2026, 6, 1, tzinfo=UTC))
    assert "Rupture" in prescription.search(short)[0].etiquettes
    assert "Surveillance renforcée" in prescription.search(watched)[0].etiquettes


@pytest.mark.parametrize(("mois", "dite"), [(6, False), (8, True)])
def test_old_base_is_said_beside_the_results(mois: int, dite: bool) -> None:
    prescription = ecran(datetime(2026, mois, 1, tzinfo=UTC))
    prescription.search("zocor 20")
    assert ("à mettre à jour" in prescription.edition) is dite


def test_base_without_a_date_is_not_known_to_be_old() -> None:
    assert not is_ancienne(None, datetime(2026, 6, 1, tzinfo=UTC).date())
