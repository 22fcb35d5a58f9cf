"""``ambroise update``: look for a version, install it, finish what was cut, test the program itself."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ambroise.cli.sortie import Reponse

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles

_NOMS = {
    "preparation": "préparation",
    "telechargement": "téléchargement et vérification des signatures",
    "depliage": "dépôt de la nouvelle version",
    "copie": "copie des données",
    "essai": "migration et essai de la nouvelle version",
    "bascule": "bascule",
    "menage": "ménage",
}


def add_commands(familles: "Familles[Any]") -> None:
    """Add the family."""
    family = familles.add_parser("update", help="mettre à jour le programme").add_subparsers(
        dest="commande", metavar="COMMANDE", required=True
    )
    for nom, aide, run in (
        ("check", "y a-t-il une version plus récente\u202f?", run_check),
        ("apply", "installer la version proposée", run_apply),
        ("repair", "finir ou défaire une mise à jour interrompue", run_repair),
    ):
        commande = family.add_parser(nom, help=aide)
        commande.add_argument("--root", type=Path, metavar="DIR", help="dossier d’installation")
        if nom != "repair":
            commande.add_argument("--from", dest="source", metavar="FOLDER|FILE|URL")
        commande.set_defaults(run=run)
    essai = family.add_parser("selftest", help="essayer ce programme sur ce profil")
    essai.add_argument("--copied", action="store_true", help="une copie de la base vient d’être faite")
    essai.set_defaults(run=run_selftest)


def run_check(args: argparse.Namespace, app: "Application") -> Reponse:
    """Say what the channel offers; 1 when there is nothing newer."""
    actuelle, publication = app.installation.check_update(args.source, args.root)
    en_place = ".".join(map(str, actuelle))
    plus_recente = publication.version > actuelle
    texte = (
        f"La version {publication.nom} est disponible\u202f; {en_place} est en place."
        if plus_recente
        else f"La version {en_place} est à jour."
    )
    donnees = {"disponible": plus_recente, "version": en_place, "proposee": publication.nom}
    return Reponse(donnees, [texte], 0 if plus_recente else 1)


def run_apply(args: argparse.Namespace, app: "Application") -> Reponse:
    """Update; 1 when the former version is back."""
    bilan = app.installation.update(args.source, args.root, _say)
    avant, apres = (".".join(map(str, v)) for v in (bilan.avant, bilan.apres))
    if bilan.retour:
        lignes = [f"La version {avant} est de nouveau en place. {bilan.retour}"]
    elif avant == apres:
        lignes = [f"La version {avant} est à jour."]
    else:
        lignes = [f"Version {apres} en place\u202f; {avant} est gardée."]
    if bilan.donnees_remises:
        lignes.append("Les données ont été remises comme avant la mise à jour.")
    donnees = {
        "ok": not bilan.retour,
        "avant": avant,
        "apres": apres if not bilan.retour else avant,
        "retour": bilan.retour or None,
        "octets_copies": bilan.octets_copies,
        "octets_telecharges": bilan.octets_telecharges,
        "donnees_remises": bilan.donnees_remises,
        "copie": bilan.copie if bilan.octets_copies else None,
    }
    return Reponse(donnees, lignes, 1 if bilan.retour else 0)


def run_repair(args: argparse.Namespace, app: "Application") -> Reponse:
    """Finish or undo an update that a power cut stopped."""
    etat = app.installation.repair_update(args.root)
    textes = {
        "": "Aucune mise à jour n’était en cours.",
        "avant": "La mise à jour interrompue a été défaite\u00a0: la version précédente est en place.",
        "apres": "La mise à jour interrompue est finie\u00a0: la nouvelle version est en place.",
    }
    return Reponse({"ok": True, "en_place": etat or None}, [textes[etat]])


def run_selftest(args: argparse.Namespace, app: "Application") -> Reponse:
    """Migrate the profile and read what a day needs; a failure is an error with its sentence."""
    essais = app.self_test(is_copied=args.copied)
    return Reponse({"ok": True, "essais": list(essais)}, [f"{nom}\u00a0: bon" for nom in essais])


def _say(etape: str) -> None:
    if etape in _NOMS and sys.stderr.isatty():
        print(_NOMS[etape], file=sys.stderr)
