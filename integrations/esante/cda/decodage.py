"""Turn JSON into the frozen classes of the models, strictly: unknown or missing fields are named."""

import types
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from esante.cda.models import Code
from esante.cda.valeurs import jeu_valeurs
from esante.errors import Malformed

CODES_COURTS = {
    "specialite": "j01_specialite_auteur",
    "StructureCda.type": "j02_type_structure",
    "AllergieCda.type": "type_allergie",
    "cadre_exercice": "j04_cadre_exercice",
    "rencontre": "j142_type_rencontre",
    "fonction": "j47_fonction",
    "VaccinationCda.voie": "voie_vaccination",
    "voie": "voie_administration",
}
"""Fields whose code may be given alone: it is completed from the value set."""


class ActeInvalide(Malformed):
    """A field of the act is wrong; ``champ`` is its path."""

    def __init__(self, champ: str, raison: str) -> None:
        super().__init__(f"{champ}\u00a0: {raison}" if champ else raison)
        self.champ = champ
        self.raison = raison


def decode(value: Any, kind: Any, path: str) -> Any:
    """Return ``value`` as an instance of ``kind``.

    Raises:
        ActeInvalide: naming the field.
    """
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            if type(None) in get_args(kind):
                return None
            raise ActeInvalide(path, "valeur absente")
        return decode(value, next(a for a in get_args(kind) if a is not type(None)), path)
    if origin is tuple:
        if not isinstance(value, list):
            raise ActeInvalide(path, "une liste est attendue")
        inner = get_args(kind)[0]
        return tuple(decode(item, inner, f"{path}[{rank}]") for rank, item in enumerate(value))
    if is_dataclass(kind):
        return _decode_class(value, kind, path)
    return _decode_scalar(value, kind, path)


def short_code_set(owner: type, field: str) -> str | None:
    """Return the value set that completes a code given alone."""
    return CODES_COURTS.get(f"{owner.__name__}.{field}") or CODES_COURTS.get(field)


def _decode_class(value: Any, kind: Any, path: str) -> Any:
    if not isinstance(value, dict):
        raise ActeInvalide(path, "un objet est attendu")
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    unknown = sorted(set(value) - set(known))
    if unknown:
        raise ActeInvalide(f"{path}.{unknown[0]}", "champ inconnu")
    arguments = {}
    for name, field in known.items():
        where = f"{path}.{name}"
        if name not in value:
            if field.default is MISSING and field.default_factory is MISSING:
                raise ActeInvalide(where, "champ absent")
            continue
        raw = value[name]
        table = short_code_set(kind, name)
        if isinstance(raw, str) and table is not None:
            found = jeu_valeurs(table).find(raw)
            if found is None:
                raise ActeInvalide(where, f"code hors du jeu {jeu_valeurs(table).nom}")
            arguments[name] = found
        else:
            arguments[name] = decode(raw, hints[name], where)
    return kind(**arguments)


def _decode_scalar(value: Any, kind: Any, path: str) -> Any:
    try:
        if kind is bool and isinstance(value, bool):
            return value
        if kind is int and isinstance(value, int) and not isinstance(value, bool):
            return value
        if kind is str and isinstance(value, str):
            return value
        if kind is Decimal and isinstance(value, (str, int, float)) and not isinstance(value, bool):
            number = Decimal(str(value))
            if number.is_finite():
                return number
        if kind in (date, datetime, UUID) and isinstance(value, str):
            return UUID(value) if kind is UUID else kind.fromisoformat(value)
        if kind is bytes and isinstance(value, str):
            return b64decode("".join(value.split()), validate=True)
        if isinstance(kind, type) and issubclass(kind, Enum) and isinstance(value, str):
            return kind[value] if value in kind.__members__ else kind(value)
    except (ValueError, InvalidOperation, Base64Error):
        pass
    raise ActeInvalide(path, EXPECTED.get(kind, "valeur inattendue"))


EXPECTED: dict[Any, str] = {
    bool: "true ou false est attendu",
    int: "un entier est attendu",
    str: "un texte est attendu",
    Decimal: "un nombre est attendu",
    date: "une date AAAA-MM-JJ est attendue",
    datetime: "un instant ISO 8601 avec décalage est attendu",
    UUID: "un UUID est attendu",
    bytes: "du base64 est attendu",
    Code: "un code est attendu",
}
