"""Write the nested values of an act as JSON and read them back, each with the name of its class.

Only the frozen classes of the modules named here, and of the modules inside them, are ever built. A field
this version added takes its default; a field it no longer has is refused rather than dropped.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import ModuleType
from typing import Any
from uuid import UUID

from ambroise.domain import (
    alerte,
    dispensation,
    entrees,
    intervention,
    ligne_ordonnance,
    medicament,
    message,
    modele_ordonnance,
    ordonnance,
    ordonnancier,
    plan_soins,
    posologie,
    produit_prescrit,
    reglage_agenda,
    type_ordonnance,
)

_CLASSE = "_"
_SIMPLES = ("Decimal", "UUID")
_DATES = ("datetime", "date", "time")


class ContenuInconnu(ValueError):
    """The stored content names a class or a field this version does not know."""


def _classes(modules: Iterable[ModuleType]) -> dict[str, type[Any]]:
    return {
        nom: classe
        for module in modules
        for nom, classe in vars(module).items()
        if isinstance(classe, type)
        and f"{classe.__module__}.".startswith(f"{module.__name__}.")
        and (dataclasses.is_dataclass(classe) or issubclass(classe, Enum))
    }


_MODULES = (
    alerte,
    dispensation,
    entrees,
    intervention,
    ligne_ordonnance,
    medicament,
    message,
    modele_ordonnance,
    ordonnance,
    ordonnancier,
    plan_soins,
    posologie,
    produit_prescrit,
    reglage_agenda,
    type_ordonnance,
)
_CONNUES = _classes(_MODULES)


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
    genre = valeur.__class__
    if genre is list:
        return tuple([v if v.__class__ in _NUES else from_json(v) for v in valeur])
    if genre is not dict:
        return valeur
    nom = valeur.get(_CLASSE, "")
    try:
        return _LECTEURS[nom](valeur)
    except (KeyError, TypeError) as erreur:
        raise ContenuInconnu(f"contenu {nom} inconnu de cette version") from erreur


_NUES = frozenset((str, int, bool, type(None)))


def _reader(classe: type[Any]) -> Callable[[dict[str, Any]], Any]:
    if issubclass(classe, Enum):
        return lambda champs: classe[champs["nom"]]

    def read(champs: dict[str, Any]) -> Any:
        return classe(
            **{
                champ: v if v.__class__ in _NUES else from_json(v)
                for champ, v in champs.items()
                if champ != _CLASSE
            }
        )

    return read


_LECTEURS: dict[str, Callable[[dict[str, Any]], Any]] = {
    **{nom: _reader(classe) for nom, classe in _CONNUES.items()},
    "Decimal": lambda champs: Decimal(champs["valeur"]),
    "UUID": lambda champs: UUID(champs["valeur"]),
    "datetime": lambda champs: datetime.fromisoformat(champs["valeur"]),
    "date": lambda champs: date.fromisoformat(champs["valeur"]),
    "time": lambda champs: time.fromisoformat(champs["valeur"]),
    "frozenset": lambda champs: frozenset(from_json(v) for v in champs["valeur"]),
}
"""How each class is read; a file of twenty years holds thousands of such values."""
