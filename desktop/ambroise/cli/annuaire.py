"""``ambroise annuaire``: the national directory of professionals, imported then searched on this seat."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse

if TYPE_CHECKING:
    from ambroise.bootstrap import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    annuaire = familles.add_parser("annuaire", help="annuaire national des professionnels").add_subparsers(
        required=True
    )
    imported = annuaire.add_parser("import", help="importer les extractions nationales d’un dossier")
    imported.add_argument("dossier", type=Path, metavar="FOLDER")
    imported.set_defaults(run=_import)
    search = annuaire.add_parser("search", help="chercher un correspondant")
    search.add_argument("texte", metavar="TEXT", nargs="+")
    search.add_argument("--profession", help="code de profession, ou début de son libellé")
    search.add_argument("--commune", help="début du nom de la commune")
    search.add_argument("--limit", type=int, default=30, metavar="N")
    search.set_defaults(run=_search)


def _import(args: argparse.Namespace, app: "Application") -> Reponse:
    last = [-1]

    def progress(done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        if percent != last[0] and sys.stderr.isatty():
            last[0] = percent
            print(f"\rImport de l’annuaire : {percent} %", end="", file=sys.stderr, flush=True)

    bilan = app.annuaire.import_dossier(args.dossier, progress)
    if last[0] >= 0:
        print(file=sys.stderr)
    refused = [f"  {count} {reason}" for reason, count in sorted(bilan.ecartees.items())]
    return Reponse(
        {
            "lignes": bilan.lignes,
            "retenues": bilan.retenues,
            "ecartees": bilan.ecartees,
            "ajoutees": bilan.ajoutees,
            "supprimees": bilan.supprimees,
            "correspondants": bilan.correspondants,
            "boites": bilan.boites,
        },
        [
            f"{bilan.correspondants} correspondants, {bilan.boites} boîtes, {bilan.lignes} lignes lues.",
            *refused,
        ],
    )


def _search(args: argparse.Namespace, app: "Application") -> Reponse:
    start = time.perf_counter()
    found = app.annuaire.search(
        " ".join(args.texte), profession=args.profession, commune=args.commune, limite=args.limit
    )
    duration = (time.perf_counter() - start) * 1000
    updated = app.annuaire.date_donnees()
    return Reponse(
        {
            "professionnels": [
                {
                    "identifiant": c.identifiant,
                    "nom": c.nom,
                    "prenom": c.prenom or None,
                    "profession": c.profession or None,
                    "savoir_faire": c.savoir_faire or None,
                    "commune": c.commune or None,
                    "structure": c.structure or None,
                    "bal": list(c.bal),
                }
                for c in found
            ],
            "duree_ms": round(duration, 3),
            "donnees_du": updated,
        },
        [
            f"{c.nom} {c.prenom} – {c.savoir_faire or c.profession} – {c.commune} – {', '.join(c.bal)}"
            for c in found
        ]
        or ["Aucun correspondant."],
        0 if found else 1,
    )
