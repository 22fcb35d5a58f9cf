"""Find the code of an order in a picture or a PDF, as a camera or a scanner of paper brings them.

A document may bear other symbols (datamatrix INS, pack, advertising): only an order's counts, and only one.
"""

from collections.abc import Callable

from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.ports_actes import CodeLu
from ambroise.usecases.ports_identite import PortSymboles


def find_code(symboles: PortSymboles, read_code: Callable[[str], CodeLu], image: bytes) -> str:
    """Return the text of the only code of an order of a picture or a PDF.

    Raises:
        ReponseInvalide: no picture, no such code, or those of several orders.
    """
    trouves: dict[str, str] = {}
    autres = 0
    for symbole in symboles.read_symbols(image):
        texte = symbole.decode("utf-8", errors="replace")
        try:
            trouves.setdefault(read_code(texte).numero, texte)
        except ReponseInvalide:
            autres += 1
    if not trouves:
        quoi = (
            "Le code de ce document n’est pas celui d’une ordonnance."
            if autres
            else "Aucun code ne se lit ici."
        )
        raise ReponseInvalide(quoi, remede="Recadrez l’image autour du QR code, ou tapez le numéro.")
    if len(trouves) > 1:
        raise ReponseInvalide(
            "Ce document porte les codes de plusieurs ordonnances.", remede="Recadrez-le autour d’un seul."
        )
    return next(iter(trouves.values()))
