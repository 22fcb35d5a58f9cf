import pytest

from tests.fuzz.cartes import TARGETS, run


@pytest.mark.parametrize("seed", range(3))
def test_only_typed_errors_come_out_of_the_card_parsers(seed: int) -> None:
    outcomes = run(len(TARGETS) * 150, seed)
    # A target that accepts nothing, or refuses nothing, tests nothing.
    assert all(counts["ok"] for counts in outcomes.values())
    refusing = {name for name, counts in outcomes.items() if len(counts) > 1}
    assert refusing >= TARGETS.keys() - {"atr", "specialite", "enchainement"}
