"""The ``config.toml`` of a profile: read whole or refused, written atomically."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any

import tomli_w

from ambroise.settings.options import Reglages
from ambroise.settings.tableaux import ReglageInvalide
from ambroise.settings.valeurs import make_reglages


def load_reglages(fichier: Path) -> Reglages:
    """Read the options; a missing file gives the defaults.

    Raises:
        ReglageInvalide: the TOML is broken, or a key or value is unknown.
    """
    if not fichier.exists():
        return Reglages()
    try:
        texte = fichier.read_text(encoding="utf-8")
    except UnicodeDecodeError as exc:
        raise ReglageInvalide(f"config.toml ne peut être lu\u00a0: {exc}") from exc
    return parse_reglages(texte)


def parse_reglages(texte: str) -> Reglages:
    """Return the options that a ``config.toml`` holds. Raises ReglageInvalide."""
    try:
        lus = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as exc:
        raise ReglageInvalide(f"config.toml ne peut être lu\u00a0: {exc}") from exc
    try:
        return make_reglages(lus)
    except ReglageInvalide as exc:
        raise ReglageInvalide(f"config.toml\u00a0: {exc}") from exc


def save_reglages(fichier: Path, reglages: Reglages) -> None:
    """Write the options that differ from their default, atomically."""
    provisoire = fichier.with_suffix(".tmp")
    provisoire.write_text(dump_reglages(reglages), encoding="utf-8")
    provisoire.replace(fichier)


def dump_reglages(reglages: Reglages) -> str:
    """Return the ``config.toml`` of the options that differ from their default."""
    defaut = Reglages()
    ecarts = {
        f.name: getattr(reglages, f.name)
        for f in fields(Reglages)
        if getattr(reglages, f.name) != getattr(defaut, f.name)
    }
    return tomli_w.dumps({cle: _as_toml(valeur) for cle, valeur in ecarts.items()})


def _as_toml(valeur: Any) -> Any:
    if isinstance(valeur, StrEnum):
        return valeur.value
    if isinstance(valeur, Mapping):
        return {
            cle: s if isinstance(s, str) else {k: v for k, v in vars(s).items() if v}
            for cle, s in valeur.items()
        }
    return valeur
