"""``ambroise install``: a seat from its profile file, the server of an office, the program's folder."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ambroise.cli.sortie import Reponse
from ambroise.usecases.errors import AmbroiseError

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles

ADMIN_VARIABLE = "AMBROISE_ADMIN_POSTGRESQL"
"""Environment variable of the server administrator's address, which may hold a password."""


def add_commands(familles: "Familles[Any]") -> None:
    """Add the family."""
    install = familles.add_parser("install", help="mettre en place un poste, un serveur, le programme")
    install.add_argument("--from", dest="fichier", type=Path, metavar="FILE", help="fichier de poste (TOML)")
    install.add_argument("--check", action="store_true", help="ne rien changer\u00a0: lister les différences")
    install.set_defaults(run=run_install)
    commandes = install.add_subparsers(dest="commande", metavar="COMMANDE")
    _add_postgresql(commandes)
    joindre = commandes.add_parser("join", help="joindre ce poste à un cabinet de groupe")
    joindre.add_argument("jeton", type=Path, metavar="TOKEN")
    joindre.set_defaults(run=run_join)
    programme = commandes.add_parser("program", help="poser l’application gelée où elle se mettra à jour")
    programme.add_argument("racine", type=Path, metavar="DIR")
    programme.add_argument(
        "--source", type=Path, metavar="DIR", help="dossier gelé\u202f; par défaut, celui-ci"
    )
    programme.add_argument("--as", dest="version", required=True, metavar="VERSION")
    programme.set_defaults(run=run_program)


def _add_postgresql(commandes: "Familles[Any]") -> None:
    serveur = commandes.add_parser("postgresql", help="préparer le serveur d’un cabinet de groupe")
    serveur.add_argument("--base", default="ambroise", metavar="NAME")
    serveur.add_argument("--network", default="192.168.1.0/24", metavar="CIDR", help="réseau des postes")
    serveur.add_argument("--print", action="store_true", dest="imprimer", help="écrire les ordres, sans agir")
    serveur.add_argument(
        "--admin", metavar="URL", help=f"adresse de l’administrateur\u202f; par défaut ${ADMIN_VARIABLE}"
    )
    serveur.set_defaults(run=run_postgresql)
    actes = serveur.add_subparsers(dest="acte", metavar="ACTE")
    tls = actes.add_parser("tls", help="créer le certificat du serveur")
    tls.add_argument("dossier", type=Path, metavar="DIR")
    tls.add_argument(
        "--host", action="append", required=True, metavar="NAME", help="nom ou adresse\u202f; répétable"
    )
    tls.set_defaults(run=run_tls)
    nuit = actes.add_parser("backup", help="planifier la sauvegarde de chaque nuit, depuis un poste joint")
    nuit.add_argument("lieu", metavar="DIR", help="dossier, sftp://… ou https://…")
    nuit.add_argument("--hour", type=int, default=2, choices=range(24), metavar="H", help="0 à 23")
    nuit.add_argument("--print", action="store_true", dest="imprimer", help="écrire les ordres, sans agir")
    nuit.set_defaults(run=run_plan_backup)
    jeton = actes.add_parser("token", help="créer le jeton d’un poste")
    jeton.add_argument("poste", metavar="SEAT")
    jeton.add_argument("--out", type=Path, required=True, metavar="FILE")
    jeton.add_argument("--ca", type=Path, metavar="FILE", help="autorité du serveur (autorite.pem)")
    jeton.set_defaults(run=run_token)


def run_install(args: argparse.Namespace, app: "Application") -> Reponse:
    """Compare or apply a profile file; with ``--check``, 1 when something differs."""
    if args.fichier is None:
        raise AmbroiseError(
            "Rien à installer\u00a0: donnez un fichier de poste avec --from.",
            code="fichier_absent",
            remede="Le modèle est décrit dans docs/installation/fichier-de-poste.md.",
        )
    bilan = app.installation.install(args.fichier, check=args.check)
    lignes = [f"{e.cle}\u00a0: {e.actuel} → {e.voulu}" for e in bilan.ecarts]
    if not bilan.ecarts:
        fin = "Ce poste est déjà comme le fichier le demande."
    elif args.check:
        fin = f"{len(bilan.ecarts)} différence(s)\u202f; rien n’a été modifié."
    else:
        fin = f"{len(bilan.ecarts)} changement(s) faits dans {bilan.profil}."
    donnees = {
        "ok": not bilan.ecarts or not args.check,
        "profil": bilan.profil,
        "applique": not args.check,
        "ecarts": list(bilan.ecarts),
        "alertes": list(bilan.alertes),
    }
    return Reponse(donnees, [*lignes, *bilan.alertes, fin], 0 if donnees["ok"] else 1)


