"""What a person is told of a card that cannot be read, and what to do at the desk."""

import pytest

from ambroise.adapters.cartes import Cartes
from ambroise.adapters.traduction import translate_card
from ambroise.usecases.errors import CarteAbsente, ReponseInvalide, ServiceInjoignable
from esante import errors as esante
from esante.cartes.acces import ReaderStuck
from esante.sandbox.cartes.catalogue import ZOE_ADRUN
from esante.sandbox.cartes.lecteurs import VirtualReaders
from esante.sandbox.cartes.vitale import VirtualVitale


def test_reader_held_by_another_program_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = VirtualReaders(["A"])
    readers.insert("A", VirtualVitale([ZOE_ADRUN]))

    def busy(_lecteur: str, *, reset_on_close: bool = True) -> None:
        raise esante.ReaderBusy("un autre logiciel garde la carte pour lui seul")

    monkeypatch.setattr(readers, "connect", busy)
    with pytest.raises(ServiceInjoignable, match="Un autre logiciel") as told:
        Cartes(readers, None, {}).read_vitale()
    assert "Fermez" in told.value.remede


@pytest.mark.parametrize("failure", [esante.Unreachable("x"), ReaderStuck("x")])
def test_card_that_does_not_answer_speaks_of_the_chip_not_of_the_network(failure: esante.EsanteError) -> None:
    told = translate_card(failure, "La carte Vitale")
    assert isinstance(told, ServiceInjoignable)
    assert "puce" in told.remede


def test_other_failures_keep_their_sentence() -> None:
    assert isinstance(translate_card(esante.CardAbsent("x"), "La carte CPS"), CarteAbsente)
    assert isinstance(translate_card(esante.Malformed("x"), "La carte CPS"), ReponseInvalide)
