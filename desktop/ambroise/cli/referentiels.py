"""``ambroise referentiels``: state, update and rollback of the reference data on medicines."""

import argparse
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ambroise.cli.sortie import Reponse
from ambroise.usecases.ports_medicaments import edition_base, is_ancienne

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles


DEFAUTS = {
    "apostrophes_perdues": "apostrophes perdues",
    "atc_invalides": "codes ATC invalides",
    "cations_ecartes": "cations écartés",
    "cip13_en_double": "CIP13 en double",
    "cip13_invalides": "CIP13 invalides",
    "cis_dans_deux_groupes": "CIS dans deux groupes",
    "cis_en_double": "CIS en double",
    "cis_inconnu": "lignes d’un CIS inconnu",
    "codes_a_plusieurs_noms": "codes à plusieurs noms",
    "composants_ecartes": "composants écartés",
    "dates_absurdes": "dates absurdes",
    "dates_illisibles": "dates illisibles",
    "dosages_absents": "dosages absents",
    "espaces_de_bord": "lignes à espaces de bord",
    "formes_avec_espace": "formes précédées d’un espace",
    "groupes_a_plusieurs_princeps": "groupes à plusieurs princeps",
    "groupes_sans_princeps": "groupes sans princeps",
    "html": "textes en HTML",
    "libelles_en_minuscules": "libellés en minuscules",
    "lignes_blanches": "lignes blanches",
    "lignes_ecartees": "lignes écartées",
    "natures_ft": "natures FT (ST au document)",
    "octets_cp1252": "octets cp1252",
    "octets_indecodables": "octets indécodables",
    "prix_absents": "prix absents",
    "prix_illisibles": "prix illisibles",
    "prix_virgule_milliers": "prix à virgule des milliers",
    "sans_composition": "CIS sans composition",
    "sans_fin_de_ligne": "dernière ligne sans fin",
    "sans_presentation": "CIS sans présentation",
    "statuts_inconnus": "statuts inconnus",
    "substances_sans_interaction_connue": "substances sans interaction connue",
    "tabulations_dans_le_texte": "textes coupés par une tabulation",
    "taux_absents": "taux absents",
    "taux_avec_espace": "taux écrits avec un espace",
    "taux_illisibles": "taux illisibles",
    "textes_vides": "textes vides",
    "titulaires_avec_espace": "titulaires précédés d’un espace",
}
"""What the import report calls each defect that was mended."""


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    family = familles.add_parser(
        "referentiels", help="base des médicaments\u00a0: état, mise à jour"
    ).add_subparsers(required=True)
    family.add_parser("status", help="sources, éditions, âge, défauts").set_defaults(run=_status)
    update = family.add_parser("update", help="mettre à jour depuis un dossier ou une adresse")
    update.add_argument(
        "--from", dest="origine", metavar="FOLDER|URL", help="par défaut\u00a0: le site de la BDPM"
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
    old = is_ancienne(edition_base(app.medicaments.editions()), today)
    lines = [_line(s) for s in sources]
    if old:
        lines.append("La base a plus de deux mois\u00a0: «\u00a0ambroise referentiels update\u00a0».")
    return Reponse({"sources": sources, "ancienne": old, **autres}, lines)


def _line(source: dict[str, Any]) -> str:
    """Return a source, and what was mended in it."""
    head = f"{source['nom']}\u00a0: {source['edition'] or 'date inconnue'}, {source['lignes']} lignes"
    mended = [f"{count} {DEFAUTS.get(name, name)}" for name, count in source["defauts"].items()]
    return f"{head}\u202f; corrigé\u00a0: {', '.join(mended)}" if mended else head


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
