"""``ambroise outbox``: see, retry, cancel what has to leave."""

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ambroise.cli.commandes import Familles
from ambroise.cli.patients import terminal_author
from ambroise.cli.sortie import Reponse
from ambroise.domain.envoi import Envoi, EtatEnvoi
from ambroise.usecases.errors import Introuvable

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


def add_commands(familles: "Familles[Any]") -> None:
    """Add the commands of this family."""
    outbox = familles.add_parser("outbox", help="boîte d’envoi\u00a0: voir, reprendre, annuler")
    commandes = outbox.add_subparsers(dest="commande", metavar="COMMANDE", required=True)
    liste = commandes.add_parser("list", help="lister les envois, les plus récents d’abord")
    liste.add_argument("--etat", choices=[e.value for e in EtatEnvoi], action="append", default=[])
    liste.set_defaults(run=run_list)
    reprendre = commandes.add_parser("retry", help="reprendre un envoi, ou tous ceux qui attendent")
    reprendre.add_argument("id", metavar="ID", nargs="?")
    reprendre.set_defaults(run=run_retry)
    annuler = commandes.add_parser("cancel", help="annuler un envoi qui n’est pas parti")
    annuler.add_argument("id", metavar="ID")
    annuler.set_defaults(run=run_cancel)


def run_list(args: argparse.Namespace, app: "Application") -> Reponse:
    """List the outbox."""
    with app.contexte.uow() as uow:
        envois = uow.envois.list([EtatEnvoi(e) for e in args.etat])
    return _reponse(envois)


def run_retry(args: argparse.Namespace, app: "Application") -> Reponse:
    """Make one envoi due, or all that wait for a card or a right; what is held back is named one by one."""
    from ambroise.usecases.envois import retry

    if args.id:
        return _reprises([retry(app.contexte, _id(args.id), terminal_author())])
    with app.contexte.uow() as uow:
        attendent = [e for e in uow.envois.list([EtatEnvoi.A_REPRENDRE]) if not e.is_retenu]
    return _reprises([retry(app.contexte, envoi.id, terminal_author()) for envoi in attendent])


def run_cancel(args: argparse.Namespace, app: "Application") -> Reponse:
    """Give up an envoi that has not left."""
    from ambroise.usecases.envois import cancel

    return _reponse([cancel(app.contexte, _id(args.id), terminal_author())])


def _reprises(envois: "list[Envoi]") -> Reponse:
    """Answer no when one of them had to be cancelled instead: it is to be signed again."""
    return replace(_reponse(envois), code=1 if any(e.is_perime for e in envois) else 0)


def _reponse(envois: "list[Envoi] | tuple[Envoi, ...] | Any") -> Reponse:
    donnees = [
        {
            "id": e.id,
            "type": e.type,
            "patient": e.patient_id,
            "libelle": e.libelle,
            "etat": e.etat,
            "essais": e.essais,
            "prochaine": e.prochaine,
            "erreur": e.erreur or None,
        }
        for e in envois
    ]
    textes = [f"{e.id}  {e.etat}  {e.type}  {e.libelle}  {e.erreur}".rstrip() for e in envois]
    return Reponse({"envois": donnees}, textes or ["La boîte d’envoi est vide."])


def _id(texte: str) -> UUID:
    try:
        return UUID(texte)
    except ValueError:
        raise Introuvable("Cet envoi n’existe pas dans ce profil.") from None
