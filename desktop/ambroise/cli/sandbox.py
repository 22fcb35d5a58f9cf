"""``ambroise sandbox``: the national services and the cards, simulated on this seat."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse, as_json

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    sandbox = familles.add_parser("sandbox", help="bac à sable\u00a0: services et cartes simulés")
    verbes = sandbox.add_subparsers(required=True)
    serve = verbes.add_parser("serve", help="sert les services simulés jusqu’à l’arrêt (Ctrl+C ou SIGTERM)")
    serve.add_argument("--ready-file", type=Path, metavar="FILE", help="écrit quand tous répondent")
    serve.set_defaults(run=_serve)
    cartes = verbes.add_parser("cards", help="cartes des lecteurs simulés").add_subparsers(required=True)
    insert = cartes.add_parser("insert", help="insère une carte du catalogue")
    insert.add_argument("nom", metavar="NAME", help="un des noms que donne «\u00a0list\u00a0»")
    insert.add_argument(
        "--reader", metavar="R", help="lecteur\u202f; par défaut celui où va cette sorte de carte"
    )
    insert.set_defaults(run=_insert)
    remove = cartes.add_parser("remove", help="retire une carte")
    remove.add_argument("--reader", metavar="R", help="lecteur à vider\u202f; par défaut, tous")
    remove.set_defaults(run=_remove)
    cartes.add_parser("list", help="les cartes insérées et le catalogue").set_defaults(run=_list)


def _serve(args: argparse.Namespace, app: "Application") -> Reponse:
    app.serve_sandbox(args.ready_file)
    return Reponse({"ok": True}, ("Bac à sable arrêté.",))


def _insert(args: argparse.Namespace, app: "Application") -> Reponse:
    with app.table_cartes() as table:
        return _tell(table.insert(args.nom, args.reader))


def _remove(args: argparse.Namespace, app: "Application") -> Reponse:
    with app.table_cartes() as table:
        return _tell(table.remove(args.reader))


def _list(_args: argparse.Namespace, app: "Application") -> Reponse:
    with app.table_cartes() as table:
        etat = table.list()
    reponse = _tell(etat)
    return Reponse(reponse.donnees, [*reponse.lignes, "Catalogue\u00a0: " + ", ".join(etat.catalogue)])


def _tell(table: object) -> Reponse:
    donnees = as_json(table)
    lignes = [f"{c['lecteur']}\u00a0: {c['nom']}" for c in donnees["cartes"]]
    return Reponse(donnees, lignes or ["Aucune carte insérée."])
