"""The families of commands and the parser they make together.

A family is a module of this package with ``add_commands(familles)``; each command sets ``run`` to a
function ``(args, app) -> Reponse | int``. Heavy modules are imported by ``app`` on first use, so that a
command that reads a card never pays for the database.
"""

import argparse
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from ambroise import __version__
from ambroise.cli.analyseur import Analyseur
from ambroise.cli.sortie import write_erreur, write_reponse
from ambroise.usecases.errors import AmbroiseError

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

FAMILLES: tuple[str, ...] = (
    "accounts",
    "agenda",
    "annuaire",
    "cards",
    "dmp",
    "doctor",
    "documents",
    "identites",
    "installation",
    "licences",
    "mail",
    "medicaments",
    "mises_a_jour",
    "ordonnance",
    "outbox",
    "patients",
    "posologie",
    "psc",
    "referentiels",
    "sandbox",
    "sauvegardes",
)


Familles = argparse._SubParsersAction
"""Where ``add_commands`` adds its sub-parsers (``familles.add_parser("cards", help=…)``)."""


def build_parser(*autres: ModuleType) -> argparse.ArgumentParser:
    """Return the parser of the whole terminal, with the families that live elsewhere."""
    parser = Analyseur(prog="ambroise", description="Sans commande, ouvre l’interface.")
    parser.add_argument(
        "--version", action="version", version=f"Ambroise {__version__}", help="dire la version du logiciel"
    )
    familles = parser.add_subparsers(dest="famille", metavar="COMMANDE")
    for module in (*(import_module(f"ambroise.cli.{nom}") for nom in FAMILLES), *autres):
        module.add_commands(familles)
    return parser


def run_command(args: argparse.Namespace, app: "Application") -> int:
    """Run the parsed command and return its exit code (terminal contract: 0 to 7)."""
    en_json = getattr(args, "en_json", False)
    try:
        resultat = args.run(args, app)
        code = resultat if isinstance(resultat, int) else write_reponse(resultat, en_json=en_json)
        sys.stdout.flush()
        return code
    except AmbroiseError as exc:
        return write_erreur(exc, en_json=en_json)
    except BrokenPipeError:
        # Who reads has read enough (``| head``); Python would say so again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
