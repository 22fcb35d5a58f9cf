"""The wait for news: nothing before the login, longer and longer after a failure, told when it matters."""

from datetime import UTC, datetime, timedelta

from ambroise.domain.message import EnteteMessage
from ambroise.usecases.ports_reception import MessageOuvert
from ambroise.usecases.releve import BilanReleve, ReleveService
from ambroise.usecases.veille_messages import VeilleMessages
from tests.fakes.memoire import BaseMemoire, make_contexte
from tests.fakes.messages import FaussesBoites

ENTETE = EnteteMessage(
    "b/INBOX/1",
    "Labo",
    "Résultats",
    datetime(2026, 3, 2, 8, tzinfo=UTC),
    lu=False,
    classe=False,
    porte_document=False,
    du_patient=False,
)


class Attente:
    """Counts the waits and says to leave at the last one."""

    def __init__(self, nombre: int) -> None:
        self.reste, self.durees = nombre, list[timedelta]()

    def __call__(self, duree: timedelta) -> bool:
        self.durees.append(duree)
        self.reste -= 1
        return self.reste <= 0


def watch(boites: FaussesBoites, attente: Attente, *, connecte: bool = True) -> list[BilanReleve]:
    told: list[BilanReleve] = []
    releve = ReleveService(make_contexte(BaseMemoire()), boites)
    veille = VeilleMessages(releve, boites, lambda: connecte, attente)
    veille.on_change = told.append
    veille.watch("b")
    return told


def test_nothing_is_asked_before_the_login() -> None:
    boites = FaussesBoites({"b/INBOX/1": MessageOuvert(ENTETE, "", (), None, ())})
    assert watch(boites, Attente(3), connecte=False) == []
    assert boites.attentes == []


def test_new_messages_are_told_once_and_the_wait_starts_from_what_was_read() -> None:
    boites = FaussesBoites({"b/INBOX/1": MessageOuvert(ENTETE, "", (), None, ())})
    told = watch(boites, Attente(3))
    assert [bilan.nouveaux for bilan in told] == [1]
    assert boites.attentes == [1, 1, 1]


def test_box_in_trouble_is_tried_again_later_and_later() -> None:
    attente = Attente(7)
    told = watch(FaussesBoites(pannes={"b"}), attente)
    seconds = [duree.total_seconds() for duree in attente.durees]
    assert seconds == [30, 60, 120, 240, 480, 600, 600]
    assert all(bilan.pannes for bilan in told)
