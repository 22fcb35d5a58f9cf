"""``ambroise cards``: the readers, the cards in them, and what happens to them."""

import argparse
import getpass
import sys
from typing import TYPE_CHECKING, Any

from ambroise.cli.sortie import Reponse, as_json, dump_json

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles

_TYPES = {
    "vitale2": "carte Vitale 2",
    "vitale1": "carte Vitale 1",
    "cps3": "CPS 3",
    "cps3_sans_contact": "CPS 3 sans contact",
    "cps4": "CPS 4",
    "inconnue": "carte inconnue",
    "muette": "carte muette",
}
_EVENEMENTS = {
    "insertion": "insertion",
    "retrait": "retrait",
    "lecteur_ajoute": "lecteur branché",
    "lecteur_retire": "lecteur débranché",
}


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family to the parser."""
    cartes = familles.add_parser("cards", help="lecteurs et cartes").add_subparsers(required=True)
    cartes.add_parser("list", help="les lecteurs et leurs cartes").set_defaults(run=_list)
    read = cartes.add_parser("read", help="lit une carte Vitale ou une CPS")
    read.add_argument(
        "--reader", metavar="NAME", help="lecteur\u202f; par défaut le premier qui a une carte connue"
    )
    read.add_argument(
        "--session",
        action="store_true",
        help="ouvre la session de la CPS\u00a0: le code porteur est demandé, ou lu sur l’entrée standard",
    )
    read.set_defaults(run=_read)
    watch = cartes.add_parser("watch", help="une ligne par insertion, retrait, branchement")
    watch.add_argument("--count", type=int, metavar="N", help="s’arrête après N événements")
    watch.set_defaults(run=_watch)


def _list(_args: argparse.Namespace, app: "Application") -> Reponse:
    lecteurs = app.lecture_cartes.list_lecteurs()
    lignes = []
    for lecteur in lecteurs:
        carte = lecteur.carte
        contenu = "vide" if carte is None else f"{_TYPES[carte.type]}  {carte.atr}"
        lignes.append(f"{lecteur.nom}\u00a0: {contenu}" + (" (occupé)" if lecteur.occupe else ""))
        if carte is not None and carte.explication:
            lignes.append(f"    {carte.explication}")
    return Reponse({"lecteurs": as_json(lecteurs)}, lignes or ["Aucun lecteur branché."])


def _read(args: argparse.Namespace, app: "Application") -> Reponse:
    if args.session:
        lecture: Any = app.lecture_cartes.read_session(_ask_code_porteur(), args.reader)
    else:
        lecture = app.lecture_cartes.read(args.reader)
    donnees: dict[str, Any] = as_json(lecture)
    lignes = [f"{_TYPES[donnees['type']]} dans «\u00a0{donnees['lecteur']}\u00a0»"]
    lignes += [
        f"  {b['rang']}. {b['nom']} {b['prenom']}, né(e) le {b['date_naissance'] or '?'}"
        for b in donnees.get("beneficiaires", ())
    ]
    if "numero_serie" in donnees:
        lignes.append(f"  n° {donnees['numero_serie']}, valable jusqu’au {donnees['fin_validite'] or '?'}")
        if porteur := donnees["porteur"]:
            lignes.append(f"  {porteur['nom']} {porteur['prenom']} ({porteur['identifiant_national']})")
        lignes += [
            f"  {s['numero']:>2}. {s['structure']} ({s['secteur_activite']})" for s in donnees["situations"]
        ]
        if facturation := donnees["situation_facturation"]:
            lignes.append("  facturation\u00a0: " + ", ".join(facturation))
    return Reponse(donnees, lignes)


def _ask_code_porteur() -> str:
    """Ask on the terminal without echo; from a script, read one line: never an argument, never a variable."""
    if sys.stdin.isatty():
        return getpass.getpass("Code porteur\u00a0: ")
    return sys.stdin.readline().strip()


def _watch(args: argparse.Namespace, app: "Application") -> int:
    en_json = getattr(args, "en_json", False)
    rest = args.count
    try:
        with app.lecture_cartes.watch() as events:
            for event in events:
                if en_json:
                    print(dump_json(event), flush=True)
                else:
                    quoi = _EVENEMENTS[event.evenement] + (f", {_TYPES[event.type]}" if event.type else "")
                    print(f"{event.instant:%H:%M:%S}  {event.lecteur}\u00a0: {quoi}", flush=True)
                rest = None if rest is None else rest - 1
                if rest == 0:
                    break
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        return 0
    return 0
