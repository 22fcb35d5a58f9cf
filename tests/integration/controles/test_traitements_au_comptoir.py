"""The controls of the counter take in what the person takes besides the order that is scanned."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from ambroise.domain.alerte import TypeAlerte
from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne, ReponseLigne
from ambroise.domain.entrees import TraitementDeclare
from ambroise.usecases.comptoir import Autres, ComptoirService, ControleComptoir
from ambroise.usecases.errors import ServiceInjoignable
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.services import consultee
from tests.integration.controles.test_comptoir import PRESCRITE, ligne
from tests.unit.ambroise.usecases.conftest import Cabinet

CLARITHROMYCINE = ligne(1, "clarithromycine 500", "1 matin et soir pendant 7 jours", duree_jours=7)
ZOCOR = ligne(2, "zocor 20", "1 le soir pendant 3 mois", duree_jours=90)
AUTRE = replace(consultee(ZOCOR), numero="03UE8SP00UGBYH4JF7", date_prescription=PRESCRITE)
NAISSANCE = AUTRE.patient_date_naissance


def control(cabinet: Cabinet, autres: Autres = lambda _: ()) -> ControleComptoir:
    ordonnance = replace(consultee(CLARITHROMYCINE), date_prescription=PRESCRITE)
    return ComptoirService(cabinet.contexte, shipped_base(), autres).control(ordonnance, PRESCRITE)


def has_interaction(found: ControleComptoir) -> bool:
    return TypeAlerte.INTERACTION in {a.type for a in found.controles.alertes}


def give(cabinet: Cabinet, naissance: date | None, jour: date, numero: str = "03UE8SP00UGBYH4JF7") -> None:
    """Record that this pharmacy gave simvastatine to ADRUN Zoe."""
    livree = Delivrance("3400937762380", ZOCOR.code_cis, "ZOCOR", 1)
    cabinet.base.tables.dispensations.append(
        Dispensation(
            UUID(int=9), numero, None, None, "99900038839", "Pharmacie",
            datetime(jour.year, jour.month, jour.day, 10, tzinfo=UTC),
            (DispensationLigne(UUID(ZOCOR.id), ReponseLigne.TEL_QUEL, (livree,)),),
            patient="ADRUN Zoe",
            date_naissance=naissance,
        )
    )  # fmt: skip


@pytest.fixture
def cabinet() -> Cabinet:
    cabinet = Cabinet()
    cabinet.session.open("1234")
    return cabinet


def test_order_alone_has_no_interaction_and_says_what_it_does_not_know(cabinet: Cabinet) -> None:
    found = control(cabinet)
    assert not has_interaction(found)
    assert (found.traitements, found.is_ailleurs_connu) == ((), False)


def test_treatment_given_here_from_another_order_is_controlled(cabinet: Cabinet) -> None:
    give(cabinet, NAISSANCE, PRESCRITE)
    found = control(cabinet)
    assert has_interaction(found)
    assert "SIMVASTATINE" in found.traitements[0].upper()


@pytest.mark.parametrize(
    ("naissance", "jour", "numero"),
    [
        (date(1999, 1, 1), PRESCRITE, "03UE8SP00UGBYH4JF7"),
        (None, PRESCRITE, "03UE8SP00UGBYH4JF7"),
        (NAISSANCE, date(2026, 1, 5), "03UE8SP00UGBYH4JF7"),
        (NAISSANCE, PRESCRITE, "01S2TBPZ2JCNZZYGHZ"),
    ],
)
def test_namesake_old_treatment_and_this_very_order_are_left_out(
    cabinet: Cabinet, naissance: date | None, jour: date, numero: str
) -> None:
    give(cabinet, naissance, jour, numero)
    assert control(cabinet).traitements == ()


def test_treatment_of_the_file_here_is_controlled(cabinet: Cabinet) -> None:
    zoe = cabinet.qualified_zoe()
    with cabinet.contexte.uow() as uow:
        uow.entrees.save(
            TraitementDeclare(UUID(int=5001), zoe.id, "Zocor", PRESCRITE, code_cis=ZOCOR.code_cis)
        )
        uow.commit()
    assert has_interaction(control(cabinet))


def test_treatment_ordered_elsewhere_is_controlled_for_a_qualified_ins_only(cabinet: Cabinet) -> None:
    assert control(cabinet, lambda _: (AUTRE,)).traitements == ()
    cabinet.qualified_zoe()
    found = control(cabinet, lambda _: (AUTRE,))
    assert has_interaction(found)
    assert found.is_ailleurs_connu


def test_service_that_does_not_answer_leaves_the_counter_at_work(cabinet: Cabinet) -> None:
    def unreachable(_: object) -> tuple[()]:
        raise ServiceInjoignable("Le service ne répond pas.")

    cabinet.qualified_zoe()
    assert not control(cabinet, unreachable).is_ailleurs_connu
