"""Read the DataMatrix of a pack as a scanner types it: the keyboard undone, the separators kept."""

from collections.abc import Callable, Iterable

from ambroise.domain.gs1 import CodeBoite, CodeBoiteInvalide, parse_code_boite


def read_boite(texte: str, readings: Callable[[str], Iterable[str]]) -> CodeBoite:
    """Return what the code of a pack says.

    Args:
        readings: what the scanner may have meant, likeliest first, when the keyboard moved its keys.

    Raises:
        CodeBoiteInvalide: it is not the code of a pack.
    """
    for meant in readings(texte):
        try:
            return parse_code_boite(meant)
        except CodeBoiteInvalide:
            continue
    return parse_code_boite(texte)
