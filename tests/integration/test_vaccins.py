"""The vaccine of a note is the one written, or none: the shipped base never guesses."""

import pytest

from ambroise.adapters.partage_cda import find_vaccin, search_vaccins
from tests.fakes.base_medicaments import shipped_base


@pytest.mark.parametrize(
    ("texte", "est_trouve"),
    [
        ("REVAXIS", True),
        ("Gardasil 9", True),
        ("engerix", False),
        ("vaxi", False),
        ("", False),
        ("DOLIPRANE", False),
        ("(", False),
    ],
)
def test_one_vaccine_begins_with_what_was_written(texte: str, est_trouve: bool) -> None:
    assert bool(find_vaccin(shipped_base(), texte)) is est_trouve


def test_only_vaccines_are_offered() -> None:
    found = search_vaccins(shipped_base(), "revaxis")
    assert [s.denomination.split(",")[0] for s in found] == ["REVAXIS"]
    assert search_vaccins(shipped_base(), "paracetamol") == []
