"""From the refusals of the DMP to a sentence and an action; what is unknown is shown as the DMP said it."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from ambroise.resources import resource
from ambroise.usecases.errors import DemandeRejetee
from esante.dmp.refus import DmpRejected, DocumentNonConforme


@contextmanager
def explaining() -> Iterator[None]:
    """Run calls to the DMP and explain what it refuses. Raises DemandeRejetee."""
    try:
        yield
    except DocumentNonConforme as exc:
        regles = ", ".join(dict.fromkeys(c.regle for c in exc.constats))
        raise DemandeRejetee(
            f"Le document n’est pas conforme et n’a pas été envoyé ({regles}).",
            code="document_non_conforme",
            remede="Corrigez le dossier du patient ou prévenez l’éditeur\u202f; rien n’est parti.",
        ) from exc
    except DmpRejected as exc:
        message, remede = explain(exc.code, exc.libelle)
        raise DemandeRejetee(message, code=exc.code, remede=remede) from exc


def explain(code: str, libelle: str) -> tuple[str, str]:
    """Return the sentence and the action for a refusal: by its words first, then by its code."""
    table = _table()
    for motif, found in table.items():
        if " " in motif and motif in libelle:
            return found
    said = (libelle or code).rstrip(" .")
    if code in table:
        message, remede = table[code]
        return message.replace("{libelle}", said), remede
    return (
        f"Le DMP a refusé la demande\u00a0: {said}.",
        "Notez ce message et le code, puis prévenez l’éditeur.",
    )


@cache
def _table() -> dict[str, tuple[str, str]]:
    with resource("nomenclatures/erreurs_dmp.csv").open(encoding="utf-8", newline="") as file:
        return {row["motif"]: (row["message"], row["remede"]) for row in csv.DictReader(file)}
