"""``ambroise psc``: the relay of Pro Santé Connect and the session of this process."""

import argparse
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    psc = familles.add_parser("psc", help="Pro Santé Connect").add_subparsers(required=True)
    status = psc.add_parser("status", help="état du relais et de la session")
    status.set_defaults(run=_status)


def _status(_args: argparse.Namespace, app: "Application") -> Reponse:
    etat = app.check_psc()
    session = (
        {
            "identifiant": etat.identifiant,
            "nom": etat.nom,
            "ouverte_le": etat.ouverte_le,
            "expire_le": etat.expire_le,
            "activites": list(etat.activites),
            "activite": etat.activite,
        }
        if etat.is_connecte
        else None
    )
    said = "joignable" if etat.joignable else "injoignable"
    return Reponse(
        {
            "relais": etat.relais,
            "joignable": etat.joignable,
            "connecte": etat.is_connecte,
            "session": session,
            "constat": etat.constat or None,
        },
        [
            f"Relais {etat.relais}\u00a0: {said}. {etat.constat}".rstrip(),
            f"Connecté\u00a0: {etat.nom}."
            if etat.is_connecte
            else "Aucune session\u00a0: elle vit dans l’application.",
        ],
        0 if etat.joignable else 1,
    )
