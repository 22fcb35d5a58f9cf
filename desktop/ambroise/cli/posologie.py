"""``ambroise posologie``: understand a posology typed in one line."""

import argparse
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse
from ambroise.domain.posologie import Posologie, UnitePrise
from ambroise.domain.posologie_calcul import compute_bilan
from ambroise.domain.posologie_saisie import PosologieIllisible, parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.unites import find_unite
from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.posologie_fhir import to_fhir

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    family = familles.add_parser("posologie", help="posologies").add_subparsers(required=True)
    parse = family.add_parser("parse", help="comprendre une posologie saisie en une ligne")
    parse.add_argument("texte", metavar="TEXT", nargs="+")
    parse.add_argument("--unite", default="comprimé", help="unité du produit (par défaut\u00a0: comprimé)")
    parse.set_defaults(run=_parse)


def _parse(args: argparse.Namespace, app: "Application") -> Reponse:
    del app
    posologie = _read(" ".join(args.texte), _unite(args.unite))
    bilan = compute_bilan(posologie)
    said = render_posologie(posologie)
    total = "" if bilan.total is None else f" – {bilan.total:f} en tout"
    return Reponse(
        {
            "posologie": posologie,
            "texte": said,
            "texte_en_lettres": render_posologie(posologie, en_lettres=True),
            "total_unites": bilan.total,
            "unite": bilan.unite.libelle if bilan.unite else None,
            "duree_jours": bilan.duree_jours,
            "unites_max_par_jour": bilan.par_jour_maximum,
            "fhir": to_fhir(posologie),
        },
        [f"{said}{total}"],
    )


def _read(texte: str, unite: UnitePrise) -> Posologie:
    try:
        return parse_posologie(texte, unite)
    except PosologieIllisible as error:
        raise ReponseInvalide(error.message, code=f"position {error.position}") from error


def _unite(nom: str) -> UnitePrise:
    found = find_unite(nom)
    if found is None:
        raise ReponseInvalide(f"«\u00a0{nom}\u00a0» n’est pas une unité connue.")
    return found
