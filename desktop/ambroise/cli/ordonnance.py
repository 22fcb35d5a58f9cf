"""``ambroise ordonnance``: check, render and decode an order given as a file."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse
from ambroise.domain.alerte import Alerte, NonControle
from ambroise.usecases.controle_ordonnance import check_ordonnance
from ambroise.usecases.errors import Introuvable, ReponseInvalide
from ambroise.usecases.json_domaine import JsonInvalide
from ambroise.usecases.ordonnance_json import OrdonnanceJson, read_ordonnance, to_acte, to_controle

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles

_TAILLE_MAXIMALE = 5 * 1024 * 1024
_SCHEMA = "docs/schemas/ordonnance.schema.json"


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    family = familles.add_parser(
        "ordonnance", help="contrôler, imprimer, lire une ordonnance"
    ).add_subparsers(required=True)
    check = family.add_parser("check", help="contrôler une ordonnance JSON")
    check.add_argument("fichier", metavar="FILE", help="«\u00a0-\u00a0» pour l’entrée standard")
    check.set_defaults(run=_check)
    render = family.add_parser("render", help="imprimer une ordonnance JSON")
    render.add_argument("fichier", metavar="FILE", help="«\u00a0-\u00a0» pour l’entrée standard")
    render.add_argument("--out", type=Path, required=True, metavar="PDF")
    render.set_defaults(run=_render)
    code = family.add_parser("qr", help="code d’une ordonnance numérique").add_subparsers(required=True)
    decode = code.add_parser("decode", help="lire un code\u00a0: PDF, image ou texte")
    decode.add_argument("source", metavar="FILE|TEXT")
    decode.set_defaults(run=_decode)


def _check(args: argparse.Namespace, app: "Application") -> Reponse:
    document = _read(args.fichier)
    try:
        demande = to_controle(document, app.medicaments)
    except JsonInvalide as error:
        raise _invalid(error) from error
    found = check_ordonnance(app.medicaments, demande)
    lines = [
        f"{a.libelle_niveau or a.niveau} – {a.titre} (lignes {_rangs(a.lignes)})\u00a0: {a.conduite}"
        for a in found.alertes
    ]
    lines += [f"Non contrôlé – {n.controle}\u00a0: {n.raison}" for n in found.non_controles]
    lines += [f"Contrôlé – {c.controle}\u00a0: {c.constat}" for c in found.sans_alerte]
    return Reponse(
        {
            "alertes": [_alerte(a) for a in found.alertes],
            "non_controles": [_non_controle(n) for n in found.non_controles],
            "controles": found.sans_alerte,
        },
        lines,
        1 if found.bloquantes else 0,
    )


def _render(args: argparse.Namespace, app: "Application") -> Reponse:
    document = _read(args.fichier)
    try:
        act = to_acte(document, app.medicaments)
    except JsonInvalide as error:
        raise _invalid(error) from error
    pdf = app.outils_medicaments.documents.render_pdf(act)
    try:
        args.out.write_bytes(pdf)
    except OSError as error:
        raise ReponseInvalide(f"Le fichier ne peut être écrit\u00a0: {args.out}.") from error
    code = app.outils_medicaments.documents.write_code(act)
    pages = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ")
    return Reponse(
        {"pages": pages, "numero": act.ordonnance.numero, "qr": code or None, "fichier": args.out},
        [f"{args.out}\u00a0: {pages} page{'s' if pages > 1 else ''}."],
    )


def _decode(args: argparse.Namespace, app: "Application") -> Reponse:
    texts = [args.source]
    path = Path(args.source)
    if len(args.source) < 1024 and _is_file(path):
        content = path.read_bytes()
        texts = [s.decode("utf-8", errors="replace") for s in app.symboles.read_symbols(content)]
    for text in texts:
        try:
            code = app.outils_medicaments.read_code(text)
        except ReponseInvalide:
            continue
        return Reponse(
            {
                "numero": code.numero,
                "version": code.version,
                "patient": {
                    "nom": code.patient_nom.strip() or None,
                    "prenom": code.patient_prenom.strip() or None,
                    "date_naissance": code.patient_date_naissance,
                },
                "prescripteur": {
                    "rpps": code.rpps or None,
                    "rpps_remplacant": code.rpps_remplacant or None,
                    "am": code.numero_am or None,
                },
            },
            [f"Ordonnance {code.numero} – {code.patient_nom.strip()} {code.patient_prenom.strip()}"],
        )
    raise ReponseInvalide(
        "Aucun code d’ordonnance numérique n’a été reconnu.",
        remede="Saisissez le numéro de 18 caractères imprimé sous le code.",
    )


def _read(source: str) -> OrdonnanceJson:
    try:
        raw = sys.stdin.buffer.read(_TAILLE_MAXIMALE + 1) if source == "-" else _bytes(Path(source))
        if len(raw) > _TAILLE_MAXIMALE:
            raise ReponseInvalide("Ce fichier est trop volumineux pour être une ordonnance.")
        return read_ordonnance(json.loads(raw))
    except JsonInvalide as error:
        raise _invalid(error) from error
    except (ValueError, RecursionError) as error:
        raise ReponseInvalide("Ce fichier n’est pas du JSON.", remede=f"Le schéma est {_SCHEMA}.") from error


def _bytes(path: Path) -> bytes:
    if not _is_file(path):
        raise Introuvable(f"Le fichier {path} n’existe pas.")
    with path.open("rb") as stream:
        return stream.read(_TAILLE_MAXIMALE + 1)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _invalid(error: JsonInvalide) -> ReponseInvalide:
    return ReponseInvalide(
        f"L’ordonnance n’est pas conforme au schéma, {error}.",
        code=error.chemin,
        remede=f"Le schéma est {_SCHEMA}.",
    )


def _alerte(a: Alerte) -> dict[str, object]:
    return {
        "cle": a.cle,
        "niveau": a.niveau,
        "type": a.type,
        "lignes": a.lignes,
        "titre": a.titre or None,
        "libelle_niveau": a.libelle_niveau or None,
        "cause": a.cause,
        "mecanisme": a.mecanisme or None,
        "conduite": a.conduite,
        "source": a.source,
        "edition": a.edition,
        "traitements": a.traitements,
        "bloquante": a.is_bloquante,
    }


def _non_controle(n: NonControle) -> dict[str, object]:
    return {"controle": n.controle, "lignes": n.lignes, "raison": n.raison, "remede": n.remede or None}


def _rangs(lignes: tuple[int, ...]) -> str:
    return ", ".join(map(str, lignes)) or "toutes"
