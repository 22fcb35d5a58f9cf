"""Read a domain value from JSON: field names of the dataclass, ISO dates, codes as text, absent as null.

The counterpart of what the terminal writes. A key nothing knows is an error with its path, never dropped.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")


class JsonInvalide(ValueError):
    """The JSON does not say a domain value; ``chemin`` tells where."""

    def __init__(self, chemin: str, raison: str) -> None:
        super().__init__(f"{chemin or 'racine'}\u00a0: {raison}")
        self.chemin = chemin
        self.raison = raison


def read_dataclass(cls: type[T], value: object, path: str = "") -> T:
    """Return the value of a dataclass.

    Raises:
        JsonInvalide: with the path of what is wrong.
    """
    if not isinstance(value, Mapping):
        raise JsonInvalide(path, "un objet est attendu")
    hints = get_type_hints(cls)
    known = {f.name: f for f in fields(cls)}  # type: ignore[arg-type]
    unknown = sorted(set(map(str, value)) - set(known))
    if unknown:
        raise JsonInvalide(join(path, unknown[0]), "champ inconnu")
    arguments = {}
    for name, field in known.items():
        if name in value and not (value[name] is None and field.default is not MISSING):
            arguments[name] = read_value(hints[name], value[name], join(path, name))
        elif field.default is MISSING and field.default_factory is MISSING:
            raise JsonInvalide(join(path, name), "champ absent")
    try:
        return cls(**arguments)
    except ValueError as error:
        raise JsonInvalide(path, str(error)) from error


def read_value(hint: Any, value: Any, path: str) -> Any:
    """Return a value of a type. Raises JsonInvalide."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if value is None and NoneType in arguments:
            return None
        members = [a for a in arguments if a is not NoneType]
        wanted = [a for a in members if (a is str) == isinstance(value, str)]
        return read_value((wanted or members)[0], value, path)
    if origin in (tuple, frozenset):
        if not isinstance(value, list):
            raise JsonInvalide(path, "une liste est attendue")
        return origin(read_value(arguments[0], v, f"{path}[{i}]") for i, v in enumerate(value))
    if is_dataclass(hint) and isinstance(hint, type):
        return read_dataclass(hint, value, path)
    return _scalar(hint, value, path)


def _scalar(hint: Any, value: Any, path: str) -> Any:
    if hint is bool or hint is int:
        if type(value) is not hint:
            raise JsonInvalide(path, "vrai ou faux est attendu" if hint is bool else "un entier est attendu")
        return value
    if hint is Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise JsonInvalide(path, "un nombre est attendu")
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise JsonInvalide(path, "un nombre est attendu") from error
        if not number.is_finite():
            raise JsonInvalide(path, "un nombre est attendu")
        return number
    if not isinstance(value, str):
        raise JsonInvalide(path, "un texte est attendu")
    if hint is str:
        return value
    try:
        if issubclass(hint, Enum):
            return hint(value)
        if hint in (date, datetime, time):
            return hint.fromisoformat(value)
        if hint is UUID:
            return UUID(value)
    except ValueError as error:
        raise JsonInvalide(path, f"«\u00a0{value[:40]}\u00a0» n’est pas une valeur permise") from error
    raise JsonInvalide(path, "type non pris en charge")


def join(path: str, name: str) -> str:
    """Return the path of a field."""
    return f"{path}.{name}" if path else name
