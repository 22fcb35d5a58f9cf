from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any, cast

from ambroise.bootstrap.interface.coquille import Coquille
from ambroise.usecases.ports_cartes import EtatLecteur
from esante.sandbox.cartes.catalogue import ZOE_ADRUN
from esante.sandbox.cartes.lecteurs import VirtualReaders
from esante.sandbox.cartes.vitale import VirtualVitale
from tests.fakes.patience import ATTENTE_S


def test_window_is_told_of_a_removed_card_as_of_an_empty_reader() -> None:
    readers = VirtualReaders(["Vitale"])
    coquille = Coquille(cast(Any, SimpleNamespace(cartes=SimpleNamespace(service=readers))))
    told: SimpleQueue[EtatLecteur] = SimpleQueue()
    stop = coquille.watch_lecteurs(told.put)
    try:
        assert told.get(timeout=ATTENTE_S) == EtatLecteur("Vitale")
        readers.insert("Vitale", VirtualVitale([ZOE_ADRUN]))
        assert told.get(timeout=ATTENTE_S) == EtatLecteur("Vitale", "vitale2", "3b751300004809ea9000")
        readers.remove("Vitale")
        assert told.get(timeout=ATTENTE_S) == EtatLecteur("Vitale")
    finally:
        stop()
