"""``ambroise patients``: search, show, import, duplicates; ``ambroise generate`` invents a practice."""

import argparse
import getpass
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ambroise.cli.commandes import Familles
from ambroise.cli.sortie import Reponse
from ambroise.domain.doublons import GenreRapprochement, Rapprochement
from ambroise.settings import Environnement
from ambroise.usecases.errors import AmbroiseError, Introuvable, ReponseInvalide

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.usecases.import_patients import BilanImport


def terminal_author() -> str:
    """Return who a command is traced under: the system's user, never a professional's identifier."""
    return f"terminal:{getpass.getuser()}"


def add_commands(familles: "Familles[Any]") -> None:
    """Add the commands of this family."""
    patients = familles.add_parser("patients", help="chercher, montrer et importer des patients")
    commandes = patients.add_subparsers(dest="commande", metavar="COMMANDE", required=True)
    search = commandes.add_parser("search", help="chercher par nom, son, date, numéro, commune")
    search.add_argument("texte", metavar="TEXTE")
    search.add_argument("--limit", type=_positive, default=30, metavar="N")
    search.set_defaults(run=run_search)
    show = commandes.add_parser("show", help="montrer un dossier")
    show.add_argument("id", metavar="ID")
    show.set_defaults(run=run_show)
    import_ = commandes.add_parser("import", help="importer un tableau CSV ou XLSX")
    import_.add_argument("fichier", type=Path, metavar="FICHIER")
    import_.add_argument("--map", type=Path, metavar="MAP", help="JSON\u00a0: champ → en-tête de colonne")
    import_.add_argument("--dry-run", action="store_true", dest="a_blanc", help="ne rien écrire")
    import_.set_defaults(run=run_import)
    duplicates = commandes.add_parser("duplicates", help="dossiers qui sont peut-être la même personne")
    duplicates.set_defaults(run=run_duplicates)
    texts = commandes.add_parser("texts", help="lire les documents pour que la recherche trouve leurs mots")
    texts.add_argument("--again", action="store_true", help="relire aussi ceux qui n’ont pas pu l’être")
    texts.set_defaults(run=run_texts)
    generate = familles.add_parser("generate", help="inventer un cabinet fictif, toujours le même")
    generate.add_argument("--patients", type=_positive, required=True, metavar="N")
    generate.add_argument("--seed", type=int, default=1, metavar="S")
    generate.add_argument("--years", type=float, default=3.0, metavar="Y")
    generate.set_defaults(run=run_generate)


def run_search(args: argparse.Namespace, app: "Application") -> Reponse:
    """Search; the duration is the search's own, the profile once open."""
    contexte = app.contexte
    debut = time.perf_counter()
    with contexte.reading() as uow:
        trouves = uow.patients.search(args.texte, args.limit)
    duree = (time.perf_counter() - debut) * 1000
    lignes = [
        {
            "id": p.id,
            "nom_naissance": p.nom_naissance,
            "nom_utilise": p.nom_utilise or None,
            "prenom": p.prenom,
            "date_naissance": p.date_naissance,
            "statut_identite": p.statut,
            "motif": p.motif or None,
        }
        for p in trouves
    ]
    textes = [
        f"{p.id}  {p.nom_utilise or p.nom_naissance} {p.prenom}  né(e) le {p.date_naissance:%d/%m/%Y}"
        + (f"  ({p.motif})" if p.motif else "")
        for p in trouves
    ]
    return Reponse({"patients": lignes, "duree_ms": round(duree, 2)}, textes, 0 if trouves else 1)


def run_show(args: argparse.Namespace, app: "Application") -> Reponse:
    """Show a whole file, and trace that it was read."""
    from ambroise.usecases.lecture_dossier import read_dossier

    try:
        patient_id = UUID(args.id)
    except ValueError:
        raise Introuvable("Ce patient n’existe pas dans ce profil.") from None
    dossier = read_dossier(app.contexte, patient_id, terminal_author())
    patient = dossier.patient
    traits = patient.identite.traits
    lignes = [
        f"{patient.nom_affiche} {patient.prenom_affiche}, né(e) le {traits.date_naissance:%d/%m/%Y}",
        f"Identité {patient.identite.statut}",
        f"{len(dossier.consultations)} consultations, {len(dossier.ordonnances)} ordonnances, "
        f"{len(dossier.documents)} documents",
    ]
    donnees = {nom: valeur for nom, valeur in vars(dossier).items() if nom != "entrees"}
    donnees["statut_identite"] = patient.identite.statut
    return Reponse(donnees | {"entrees": dossier.entrees}, lignes)


