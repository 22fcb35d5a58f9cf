"""``ambroise cda`` and ``ambroise xdm``: documents and archives as files."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.sortie import Reponse
from ambroise.usecases.errors import Introuvable

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add both families."""
    cda = familles.add_parser("cda", help="documents de santé (CDA)").add_subparsers(required=True)
    build = cda.add_parser("build", help="acte en JSON → CDA sur la sortie standard")
    build.add_argument("fichier", metavar="FILE", type=Path)
    build.set_defaults(run=_build_cda)
    show = cda.add_parser("show", help="identité, type, sections, avertissements")
    show.add_argument("fichier", metavar="FILE", type=Path)
    show.set_defaults(run=_show_cda)
    validate = cda.add_parser("validate", help="contrôler avec une copie des règles officielles")
    validate.add_argument("--rules", metavar="FOLDER", type=Path, required=True)
    validate.add_argument("fichiers", metavar="FILES", type=Path, nargs="+")
    validate.set_defaults(run=_validate_cda)
    xdm = familles.add_parser("xdm", help="archives de documents (IHE XDM)").add_subparsers(required=True)
    inspect = xdm.add_parser("inspect", help="ce que porte une archive, ou pourquoi elle est refusée")
    inspect.add_argument("fichier", metavar="FILE.zip", type=Path)
    inspect.set_defaults(run=_inspect_xdm)
    pack = xdm.add_parser("build", help="archive de documents CDA et de leurs copies PDF")
    pack.add_argument("--out", metavar="FILE.zip", type=Path, required=True)
    pack.add_argument("fichiers", metavar="FILES", type=Path, nargs="+")
    pack.set_defaults(run=_build_xdm)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file named on the command line. Raises Introuvable."""
    try:
        return path.read_bytes()
    except OSError:
        raise Introuvable(
            f"Le fichier {path} ne peut pas être lu.", remede="Vérifiez le nom et les droits."
        ) from None


def _build_cda(args: argparse.Namespace, app: "Application") -> int:
    data = app.fichiers_sante.build_cda(read_file(args.fichier))
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return 0


def _show_cda(args: argparse.Namespace, app: "Application") -> Reponse:
    found = app.fichiers_sante.show_cda(read_file(args.fichier))
    patient = found["patient"]
    lignes = [
        f"{found['titre']} ({found['type']['code']} {found['type']['libelle']})",
        f"Patient\u00a0: {patient['nom_naissance'] or '?'} {patient['premier_prenom'] or ''}"
        f", né(e) le {patient['date_naissance'] or '?'}, INS\u00a0: {patient['matricule'] or 'absente'}",
        *(
            f"Auteur\u00a0: {a['prenom'] or ''} {a['nom'] or '?'} {a['specialite'] or ''}"
            for a in found["auteurs"]
        ),
        *(f"Section\u00a0: {s['code']} {s['titre']}" for s in found["sections"]),
        *(f"Avertissement\u00a0: {a['message']} ({a['chemin']})" for a in found["avertissements"]),
    ]
    return Reponse(found, lignes)


def _validate_cda(args: argparse.Namespace, app: "Application") -> Reponse:
    documents = app.fichiers_sante.validate_cda(args.rules, args.fichiers)
    lignes = []
    for document in documents:
        lignes.append(
            f"{document['fichier']}\u00a0: {'conforme' if document['conforme'] else 'non conforme'}"
        )
        lignes.extend(f"  [{c['couche']}] {c['message']} ({c['chemin']})" for c in document["constats"])
    return Reponse({"documents": documents}, lignes, 0 if all(d["conforme"] for d in documents) else 1)


def _inspect_xdm(args: argparse.Namespace, app: "Application") -> Reponse:
    found = app.fichiers_sante.inspect_xdm(read_file(args.fichier))
    if found["refus"]:
        return Reponse(found, [f"Archive refusée\u00a0: {found['refus']}."], 1)
    lignes = [f"Patient\u00a0: {found['patient']['nom_naissance']} {found['patient']['premier_prenom']}"]
    lignes.extend(f"{d['nom']}\u00a0: {d['titre']} ({d['taille']} octets)" for d in found["documents"])
    return Reponse(found, lignes)


def _build_xdm(args: argparse.Namespace, app: "Application") -> Reponse:
    data, count = app.fichiers_sante.build_xdm([read_file(path) for path in args.fichiers])
    args.out.write_bytes(data)
    return Reponse({"fichier": args.out, "documents": count}, [f"{args.out}\u00a0: {count} document(s)"])
