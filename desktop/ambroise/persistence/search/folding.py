"""Reduce numbers to what people type."""


def digits(texte: str) -> str:
    """Return the digits of a text."""
    return "".join(c for c in texte if c in "0123456789")
