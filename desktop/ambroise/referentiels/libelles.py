"""The usual names of care shipped with the program (``resources/ordonnance/libelles.toml``)."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from ambroise.domain.libelle_acte import LibelleActe
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.resources import resource


def read_libelles(chemin: Path | None = None) -> Mapping[TypeOrdonnance, tuple[LibelleActe, ...]]:
    """Return the names offered for each kind of order.

    Raises:
        ValueError: the file names a kind that does not exist.
    """
    texte = (chemin or resource("ordonnance/libelles.toml")).read_text(encoding="utf-8")
    return {
        TypeOrdonnance(genre): tuple(_libelle(str(nom)) for nom in section["libelles"])
        for genre, section in tomllib.loads(texte).items()
    }


def _libelle(texte: str) -> LibelleActe:
    nom, _, autres = texte.partition("|")
    return LibelleActe(nom.strip().replace("'", "’"), autres.strip())
