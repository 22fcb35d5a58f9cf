"""Sequences that make their values when they are looked at."""

import pytest

from ambroise.persistence.lazy import Lazy


def test_nothing_is_made_before_it_is_looked_at_and_each_value_once() -> None:
    faites: list[int] = []

    def make(rang: int) -> int:
        faites.append(rang)
        return rang * 10

    paresseuse = Lazy(4, make)

    assert len(paresseuse) == 4
    assert faites == []
    assert paresseuse[-1] == 30
    assert paresseuse[1:3] == (10, 20)
    assert list(paresseuse) == [0, 10, 20, 30]
    assert sorted(faites) == [0, 1, 2, 3]


def test_it_compares_with_the_tuple_of_its_values() -> None:
    assert Lazy(2, lambda n: n) == (0, 1)
    assert Lazy(2, lambda n: n) != (0, 2)
    assert hash(Lazy(2, lambda n: n)) == hash((0, 1))


def test_a_rank_out_of_range_is_refused() -> None:
    with pytest.raises(IndexError):
        Lazy(2, lambda n: n)[2]
