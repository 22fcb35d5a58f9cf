"""Numbers as French writes them: figures with their signs, or words with the gender of what they count.

Words follow the traditional spelling of prescriptions (« vingt et une », « quatre-vingts »); doses of
narcotics and assimilated medicines are written in full letters (CSP R5132-29).
"""

from decimal import Decimal

_UNITES = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_DIZAINES = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
_QUARTS = {Decimal("0.25"): "1/4", Decimal("0.5"): "1/2", Decimal("0.75"): "3/4"}
_INSECABLE = "\u00a0"


def figures(valeur: Decimal) -> str:
    """Return a number in figures: decimal comma, thousands apart by a no-break space (« 12 000 »)."""
    text = f"{valeur.normalize():f}"
    whole, _, decimals = text.partition(".")
    if len(whole.lstrip("-")) > 4:
        whole = f"{int(whole):,}".replace(",", _INSECABLE)
    return f"{whole},{decimals}" if decimals else whole


def fraction(valeur: Decimal) -> str | None:
    """Return « 1/4 », « 1/2 » or « 3/4 », or None."""
    return _QUARTS.get(valeur)


def letters(nombre: int, feminin: bool = False) -> str:
    """Return a whole number in words (0 to 999 999 999).

    Raises:
        ValueError: negative or beyond.
    """
    if not 0 <= nombre < 1_000_000_000:
        raise ValueError("nombre hors de portée")
    if nombre >= 1_000_000:
        head, rest = divmod(nombre, 1_000_000)
        words = f"{letters(head)} million{'s' if head > 1 else ''}"
        return f"{words} {letters(rest, feminin)}" if rest else words
    if nombre >= 1000:
        head, rest = divmod(nombre, 1000)
        words = "mille" if head == 1 else f"{_hundreds(head, final=False, feminin=False)} mille"
        return f"{words} {_hundreds(rest, final=True, feminin=feminin)}" if rest else words
    return _hundreds(nombre, final=True, feminin=feminin)


def decimal_letters(valeur: Decimal, feminin: bool = False) -> str:
    """Return a decimal number in words (« sept virgule cinq », « zéro virgule zéro cinq »)."""
    whole = int(valeur)
    decimals = f"{valeur.normalize():f}".partition(".")[2]
    words = letters(whole, feminin)
    if not decimals:
        return words
    zeros = len(decimals) - len(decimals.lstrip("0"))
    return f"{words} virgule {' '.join(['zéro'] * zeros + [letters(int(decimals))])}"


def _hundreds(nombre: int, *, final: bool, feminin: bool) -> str:
    head, rest = divmod(nombre, 100)
    if not head:
        return _tens(rest, final=final, feminin=feminin)
    words = "cent" if head == 1 else f"{_UNITES[head]} cent{'s' if final and not rest else ''}"
    return f"{words} {_tens(rest, final=final, feminin=feminin)}" if rest else words


def _tens(nombre: int, *, final: bool, feminin: bool) -> str:
    one = "une" if feminin else "un"
    if nombre < 20:
        return one if nombre == 1 else _UNITES[nombre]
    ten, rest = divmod(nombre, 10)
    if nombre >= 80:
        if nombre == 80:
            return f"quatre-vingt{'s' if final else ''}"
        below = nombre - 80
        return f"quatre-vingt-{one if below == 1 else _UNITES[below]}"
    if nombre >= 70:
        below = nombre - 60
        return "soixante et onze" if below == 11 else f"soixante-{_UNITES[below]}"
    if rest == 0:
        return _DIZAINES[ten]
    return f"{_DIZAINES[ten]} et {one}" if rest == 1 else f"{_DIZAINES[ten]}-{_UNITES[rest]}"
