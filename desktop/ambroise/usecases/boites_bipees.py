"""Read the DataMatrix of a pack as a scanner types it: the keyboard layout undone, the separators kept."""

from collections.abc import Callable

from ambroise.domain.gs1 import CodeBoite, CodeBoiteInvalide, parse_code_boite


def read_boite(texte: str, unscramble: Callable[[str], str]) -> CodeBoite:
    """Return what the code of a pack says.

    Args:
        unscramble: gives back what the scanner meant, when the keyboard layout moved the digits.

    Raises:
        CodeBoiteInvalide: it is not the code of a pack.
    """
    try:
        return parse_code_boite(texte)
    except CodeBoiteInvalide as raison:
        meant = unscramble(texte)
        if meant == texte or texte[:2].isdigit():
            raise
        try:
            return parse_code_boite(meant)
        except CodeBoiteInvalide:
            raise raison from None
