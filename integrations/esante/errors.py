"""The five things a caller can do about a failure of a card or a national service.

EsanteError
├── Unreachable   network, reader or card absent: try again
├── Refused       code porteur, certificate, habilitation: a person must act
├── Rejected      the service answered no, with its official code and libellé
├── Malformed     the answer (or the card) departs from its specification
└── Unsupported   known, but beyond what this software may or can do
"""


class EsanteError(Exception):
    """Base of every error this package raises; its text never holds a patient datum or a secret."""


class Unreachable(EsanteError):
    """Nothing answered: reader, card, host or daemon absent; the same request may succeed later."""


class CardAbsent(Unreachable):
    """The card left the reader, before or during the exchange."""


class ReaderBusy(Unreachable):
    """Another program keeps the card for itself; it may let it go."""


class Refused(EsanteError):
    """A secret, a certificate or a right was refused; retrying alone cannot help."""


class CodePorteurRefused(Refused):
    """The code porteur was wrong or the card is blocked (``attempts_left == 0``)."""

    def __init__(self, attempts_left: int | None) -> None:
        super().__init__(
            "carte bloquée"
            if attempts_left == 0
            else f"code porteur refusé, essais restants\u00a0: {attempts_left}"
        )
        self.attempts_left = attempts_left


class Rejected(EsanteError):
    """The service understood and answered no.

    Args:
        code: the official code, as sent (unknown codes are kept).
        libelle: the official text, as sent.
    """

    def __init__(self, code: str, libelle: str = "") -> None:
        super().__init__(f"{code}\u00a0: {libelle}" if libelle else code)
        self.code = code
        self.libelle = libelle


class Malformed(EsanteError):
    """Bytes, XML or JSON that the specification does not allow."""


class Unsupported(EsanteError):
    """A card, a version or an operation that this software does not handle."""
