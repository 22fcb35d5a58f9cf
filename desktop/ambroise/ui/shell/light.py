"""The state of one thing the work depends on, as a light of the top bar shows it."""

from dataclasses import dataclass

from ambroise.ui.tokens import Tone


@dataclass(frozen=True)
class Light:
    """The state of one thing: a card, a reader, the network, the outbox.

    ``sentence`` says what it means; ``repair`` is the word of the action that mends it, if any.
    """

    key: str
    icon: str
    word: str
    value: str
    tone: Tone = "success"
    sentence: str = ""
    repair: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """Further actions: the key asked for, and its word."""
    details: tuple[tuple[str, str], ...] = ()
    """What stands behind the state, a name and its words: each reader and the card in it."""

    @property
    def state_icon(self) -> str:
        """The icon that says the state without its colour; none when there is nothing to say."""
        return {"success": "circle-check", "warning": "triangle-alert", "danger": "circle-x"}.get(
            self.tone, ""
        )
