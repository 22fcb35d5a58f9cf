"""The code porteur: a secret that no log, repr, exception nor pickle by accident can show."""

import re

_FORM = re.compile(r"[0-9]{4,8}")


class CodePorteur:
    """Hold a code porteur between the keyboard and the card, once.

    Raises:
        ValueError: not four to eight digits; refused here, it costs the card no attempt.
    """

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        if not _FORM.fullmatch(digits, 0) or not digits.isascii():
            raise ValueError("un code porteur est fait de quatre à huit chiffres") from None
        self._digits = digits

    def reveal(self) -> str:
        """Return the digits, for the card alone."""
        return self._digits

    def __repr__(self) -> str:
        return "CodePorteur(…)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("un code porteur ne se sérialise pas")
