"""The copies of the orders of narcotics in both stores: kept whole, emptied once, never deleted."""

from uuid import UUID

import pytest
from sqlalchemy import text

from ambroise.domain.copie_ordonnance import CopieOrdonnance, OrigineCopie
from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne, ReponseLigne
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.usecases.errors import ActeFinal, Introuvable
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import MAINTENANT

PDF = b"%PDF-1.4 copie"


@pytest.fixture
def copie(uow: UnitOfWorkFactory) -> CopieOrdonnance:
    livree = Delivrance("3400934238307", "60914025", "DUROGESIC", 1)
    dispensation = Dispensation(
        new_id(), "02AMBTEST2JC4NYGHZ", None, None, "99900038839", "Pharmacie", MAINTENANT,
        (DispensationLigne(new_id(), ReponseLigne.TEL_QUEL, (livree,), numeros_ordonnancier=(187, 188)),),
        porteur="CORSE Anthony", patient="ADRUN Zoe", prescripteur="Dr LIBRE Max",
    )  # fmt: skip
    gardee = CopieOrdonnance(
        new_id(), dispensation.id, dispensation.numero_ordonnance, "Dr LIBRE Max", "ADRUN Zoe",
        MAINTENANT.astimezone().date(), (187,), OrigineCopie.JOINTE, "CORSE Anthony",
    )  # fmt: skip
    with uow() as u:
        u.dispensations.add(dispensation)
        u.copies_ordonnances.add(gardee, PDF)
        u.commit()
    return gardee


def test_copy_comes_back_as_it_was_kept(uow: UnitOfWorkFactory, copie: CopieOrdonnance) -> None:
    with uow() as u:
        assert u.copies_ordonnances.list() == [copie]
        assert u.copies_ordonnances.content(copie.id) == PDF


def test_destroyed_copy_loses_its_bytes_and_says_who_destroyed_it(
    uow: UnitOfWorkFactory, copie: CopieOrdonnance, base: Database
) -> None:
    with uow() as u:
        u.copies_ordonnances.destroy(copie.id)
        u.commit()
    with uow() as u:
        (restee,) = u.copies_ordonnances.list()
        assert (restee.detruite_le, restee.detruite_par) == (MAINTENANT, "899700366240")
        for again in (u.copies_ordonnances.content, u.copies_ordonnances.destroy):
            with pytest.raises(Introuvable, match="détruite"):
                again(copie.id)
    with base.engine.connect() as connexion:
        assert connexion.scalar(text("SELECT length(contenu) FROM copie_ordonnance")) == 0


def test_unknown_copy_is_said(uow: UnitOfWorkFactory) -> None:
    with uow() as u, pytest.raises(Introuvable):
        u.copies_ordonnances.content(UUID(int=1))


@pytest.mark.parametrize(
    "ordre",
    [
        "DELETE FROM copie_ordonnance",
        "UPDATE copie_ordonnance SET origine = 'autre'",
        "UPDATE copie_ordonnance SET version = version + 1",
    ],
)
def test_store_itself_refuses_to_lose_or_change_a_copy(
    uow: UnitOfWorkFactory, copie: CopieOrdonnance, ordre: str
) -> None:
    def break_the_rule() -> None:
        with uow() as u:
            u.copies_ordonnances._session.execute(text(ordre))  # type: ignore[attr-defined]
            u.commit()

    with pytest.raises(ActeFinal):
        break_the_rule()
    with uow() as u:
        assert u.copies_ordonnances.content(copie.id) == PDF
