import pickle
import traceback

import pytest

from esante.cartes.code_porteur import CodePorteur


def test_code_porteur_shows_itself_to_the_card_alone() -> None:
    code = CodePorteur("4821")
    assert code.reveal() == "4821"
    assert "4821" not in f"{code} {code!r} {[code]}"
    assert not hasattr(code, "__dict__")
    with pytest.raises(TypeError):
        pickle.dumps(code)


@pytest.mark.parametrize("digits", ["", "123", "123456789", "12a4", "١٢٣٤", "1234\n", " 1234"])
def test_what_no_card_would_take_costs_no_attempt_and_is_not_repeated(digits: str) -> None:
    with pytest.raises(ValueError, match="quatre à huit") as caught:
        CodePorteur(digits)
    if digits:
        assert digits not in "".join(traceback.format_exception_only(caught.value))
