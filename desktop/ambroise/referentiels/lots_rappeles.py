"""The recalled lots of a file that the pharmacist puts in the profile: no open list of them is published.

``produit;lot;date;motif``, in UTF-8: the product by its CIP13 or GTIN, the date as 2026-06-04 or 04/06/2026.
One line that cannot be read refuses the whole file: half a list would be believed to be whole.
"""

import csv
import re
from datetime import date, datetime
from pathlib import Path
from typing import Final

from ambroise.domain.rappel import LotRappele, LotsRappeles

FICHIER: Final = "lots-rappeles.csv"
TAILLE_MAXIMALE: Final = 5_000_000
_COLONNES: Final = ["produit", "lot", "date", "motif"]
_CIP13: Final = re.compile(r"0?(34009\d{8})", re.ASCII)
_LOT: Final = re.compile(r"[!-~]{1,20}")
_MOTIF_MAXIMAL: Final = 200


class ListeInvalide(ValueError):
    """The file is no list of lots; the sentence says where."""


class LotsDuPoste:
    """The list of a folder, read again when its file changes."""

    def __init__(self, dossier: Path) -> None:
        self._chemin = dossier / FICHIER
        self._lu: tuple[tuple[int, int], LotsRappeles] | None = None

    def read(self) -> LotsRappeles:
        """Return the list, empty without a file; one that is refused says why in its ``defaut``."""
        try:
            etat = self._chemin.stat()
        except OSError:
            return LotsRappeles()
        version = (etat.st_mtime_ns, etat.st_size)
        if self._lu is None or self._lu[0] != version:
            try:
                lots = read_lots(self._chemin)
            except ListeInvalide as erreur:
                lots = LotsRappeles(defaut=str(erreur))
            self._lu = (version, lots)
        return self._lu[1]


def read_lots(chemin: Path) -> LotsRappeles:
    """Read a list of lots.

    Raises:
        ListeInvalide: too large, unreadable, or of another form.
    """
    try:
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            raise ListeInvalide("le fichier est trop grand")
        texte = chemin.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as erreur:
        raise ListeInvalide("le fichier est illisible") from erreur
    try:
        lignes = list(csv.reader(texte.splitlines(), delimiter=";", strict=True))
    except csv.Error as erreur:
        raise ListeInvalide("le fichier est illisible") from erreur
    if not lignes or [nom.strip().casefold() for nom in lignes[0]] != _COLONNES:
        raise ListeInvalide("la première ligne n’est pas «\u00a0produit;lot;date;motif\u00a0»")
    lots = [_read_line(champs, rang) for rang, champs in enumerate(lignes[1:], 2) if any(champs)]
    return LotsRappeles({(lot.code_cip13, lot.lot): lot for lot in lots})


def _read_line(champs: list[str], rang: int) -> LotRappele:
    if len(champs) != len(_COLONNES):
        raise ListeInvalide(f"la ligne {rang} n’a pas quatre colonnes")
    produit, lot, quand, motif = (champ.strip() for champ in champs)
    code = _CIP13.fullmatch(produit)
    le = _read_date(quand)
    if code is None:
        raise ListeInvalide(f"la ligne {rang} ne donne pas le code CIP13 du produit")
    if not _LOT.fullmatch(lot):
        raise ListeInvalide(f"la ligne {rang} ne donne pas le lot")
    if le is None or len(motif) > _MOTIF_MAXIMAL or not motif.isprintable():
        raise ListeInvalide(f"la ligne {rang} a une date ou un motif illisible")
    return LotRappele(code.group(1), lot.upper(), le, motif)


def _read_date(texte: str) -> date | None:
    for forme in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(texte, forme).date()  # noqa: DTZ007 - a day, not an instant
        except ValueError:
            continue
    return None
