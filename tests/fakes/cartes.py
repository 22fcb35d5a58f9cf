"""Cards for tests: a script of exchanges, and a connection straight to a virtual card."""

from collections.abc import Iterable

from esante.errors import CardAbsent
from esante.fermeture import Closing
from esante.sandbox.cartes.carte import VirtualCard

ATR_VITALE = bytes.fromhex("3B751300004809EA9000")


class ScriptedCard(Closing):
    """Answer the expected commands in order; anything else fails the test."""

    def __init__(self, exchanges: Iterable[tuple[bytes, bytes]], atr: bytes = ATR_VITALE) -> None:
        self.atr = atr
        self._exchanges = iter(exchanges)
        self.closed = False

    def send_and_receive(self, apdu: bytes) -> bytes:
        expected, answer = next(self._exchanges, (b"", b""))
        assert apdu == expected, f"{apdu.hex()} au lieu de {expected.hex()}"
        return answer

    def close(self) -> None:
        self.closed = True


class DirectConnection(ScriptedCard):
    """A connection to a virtual card, pulled out after ``pulled_after`` exchanges."""

    def __init__(self, card: VirtualCard, pulled_after: int | None = None) -> None:
        super().__init__((), card.atr)
        card.reset()
        self.card, self.left = card, pulled_after
        self.sent: list[bytes] = []

    def send_and_receive(self, apdu: bytes) -> bytes:
        if self.left is not None:
            if not self.left:
                raise CardAbsent("la carte n’est plus dans le lecteur")
            self.left -= 1
        self.sent.append(apdu)
        return self.card.transmit(apdu)