def run_import(args: argparse.Namespace, app: "Application") -> Reponse:
    """Import a table; lines refused are listed, the others are in."""
    from ambroise.usecases.import_patients import check_columns, guess_columns, import_patients

    with app.open_table(args.fichier) as (entetes, lignes):
        colonnes = _read_map(args.map) if args.map else guess_columns(entetes)
        check_columns(colonnes, entetes)
        bilan = import_patients(
            app.contexte,
            lignes,
            colonnes,
            source=_digest(args.fichier),
            auteur=terminal_author(),
            a_blanc=args.a_blanc,
            progress=_show_progress,
        )
    textes = [f"{bilan.lus} lus, {bilan.crees} créés, {bilan.ignores} ignorés, {len(bilan.refuses)} refusés"]
    textes += [f"ligne {refus.ligne}\u00a0: {refus.raison}" for refus in bilan.refuses]
    return Reponse(vars(bilan) | {"a_blanc": args.a_blanc}, textes)


def run_texts(args: argparse.Namespace, app: "Application") -> Reponse:
    """Read the documents nobody read yet; cut, it goes on where it stopped."""
    from ambroise.usecases.textes_documents import read_bilan

    if args.again:
        app.textes_documents.read_again()
    lus = app.textes_documents.run_due(lambda _: False)
    bilan = read_bilan(app.contexte)
    texte = (
        f"{lus} documents lus maintenant. En tout\u00a0: {bilan.lus} lus, {bilan.en_attente} en attente, "
        f"{bilan.sans_texte} sans texte, {bilan.illisibles} illisibles."
    )
    return Reponse({"lus_maintenant": lus, **vars(bilan)}, [texte])


def run_generate(args: argparse.Namespace, app: "Application") -> Reponse:
    """Invent a practice into this profile."""
    from ambroise.usecases.generation import generate_practice

    if app.reglages.environnement is Environnement.PRODUCTION:
        raise AmbroiseError(
            "Un profil de production ne reçoit pas de patients fictifs.",
            code="production",
            remede="Créez un autre profil avec --profile.",
        )
    debut = time.perf_counter()
    bilan = generate_practice(app.contexte, args.patients, graine=args.seed, annees=args.years)
    duree = time.perf_counter() - debut
    texte = f"{bilan.patients} patients fictifs, {bilan.consultations} consultations, {duree:.1f} s"
    return Reponse(vars(bilan) | {"duree_s": round(duree, 3)}, [texte])


def run_duplicates(_args: argparse.Namespace, app: "Application") -> Reponse:
    """List the files that may be one person's, the homonyms and the twins."""
    found = app.identitovigilance.list_rapprochements(genres=frozenset(GenreRapprochement))
    doublons = [r for r in found if r.genre is GenreRapprochement.DOUBLON]
    return Reponse(
        {
            "paires": [_pair(r) for r in doublons],
            "homonymes": [_pair(r) for r in found if r.genre is GenreRapprochement.HOMONYME],
            "jumeaux": [_pair(r) for r in found if r.genre is GenreRapprochement.JUMEAUX],
        },
        [f"{r.score:>3} {r.a} {r.b} {', '.join(r.raisons)}" for r in doublons] or ["Aucun doublon."],
    )


def _pair(r: Rapprochement) -> dict[str, object]:
    return {"a": r.a, "b": r.b, "score": r.score, "raisons": list(r.raisons)}


def _read_map(chemin: Path) -> dict[str, str]:
    try:
        correspondance = json.loads(chemin.read_text("utf-8"))
    except (OSError, ValueError) as erreur:
        raise ReponseInvalide("La correspondance des colonnes ne peut pas être lue.", code="map") from erreur
    if not isinstance(correspondance, dict) or not all(isinstance(v, str) for v in correspondance.values()):
        raise ReponseInvalide("La correspondance doit être un objet JSON\u00a0: champ → en-tête.", code="map")
    return correspondance


def _digest(chemin: Path) -> str:
    with chemin.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def _show_progress(bilan: "BilanImport") -> bool:
    print(f"\r{bilan.lus} lignes lues", end="", file=sys.stderr, flush=True)
    return True


def _positive(texte: str) -> int:
    valeur = int(texte)
    if valeur <= 0:
        raise argparse.ArgumentTypeError("un nombre positif est attendu")
    return valeur
