"""``ambroise backup``, ``restore``, ``verify``, ``transfer``, ``export``, ``key`` and ``audit verify``."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ambroise.cli.commandes import Familles
from ambroise.cli.patients import terminal_author
from ambroise.cli.sortie import Reponse, as_json
from ambroise.domain.audit import ActionAudit, FiltreTraces
from ambroise.usecases.errors import AmbroiseError, Introuvable
from ambroise.usecases.export_cabinet import export_practice
from ambroise.usecases.traces import author_names

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

RECOVERY_VARIABLE = "AMBROISE_CLE_SECOURS"


def add_commands(familles: "Familles[Any]") -> None:
    """Add the commands of this family."""
    sauver = familles.add_parser("backup", help="sauvegarder, chiffré et vérifié par une restauration")
    sauver.add_argument("lieu", metavar="DIR", help="dossier, sftp://… ou https://… (WebDAV)")
    sauver.set_defaults(run=run_backup)
    lister = familles.add_parser("backups", help="lister les sauvegardes d’un lieu, la plus récente d’abord")
    lister.add_argument("lieu", metavar="DIR", help="dossier, sftp://… ou https://… (WebDAV)")
    lister.set_defaults(run=run_backups)
    restaurer = familles.add_parser("restore", help="restaurer une sauvegarde dans un profil neuf")
    restaurer.add_argument("fichier", metavar="FICHIER", help="fichier, ou adresse de la sauvegarde")
    restaurer.set_defaults(run=run_restore)
    verifier = familles.add_parser("verify", help="vérifier toute la base et la dernière sauvegarde")
    verifier.set_defaults(run=run_verify)
    deplacer = familles.add_parser("transfer", help="copier la base vers un serveur PostgreSQL, ou l’inverse")
    deplacer.add_argument("adresse", metavar="ADRESSE", help="postgresql://utilisateur@serveur/base")
    deplacer.add_argument("--back", action="store_true", dest="de_retour", help="du serveur vers ce profil")
    deplacer.set_defaults(run=run_transfer)
    sortir = familles.add_parser("export", help="sortir tout le cabinet en formats ouverts")
    sortir.add_argument("dossier", type=Path, metavar="DIR")
    sortir.set_defaults(run=run_export)
    cle = familles.add_parser("key", help="clé de la base").add_subparsers(metavar="COMMANDE", required=True)
    montrer = cle.add_parser("show", help="montrer la clé de secours, à imprimer et à ranger hors du cabinet")
    montrer.set_defaults(run=lambda _args, app: _key(app.recovery_key()))
    changer = cle.add_parser(
        "rotate", help="changer la clé\u202f; les anciennes sauvegardes gardent l’ancienne"
    )
    changer.set_defaults(run=run_key_rotate)
    audit = familles.add_parser("audit", help="journal des traces")
    commandes = audit.add_subparsers(dest="commande", metavar="COMMANDE", required=True)
    chaine = commandes.add_parser("verify", help="vérifier la chaîne du journal")
    chaine.set_defaults(run=run_audit_verify)
    acces = commandes.add_parser("show", help="qui a fait quoi sur un dossier, le plus récent d’abord")
    acces.add_argument("patient", metavar="ID")
    acces.set_defaults(run=run_audit_show)


def run_backup(args: argparse.Namespace, app: "Application") -> Reponse:
    """Back up this profile, or the server of its office."""
    sauvegarde = app.sauvegardes.make(args.lieu)
    texte = f"Sauvegarde vérifiée\u00a0: {sauvegarde.fichier}"
    return Reponse(
        {
            "ok": True,
            "fichier": sauvegarde.fichier,
            "empreinte": sauvegarde.empreinte,
            "constats": list(sauvegarde.constats),
            "comptes": sauvegarde.comptes,
        },
        [texte],
    )


def run_backups(args: argparse.Namespace, app: "Application") -> Reponse:
    """List what can be restored from a place."""
    noms = app.sauvegardes.list(args.lieu)
    textes = list(noms) or ["Aucune sauvegarde ici."]
    return Reponse({"lieu": args.lieu, "sauvegardes": list(noms)}, textes, 0 if noms else 1)


def run_restore(args: argparse.Namespace, app: "Application") -> Reponse:
    """Restore into the profile named, which must hold no database."""
    restauree = app.restore(args.fichier, os.environ.get(RECOVERY_VARIABLE, ""))
    return Reponse(
        {
            "ok": True,
            "fichier": restauree.fichier,
            "empreinte": restauree.empreinte,
            "constats": [],
            "comptes": restauree.comptes,
        },
        [f"Sauvegarde du {restauree.instant:%d/%m/%Y à %H:%M} (UTC) restaurée\u00a0: {restauree.fichier}"],
    )


def run_transfer(args: argparse.Namespace, app: "Application") -> Reponse:
    """Move the office's data, counts and digests compared; the setting is left to the installer."""
    bilan = app.move_base(args.adresse, de_retour=args.de_retour)
    texte = f"{sum(bilan.comptes.values())} lignes copiées et comparées."
    return Reponse({"ok": True, "comptes": bilan.comptes, "empreintes": bilan.empreintes}, [texte])


