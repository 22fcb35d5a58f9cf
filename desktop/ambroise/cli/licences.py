"""``ambroise licences``: the components that ship with the application, and the text of their licences."""

import argparse
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse
from ambroise.usecases.composants import Composant
from ambroise.usecases.errors import Introuvable

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the command."""
    licences = familles.add_parser("licences", help="composants livrés avec le logiciel, et leurs licences")
    licences.add_argument(
        "composant", metavar="NOM", nargs="?", help="texte entier de la licence de celui-ci"
    )
    licences.set_defaults(run=_licences)


def _licences(args: argparse.Namespace, app: "Application") -> Reponse:
    composants = app.composants
    if args.composant is None:
        return _reponse(composants, [f"{c.nom} {c.version}\u00a0: {c.licence}" for c in composants])
    choisis = [c for c in composants if c.nom.lower() == args.composant.lower()]
    if not choisis:
        raise Introuvable(
            f"Aucun composant ne se nomme {args.composant}.", remede="Listez-les\u00a0: ambroise licences."
        )
    return _reponse(choisis, [texte for c in choisis for texte in c.textes])


def _reponse(composants: "tuple[Composant, ...] | list[Composant]", lignes: list[str]) -> Reponse:
    return Reponse(
        {"composants": [{"nom": c.nom, "version": c.version, "licence": c.licence} for c in composants]},
        lignes,
    )
