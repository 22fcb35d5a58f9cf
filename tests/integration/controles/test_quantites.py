"""A dispensing lasts what its posology and its packs say: the next one is planned, and awaited."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.domain.dispensation import Delivrance, DispensationLigne, ReponseLigne
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.unites import unite
from ambroise.usecases.comptoir import ComptoirService
from ambroise.usecases.dispensations import DispensationService
from ambroise.usecases.ports_actes import LigneConsultee
from ambroise.usecases.registre import RegistreService
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.services import PHARMACIENNE, FauxPreparation, FauxServiceOrdonnances
from tests.integration.controles.test_comptoir import ligne, order_of
from tests.unit.ambroise.usecases.conftest import Cabinet

ZOCOR = replace(ligne(1, "zocor 20", "1 comprimé le soir pendant 3 mois", duree_jours=90), boites=3)
ALENDRONATE = replace(
    ligne(1, "alendronique 70", "1 comprimé le lundi pendant 12 semaines", duree_jours=84), boites=3
)


@pytest.fixture
def officine() -> Cabinet:
    cabinet = Cabinet()
    cabinet.lecteurs.porteur = PHARMACIENNE
    cabinet.session.open("1234")
    return cabinet


def comptoir(cabinet: Cabinet) -> DispensationService:
    return DispensationService(
        cabinet.contexte,
        cabinet.session,
        service=FauxServiceOrdonnances(),
        preparation=FauxPreparation(),
        base=shipped_base(),
    )


def given(prescrite: LigneConsultee, boites: int, unites: int | None, **changes: object) -> DispensationLigne:
    livree = Delivrance(
        "3400937762380",
        prescrite.code_cis,
        prescrite.libelle,
        boites,
        Decimal(unites * boites) if unites else None,
    )
    return DispensationLigne(UUID(prescrite.id), ReponseLigne.TEL_QUEL, (livree,), **changes)  # type: ignore[arg-type]


def next_due(cabinet: Cabinet, prescrite: LigneConsultee, faite: DispensationLigne) -> timedelta | None:
    (ligne_faite,) = comptoir(cabinet).dispense(order_of(prescrite), (faite,)).lignes
    jour = cabinet.contexte.horloge().astimezone().date()
    return ligne_faite.renouvelable_le - jour if ligne_faite.renouvelable_le else None


def test_the_boxes_kept_for_later_are_due_once_those_given_are_taken(officine: Cabinet) -> None:
    assert next_due(officine, ZOCOR, given(ZOCOR, 1, 28, boites_a_venir=2)) == timedelta(days=28)


def test_a_weekly_medicine_is_due_weeks_later(officine: Cabinet) -> None:
    attendu = next_due(officine, ALENDRONATE, given(ALENDRONATE, 1, 4, boites_a_venir=2))
    assert attendu == timedelta(days=28)


def test_boxes_that_cannot_be_counted_are_due_a_month_later(officine: Cabinet) -> None:
    assert next_due(officine, ZOCOR, given(ZOCOR, 1, None, boites_a_venir=2)) == timedelta(days=30)


def test_a_posology_agreed_says_how_long_the_boxes_last(officine: Cabinet) -> None:
    deux = parse_posologie("1-0-1", unite("comprimé"))
    faite = given(ZOCOR, 1, 28, boites_a_venir=2, posologie=deux)
    assert next_due(officine, ZOCOR, faite) == timedelta(days=14)


def test_a_renewal_is_due_after_the_packs_never_after_the_length_prescribed(officine: Cabinet) -> None:
    renouvelable = replace(ZOCOR, boites=1, duree_jours=30, renouvellements=2)
    assert next_due(officine, renouvelable, given(renouvelable, 1, 28)) == timedelta(days=28)
    assert next_due(officine, renouvelable, given(renouvelable, 1, 90)) == timedelta(days=30)


def test_the_last_dispensing_plans_nothing(officine: Cabinet) -> None:
    assert next_due(officine, ZOCOR, given(ZOCOR, 1, 28)) is None


def test_what_is_kept_for_later_is_a_renewal_due_and_no_box_owed(officine: Cabinet) -> None:
    comptoir(officine).dispense(order_of(ZOCOR), (given(ZOCOR, 1, 28, boites_a_venir=2),))
    registre = RegistreService(officine.contexte, officine.session, shipped_base())
    assert not registre.dues()
    jour = officine.contexte.horloge().astimezone().date()
    assert not registre.renouvellements(jour)
    (du,) = registre.renouvellements(jour + timedelta(days=21))
    assert du.le == jour + timedelta(days=28)


def test_an_order_back_too_soon_is_awaited(officine: Cabinet) -> None:
    comptoir(officine).dispense(order_of(ZOCOR), (given(ZOCOR, 1, 28, boites_a_venir=2),))
    service = ComptoirService(officine.contexte, shipped_base())
    jour = officine.contexte.horloge().astimezone().date()

    def awaited(le: date) -> dict[str, date]:
        return dict(service.control(order_of(ZOCOR), le).attendus)

    assert awaited(jour + timedelta(days=20)) == {ZOCOR.id: jour + timedelta(days=28)}
    assert awaited(jour + timedelta(days=28)) == {}


def test_each_medicine_is_counted_from_the_base() -> None:
    cabinet = Cabinet()
    service = ComptoirService(cabinet.contexte, shipped_base())
    sirop = ligne(2, "zeclar 500", "comme la dernière fois", duree_jours=60)
    jour = date(2026, 6, 4)
    prises = service.control(order_of(ZOCOR, sirop), jour).prises
    assert prises[ZOCOR.id].par_jour == 1
    assert prises[sirop.id].raison == "la posologie est en texte libre"
    change = replace(ZOCOR, posologie_structuree=parse_posologie("1-0-1", unite("comprimé")))
    connu = service.control(order_of(ZOCOR), jour)
    assert service.control_again(connu, order_of(change)).prises[ZOCOR.id].par_jour == 2


def test_boxes_left_for_later_may_be_fetched_after_three_months() -> None:
    service = ComptoirService(Cabinet().contexte, shipped_base())
    entamee = replace(ZOCOR, boites_delivrees=1, deja_executee=True)
    quatre_mois = date(2026, 10, 4)
    assert service.control(order_of(ZOCOR), quatre_mois).delais[ZOCOR.id].verdict.value == "non"
    assert service.control(order_of(entamee), quatre_mois).delais[ZOCOR.id].verdict.value == "oui"
