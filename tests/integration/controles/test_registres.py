"""The registers of the pharmacy follow from what it dispensed, and from the movements written by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.bootstrap.interface.registre import code_of
from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne, MotifRefus, ReponseLigne
from ambroise.domain.ordonnancier import SensMouvement
from ambroise.domain.regles_delivrance import Liste
from ambroise.usecases.errors import AmbroiseError, Introuvable
from ambroise.usecases.registre import RegistreService
from esante.ordonnance_numerique.azerty import scramble
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import make_ligne
from tests.unit.ambroise.usecases.conftest import Cabinet

LE = datetime(2026, 6, 4, 10, tzinfo=UTC)


def packs(texte: str) -> tuple[str, str]:
    """Return the CIS and the first CIP13 of a brand."""
    cis = make_ligne(shipped_base(), texte).produit.code_cis  # type: ignore[union-attr]
    specialite = shipped_base().find_specialite(cis)
    assert specialite is not None
    return cis, next(p.code_cip13 for p in specialite.presentations if p.commercialisee)


ZOCOR, DUROGESIC = packs("zocor 20"), packs("durogesic 25")


def delivery(produit: tuple[str, str], boites: int = 1, unites: int = 5) -> Delivrance:
    return Delivrance(produit[1], produit[0], "X", boites, Decimal(unites * boites))


def dispensing(rang: int, *lignes: DispensationLigne, numero: str = "02AMBTEST2JC4NYGHZ") -> Dispensation:
    return Dispensation(
        UUID(int=rang),
        numero,
        None,
        None,
        "99900038839",
        "Pharmacie",
        LE + timedelta(days=rang),
        lignes,
        patient="ADRUN Zoe",
        prescripteur="Dr LIBRE Max",
    )


def answer(rang: int, *livrees: Delivrance, dues: int = 0, **reste: object) -> DispensationLigne:
    reponse = ReponseLigne.PARTIEL if dues else ReponseLigne.TEL_QUEL
    return DispensationLigne(UUID(int=rang), reponse, livrees, boites_dues=dues, **reste)  # type: ignore[arg-type]


@pytest.fixture
def registre(ouvert: Cabinet) -> RegistreService:
    return RegistreService(ouvert.contexte, ouvert.session, shipped_base())


@pytest.fixture
def ouvert() -> Cabinet:
    practice = Cabinet()
    practice.session.open("1234")
    return practice


def test_the_register_holds_the_listed_medicines_only_the_last_first(
    ouvert: Cabinet, registre: RegistreService
) -> None:
    doliprane = delivery(packs("doliprane 1000"))
    ouvert.base.tables.dispensations += [
        dispensing(1, answer(1, delivery(ZOCOR), numeros_ordonnancier=(1,)), answer(2, doliprane)),
        dispensing(2, answer(3, delivery(DUROGESIC), delivery(DUROGESIC), numeros_ordonnancier=(2,))),
    ]
    entrees = registre.ordonnancier()
    assert [(e.numero, e.liste, e.boites) for e in entrees] == [
        (2, Liste.STUPEFIANT, 2),
        (1, Liste.LISTE_I, 1),
    ]
    assert (entrees[0].patient, entrees[0].prescripteur) == ("ADRUN Zoe", "Dr LIBRE Max")


def test_the_balance_counts_what_came_in_and_what_the_counter_gave(
    ouvert: Cabinet, registre: RegistreService
) -> None:
    registre.record(DUROGESIC[1], SensMouvement.RECEPTION, Decimal(20), "BL 12")
    ouvert.base.tables.dispensations.append(dispensing(1, answer(1, delivery(DUROGESIC), delivery(ZOCOR))))
    (balance,) = registre.balance()
    assert balance.ligne is not None
    assert (balance.ligne.entrees, balance.ligne.sorties, balance.ligne.stock) == (20, 5, 15)


def test_what_left_without_having_come_in_is_said(ouvert: Cabinet, registre: RegistreService) -> None:
    ouvert.base.tables.dispensations.append(dispensing(1, answer(1, delivery(DUROGESIC))))
    (balance,) = registre.balance()
    assert balance.ligne is None
    assert balance.refus == "Une réception manque, 5 sorties"


def test_an_inventory_says_its_difference(registre: RegistreService) -> None:
    registre.record(DUROGESIC[0], SensMouvement.RECEPTION, Decimal(20), "BL 12")
    registre.record(DUROGESIC[0], SensMouvement.INVENTAIRE, Decimal(18), "inventaire annuel")
    (balance,) = registre.balance()
    assert balance.ligne is not None
    assert (balance.ligne.stock, balance.ligne.ecart) == (18, -2)


@pytest.mark.parametrize(
    ("produit", "sens", "unites", "piece", "erreur"),
    [
        (ZOCOR[1], SensMouvement.RECEPTION, 10, "BL", AmbroiseError),
        ("3400999999999", SensMouvement.RECEPTION, 10, "BL", Introuvable),
        (DUROGESIC[1], SensMouvement.RECEPTION, 10, " ", AmbroiseError),
        (DUROGESIC[1], SensMouvement.RECEPTION, 0, "BL", AmbroiseError),
        (DUROGESIC[1], SensMouvement.DESTRUCTION, 1, "PV", AmbroiseError),
    ],
)
def test_a_movement_that_is_none_is_refused(
    registre: RegistreService,
    produit: str,
    sens: SensMouvement,
    unites: int,
    piece: str,
    erreur: type[Exception],
) -> None:
    with pytest.raises(erreur):
        registre.record(produit, sens, Decimal(unites), piece)
    assert registre.balance() == []


def test_boxes_owed_are_listed_until_given(ouvert: Cabinet, registre: RegistreService) -> None:
    faites = ouvert.base.tables.dispensations
    faites.append(dispensing(1, answer(1, delivery(ZOCOR), dues=2, libelle="ZOCOR 20 mg")))
    (due,) = registre.dues()
    assert (due.patient, due.boites, due.libelle) == ("ADRUN Zoe", 2, "ZOCOR 20 mg")
    faites.append(dispensing(2, answer(1, delivery(ZOCOR, 2))))
    assert registre.dues() == []


def test_renewals_are_announced_a_week_ahead(ouvert: Cabinet, registre: RegistreService) -> None:
    refuse = DispensationLigne(UUID(int=2), ReponseLigne.REFUSE, motif=MotifRefus.RUPTURE)
    ouvert.base.tables.dispensations.append(
        dispensing(1, answer(1, delivery(ZOCOR), renouvelable_le=date(2026, 7, 4)), refuse)
    )
    assert registre.renouvellements(date(2026, 6, 26)) == []
    (du,) = registre.renouvellements(date(2026, 6, 27))
    assert (du.le, du.numero) == (date(2026, 7, 4), "02AMBTEST2JC4NYGHZ")


def test_an_inventory_with_its_reason_settles_what_left_without_entry(
    ouvert: Cabinet, registre: RegistreService
) -> None:
    hier = replace(dispensing(0, answer(1, delivery(DUROGESIC))), instant=LE - timedelta(days=1))
    ouvert.base.tables.dispensations.append(hier)
    registre.record(DUROGESIC[1], SensMouvement.INVENTAIRE, Decimal(10), "bon de juin oublié")
    (balance,) = registre.balance()
    assert balance.ligne is not None
    assert (balance.ligne.stock, balance.ligne.ecart) == (10, 15)


@pytest.mark.parametrize("typed", [lambda code: code, scramble])
def test_a_pack_scanned_as_a_movement_gives_its_code_whatever_the_keyboard(
    typed: Callable[[str], str],
) -> None:
    assert code_of(typed(f"010{DUROGESIC[1]}1728053110LOT7")) == DUROGESIC[1]
    assert code_of(DUROGESIC[0]) == DUROGESIC[0], "a code typed stays as it is"
