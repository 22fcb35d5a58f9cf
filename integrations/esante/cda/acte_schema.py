"""Write the JSON schema of an act from the classes themselves, so that it never lags behind them."""

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from esante.cda.acte import CONTENUS, EnteteActe
from esante.cda.decodage import short_code_set
from esante.cda.valeurs import jeu_valeurs, types_document

_SCALARS: dict[Any, dict[str, Any]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    Decimal: {"type": ["number", "string"]},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    UUID: {"type": "string", "format": "uuid"},
    bytes: {"type": "string", "contentEncoding": "base64"},
}
_OPTIONAL = {"OrdonnanceCda": {"pdf", "code_2d"}}


def acte_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12)."""
    definitions: dict[str, Any] = {}
    kinds = [
        {
            "properties": {"genre": {"const": genre}, genre: _schema(kind, definitions)},
            "required": ["genre", "entete", genre],
        }
        for genre, kind in CONTENUS.items()
    ]
    header = _schema(EnteteActe, definitions)
    definitions["DocumentLibre"]["properties"]["type"] = {"enum": sorted(types_document())}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Acte à transformer en document CDA",
        "type": "object",
        "properties": {"genre": {"enum": list(CONTENUS)}, "entete": header},
        "oneOf": kinds,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(a for a in get_args(kind) if a is not type(None))
        return {"anyOf": [_schema(inner, definitions), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], definitions)}
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            definitions[kind.__name__] = _object(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [*(m.name for m in kind), *(m.value for m in kind)]}
    return dict(_SCALARS[kind])


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    properties, required = {}, []
    for field in fields(kind):
        schema = _schema(hints[field.name], definitions)
        table = short_code_set(kind, field.name)
        if table is not None:
            nom = jeu_valeurs(table).nom
            schema = {"anyOf": [schema, {"type": "string", "description": f"code seul, du jeu {nom}"}]}
        properties[field.name] = schema
        optional = field.name in _OPTIONAL.get(kind.__name__, ())
        if field.default is MISSING and field.default_factory is MISSING and not optional:
            required.append(field.name)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
