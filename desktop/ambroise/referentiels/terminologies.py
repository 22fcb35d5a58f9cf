"""The list of the ALD that is shipped, and the CIM-10 of the ATIH once the office has put its file in place.

The CIM-10 is not shipped: no copy under a known licence was found. Its file, ``LIBCIM10MULTI.TXT`` (Latin-1,
``code|MCO-HAD|SSR|PSY|libellé court|libellé``), is published by the ATIH each year.
"""

import csv
import logging
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from ambroise.domain.terminologie import Terme, Terminologie
from ambroise.resources import resource

FICHIER_CIM10: Final = "LIBCIM10MULTI.TXT"
TAILLE_MAXIMALE: Final = 50_000_000
_COLONNES: Final = 6

_log = logging.getLogger(__name__)


class TerminologieInvalide(ValueError):
    """The file is no terminology of the form expected."""


class TerminologiesPoste:
    """``Terminologies`` of one seat; each table is read the first time it is asked for.

    Args:
        dossier: the folder where the office puts the files that are not shipped.
    """

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier

    @cached_property
    def ald(self) -> Terminologie:
        """The affections of the list, under their number."""
        return read_ald(resource("nomenclatures/ald.csv"))

    @cached_property
    def maladies(self) -> Terminologie:
        """The CIM-10, empty while its file is absent or is not one."""
        chemin = self._dossier / FICHIER_CIM10
        if not chemin.is_file():
            return Terminologie()
        try:
            return read_cim10(chemin)
        except TerminologieInvalide as erreur:
            _log.info("CIM-10 laissée de côté\u00a0: %s", erreur)
            return Terminologie()

    def search_ald(self, texte: str) -> Sequence[Terme]:
        return self.ald.search(texte)

    def search_maladies(self, texte: str) -> Sequence[Terme]:
        return self.maladies.search(texte)

    def find_ald(self, libelle: str) -> Terme | None:
        return self.ald.find(libelle)

    def find_maladie(self, libelle: str) -> Terme | None:
        return self.maladies.find(libelle)


def read_ald(chemin: Path) -> Terminologie:
    """Read the list ``numero,libelle``."""
    with chemin.open(encoding="utf-8", newline="") as fichier:
        return Terminologie(Terme(ligne["numero"], ligne["libelle"]) for ligne in csv.DictReader(fichier))


def read_cim10(chemin: Path) -> Terminologie:
    """Read the file of the ATIH.

    Raises:
        TerminologieInvalide: too large, unreadable, or of another form.
    """
    try:
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            raise TerminologieInvalide("fichier trop grand")
        texte = chemin.read_text(encoding="latin-1")
    except OSError as erreur:
        raise TerminologieInvalide("fichier illisible") from erreur
    termes = list(_lines(texte))
    if not termes:
        raise TerminologieInvalide("fichier vide")
    return Terminologie(termes)


def _lines(texte: str) -> Iterator[Terme]:
    for rang, ligne in enumerate(texte.splitlines(), 1):
        champs = [champ.strip() for champ in ligne.split("|")]
        if not ligne.strip():
            continue
        if len(champs) != _COLONNES or not champs[0] or not champs[5]:
            raise TerminologieInvalide(f"ligne {rang} inattendue")
        code = champs[0]
        yield Terme(f"{code[:3]}.{code[3:]}" if len(code) > 3 else code, champs[5])