def run_postgresql(args: argparse.Namespace, app: "Application") -> Reponse:
    """Prepare the server, or print what does."""
    ordres, regles = app.installation.describe_preparation(args.base, args.network)
    if args.imprimer:
        etapes = (
            "-- Dans psql, connecté comme administrateur\u00a0:",
            *ordres,
            "",
            "-- Dans pg_hba.conf, avant toute ligne plus large, puis SELECT pg_reload_conf() :",
            *regles,
            "",
            "-- Certificat\u00a0: ambroise install postgresql tls DOSSIER --host NOM",
            "-- Sauvegarde, chaque nuit, depuis un poste joint\u00a0: ambroise install postgresql "
            "backup DOSSIER",
        )
        return Reponse({"sql": list(ordres), "pg_hba": list(regles)}, etapes)
    etat = app.installation.prepare_server(_admin(args), args.base)
    lignes = [
        *(etat.faits or ("Le serveur était déjà prêt.",)),
        *etat.conseils,
        "pg_hba.conf\u00a0:",
        *regles,
    ]
    donnees = {"ok": True, "faits": etat.faits, "conseils": etat.conseils, "pg_hba": regles}
    return Reponse(donnees, lignes)


def run_tls(args: argparse.Namespace, app: "Application") -> Reponse:
    """Make the server's certificate, and say where each file goes."""
    fichiers = app.installation.make_server_certificate(tuple(args.host), args.dossier)
    lignes = [
        f"Certificat valable jusqu’au {fichiers.fin:%d/%m/%Y}.",
        f"Sur le serveur, lisibles du seul compte postgres\u00a0: {fichiers.certificat}, {fichiers.cle}",
        f"ALTER SYSTEM SET ssl_cert_file = '{fichiers.certificat}';",
        f"ALTER SYSTEM SET ssl_key_file = '{fichiers.cle}';",
        "ALTER SYSTEM SET ssl = on;  ALTER SYSTEM SET ssl_min_protocol_version = 'TLSv1.2';",
        "SELECT pg_reload_conf();",
        f"Pour les postes, dans leur jeton\u00a0: --ca {fichiers.autorite}",
    ]
    return Reponse({"ok": True, **vars(fichiers)}, lignes)


def run_plan_backup(args: argparse.Namespace, app: "Application") -> Reponse:
    """Plan the nightly backup of the office, or print what does."""
    lieu = args.lieu if "://" in args.lieu else str(Path(args.lieu).expanduser().resolve())
    plan = app.installation.plan_backup(lieu, args.hour, imprimer=args.imprimer)
    lignes: list[str] = []
    for chemin, texte in plan.fichiers:
        lignes += [f"# {chemin}", *texte.splitlines(), ""] if args.imprimer else [f"Écrit\u00a0: {chemin}"]
    ordres = ["À taper dans la session de qui sauvegarde\u00a0:", *(f"  {ordre}" for ordre in plan.ordres)]
    fichiers = {str(chemin): texte for chemin, texte in plan.fichiers}
    donnees = {"ok": True, "applique": not args.imprimer, "fichiers": fichiers, "ordres": list(plan.ordres)}
    return Reponse(donnees, [*lignes, *ordres])


def run_token(args: argparse.Namespace, app: "Application") -> Reponse:
    """Make the token of a seat; its code is told by another way than the file."""
    code, fin = app.installation.make_token(_admin(args), args.base, args.poste, args.ca, args.out)
    lignes = [
        f"Jeton\u00a0: {args.out}, valable jusqu’au {fin:%d/%m/%Y à %H:%M} (UTC), détruit quand il a servi.",
        f"Code à dire de vive voix\u00a0: {code}",
    ]
    return Reponse({"ok": True, "fichier": args.out, "code": code, "fin": fin}, lignes)


def run_join(args: argparse.Namespace, app: "Application") -> Reponse:
    """Join an office with a token."""
    role = app.installation.join(args.jeton)
    return Reponse({"ok": True, "role": role}, [f"Ce poste a rejoint le cabinet, sous le rôle {role}."])


def run_program(args: argparse.Namespace, app: "Application") -> Reponse:
    """Lay the frozen program as the first version of an installation."""
    lieu = app.installation.lay_program(args.racine, args.source, args.version)
    return Reponse({"ok": True, "racine": lieu.racine}, [f"Programme posé dans {lieu.racine}."])


def _admin(args: argparse.Namespace) -> str:
    adresse = args.admin or os.environ.get(ADMIN_VARIABLE, "")
    if not adresse:
        raise AmbroiseError(
            "L’adresse de l’administrateur du serveur manque.",
            code="administrateur_absent",
            remede=f"Donnez --admin ou {ADMIN_VARIABLE}, ou «\u00a0--print\u00a0» pour n’avoir que "
            "les ordres.",
        )
    return str(adresse)
