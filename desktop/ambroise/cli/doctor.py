"""``ambroise doctor``: what works on this seat, what does not, how to mend it; ``support`` sends it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse, as_json
from ambroise.usecases.diagnostic import Controle, EtatControle, anonymise, write_report
from ambroise.usecases.errors import AmbroiseError

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles

_SIGNES = {EtatControle.OK: "✓", EtatControle.ALERTE: "!", EtatControle.ECHEC: "✗"}


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    doctor = familles.add_parser("doctor", help="contrôle le poste et dit comment réparer")
    doctor.add_argument(
        "--report", type=Path, metavar="FILE", help="écrit un rapport sans identité ni secret"
    )
    doctor.add_argument(
        "--from", dest="fichier", type=Path, metavar="FILE", help="compare aussi au fichier de poste"
    )
    doctor.set_defaults(run=_doctor)
    support = familles.add_parser("support", help="dossier d’assistance, sans donnée de patient ni secret")
    support.add_argument("fichier", type=Path, metavar="FILE.zip")
    support.set_defaults(run=_support)


def _doctor(args: argparse.Namespace, app: "Application") -> Reponse:
    diagnostic = app.diagnose()
    controles = [*diagnostic.controles, *_compare(args.fichier, app)]
    if args.report is not None:
        args.report.write_text(write_report(controles, diagnostic.contexte), encoding="utf-8")
    lignes = []
    for controle in controles:
        lignes.append(f"{_SIGNES[controle.etat]} {controle.nom}\u00a0: {controle.constat}")
        if controle.remede:
            lignes.append(f"    → {controle.remede}")
    donnees = as_json(controles)
    for controle in donnees:
        controle["constat"] = anonymise(controle["constat"])
    sain = all(c.etat is not EtatControle.ECHEC for c in controles)
    reseau = [
        {**vars(liaison), "etat": liaison.etat, "constat": anonymise(liaison.constat)}
        for liaison in diagnostic.liaisons
    ]
    return Reponse({"controles": donnees, "reseau": reseau}, lignes, code=0 if sain else 1)


def _compare(fichier: Path | None, app: "Application") -> list[Controle]:
    """Say how this seat differs from the profile file it should follow."""
    if fichier is None:
        return []
    try:
        ecarts = app.installation.install(fichier, check=True).ecarts
    except AmbroiseError as exc:
        return [Controle("fichier de poste", EtatControle.ECHEC, exc.message, exc.remede or None)]
    if not ecarts:
        return [Controle("fichier de poste", EtatControle.OK, "Le poste est comme le fichier le demande.")]
    constat = "Différent sur\u00a0: " + ", ".join(e.cle for e in ecarts) + "."
    return [
        Controle("fichier de poste", EtatControle.ALERTE, constat, "Appliquez-le\u00a0: ambroise install.")
    ]


def _support(args: argparse.Namespace, app: "Application") -> Reponse:
    contenu = app.write_support(args.fichier)
    ligne = f"Dossier d’assistance\u00a0: {args.fichier} ({', '.join(contenu)}). Aucune donnée de patient."
    return Reponse({"ok": True, "fichier": args.fichier, "contenu": list(contenu)}, [ligne])
