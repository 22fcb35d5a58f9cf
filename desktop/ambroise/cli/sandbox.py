"""``ambroise sandbox``: the national services and the cards, simulated on this seat."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse

if TYPE_CHECKING:
    from ambroise.bootstrap import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    sandbox = familles.add_parser("sandbox", help="bac à sable : services et cartes simulés")
    verbes = sandbox.add_subparsers(required=True)
    serve = verbes.add_parser("serve", help="sert les services simulés jusqu’à l’arrêt (Ctrl+C ou SIGTERM)")
    serve.add_argument("--ready-file", type=Path, metavar="FILE", help="écrit quand tous répondent")
    serve.set_defaults(run=_serve)


def _serve(args: argparse.Namespace, app: "Application") -> Reponse:
    app.serve_sandbox(args.ready_file)
    return Reponse({"ok": True}, ("Bac à sable arrêté.",))
