"""``ambroise dmp``: the state of a record, feeding it, listing and fetching its documents.

The card's code porteur is read from ``AMBROISE_CODE_PORTEUR``, else asked; in the sandbox, ``--carte`` names
the card to insert.
"""

import argparse
import getpass
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.cli.documents import read_file
from ambroise.cli.sortie import Reponse
from ambroise.domain.dmp import DocumentDmp, EtatDmp, FiltreDmp
from ambroise.domain.identite import MatriculeIns, MatriculeInvalide
from ambroise.usecases.errors import DemandeRejetee

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles

VARIABLE_CODE = "AMBROISE_CODE_PORTEUR"
OID_TEST = "1.2.250.1.213.1.4.10"


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the family."""
    verbes = familles.add_parser("dmp", help="dossier médical partagé").add_subparsers(required=True)
    status = verbes.add_parser("status", help="le DMP existe-t-il, peut-on le consulter\u202f?")
    _patient_arguments(status)
    status.set_defaults(run=_status)
    consent = verbes.add_parser("consent", help="enregistrer le consentement du patient, ou son retrait")
    _patient_arguments(consent)
    consent.add_argument("--retrait", action="store_true", help="le patient retire son consentement")
    consent.set_defaults(run=_consent)
    send = verbes.add_parser("send", help="déposer des documents CDA")
    send.add_argument("fichiers", metavar="FILES", type=Path, nargs="+")
    _card_argument(send)
    send.set_defaults(run=_send)
    listing = verbes.add_parser("list", help="documents du DMP")
    _patient_arguments(listing)
    listing.add_argument("--depuis", type=date.fromisoformat, metavar="AAAA-MM-JJ")
    listing.add_argument("--type", dest="types", action="append", default=[], metavar="CODE")
    listing.add_argument("--archives", action="store_true")
    listing.set_defaults(run=_list)
    get = verbes.add_parser("get", help="ouvrir un document et l’enregistrer")
    _patient_arguments(get)
    get.add_argument("identifiant", metavar="UNIQUEID")
    get.add_argument("--out", type=Path, required=True, metavar="FILE")
    get.set_defaults(run=_get)


def _patient_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("matricule", metavar="MATRICULE")
    parser.add_argument("--oid", default=OID_TEST, help="OID de l’INS (par défaut\u00a0: identités de test)")
    _card_argument(parser)


def _card_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--carte", metavar="NOM", help="bac à sable\u00a0: carte CPS à insérer")


def _open(args: argparse.Namespace, app: "Application") -> None:
    if app.session.is_ouverte:
        return
    if args.carte:
        app.insert_carte_cps(args.carte)
    code = os.environ.get(VARIABLE_CODE) or getpass.getpass("Code porteur\u00a0: ")
    app.session.open(code)


def _matricule(args: argparse.Namespace) -> MatriculeIns:
    try:
        return MatriculeIns.parse(args.matricule, args.oid)
    except MatriculeInvalide as exc:
        raise DemandeRejetee(str(exc), code="matricule") from exc


def _status(args: argparse.Namespace, app: "Application") -> Reponse:
    matricule = _matricule(args)
    _open(args, app)
    found = app.dmp_consultation.situation(matricule)
    donnees = {
        "etat": found.etat,
        "autorisation": found.autorisation or None,
        "medecin_traitant": found.is_medecin_traitant,
        "motif_fermeture": found.motif_fermeture or None,
    }
    ligne = f"DMP {found.etat.value}, autorisation\u00a0: {found.autorisation or 'aucune'}."
    return Reponse(donnees, [ligne], 0 if found.etat is EtatDmp.OUVERT else 1)


def _consent(args: argparse.Namespace, app: "Application") -> Reponse:
    matricule = _matricule(args)
    _open(args, app)
    app.dmp_consultation.set_consentement(matricule, accorde=not args.retrait)
    mot = "retiré" if args.retrait else "enregistré"
    return Reponse({"accorde": not args.retrait}, [f"Consentement {mot}."])


def _send(args: argparse.Namespace, app: "Application") -> Reponse:
    contents = [read_file(path) for path in args.fichiers]
    _open(args, app)
    sent = []
    for path, data in zip(args.fichiers, contents, strict=True):
        identifiant, deja = app.dmp_consultation.submit(data)
        sent.append({"fichier": path, "identifiant": identifiant, "deja_recu": deja})
    lignes = [
        f"{d['fichier']}\u00a0: {'déjà dans le DMP' if d['deja_recu'] else 'déposé'} ({d['identifiant']})"
        for d in sent
    ]
    return Reponse({"documents": sent}, lignes)


def _list(args: argparse.Namespace, app: "Application") -> Reponse:
    matricule = _matricule(args)
    _open(args, app)
    filtre = FiltreDmp(depuis=args.depuis, types=tuple(args.types), archives=args.archives)
    found = app.dmp_consultation.search(matricule, filtre)
    lignes = [f"{d.identifiant} {d.type_code} {d.titre} ({', '.join(d.auteurs)})" for d in found]
    return Reponse({"documents": [_as_dict(d) for d in found]}, lignes or ["Aucun document."])


def _get(args: argparse.Namespace, app: "Application") -> Reponse:
    matricule = _matricule(args)
    _open(args, app)
    data = app.dmp_consultation.open(matricule, args.identifiant)
    args.out.write_bytes(data)
    return Reponse(
        {"fichier": args.out, "identifiant": args.identifiant, "taille": len(data)},
        [f"{args.out}\u00a0: {len(data)} octets"],
    )


def _as_dict(document: DocumentDmp) -> dict[str, object]:
    visibilite = document.visibilite
    return {
        "identifiant": document.identifiant,
        "titre": document.titre,
        "type": {"code": document.type_code, "libelle": document.type_libelle},
        "classe": document.classe,
        "auteurs": document.auteurs,
        "date": document.instant,
        "masque_ps": visibilite.masque_ps,
        "invisible_patient": visibilite.invisible_patient,
        "invisible_representants": visibilite.invisible_representants,
        "archive": document.is_archive,
        "obsolete": document.is_obsolete,
        "du_patient": document.is_du_patient,
        "version": document.version,
    }
