"""``ambroise mail``: the state of the MSSanté boxes of this profile."""

import argparse
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    mail = familles.add_parser("mail", help="messagerie MSSanté").add_subparsers(required=True)
    check = mail.add_parser("check", help="vérifier les serveurs et les boîtes")
    check.set_defaults(run=_check)


def _check(_args: argparse.Namespace, app: "Application") -> Reponse:
    boites = app.check_boites()
    return Reponse(
        {
            "comptes": [
                {
                    "adresse": b.adresse,
                    "etat": b.etat,
                    "imap": b.imap or None,
                    "smtp": b.smtp or None,
                    "constat": b.constat or None,
                    "remede": b.remede or None,
                    "messages": b.messages,
                }
                for b in boites
            ]
        },
        [f"{b.adresse}\u00a0: {b.etat}. {b.constat} {b.remede}".rstrip() for b in boites]
        or ["Aucune boîte MSSanté n’est réglée dans ce profil."],
        0 if boites and all(b.etat == "ok" for b in boites) else 1,
    )
