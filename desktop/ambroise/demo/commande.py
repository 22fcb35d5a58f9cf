"""``ambroise demo``: the main job, played step by step, or shown in the interface when there is a display."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    demo = familles.add_parser("demo", help="jouer le métier principal, de la carte à la délivrance")
    demo.add_argument("--headless", action="store_true", help="sans fenêtre, dans le terminal")
    demo.add_argument("--out", type=Path, metavar="DIR", help="où laisser les documents produits")
    demo.add_argument("--sans-captures", action="store_true", help="ne pas dessiner les écrans")
    demo.set_defaults(run=run_demo)


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_demo(args: argparse.Namespace, _app: "Application") -> Reponse | int:
    """Play the scenario, or open the training mode; exit code 0 only if every step was verified."""
    en_json = getattr(args, "en_json", False)
    if not (args.headless or args.out or en_json) and has_display():
        return train()
    from ambroise.demo.scenario import play

    resultat = play(sortie=args.out, captures=not args.sans_captures, dire=_say)
    return Reponse(resultat, code=0 if resultat["ok"] else 1)


def train() -> int:
    """Open the training mode."""
    from ambroise.demo.formation import run_training

    return run_training(_say)


def _say(ligne: str) -> None:
    print(ligne, file=sys.stderr, flush=True)
