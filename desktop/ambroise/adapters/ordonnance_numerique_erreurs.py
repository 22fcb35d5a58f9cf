"""From the refusals of the ordonnance numérique service to what a prescriber or a pharmacist is told.

Its codes are ours, the official ones not being public: the table is a resource, to be written again
with them.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

from ambroise.adapters.traduction import translating
from ambroise.resources import resource
from ambroise.usecases.errors import CarteAbsente, DemandeRejetee, ServiceInjoignable
from esante.errors import Rejected

SERVICE: Final = "Le service d’ordonnance numérique"
_PAPIER: Final = """\
Recommencez dans un instant\u202f; si la panne dure, l’ordonnance sur papier vaut toujours (CSP R4073-2)."""


@contextmanager
def transmitting() -> Iterator[None]:
    """Run calls that the outbox makes, and makes again. Raises a ServiceError."""
    with translating(SERVICE):
        try:
            yield
        except Rejected as exc:
            message, remede = explain(exc.code, exc.libelle)
            raise DemandeRejetee(message, code=exc.code, remede=remede) from exc


@contextmanager
def consulting() -> Iterator[None]:
    """Run calls that somebody waits for: nothing of them will leave by itself. Raises a ServiceError."""
    try:
        with transmitting():
            yield
    except CarteAbsente:
        raise
    except ServiceInjoignable as error:
        raise ServiceInjoignable(error.message, code=error.code, remede=_PAPIER) from error


def explain(code: str, libelle: str) -> tuple[str, str]:
    """Return the sentence and the action for a refusal; an unknown code is shown as the service said it."""
    said = (libelle or code).rstrip(" .")
    if code in _table():
        message, remede = _table()[code]
        return message.replace("{libelle}", said), remede
    return (
        f"{SERVICE} a refusé la demande\u00a0: {said}.",
        "Votre acte est gardé\u202f; notez ce message et le code, puis prévenez l’assistance.",
    )


@cache
def _table() -> dict[str, tuple[str, str]]:
    chemin = resource("nomenclatures/erreurs_ordonnance_numerique.csv")
    with chemin.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["message"], row["remede"]) for row in csv.DictReader(file)}
