"""The sentences of the page (``resources/ordonnance/paragraphes.toml``), which a profile may change."""

import logging
import tomllib
from collections.abc import Mapping
from pathlib import Path

from ambroise.resources import resource

Paragraphes = Mapping[str, Mapping[str, str]]
_log = logging.getLogger(__name__)


def read_paragraphes(chemin: Path | None = None) -> Paragraphes:
    """Return the sentences, the shipped ones completing those of the profile.

    A profile's file that cannot be read is left out, and the log says so: an order must still print.
    """
    shipped = _read(resource("ordonnance/paragraphes.toml"))
    if chemin is None or not chemin.is_file():
        return shipped
    try:
        own = _read(chemin)
    except ValueError as error:
        _log.warning("Paragraphes du profil ignorés\u00a0: %s", error)
        return shipped
    return {name: {**section, **own.get(name, {})} for name, section in shipped.items()}


def _read(chemin: Path) -> dict[str, dict[str, str]]:
    values = tomllib.loads(chemin.read_text(encoding="utf-8"))
    return {
        name: {k: _typography(str(v)) for k, v in section.items()}
        for name, section in values.items()
        if isinstance(section, dict)
    }


def _typography(texte: str) -> str:
    """Return a sentence whose French signs keep their no-break space, however it was typed."""
    for plain, kept in ((" :", "\u00a0:"), ("« ", "«\u00a0"), (" »", "\u00a0»"), (" ;", "\u202f;")):
        texte = texte.replace(plain, kept)
    return texte
