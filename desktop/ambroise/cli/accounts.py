"""``ambroise accounts``: who works in this office, and who may read a restricted file."""

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ambroise.cli.commandes import Familles
from ambroise.cli.patients import terminal_author
from ambroise.cli.sortie import Reponse
from ambroise.domain.droits import Compte, Role
from ambroise.usecases.comptes import CompteService
from ambroise.usecases.errors import Introuvable

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


def add_commands(familles: "Familles[Any]") -> None:
    """Add the commands of this family."""
    comptes = familles.add_parser("accounts", help="comptes du cabinet et dossiers restreints")
    commandes = comptes.add_subparsers(dest="commande", metavar="COMMANDE", required=True)
    commandes.add_parser("list", help="lister les comptes").set_defaults(run=run_list)
    ouvrir = commandes.add_parser("open", help="ouvrir un compte, ou en changer le rôle et les dates")
    ouvrir.add_argument("identifiant", metavar="IDENTIFIANT", help="celui de la carte CPS, ou un nom local")
    ouvrir.add_argument("--name", dest="nom", required=True, metavar="NOM")
    ouvrir.add_argument("--role", type=Role, choices=list(Role), required=True)
    ouvrir.add_argument("--from", dest="du", type=date.fromisoformat, metavar="AAAA-MM-JJ")
    ouvrir.add_argument("--to", dest="au", type=date.fromisoformat, metavar="AAAA-MM-JJ")
    ouvrir.set_defaults(run=run_open)
    fermer = commandes.add_parser("close", help="fermer un compte\u202f; ce qu’il a écrit reste")
    fermer.add_argument("identifiant", metavar="IDENTIFIANT")
    fermer.add_argument("--to", dest="au", type=date.fromisoformat, metavar="AAAA-MM-JJ")
    fermer.set_defaults(run=run_close)
    code = commandes.add_parser("code", help="donner un code provisoire, qui ouvre sans carte et débloque")
    code.add_argument("identifiant", metavar="IDENTIFIANT")
    code.set_defaults(run=run_code)
    restreindre = commandes.add_parser("restrict", help="garder un dossier à quelques comptes")
    restreindre.add_argument("patient", metavar="ID")
    restreindre.add_argument("--reader", dest="lecteurs", action="append", default=[], metavar="IDENTIFIANT")
    restreindre.set_defaults(run=run_restrict)


def run_list(_args: argparse.Namespace, app: "Application") -> Reponse:
    """List the accounts."""
    comptes = _service(app).list()
    return Reponse({"comptes": list(comptes)}, [_line(c) for c in comptes] or ["Aucun compte déclaré."])


def run_open(args: argparse.Namespace, app: "Application") -> Reponse:
    """Open or change an account."""
    return _told(_service(app).open(args.identifiant, args.nom, args.role, args.du, args.au))


def run_close(args: argparse.Namespace, app: "Application") -> Reponse:
    """Close an account, today unless told otherwise."""
    return _told(_service(app).close(args.identifiant, args.au or app.contexte.horloge().date()))


def run_code(args: argparse.Namespace, app: "Application") -> Reponse:
    """Give an account a provisional code; its holder chooses another one at the first opening."""
    code = _service(app).give_code(args.identifiant)
    return Reponse(
        {"ok": True, "compte": args.identifiant, "code_provisoire": code},
        [f"Code provisoire\u00a0: {code}", "Il ne sera plus montré. Son titulaire en choisit un autre."],
    )


def run_restrict(args: argparse.Namespace, app: "Application") -> Reponse:
    """Keep a file to the accounts named; without any, give it back to the office."""
    try:
        patient_id = UUID(args.patient)
    except ValueError:
        raise Introuvable("Ce patient n’existe pas dans ce profil.") from None
    _service(app).restrict(patient_id, args.lecteurs)
    texte = f"Dossier gardé à\u00a0: {', '.join(args.lecteurs)}" if args.lecteurs else "Restriction levée."
    return Reponse({"ok": True, "patient": patient_id, "lecteurs": args.lecteurs}, [texte])


def _service(app: "Application") -> CompteService:
    return CompteService(app.contexte, terminal_author(), app.empreintes)


def _told(compte: Compte) -> Reponse:
    return Reponse({"ok": True, "compte": compte}, [_line(compte)])


def _line(compte: Compte) -> str:
    dates = "".join(
        f", {mot} {jour:%d/%m/%Y}" for mot, jour in (("du", compte.du), ("au", compte.au)) if jour is not None
    )
    return f"{compte.identifiant}  {compte.nom}  {compte.role}{dates}"
