from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from ambroise.domain.envoi import EtatEnvoi, TypeEnvoi
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.usecases.errors import ActeFinal, ConflitVersion, Introuvable
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import MAINTENANT, make_envoi, make_patient

AVANT = MAINTENANT - timedelta(minutes=10)


@contextmanager
def counting(base: Database) -> Iterator[list[str]]:
    """Note the queries sent to the engine."""
    requetes: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        requetes.append(statement)

    event.listen(base.engine, "before_cursor_execute", note)
    try:
        yield requetes
    finally:
        event.remove(base.engine, "before_cursor_execute", note)


def test_an_envoi_comes_back_as_it_was_written(uow: UnitOfWorkFactory) -> None:
    envoi = make_envoi(None, "a", type=TypeEnvoi.MSSANTE, prochaine=MAINTENANT, erreur="é")
    with uow() as u:
        u.envois.add(envoi)
        u.commit()
    with uow() as u:
        assert u.envois.get(envoi.id) == envoi
        with pytest.raises(Introuvable):
            u.envois.get(new_id())


def test_the_same_document_never_leaves_twice(uow: UnitOfWorkFactory) -> None:
    with uow() as u:
        u.envois.add(make_envoi(None, "a"))
        u.envois.add(make_envoi(None, "a", type=TypeEnvoi.DMP))
        u.commit()

    def add_again() -> None:
        with uow() as u:
            u.envois.add(make_envoi(None, "a"))

    with pytest.raises(ActeFinal) as refus:
        add_again()
    assert refus.value.code == "deja_en_envoi"


def test_only_what_is_due_is_taken_oldest_first_and_once(uow: UnitOfWorkFactory) -> None:
    vieux = make_envoi(None, "vieux", cree_le=AVANT)
    jeune = make_envoi(None, "jeune")
    futur = make_envoi(None, "futur", prochaine=MAINTENANT + timedelta(minutes=1))
    suivant = make_envoi(None, "suivant", apres=futur.id, cree_le=AVANT - timedelta(days=1))
    with uow() as u:
        for envoi in (jeune, futur, vieux, suivant):
            u.envois.add(envoi)
        u.commit()
    pris = []
    with uow() as u:
        while envoi := u.envois.take(MAINTENANT, AVANT):
            pris.append((envoi.cle_idempotence, envoi.etat, envoi.essais, envoi.version))
        u.commit()
    assert pris == [("vieux", EtatEnvoi.EN_COURS, 1, 1), ("jeune", EtatEnvoi.EN_COURS, 1, 1)]
    with uow() as u:
        assert u.envois.next_due() == MAINTENANT + timedelta(minutes=1)
        assert u.envois.followers(futur.id) == [suivant]
        assert u.envois.count() == {EtatEnvoi.EN_COURS: 2, EtatEnvoi.EN_ATTENTE: 2}
        assert {e.id for e in u.envois.list([EtatEnvoi.EN_COURS])} == {vieux.id, jeune.id}
        assert len(u.envois.list(limite=3)) == 3


def test_an_abandoned_envoi_is_due_again_after_its_lease(uow: UnitOfWorkFactory) -> None:
    with uow() as u:
        u.envois.add(make_envoi(None, "a"))
        assert u.envois.take(MAINTENANT, AVANT)
        assert u.envois.take(MAINTENANT + timedelta(minutes=5), MAINTENANT - timedelta(minutes=5)) is None
        repris = u.envois.take(MAINTENANT + timedelta(minutes=11), MAINTENANT + timedelta(minutes=1))
        assert repris
        assert repris.essais == 2


def test_a_clock_that_went_back_a_day_holds_nothing_up(uow: UnitOfWorkFactory) -> None:
    hier = MAINTENANT - timedelta(days=1)
    with uow() as u:
        u.envois.add(make_envoi(None, "pris"))
        assert u.envois.take(MAINTENANT, AVANT)
        u.envois.add(make_envoi(None, "attend", prochaine=MAINTENANT + timedelta(minutes=5)))
        u.commit()
    with uow() as u:
        cles = {e.cle_idempotence for e in (u.envois.take(hier, hier), u.envois.take(hier, hier)) if e}
        assert cles == {"pris", "attend"}
        assert u.envois.take(hier, hier - timedelta(minutes=10)) is None


def test_a_result_is_only_written_over_the_version_it_answers(uow: UnitOfWorkFactory) -> None:
    with uow() as u:
        u.envois.add(make_envoi(None, "a"))
        pris = u.envois.take(MAINTENANT, AVANT)
        assert pris
        u.envois.save(replace(pris, etat=EtatEnvoi.REMIS, accuse="reçu"))
        with pytest.raises(ConflitVersion):
            u.envois.save(replace(pris, etat=EtatEnvoi.EN_ATTENTE))
        assert u.envois.get(pris.id).accuse == "reçu"


def test_the_outbox_is_followed_in_one_query_without_its_contents(
    uow: UnitOfWorkFactory, base: Database
) -> None:
    patiente = make_patient("MARTIN", "ZOE ANNE", nom_utilise="DURAND")
    with uow() as u:
        u.patients.add(patiente)
        for n in range(3):
            u.envois.add(make_envoi(patiente.id, f"d{n}", cree_le=MAINTENANT + timedelta(minutes=n)))
        u.envois.add(make_envoi(None, "passage", cree_le=AVANT))
        u.commit()
    with uow() as u, counting(base) as requetes:
        suivis = u.envois.list_named()
    assert [(s.envoi.cle_idempotence, s.nom, s.prenom) for s in suivis] == [
        ("d2", "DURAND", "Zoe"),
        ("d1", "DURAND", "Zoe"),
        ("d0", "DURAND", "Zoe"),
        ("passage", "", ""),
    ]
    assert len([r for r in requetes if r.startswith("SELECT")]) == 1
    assert all("contenu" not in r for r in requetes)
    assert {s.envoi.contenu for s in suivis} == {b""}
    with uow() as u:
        assert len(u.envois.list_named(patiente.id)) == 3
