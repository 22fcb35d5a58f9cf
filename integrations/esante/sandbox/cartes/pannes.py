"""Cards that misbehave, each around a good one: what readers meet on a bad day."""

from collections.abc import Callable
from threading import Event

from esante.sandbox.cartes.carte import OK, VirtualCard


class _Around:
    """A card that behaves as the one inside, but for what a child changes."""

    def __init__(self, card: VirtualCard) -> None:
        self.card = card

    @property
    def atr(self) -> bytes:
        """The answer to reset of the good card."""
        return self.card.atr

    def reset(self) -> None:
        """Reset the good card."""
        self.card.reset()

    def transmit(self, apdu: bytes) -> bytes:
        """Answer as the good card."""
        return self.card.transmit(apdu)


class MuteCard(_Around):
    """Dirty contacts or upside down: no answer to reset."""

    @property
    def atr(self) -> bytes:
        """Nothing."""
        return b""

    def transmit(self, apdu: bytes) -> bytes:  # noqa: ARG002 - a mute card
        """Nothing."""
        return b""


class SlowCard(_Around):
    """A worn card: each answer takes a while."""

    def __init__(
        self, card: VirtualCard, delay: float, wait: Callable[[float], object] | None = None
    ) -> None:
        super().__init__(card)
        self._delay, self._wait = delay, wait or Event().wait

    def transmit(self, apdu: bytes) -> bytes:
        """Answer late."""
        self._wait(self._delay)
        return super().transmit(apdu)


class HangingCard(_Around):
    """A card or driver that stops in the middle: no answer until ``release``."""

    def __init__(self, card: VirtualCard, after: int = 1) -> None:
        super().__init__(card)
        self._left, self._released = after, Event()

    def transmit(self, apdu: bytes) -> bytes:
        """Answer the first commands, then wait."""
        if not self._left:
            self._released.wait()
            return b"\x6f\x00"
        self._left -= 1
        return super().transmit(apdu)

    def release(self) -> None:
        """Let it end."""
        self._released.set()


class TruncatedCard(_Around):
    """Damaged memory: files come cut in the middle of an object."""

    def transmit(self, apdu: bytes) -> bytes:
        """Cut what READ BINARY answers."""
        answer = super().transmit(apdu)
        if len(apdu) > 1 and apdu[1] == 0xB0 and answer.endswith(OK) and len(answer) > 12:
            return answer[: len(answer) // 2 - 3] + OK
        return answer


class WrongOrderCard(_Around):
    """A keyboard reader that lost an exchange: each answer is that of the command before."""

    def __init__(self, card: VirtualCard) -> None:
        super().__init__(card)
        self._previous = OK

    def reset(self) -> None:
        """Start again in step."""
        self._previous = OK
        super().reset()

    def transmit(self, apdu: bytes) -> bytes:
        """Answer one step late."""
        answer, self._previous = self._previous, super().transmit(apdu)
        return answer


class SwappedCard(_Around):
    """Answers as another card after some exchanges, or when told: swapped without the reader seeing it."""

    def __init__(self, card: VirtualCard, other: VirtualCard, after: int | None = None) -> None:
        super().__init__(card)
        self.other, self._left = other, after

    def swap(self) -> None:
        """Answer as the other card from now on."""
        self._left = 0

    def transmit(self, apdu: bytes) -> bytes:
        """Answer as the first card, then as the other."""
        if self._left == 0:
            return self.other.transmit(apdu)
        if self._left is not None:
            self._left -= 1
        return super().transmit(apdu)
