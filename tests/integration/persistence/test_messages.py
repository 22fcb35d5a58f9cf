"""The copy of the boxes in the store: steps, pages, what waits, and nothing left of a box that is gone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ambroise.domain.message import AccuseRecu, EnteteMessage, RoleDossier, Suivi
from ambroise.persistence.database import Database
from ambroise.persistence.trace import Origine
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.ports_reception import EtapeCopie, EtatCopie

RECU = datetime(2026, 3, 2, 8, tzinfo=UTC)
BOITE = "b@medecin.mssante.fr"
ETAT = EtatCopie(BOITE, RoleDossier.RECUS, "INBOX", 7, None)


@pytest.fixture
def uow(base: Database) -> UnitOfWorkFactory:
    return base.unit_of_work(lambda: Origine("auteur", "poste"), lambda: RECU)


def entete(uid: int, **change: object) -> EnteteMessage:
    line = EnteteMessage(
        f"{BOITE}/INBOX/{uid}",
        "Labo",
        f"Résultats {uid}",
        RECU + timedelta(minutes=uid),
        lu=False,
        classe=False,
        porte_document=True,
        du_patient=False,
        references=("<a@b>",),
    )
    return replace(line, **change)  # type: ignore[arg-type]


def apply(uow: UnitOfWorkFactory, etape: EtapeCopie) -> None:
    with uow() as store:
        store.messages.apply(etape)
        store.commit()


def test_steps_build_the_copy_and_pages_give_it_back(uow: UnitOfWorkFactory) -> None:
    apply(uow, EtapeCopie(ETAT, tuple(entete(uid) for uid in (1, 2, 3))))
    apply(uow, EtapeCopie(ETAT, (entete(4, du_patient=True),)))
    done = replace(ETAT, modseq=2**40)
    apply(uow, EtapeCopie(done, drapeaux=((2, True, True),), disparus=(1,)))
    with uow() as store:
        assert store.messages.etat(BOITE, RoleDossier.RECUS) == done
        assert store.messages.uids(done) == {2, 3, 4}
        page = store.messages.list(RoleDossier.RECUS, du_patient=False, limite=1)
        assert page == [entete(3)]
        (second,) = store.messages.list(RoleDossier.RECUS, du_patient=False, avant=page[-1].recu_le)
        assert second == entete(2, lu=True, classe=True)
        assert [m.du_patient for m in store.messages.list(RoleDossier.RECUS, du_patient=True)] == [True]
        assert store.messages.list(RoleDossier.ENVOYES) == []
        assert store.messages.unfiled() == (2, entete(3).recu_le)
        assert store.messages.unread() == 2


def test_what_was_read_is_kept_and_not_read_again(uow: UnitOfWorkFactory) -> None:
    receipt = AccuseRecu(Suivi.LU, "<parti@b>", "c@d")
    apply(uow, EtapeCopie(ETAT, (entete(1), entete(2), entete(3, porte_document=False))))
    with uow() as store:
        assert [m.place[2] for m in store.messages.to_read(BOITE, 10)] == [2, 1]
        store.messages.save(entete(2, patient="ADRUN Zoe", critique=True, accuse=receipt))
        store.messages.keep_content(entete(2).id, b"corps")
        store.commit()
    with uow() as store:
        assert [m.place[2] for m in store.messages.to_read(BOITE, 10)] == [1]
        assert store.messages.content(entete(2).id) == b"corps"
        assert store.messages.content(entete(1).id) is None
        assert store.messages.get(entete(2).id).patient == "ADRUN Zoe"
        assert store.messages.receipts(["<parti@b>", "<autre@b>"]) == [receipt]
        assert store.messages.receipts([]) == []


@pytest.mark.parametrize("wrong", ["n'importe quoi", f"{BOITE}/INBOX/9", f"{BOITE}/INBOX/x", ""])
def test_unknown_message_is_not_found(uow: UnitOfWorkFactory, wrong: str) -> None:
    with uow() as store, pytest.raises(Introuvable):
        store.messages.get(wrong)


def test_folder_made_anew_starts_again_and_a_box_that_left_leaves_nothing(uow: UnitOfWorkFactory) -> None:
    apply(uow, EtapeCopie(ETAT, (entete(1), entete(2))))
    anew = replace(ETAT, uidvalidity=8)
    apply(uow, EtapeCopie(anew, (entete(1, objet="Autre"),), recommencer=True))
    with uow() as store:
        assert [m.objet for m in store.messages.list(RoleDossier.RECUS)] == ["Autre"]
        assert store.messages.boites() == [BOITE]
        store.messages.forget(BOITE)
        store.commit()
    with uow() as store:
        assert store.messages.list(RoleDossier.RECUS) == []
        assert store.messages.boites() == []
        assert store.messages.etat(BOITE, RoleDossier.RECUS) == EtatCopie(BOITE, RoleDossier.RECUS)
