"""Acts are ticked or left with a reason; a home is left once each has its answer."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from ambroise.domain.tournee import ActeSoin, EtatActe, Passage, next_passage

MATIN = datetime(2026, 6, 4, 8, tzinfo=UTC)


def _passage(n: int, heure: int = 8) -> Passage:
    actes = (ActeSoin(UUID(int=100), "Glycémie"), ActeSoin(UUID(int=101), "Pansement"))
    return Passage(UUID(int=n), UUID(int=n), MATIN.replace(hour=heure), "Rue du Port", actes)


def test_tick_answers_and_answers_again_takes_back() -> None:
    passage = _passage(1).tick(1)
    assert (passage.actes[0].etat, passage.restants) == (EtatActe.FAIT, 1)
    assert passage.tick(1).restants == 2
    assert passage.tick(9) is passage


def test_act_not_done_says_why() -> None:
    passage = _passage(1).leave_undone(2, "Refus du patient")
    assert passage.actes[1].motif == "Refus du patient"
    with pytest.raises(ValueError, match="dit pourquoi"):
        passage.leave_undone(1, " ")
    with pytest.raises(ValueError, match="pas de ce passage"):
        passage.leave_undone(3, "x")


def test_ticking_an_undone_act_forgets_its_reason() -> None:
    acte = _passage(1).leave_undone(1, "Absent").tick(1).actes[0]
    assert (acte.etat, acte.motif) == (EtatActe.FAIT, "")


def test_home_is_left_once_each_act_has_its_answer() -> None:
    with pytest.raises(ValueError, match="attend sa réponse"):
        _passage(1).tick(1).finish(MATIN)
    with pytest.raises(ValueError, match="fuseau"):
        _passage(1).finish(datetime(2026, 6, 4, 8))  # noqa: DTZ001
    assert _passage(1).tick(1).tick(2).finish(MATIN).is_termine


def test_next_home_follows_the_hours_and_comes_back_to_the_forgotten_ones() -> None:
    premier, deuxieme, troisieme = _passage(1, 8), _passage(2, 9), _passage(3, 10)
    fini = deuxieme.tick(1).tick(2).finish(MATIN)
    assert next_passage([troisieme, premier, deuxieme]) is premier
    assert next_passage([premier, fini, troisieme], premier.id) is troisieme
    assert next_passage([premier, fini, troisieme], troisieme.id) is premier
    assert next_passage([fini], fini.id) is None