def run_export(args: argparse.Namespace, app: "Application") -> Reponse:
    """Export the practice into an empty folder."""
    bilan = export_practice(app.contexte, DossierExport(args.dossier), as_json, terminal_author())
    texte = f"{bilan.patients} dossiers, {bilan.documents} documents, {bilan.fichiers} fichiers"
    return Reponse({"ok": True, "fichier": args.dossier / "manifeste.json", **vars(bilan)}, [texte])


class DossierExport:
    """A folder of its own, readable by its owner only."""

    def __init__(self, racine: Path) -> None:
        if racine.exists() and any(racine.iterdir()):
            raise AmbroiseError(
                "Ce dossier n’est pas vide\u00a0: rien n’y a été écrit.",
                code="dossier_non_vide",
                remede="Donnez un dossier neuf.",
            )
        self._racine = racine

    def write(self, chemin: str, contenu: bytes) -> None:
        """Write one file under the folder."""
        fichier = self._racine / chemin
        fichier.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descripteur = os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descripteur, "wb") as flux:
            flux.write(contenu)


def run_key_rotate(args: argparse.Namespace, app: "Application") -> Reponse:  # noqa: ARG001
    """Change the key of the base and tell the new recovery key."""
    secours = app.rotate_key(terminal_author())
    app.note_key_told()
    return _key(secours)


def run_verify(args: argparse.Namespace, app: "Application") -> Reponse:  # noqa: ARG001
    """Verify the database, its documents and its trail."""
    _require_base(app)
    constats = app.base.verify()
    return _verdict(constats, app.profil.base)


def run_audit_verify(args: argparse.Namespace, app: "Application") -> Reponse:  # noqa: ARG001
    """Verify the trail alone."""
    _require_base(app)
    with app.contexte.uow() as uow:
        constats = tuple(uow.audit.verify())
    return _verdict(constats, app.profil.base)


def run_audit_show(args: argparse.Namespace, app: "Application") -> Reponse:
    """List every access to a file, as its patient may ask; that too is traced."""
    try:
        patient_id = UUID(args.patient)
    except ValueError:
        raise Introuvable("Ce patient n’existe pas dans ce profil.") from None
    with app.contexte.uow() as uow:
        uow.patients.get(patient_id)
        rangees = uow.audit.accesses(patient_id, FiltreTraces(limite=1_000_000))
        noms = author_names(uow, rangees, app.name_of)
        traces = [rangee.entree for rangee in rangees]
        app.contexte.trace(uow, terminal_author(), ActionAudit.LECTURE, "traces", patient_id=patient_id)
        uow.commit()
    textes = [
        f"{t.instant:%d/%m/%Y %H:%M} UTC  {noms.get(t.auteur, t.auteur)}  {t.situation or '–'}  {t.poste}  "
        f"{t.action}  {t.objet}"
        for t in traces
    ]
    return Reponse({"traces": traces, "noms": noms}, textes)


def _require_base(app: "Application") -> None:
    """Refuse to find an empty base intact, made on the spot for a mistyped folder."""
    if not app.reglages.base_donnees and not app.profil.base.exists():
        raise Introuvable(
            f"Ce profil n’a pas de base\u00a0: {app.profil.base} n’existe pas. Rien n’a été vérifié.",
            code="base_absente",
            remede="Donnez le profil avec --profile, ou restaurez-y d’abord une sauvegarde.",
        )


def _key(secours: str) -> Reponse:
    return Reponse({"ok": True, "cle_secours": secours}, ["Clé de secours, à imprimer\u00a0:", secours])


def _verdict(constats: tuple[str, ...], fichier: Path) -> Reponse:
    donnees = {"ok": not constats, "fichier": fichier, "empreinte": None, "constats": list(constats)}
    return Reponse(donnees, constats or ["Tout est intact."], 1 if constats else 0)
