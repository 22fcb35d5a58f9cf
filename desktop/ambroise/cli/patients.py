"""``ambroise patients``: what a profile knows of its patients."""

import argparse
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse
from ambroise.domain.doublons import GenreRapprochement, Rapprochement

if TYPE_CHECKING:
    from ambroise.bootstrap import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    patients = familles.add_parser("patients", help="dossiers des patients").add_subparsers(required=True)
    duplicates = patients.add_parser("duplicates", help="dossiers qui sont peut-être la même personne")
    duplicates.set_defaults(run=_duplicates)


def _duplicates(_args: argparse.Namespace, app: "Application") -> Reponse:
    found = app.identitovigilance.list_rapprochements(genres=frozenset(GenreRapprochement))
    doublons = [r for r in found if r.genre is GenreRapprochement.DOUBLON]
    return Reponse(
        {
            "paires": [_pair(r) for r in doublons],
            "homonymes": [_pair(r) for r in found if r.genre is GenreRapprochement.HOMONYME],
            "jumeaux": [_pair(r) for r in found if r.genre is GenreRapprochement.JUMEAUX],
        },
        [f"{r.score:>3} {r.a} {r.b} {', '.join(r.raisons)}" for r in doublons] or ["Aucun doublon."],
    )


def _pair(r: Rapprochement) -> dict[str, object]:
    return {"a": r.a, "b": r.b, "score": r.score, "raisons": list(r.raisons)}
