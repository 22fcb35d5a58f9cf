"""``ambroise doctor``: what works on this seat, what does not, how to mend it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse, as_json
from ambroise.usecases.diagnostic import EtatControle, anonymise, write_report

if TYPE_CHECKING:
    from ambroise.bootstrap import Application
    from ambroise.cli.commandes import Familles

_SIGNES = {EtatControle.OK: "✓", EtatControle.ALERTE: "!", EtatControle.ECHEC: "✗"}


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    doctor = familles.add_parser("doctor", help="contrôle le poste et dit comment réparer")
    doctor.add_argument(
        "--report", type=Path, metavar="FILE", help="écrit un rapport sans identité ni secret"
    )
    doctor.set_defaults(run=_doctor)


def _doctor(args: argparse.Namespace, app: "Application") -> Reponse:
    controles, contexte = app.diagnose()
    if args.report is not None:
        args.report.write_text(write_report(controles, contexte), encoding="utf-8")
    lignes = []
    for controle in controles:
        lignes.append(f"{_SIGNES[controle.etat]} {controle.nom} : {controle.constat}")
        if controle.remede:
            lignes.append(f"    → {controle.remede}")
    donnees = as_json(controles)
    for controle in donnees:
        controle["constat"] = anonymise(controle["constat"])
    sain = all(c.etat is not EtatControle.ECHEC for c in controles)
    return Reponse({"controles": donnees}, lignes, code=0 if sain else 1)
