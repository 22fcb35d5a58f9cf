"""A module that notices a card late, or never; a key that wants its code."""

from pathlib import Path

import pkcs11
import pytest
from pkcs11 import TokenFlag
from pkcs11.exceptions import UserNotLoggedIn

from esante.cartes.code_porteur import CodePorteur
from esante.cartes.pkcs11 import Pkcs11Jeton
from esante.errors import CardAbsent, Refused


class Key:
    """A private key that wants the code."""

    def sign(self, data: bytes, mechanism: object) -> bytes:
        raise UserNotLoggedIn


class Session:
    """A session that shows one key, or none."""

    hides = False

    def get_objects(self, attributes: object) -> list[Key]:
        return [] if self.hides else [Key()]

    def close(self) -> None:
        """Nothing is held."""


class Slot:
    """A slot whose token opens, with its own description."""

    slot_description = "Lecteur CPS 00 00"
    flags = TokenFlag.TOKEN_INITIALIZED

    def get_token(self) -> "Slot":
        return self

    def open(self, user_pin: str | None) -> "Session":
        return Session()


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


@pytest.mark.parametrize("hides", [False, True])
def test_key_that_wants_the_code_again_tells_that_the_card_left(
    monkeypatch: pytest.MonkeyPatch, hides: bool
) -> None:
    monkeypatch.setattr(pkcs11, "lib", lambda path: Module(late=0))
    monkeypatch.setattr(Session, "hides", hides)
    jeton = Pkcs11Jeton(Path("module.so"))
    with pytest.raises(Refused, match="pas été présenté"):
        jeton.sign_digest(b"1", b"digest")
    jeton.login(CodePorteur("1234"))
    with pytest.raises(CardAbsent, match="a quitté le lecteur"):
        jeton.sign_digest(b"1", b"digest")
