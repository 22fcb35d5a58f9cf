"""The recalled rules of an order, shipped (``resources/ordonnance/regles.toml``) and changed by a profile."""

import logging
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ambroise.domain.regles_ordonnance import EXEMPLAIRES_MAXIMUM, ReglesOrdonnance, ReglesQr
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.resources import resource

_REMPLACEMENTS = {"remplace": False, "remplacant": True}
_log = logging.getLogger(__name__)


def read_regles(chemin: Path | None = None) -> ReglesOrdonnance:
    """Return the rules; a profile's file that cannot be understood is left out, and the log says so."""
    shipped = _load(resource("ordonnance/regles.toml"))
    if chemin is not None and chemin.is_file():
        try:
            own = _load(chemin)
            return _make({name: {**section, **own.get(name, {})} for name, section in shipped.items()})
        except (ValueError, KeyError, TypeError) as error:
            _log.warning("Règles d’ordonnance du profil ignorées\u00a0: %s", error)
    return _make(shipped)


def _load(chemin: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads(chemin.read_text(encoding="utf-8"))


def _make(lues: Mapping[str, Mapping[str, Any]]) -> ReglesOrdonnance:
    exemplaires = {TypeOrdonnance(genre): _count(genre, n) for genre, n in lues["exemplaires"].items()}
    qr = lues["qr"]
    return ReglesOrdonnance(ReglesQr(_REMPLACEMENTS[qr["rpps"]], str(qr["finess"])), exemplaires)


def _count(genre: str, nombre: object) -> int:
    if not isinstance(nombre, int) or not 1 <= nombre <= EXEMPLAIRES_MAXIMUM:
        raise ValueError(f"{genre} attend un nombre d’exemplaires de 1 à {EXEMPLAIRES_MAXIMUM}")
    return nombre
