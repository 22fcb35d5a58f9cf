"""A module that notices a card late, or never."""

from pathlib import Path

import pkcs11
import pytest
from pkcs11 import TokenFlag

from esante.cartes.pkcs11 import Pkcs11Jeton
from esante.errors import CardAbsent


class Slot:
    """A slot whose token opens, with its own description."""

    slot_description = "Lecteur CPS 00 00"
    flags = TokenFlag.TOKEN_INITIALIZED

    def get_token(self) -> "Slot":
        return self

    def open(self, user_pin: str | None) -> object:
        return object()


class Module:
    """A module that sees the card after some look-ups."""

    def __init__(self, late: int) -> None:
        self.left = late

    def get_slots(self, token_present: bool) -> list[Slot]:
        self.left -= 1
        return [Slot()] if self.left < 0 else []


def test_card_that_the_module_notices_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    module = Module(late=3)
    monkeypatch.setattr(pkcs11, "lib", lambda path: module)
    Pkcs11Jeton(Path("module.so"), "Lecteur CPS 00 00")
    assert module.left == -1


@pytest.mark.parametrize("lecteur", [None, "Autre lecteur"])
def test_card_that_never_comes_is_absent(monkeypatch: pytest.MonkeyPatch, lecteur: str | None) -> None:
    module = Module(late=10_000) if lecteur is None else Module(late=0)
    monkeypatch.setattr(pkcs11, "lib", lambda path: module)
    with pytest.raises(CardAbsent):
        Pkcs11Jeton(Path("module.so"), lecteur)
