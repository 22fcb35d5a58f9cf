"""``ambroise annuaire``: the national directory of professionals, imported then searched on this seat."""

import argparse
import getpass
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles
    from ambroise.usecases.ports_en_ligne import Correspondant, Structure


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    annuaire = familles.add_parser("annuaire", help="annuaire national des professionnels").add_subparsers(
        required=True
    )
    imported = annuaire.add_parser("import", help="importer les extractions nationales d’un dossier")
    imported.add_argument("dossier", type=Path, metavar="FOLDER")
    imported.set_defaults(run=_import)
    search = annuaire.add_parser("search", help="chercher un correspondant")
    search.add_argument("texte", metavar="TEXT", nargs="+")
    search.add_argument("--profession", help="code de profession, ou début de son libellé")
    search.add_argument("--commune", help="début du nom de la commune")
    search.add_argument("--limit", type=int, default=30, metavar="N")
    search.set_defaults(run=_search)
    show = annuaire.add_parser("show", help="un professionnel tel qu’il est aujourd’hui (en ligne)")
    show.add_argument("rpps", metavar="RPPS")
    show.set_defaults(run=_show)
    structures = annuaire.add_parser("structures", help="chercher une structure au ROR (en ligne)")
    structures.add_argument("texte", metavar="TEXT", nargs="*")
    structures.add_argument("--commune", default="", help="code de la commune, du code officiel géographique")
    structures.add_argument("--rayon", type=int, default=15, metavar="KM")
    structures.set_defaults(run=_structures)
    key = annuaire.add_parser("cle", help="garder la clé d’un annuaire, lue sur l’entrée")
    key.add_argument("nom", choices=("annuaire", "ror"))
    key.set_defaults(run=_keep)


def _import(args: argparse.Namespace, app: "Application") -> Reponse:
    last = [-1]

    def progress(done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        if percent != last[0] and sys.stderr.isatty():
            last[0] = percent
            print(f"\rImport de l’annuaire\u00a0: {percent} %", end="", file=sys.stderr, flush=True)

    bilan = app.annuaire.import_dossier(args.dossier, progress)
    if last[0] >= 0:
        print(file=sys.stderr)
    refused = [f"  {count} {reason}" for reason, count in sorted(bilan.ecartees.items())]
    return Reponse(
        {
            "lignes": bilan.lignes,
            "retenues": bilan.retenues,
            "ecartees": bilan.ecartees,
            "ajoutees": bilan.ajoutees,
            "supprimees": bilan.supprimees,
            "correspondants": bilan.correspondants,
            "boites": bilan.boites,
        },
        [
            f"{bilan.correspondants} correspondants, {bilan.boites} boîtes, {bilan.lignes} lignes lues.",
            *refused,
        ],
    )


def _search(args: argparse.Namespace, app: "Application") -> Reponse:
    start = time.perf_counter()
    found = app.annuaire.search(
        " ".join(args.texte), profession=args.profession, commune=args.commune, limite=args.limit
    )
    duration = (time.perf_counter() - start) * 1000
    updated = app.annuaire.date_donnees()
    return Reponse(
        {
            "professionnels": [_as_json(c) for c in found],
            "duree_ms": round(duration, 3),
            "donnees_du": updated,
        },
        [
            f"{c.nom} {c.prenom} – {c.savoir_faire or c.profession} – {c.commune} – {', '.join(c.bal)}"
            for c in found
        ]
        or ["Aucun correspondant."],
        0 if found else 1,
    )


def _show(args: argparse.Namespace, app: "Application") -> Reponse:
    fiche = app.annuaires_en_ligne.detail(args.rpps)
    if fiche is None:
        return Reponse({"professionnel": None}, ["Aucun professionnel en activité sous ce numéro."], 1)
    c = fiche.correspondant
    return Reponse(
        {"professionnel": _as_json(c), "lieux": [_place(lieu) for lieu in fiche.lieux]},
        [f"{c.nom} {c.prenom} – {', '.join(c.bal) or 'sans boîte connue'}", *map(_line, fiche.lieux)],
    )


def _structures(args: argparse.Namespace, app: "Application") -> Reponse:
    found = app.annuaires_en_ligne.search_structures(" ".join(args.texte), args.commune, args.rayon)
    return Reponse(
        {"structures": [_place(s) for s in found]},
        [_line(s) for s in found] or ["Aucune structure."],
        0 if found else 1,
    )


def _keep(args: argparse.Namespace, app: "Application") -> Reponse:
    cle = sys.stdin.readline().strip() if not sys.stdin.isatty() else getpass.getpass("Clé\u00a0: ").strip()
    app.keep_cle(args.nom, cle)
    return Reponse({"gardee": True}, ["La clé est dans le trousseau de cette session."])


def _as_json(c: "Correspondant") -> dict[str, object]:
    return {
        "identifiant": c.identifiant,
        "nom": c.nom,
        "prenom": c.prenom or None,
        "profession": c.profession or None,
        "savoir_faire": c.savoir_faire or None,
        "commune": c.commune or None,
        "structure": c.structure or None,
        "bal": list(c.bal),
    }


def _place(s: "Structure") -> dict[str, object]:
    return {
        "nom": s.nom,
        "offre": s.offre or None,
        "identifiant": s.identifiant or None,
        "categorie": s.categorie or None,
        "specialites": list(s.specialites),
        "adresse": s.adresse or None,
        "code_postal": s.code_postal or None,
        "commune": s.commune or None,
        "telephone": s.telephone or None,
    }


def _line(s: "Structure") -> str:
    town = f"{s.code_postal} {s.commune}".strip()
    return " – ".join(filter(None, (s.nom, s.offre, s.adresse, town, s.telephone)))
