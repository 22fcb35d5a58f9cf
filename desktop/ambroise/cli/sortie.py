"""What a command answers, and how it is written for a person or for a program."""

import io
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from ambroise.usecases.errors import AmbroiseError


@dataclass(frozen=True)
class Reponse:
    """Result of a command: the fields of the terminal contract, and lines for a person.

    ``code`` is 0 (done, yes) or 1 (done, and the answer is no).
    """

    donnees: dict[str, Any]
    lignes: Iterable[str] = field(default_factory=tuple)
    code: int = 0


def prepare_streams() -> None:
    """Have every sentence written, wherever it goes.

    Windows gives a file or a pipe its old code page, that has neither « ✓ » nor U+202F: there, UTF-8.
    A terminal that lacks a sign shows its number instead of stopping the command.
    """
    for flux in (sys.stdout, sys.stderr):
        if isinstance(flux, io.TextIOWrapper):  # a program without a console has none
            is_redirected = sys.platform == "win32" and not flux.isatty()
            flux.reconfigure(encoding="utf-8" if is_redirected else None, errors="backslashreplace")


def as_json(objet: Any) -> Any:
    """Turn domain values into JSON values: ISO dates, codes as text, absent as null, sets sorted."""
    convertisseurs: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
        (Enum, lambda o: o.value if isinstance(o.value, str) else o.name.lower()),
        ((datetime, date), lambda o: o.isoformat()),
        (Decimal, lambda o: int(o) if o == o.to_integral_value() else float(o)),
        ((UUID, Path), str),
        (dict, lambda o: {str(k): as_json(v) for k, v in o.items()}),
        ((list, tuple), lambda o: [as_json(v) for v in o]),
        ((set, frozenset), lambda o: sorted(as_json(v) for v in o)),
    )
    for type_, convertir in convertisseurs:
        if isinstance(objet, type_):
            return convertir(objet)
    if is_dataclass(objet) and not isinstance(objet, type):
        return {f.name: as_json(getattr(objet, f.name)) for f in fields(objet)}
    return objet


def dump_json(objet: Any) -> str:
    """Serialise on one line, accents kept."""
    return json.dumps(as_json(objet), ensure_ascii=False)


def write_reponse(reponse: Reponse, *, en_json: bool) -> int:
    """Write the answer on stdout and return the exit code."""
    if en_json:
        print(dump_json(reponse.donnees))
    else:
        for ligne in reponse.lignes:
            print(ligne)
    return reponse.code


def write_erreur(erreur: AmbroiseError, *, en_json: bool) -> int:
    """Write the failure: the JSON object on stdout, or a sentence on stderr; return the exit code."""
    if en_json:
        corps = {
            "type": erreur.kind,
            "message": erreur.message,
            "code": erreur.code or None,
            "remede": erreur.remede or None,
        }
        print(dump_json({"erreur": corps}))
    else:
        print(erreur.message, file=sys.stderr)
        if erreur.remede:
            print(erreur.remede, file=sys.stderr)
    return erreur.exit_code
