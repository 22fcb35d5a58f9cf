"""``ambroise medicaments``: search the medicines base, read a pack, read the opinions on a product."""

import argparse
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ambroise.cli.sortie import Reponse, as_json
from ambroise.domain.avis_medicament import current_avis
from ambroise.domain.gs1 import CodeBoiteInvalide, parse_code_boite
from ambroise.domain.medicament import StatutDisponibilite
from ambroise.usecases.errors import Introuvable, ReponseInvalide
from ambroise.usecases.ports_medicaments import ResumeMedicament, SorteMedicament

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles

_DISPONIBILITES = {
    StatutDisponibilite.RUPTURE: "rupture de stock",
    StatutDisponibilite.TENSION: "tension d’approvisionnement",
    StatutDisponibilite.ARRET: "arrêt de commercialisation",
}


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    family = familles.add_parser("medicaments", help="base des médicaments").add_subparsers(required=True)
    search = family.add_parser("search", help="chercher par nom, DCI, CIS, CIP ou ATC")
    search.add_argument("texte", metavar="TEXT", nargs="+")
    search.add_argument("--limit", type=int, default=20, metavar="N")
    search.set_defaults(run=_search)
    avis = family.add_parser("avis", help="avis de la HAS et informations de l’ANSM sur une spécialité")
    avis.add_argument("code_cis", metavar="CIS")
    avis.set_defaults(run=_avis)
    pack = family.add_parser("boite", help="lire le code d’une boîte (DataMatrix GS1 ou CIP13)")
    pack.add_argument("code", metavar="CODE")
    pack.set_defaults(run=_boite)


def _search(args: argparse.Namespace, app: "Application") -> Reponse:
    base = app.medicaments
    start = time.perf_counter()
    found = base.search(" ".join(args.texte), args.limit)
    duration = (time.perf_counter() - start) * 1000
    return Reponse(
        {
            "medicaments": [_medicament(m) for m in found],
            "duree_ms": round(duration, 3),
            "edition": max((e.edition for e in base.editions() if e.edition), default=None),
        },
        [_ligne(m) for m in found] or ["Aucun médicament."],
        0 if found else 1,
    )


def _avis(args: argparse.Namespace, app: "Application") -> Reponse:
    product = app.medicaments.find_specialite(args.code_cis)
    if product is None:
        raise Introuvable(f"Aucune spécialité de code {args.code_cis} dans la base en service.")
    found = current_avis(app.medicaments.read_avis(args.code_cis), datetime.now().astimezone().date())
    lines = [f"HAS\u00a0: {a.phrase}. {a.texte}" for a in found.avis]
    lines += [f"ANSM\u00a0: {i.phrase} {i.lien}".rstrip() for i in found.informations]
    return Reponse(
        {"code_cis": args.code_cis, "denomination": product.denomination, **as_json(found)},
        lines or ["Aucun avis ni information dans la base en service."],
        0 if lines else 1,
    )


def _boite(args: argparse.Namespace, app: "Application") -> Reponse:
    try:
        code = parse_code_boite(args.code)
    except CodeBoiteInvalide as error:
        raise ReponseInvalide(str(error)) from error
    pack = app.medicaments.find_presentation(code.code_cip13) if code.code_cip13 else None
    product = app.medicaments.find_specialite(pack.code_cis) if pack else None
    today = datetime.now().astimezone().date()
    name = product.denomination if product else "produit inconnu de la base"
    expired = code.is_perime(today)
    return Reponse(
        {
            "gtin": code.gtin,
            "code_cip13": code.code_cip13,
            "code_cis": pack.code_cis if pack else None,
            "denomination": product.denomination if product else None,
            "presentation": pack.libelle if pack else None,
            "peremption": code.peremption,
            "lot": code.lot,
            "numero_serie": code.numero_serie,
            "perime": expired,
        },
        [f"{name} – lot {code.lot or 'inconnu'}{' – PÉRIMÉ' if expired else ''}"],
        1 if expired or product is None else 0,
    )


def _medicament(m: ResumeMedicament) -> dict[str, Any]:
    is_dci = m.sorte is SorteMedicament.DCI
    return {
        "sorte": m.sorte,
        "code_cis": None if is_dci else m.cle,
        "cle_dci": m.cle_dci or None,
        "denomination": m.denomination,
        "dci": [name for name in m.dci.split(" + ") if name],
        "forme": m.forme or None,
        "generique": m.is_generique,
        "prix": m.prix,
        "taux": m.taux,
        "unites_par_boite": m.unites_par_boite,
        "commercialise": m.commercialise,
        "specialites": m.nombre if is_dci else None,
        "approche": m.sens_approche,
        "alertes": _alertes(m),
    }


def _alertes(m: ResumeMedicament) -> list[str]:
    found = [] if m.commercialise else ["non commercialisé"]
    if m.surveillance_renforcee:
        found.append("surveillance renforcée")
    if m.disponibilite in _DISPONIBILITES:
        found.append(_DISPONIBILITES[m.disponibilite])
    return found


def _ligne(m: ResumeMedicament) -> str:
    price = f"{m.prix:.2f} €".replace(".", ",") if m.prix is not None else "prix libre"
    rate = f" {m.taux} %" if m.taux is not None else ""
    head = f"{m.nombre} spécialités, dès {price}" if m.sorte is SorteMedicament.DCI else f"{price}{rate}"
    alerts = "".join(f" [{a}]" for a in _alertes(m))
    code = "" if m.sorte is SorteMedicament.DCI else f"{m.cle}  "
    return f"{code}{m.denomination} – {head}{alerts}"
