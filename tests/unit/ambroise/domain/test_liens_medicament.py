"""Only a CIS makes an address."""

import pytest

from ambroise.domain.liens_medicament import fiche_publique


@pytest.mark.parametrize("code", ["", "6023410", "602341000", "6023410a", "../../x", "٦٠٢٣٤١٠٠"])
def test_what_is_no_code_has_no_page(code: str) -> None:
    assert fiche_publique(code) == ""


def test_a_code_has_its_page() -> None:
    assert fiche_publique("60234100").endswith("specid=60234100")
