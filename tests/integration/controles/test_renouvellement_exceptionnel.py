"""A treatment whose order is over: read at the counter, recorded with its mention, told to the prescriber."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.adapters.ordonnance_numerique import executed_line
from ambroise.domain.dispensation import Delivrance, DispensationLigne, ReponseLigne
from ambroise.domain.mention_ligne import MentionLigne
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.printing.dos import compose_verso
from ambroise.usecases.comptoir import ComptoirService
from ambroise.usecases.dispensations import DispensationService
from ambroise.usecases.edition_registre import edit, to_csv
from ambroise.usecases.ordonnance_close import OrdonnanceEpuisee, OrdonnanceExpiree
from ambroise.usecases.ports_actes import EtatEnLigne, LigneConsultee, OrdonnanceConsultee
from ambroise.usecases.registre import RegistreService
from ambroise.usecases.renouvellement_exceptionnel import InformationService, RenouvellementRefuse
from esante.ordonnance_numerique.models import Completude, IssueLigne
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.services import PHARMACIENNE, FauxPreparation, FauxServiceOrdonnances
from tests.integration.controles.test_comptoir import ligne, order_of
from tests.unit.ambroise.usecases.conftest import Cabinet

NUMERO = "02AMBTEST2JC4NYGHZ"
FINIE_DEPUIS = timedelta(days=5)


@pytest.fixture
def officine() -> Cabinet:
    cabinet = Cabinet()
    cabinet.lecteurs.porteur = PHARMACIENNE
    cabinet.session.open("1234")
    return cabinet


def today(cabinet: Cabinet) -> date:
    return cabinet.contexte.horloge().astimezone().date()


def over(cabinet: Cabinet, texte: str, **changes: object) -> LigneConsultee:
    """Return a line whose three months were given, the last a month ago."""
    donnee = ligne(
        1, texte, "1 comprimé le soir pendant 30 jours", duree_jours=30, renouvellements=2, delivrances=3,
        is_soldee=True, deja_executee=True, derniere_le=today(cabinet) - timedelta(days=30) - FINIE_DEPUIS,
    )  # fmt: skip
    return replace(donnee, **changes)  # type: ignore[arg-type]


def order(cabinet: Cabinet, *lignes: LigneConsultee, **changes: object) -> OrdonnanceConsultee:
    prescrite = today(cabinet) - timedelta(days=90) - FINIE_DEPUIS
    return replace(order_of(*lignes), date_prescription=prescrite, **changes)  # type: ignore[arg-type]


def counter(cabinet: Cabinet, *connues: OrdonnanceConsultee) -> DispensationService:
    return DispensationService(
        cabinet.contexte,
        cabinet.session,
        service=FauxServiceOrdonnances(*connues),
        preparation=FauxPreparation(),
        base=shipped_base(),
    )


def month(prescrite: LigneConsultee) -> DispensationLigne:
    livree = Delivrance("3400937762380", prescrite.code_cis, "ZOCOR 20 mg", 1, Decimal(28))
    return DispensationLigne(UUID(prescrite.id), ReponseLigne.TEL_QUEL, (livree,), is_exceptionnelle=True)


def test_an_order_that_is_over_is_read_when_a_treatment_may_be_pursued(officine: Cabinet) -> None:
    zocor = over(officine, "zocor 20")
    consultee = order(officine, zocor)
    assert counter(officine, consultee).scan(NUMERO).consultee == consultee
    service = ComptoirService(officine.contexte, shipped_base())
    examen = service.control(consultee, today(officine)).exceptionnels[zocor.id]
    assert (examen.is_possible, examen.rang) == (True, 1)
    assert examen.finie_le == today(officine) - FINIE_DEPUIS


@pytest.mark.parametrize(
    ("texte", "changes", "raison"),
    [
        ("durogesic 25", {}, "stupéfiant"),
        ("imovane 7,5", {}, "durée de prescription est limitée"),
        ("zocor 20", {"renouvellements": 0, "delivrances": 1}, "moins de trois mois"),
        ("zocor 20", {"mentions": frozenset({MentionLigne.NON_RENOUVELABLE})}, "s’oppose au renouvellement"),
        ("zocor 20", {"mention": "À ne pas renouveler"}, "s’oppose au renouvellement"),
        ("zocor 20", {"is_refusee": True}, "refusée au comptoir"),
        ("minidril", {}, "contraceptif oral"),
    ],
)
def test_an_order_whose_treatments_cannot_be_pursued_is_refused_and_says_why(
    officine: Cabinet, texte: str, changes: dict[str, object], raison: str
) -> None:
    with pytest.raises(OrdonnanceEpuisee) as refus:
        counter(officine, order(officine, over(officine, texte, **changes))).scan(NUMERO)
    assert raison in refus.value.remede
    prescrite = over(officine, texte, **changes)
    with pytest.raises(RenouvellementRefuse):
        counter(officine).dispense(order(officine, prescrite), (month(prescrite),))


def test_a_common_name_is_judged_on_its_brands(officine: Cabinet) -> None:
    service = ComptoirService(officine.contexte, shipped_base())

    def possible(texte: str) -> bool:
        dci = over(officine, texte)
        assert not dci.code_cis
        return service.control(order(officine, dci), today(officine)).exceptionnels[dci.id].is_possible

    assert possible("SIMVASTATINE")
    assert not possible("ZOPICLONE")


def test_a_device_is_not_read_as_a_medicine(officine: Cabinet) -> None:
    bande = over(officine, "zocor 20", type=TypeOrdonnance.DISPOSITIFS)
    service = ComptoirService(officine.contexte, shipped_base())
    assert service.control(order(officine, bande), today(officine)).exceptionnels == {}


def test_a_month_more_takes_a_register_number_and_its_mention(officine: Cabinet) -> None:
    zocor = over(officine, "zocor 20")
    comptoir = counter(officine)
    dispensation = comptoir.dispense(order(officine, zocor), (month(zocor),))
    (faite,) = dispensation.lignes
    assert faite.numeros_ordonnancier == (1,)
    assert faite.renouvelable_le is None
    assert faite.couvert_jusqu_au == today(officine) + timedelta(days=29)
    registre = RegistreService(officine.contexte, officine.session, shipped_base())
    edition = to_csv(edit("ordonnancier", registre.ordonnancier())).decode("utf-8-sig")
    assert "dispensation supplémentaire exceptionnelle" in edition
    (verso,) = compose_verso(dispensation, officine.session.courante, specimen=True).lignes
    assert "1\u00a0boîte, dispensation supplémentaire exceptionnelle" in verso.reponse
    execution = executed_line(faite, zocor)
    assert (execution.issue, execution.completude) == (IssueLigne.MODIFIEE, Completude.RFC)
    assert execution.is_exceptionnelle


def test_an_expired_order_takes_a_month_more_and_nothing_else(officine: Cabinet) -> None:
    zocor = over(officine, "zocor 20")
    expiree = order(officine, zocor, etat=EtatEnLigne.EXPIREE)
    with pytest.raises(OrdonnanceExpiree):
        counter(officine).dispense(expiree, (replace(month(zocor), is_exceptionnelle=False),))
    assert counter(officine).dispense(expiree, (month(zocor),)).lignes[0].is_exceptionnelle


def test_a_line_that_is_not_over_is_not_given_as_exceptional(officine: Cabinet) -> None:
    encours = over(officine, "zocor 20", is_soldee=False, boites=1, delivrances=1, boites_delivrees=0)
    with pytest.raises(RenouvellementRefuse, match="l’ordonnance n’est pas finie"):
        counter(officine).dispense(order(officine, encours), (month(encours),))
    assert officine.base.tables.ordonnancier == 0


def test_other_pharmacies_count_for_the_three_months(officine: Cabinet) -> None:
    faites = tuple(today(officine) - timedelta(days=n) for n in (120, 90, 60))
    epuisee = over(officine, "zocor 20", exceptionnelles=faites)
    with pytest.raises(OrdonnanceEpuisee, match="entièrement délivrée"):
        counter(officine, order(officine, epuisee)).scan(NUMERO)


def test_the_prescriber_is_told_what_was_given_and_when(officine: Cabinet) -> None:
    zocor = over(officine, "zocor 20")
    consultee = order(officine, zocor)
    dispensation = counter(officine).dispense(consultee, (month(zocor),))
    information = InformationService(officine.session, lambda rpps: f"{rpps}@medecin.mssante.fr")
    message = information.message(consultee, dispensation)
    assert message.adresse == "99900063480@medecin.mssante.fr"
    assert message.nom == "Dr LIBRE Max"
    instant: datetime = dispensation.instant.astimezone()
    for mots in (
        f"{consultee.date_prescription:%d/%m/%Y}",
        f"{instant:%d/%m/%Y}",
        f"{zocor.libelle}\u00a0: 1\u00a0boîte",
        "dispensation supplémentaire exceptionnelle (CSP R5123-2-1)",
    ):
        assert mots in message.corps
