"""``ambroise backup``, ``restore``, ``verify``, ``transfer`` and ``audit verify``."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ambroise.cli.commandes import Familles
from ambroise.cli.sortie import Reponse

if TYPE_CHECKING:
    from ambroise.bootstrap import Application

RECOVERY_VARIABLE = "AMBROISE_CLE_SECOURS"


def add_commands(familles: "Familles[Any]") -> None:
    """Add the commands of this family."""
    sauver = familles.add_parser("backup", help="sauvegarder, chiffré et vérifié par une restauration")
    sauver.add_argument("dossier", type=Path, metavar="DIR")
    sauver.set_defaults(run=run_backup)
    restaurer = familles.add_parser("restore", help="restaurer une sauvegarde dans un profil neuf")
    restaurer.add_argument("fichier", type=Path, metavar="FICHIER")
    restaurer.set_defaults(run=run_restore)
    verifier = familles.add_parser("verify", help="vérifier toute la base et la dernière sauvegarde")
    verifier.set_defaults(run=run_verify)
    deplacer = familles.add_parser("transfer", help="copier la base vers un serveur PostgreSQL, ou l’inverse")
    deplacer.add_argument("adresse", metavar="ADRESSE", help="postgresql://utilisateur@serveur/base")
    deplacer.add_argument("--back", action="store_true", dest="de_retour", help="du serveur vers ce profil")
    deplacer.set_defaults(run=run_transfer)
    audit = familles.add_parser("audit", help="journal des traces")
    commandes = audit.add_subparsers(dest="commande", metavar="COMMANDE", required=True)
    chaine = commandes.add_parser("verify", help="vérifier la chaîne du journal")
    chaine.set_defaults(run=run_audit_verify)


def run_backup(args: argparse.Namespace, app: "Application") -> Reponse:
    """Back up this profile."""
    sauvegarde = app.backup(args.dossier)
    texte = f"Sauvegarde vérifiée : {sauvegarde.fichier}"
    return Reponse(
        {
            "ok": True,
            "fichier": sauvegarde.fichier,
            "empreinte": sauvegarde.empreinte,
            "constats": list(sauvegarde.constats),
            "comptes": sauvegarde.comptes,
        },
        [texte],
    )


def run_restore(args: argparse.Namespace, app: "Application") -> Reponse:
    """Restore into the profile named, which must hold no database."""
    restauree = app.restore(args.fichier, os.environ.get(RECOVERY_VARIABLE, ""))
    return Reponse(
        {
            "ok": True,
            "fichier": restauree.fichier,
            "empreinte": restauree.empreinte,
            "constats": [],
            "comptes": restauree.comptes,
        },
        [f"Sauvegarde du {restauree.instant:%d/%m/%Y à %H:%M} (UTC) restaurée : {restauree.fichier}"],
    )


def run_transfer(args: argparse.Namespace, app: "Application") -> Reponse:
    """Move the office's data, counts and digests compared; the setting is left to the installer."""
    bilan = app.move_base(args.adresse, de_retour=args.de_retour)
    texte = f"{sum(bilan.comptes.values())} lignes copiées et comparées."
    return Reponse({"ok": True, "comptes": bilan.comptes, "empreintes": bilan.empreintes}, [texte])


def run_verify(args: argparse.Namespace, app: "Application") -> Reponse:  # noqa: ARG001
    """Verify the database, its documents and its trail."""
    constats = app.base.verify()
    return _verdict(constats, app.profil.base)


def run_audit_verify(args: argparse.Namespace, app: "Application") -> Reponse:  # noqa: ARG001
    """Verify the trail alone."""
    with app.contexte.uow() as uow:
        constats = tuple(uow.audit.verify())
    return _verdict(constats, app.profil.base)


def _verdict(constats: tuple[str, ...], fichier: Path) -> Reponse:
    donnees = {"ok": not constats, "fichier": fichier, "empreinte": None, "constats": list(constats)}
    return Reponse(donnees, constats or ["Tout est intact."], 1 if constats else 0)
