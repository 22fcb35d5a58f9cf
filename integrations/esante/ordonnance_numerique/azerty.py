"""Undo what a French keyboard does to a scanner: one that types as an American keyboard, a locked capital.

A 2D scanner in keyboard mode sends key positions. When the scanner believes in QWERTY and the computer in
AZERTY, the JSON ``{"S":`` arrives as ``¨%S%M``. The table maps the character seen back to the one the scanner
meant. A locked capital swaps the case of letters; on Windows it swaps the two characters of every key.
"""

from collections.abc import Iterator

_SEEN_TO_MEANT = {
    # Row of digits, plain then shifted.
    "²": "`", "&": "1", "é": "2", '"': "3", "'": "4", "(": "5", "-": "6", "è": "7", "_": "8", "ç": "9",
    "à": "0", ")": "-", "=": "=",
    "1": "!", "2": "@", "3": "#", "4": "$", "5": "%", "6": "^", "7": "&", "8": "*",
    "9": "(", "0": ")", "°": "_", "+": "+",
    # Letters that moved.
    "a": "q", "q": "a", "z": "w", "w": "z", "A": "Q", "Q": "A", "Z": "W", "W": "Z",
    "m": ";", "M": ":", ",": "m", "?": "M", ";": ",", ".": "<", ":": ".", "/": ">", "!": "/", "§": "?",
    # Keys right of the letters; the circumflex and the diaeresis are dead keys.
    "^": "[", "¨": "{", "$": "]", "£": "}", "ù": "'", "%": '"', "*": "\\", "µ": "|",
}  # fmt: skip

_SEEN_TO_MEANT_MAC = _SEEN_TO_MEANT | {
    "§": "6", "!": "8", "-": "=", "_": "+", "*": "}", "@": "`", "#": "~", "`": "\\", "£": "|",
    "=": "/", "+": "?",
}  # fmt: skip
"""The French keyboard of macOS, where some signs have other keys."""

_DEAD_DIAERESIS = {"ä": "¨a", "ë": "¨e", "ï": "¨i", "ö": "¨o", "ü": "¨u", "ÿ": "¨y",
                   "Ä": "¨A", "Ë": "¨E", "Ï": "¨I", "Ö": "¨O", "Ü": "¨U"}  # fmt: skip


def unscramble(seen: str, *, mac: bool = False) -> str:
    """Return what the scanner meant, for a text typed through an AZERTY layout."""
    meant = _SEEN_TO_MEANT_MAC if mac else _SEEN_TO_MEANT
    keys = "".join(_DEAD_DIAERESIS.get(character, character) for character in seen)
    return "".join(meant.get(character, character) for character in keys)


def readings(seen: str) -> Iterator[str]:
    """Return what the scanner may have meant, likeliest first.

    Codes are written in capitals: among the ways the keyboard may have been set, one that leaves small
    letters is believed last.
    """
    typed = (seen, seen.swapcase(), other_side(seen))
    meant = dict.fromkeys(
        text for state in typed for text in (state, unscramble(state), unscramble(state, mac=True))
    )
    yield from sorted(meant, key=lambda text: text != text.upper())


def other_side(seen: str) -> str:
    """Return the other character of each key."""
    return "".join(_OTHER_SIDE.get(character, character.swapcase()) for character in seen)


def scramble(meant: str, *, mac: bool = False) -> str:
    """Return what an AZERTY computer shows for a text typed by a QWERTY scanner (used by the training
    mode)."""
    seen = _MEANT_TO_SEEN_MAC if mac else _MEANT_TO_SEEN
    return "".join(seen.get(character, character) for character in meant)


_PLAIN = "&é\"'(-è_çà)=^$ù*,;:!<"
_SHIFTED = "1234567890°+¨£%µ?./§>"
"""The keys of a French keyboard that hold no letter: alone, and shifted."""

_OTHER_SIDE = dict(zip(_PLAIN + _SHIFTED, _SHIFTED + _PLAIN, strict=True))

_MEANT_TO_SEEN = {meant: seen for seen, meant in _SEEN_TO_MEANT.items()}
_MEANT_TO_SEEN_MAC = _MEANT_TO_SEEN | {meant: seen for seen, meant in _SEEN_TO_MEANT_MAC.items()}
