from datetime import timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ambroise.domain.audit import ActionAudit
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import MAINTENANT, make_entree

PATIENT = new_id()


@pytest.fixture
def journal(uow: UnitOfWorkFactory) -> UnitOfWorkFactory:
    with uow() as u:
        for n in range(5):
            u.audit.append(
                make_entree(f"objet {n}", patient_id=PATIENT if n % 2 else None, detail="été « œ »")
            )
        u.commit()
    return uow


def tamper(base: Database, *ordres: str) -> None:
    """Change the trail as someone who has the key and removes the triggers would."""
    with base.engine.begin() as connexion:
        sur = " ON audit" if connexion.dialect.name == "postgresql" else ""
        connexion.execute(text(f"DROP TRIGGER IF EXISTS refuse_update_audit{sur}"))
        connexion.execute(text(f"DROP TRIGGER IF EXISTS refuse_delete_audit{sur}"))
        for ordre in ordres:
            connexion.execute(text(ordre))


def verify(uow: UnitOfWorkFactory) -> list[str]:
    with uow() as u:
        return list(u.audit.verify())


def test_entries_come_back_newest_first_and_the_chain_is_whole(journal: UnitOfWorkFactory) -> None:
    with journal() as u:
        assert [e.objet for e in u.audit.list()] == [f"objet {n}" for n in (4, 3, 2, 1, 0)]
        assert [e.objet for e in u.audit.list(PATIENT)] == ["objet 3", "objet 1"]
        assert len(u.audit.list(limite=2)) == 2
        assert u.audit.list()[0].action is ActionAudit.LECTURE
    assert verify(journal) == []


def test_an_entry_of_another_time_zone_still_verifies(uow: UnitOfWorkFactory) -> None:
    with uow() as u:
        u.audit.append(make_entree(instant=MAINTENANT.astimezone(timezone(timedelta(hours=2)))))
        u.commit()
    assert verify(uow) == []


def test_the_place_where_one_works_is_held_like_the_rest_and_older_entries_keep_their_digest(
    journal: UnitOfWorkFactory, base: Database
) -> None:
    with journal() as u:
        u.audit.append(make_entree(situation="499700366240007"))
        u.commit()
    with journal() as u:
        assert [e.situation for e in u.audit.list(limite=2)] == ["499700366240007", ""]
    assert verify(journal) == []
    tamper(base, "UPDATE audit SET situation = '' WHERE rang = 6")
    assert "n° 6" in verify(journal)[0]


def test_an_empty_trail_is_whole(uow: UnitOfWorkFactory) -> None:
    assert verify(uow) == []


def test_a_rolled_back_entry_leaves_no_gap(journal: UnitOfWorkFactory) -> None:
    with journal() as u:
        u.audit.append(make_entree("abandon"))
    with journal() as u:
        u.audit.append(make_entree("suite"))
        u.commit()
    assert verify(journal) == []


@pytest.mark.parametrize("ordre", ["UPDATE audit SET detail = 'x' WHERE rang = 2", "DELETE FROM audit"])
def test_the_database_refuses_to_change_a_trace(
    base: Database, journal: UnitOfWorkFactory, ordre: str
) -> None:
    with base.engine.begin() as connexion, pytest.raises(DBAPIError, match="acte final"):
        connexion.execute(text(ordre))


@pytest.mark.parametrize(
    "champ",
    [
        "auteur = 'autre'",
        "poste = 'autre'",
        "action = 'export'",
        "action = 'inconnue'",
        "objet = 'autre'",
        "detail = ''",
        "patient_id = NULL",
        "instant = '2020-01-01 00:00:00.000000'",
        "empreinte = 'f'",
    ],
)
def test_any_edited_field_shows(base: Database, journal: UnitOfWorkFactory, champ: str) -> None:
    tamper(base, f"UPDATE audit SET {champ} WHERE rang = 2")
    assert any("n° 2" in constat or "n° 3" in constat for constat in verify(journal))


def test_a_deleted_entry_shows(base: Database, journal: UnitOfWorkFactory) -> None:
    tamper(base, "DELETE FROM audit WHERE rang = 3")
    assert any("manque 1" in constat for constat in verify(journal))


def test_a_cut_tail_shows(base: Database, journal: UnitOfWorkFactory) -> None:
    tamper(base, "DELETE FROM audit WHERE rang >= 4")
    assert verify(journal) == [
        "La fin du journal a été coupée ou remplacée\u00a0: 3 trace(s) lue(s), 5 attendue(s)."
    ]


def test_a_cut_tail_shows_though_the_head_was_rewritten(base: Database, journal: UnitOfWorkFactory) -> None:
    tamper(
        base,
        "DELETE FROM audit WHERE rang >= 4",
        "UPDATE audit_tete SET nombre = 3, empreinte = (SELECT empreinte FROM audit WHERE rang = 3)",
    )
    assert verify(journal) == ["Le sceau du journal n’est pas celui de ce profil."]


def test_an_emptied_trail_shows(base: Database, journal: UnitOfWorkFactory) -> None:
    tamper(base, "DELETE FROM audit")
    assert verify(journal)
