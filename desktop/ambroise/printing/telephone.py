"""French telephone numbers as an order prints them, with +33 (CSP R5132-3, 1°)."""

import re


def international(numero: str) -> str:
    """Return « +33 4 65 71 00 12 »; a number that is not French is left as it is."""
    digits = re.sub(r"[^\d+]", "", numero)
    found = re.fullmatch(r"(?:0|\+33|0033)([1-9])(\d{2})(\d{2})(\d{2})(\d{2})", digits)
    return "+33\u00a0" + "\u00a0".join(found.groups()) if found else numero.strip()
