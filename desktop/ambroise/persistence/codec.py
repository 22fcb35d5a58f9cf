"""Write the nested values of an act as JSON and read them back, each with the name of its class.

Only the frozen classes of the modules named here are ever built. A field this version added takes its
default; a field it no longer has is refused rather than dropped.
"""

import dataclasses
import json
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import ModuleType
from typing import Any
from uuid import UUID

from ambroise.domain import alerte, dispensation, entrees, medicament, ordonnance, posologie

_CLASSE = "_"
_SIMPLES: dict[str, type[Any]] = {"Decimal": Decimal, "UUID": UUID}
_DATES: dict[str, type[Any]] = {"datetime": datetime, "date": date, "time": time}


class ContenuInconnu(ValueError):
    """The stored content names a class or a field this version does not know."""


def _classes(modules: Iterable[ModuleType]) -> dict[str, type[Any]]:
    return {
        nom: classe
        for module in modules
        for nom, classe in vars(module).items()
        if isinstance(classe, type)
        and classe.__module__ == module.__name__
        and (dataclasses.is_dataclass(classe) or issubclass(classe, Enum))
    }


_CONNUES = _classes((alerte, dispensation, entrees, medicament, ordonnance, posologie))


def dumps(valeur: object) -> str:
    """Return the JSON of a value, the same text for the same value."""
    return dump_json(to_json(valeur))


def loads(texte: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ContenuInconnu: it names what this version does not know.
    """
    return from_json(load_json(texte))


def dump_json(valeur: Any) -> str:
    """Return the canonical text of JSON values."""
    return json.dumps(valeur, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_json(texte: str) -> Any:
    """Return the JSON values of a text."""
    return json.loads(texte)


def to_json(valeur: Any) -> Any:
    """Return a value as JSON values."""
    nom = type(valeur).__name__
    if isinstance(valeur, Enum):
        return {_CLASSE: nom, "nom": valeur.name}
    if valeur is None or isinstance(valeur, bool | int | str):
        return valeur
    if isinstance(valeur, tuple):
        return [to_json(partie) for partie in valeur]
    if isinstance(valeur, frozenset):
        return {_CLASSE: "frozenset", "valeur": sorted((to_json(p) for p in valeur), key=json.dumps)}
    if nom in _SIMPLES:
        return {_CLASSE: nom, "valeur": str(valeur)}
    if nom in _DATES:
        return {_CLASSE: nom, "valeur": valeur.isoformat()}
    if _CONNUES.get(nom) is not type(valeur):
        raise TypeError(f"une valeur {nom} ne s’enregistre pas")
    champs = {champ.name: to_json(getattr(valeur, champ.name)) for champ in dataclasses.fields(valeur)}
    return {_CLASSE: nom, **champs}


def from_json(valeur: Any) -> Any:
    """Return the value of JSON values."""
    if isinstance(valeur, list):
        return tuple(from_json(partie) for partie in valeur)
    if not isinstance(valeur, dict):
        return valeur
    nom = valeur.get(_CLASSE, "")
    try:
        if nom in _SIMPLES:
            return _SIMPLES[nom](valeur["valeur"])
        if nom in _DATES:
            return _DATES[nom].fromisoformat(valeur["valeur"])
        if nom == "frozenset":
            return frozenset(from_json(partie) for partie in valeur["valeur"])
        classe = _CONNUES[nom]
        if issubclass(classe, Enum):
            return classe[valeur["nom"]]
        return classe(**{champ: from_json(v) for champ, v in valeur.items() if champ != _CLASSE})
    except (KeyError, TypeError) as erreur:
        raise ContenuInconnu(f"contenu {nom} inconnu de cette version") from erreur
