"""``ambroise referentiels``: state, update and rollback of the reference data on medicines."""

import argparse
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ambroise.cli.sortie import Reponse

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles

AGE_ALERTE_JOURS = 60
"""The base is said old beyond this: the BDPM is updated every month."""


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    family = familles.add_parser(
        "referentiels", help="base des médicaments : état, mise à jour"
    ).add_subparsers(required=True)
    family.add_parser("status", help="sources, éditions, âge, défauts").set_defaults(run=_status)
    update = family.add_parser("update", help="mettre à jour depuis un dossier ou une adresse")
    update.add_argument(
        "--from", dest="origine", metavar="FOLDER|URL", help="par défaut : le site de la BDPM"
    )
    update.set_defaults(run=_update)
    family.add_parser("rollback", help="revenir aux sources précédentes").set_defaults(run=_rollback)


def _status(args: argparse.Namespace, app: "Application") -> Reponse:
    del args
    return _state(app)


def _state(app: "Application", **autres: Any) -> Reponse:
    today = _today()
    sources: list[dict[str, Any]] = [
        {
            "nom": e.nom,
            "edition": e.edition,
            "lignes": e.lignes,
            "age_jours": (today - e.edition).days if e.edition else None,
            "defauts": dict(e.defauts),
        }
        for e in app.medicaments.editions()
    ]
    ages = [s["age_jours"] for s in sources if s["age_jours"] is not None and s["nom"].startswith("CIS_")]
    old = min(ages, default=0) > AGE_ALERTE_JOURS
    lines = [f"{s['nom']} : {s['edition'] or 'date inconnue'}, {s['lignes']} lignes" for s in sources]
    if old:
        lines.append("La base a plus de deux mois : « ambroise referentiels update ».")
    return Reponse({"sources": sources, "ancienne": old, **autres}, lines)


def _update(args: argparse.Namespace, app: "Application") -> Reponse:
    replaced = app.outils_medicaments.update(args.origine, _say, _today())
    state = _state(app, fichiers=list(replaced))
    said = f"{len(replaced)} fichiers remplacés." if replaced else "Tout était à jour."
    return Reponse(state.donnees, [said, *state.lignes])


def _rollback(args: argparse.Namespace, app: "Application") -> Reponse:
    del args
    app.outils_medicaments.rollback()
    return _state(app)


def _today() -> date:
    return datetime.now().astimezone().date()


def _say(rang: int, total: int, what: str) -> None:
    if sys.stderr.isatty():
        print(f"[{rang}/{total}] {what}", file=sys.stderr)
