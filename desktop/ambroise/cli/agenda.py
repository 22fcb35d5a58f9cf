"""``ambroise agenda``: list and give appointments, export and import them (iCalendar)."""

import argparse
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ambroise.cli.commandes import Familles
from ambroise.cli.patients import terminal_author
from ambroise.cli.sortie import Reponse
from ambroise.domain.horaires import day_bounds
from ambroise.domain.reglage_agenda import MINUTES_MAXIMALES, MINUTES_MINIMALES
from ambroise.usecases.errors import ReponseInvalide

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

JOURS = 90


def add_commands(familles: "Familles[Any]") -> None:
    """Add the commands of this family."""
    agenda = familles.add_parser("agenda", help="rendez-vous, en iCalendar")
    commandes = agenda.add_subparsers(dest="commande", metavar="COMMANDE", required=True)
    liste = commandes.add_parser("list", help="lister les rendez-vous")
    liste.set_defaults(run=run_list)
    sortir = commandes.add_parser("export", help="écrire un calendrier .ics, sans nom de patient")
    sortir.add_argument("fichier", type=Path, metavar="FICHIER")
    sortir.set_defaults(run=run_export)
    entrer = commandes.add_parser("import", help="lire un calendrier .ics dans l’agenda d’un praticien")
    entrer.add_argument("fichier", type=Path, metavar="FICHIER")
    entrer.set_defaults(run=run_import)
    donner = commandes.add_parser("give", help="donner un rendez-vous, ou toute une série")
    donner.add_argument("patient", type=UUID, metavar="PATIENT")
    donner.add_argument("--praticien", required=True, metavar="IDENTIFIANT")
    donner.add_argument("--at", dest="debut", type=datetime.fromisoformat, required=True, metavar="INSTANT")
    donner.add_argument("--minutes", type=int, default=20)
    donner.add_argument("--motif", default="Consultation")
    donner.add_argument("--lieu", default="")
    donner.add_argument("--malgre-salle", action="store_true", help="même si la salle est déjà prise")
    donner.add_argument("--rrule", default="", metavar="RÈGLE", help="FREQ=WEEKLY;BYDAY=MO,WE;COUNT=8")
    donner.set_defaults(run=run_give)
    for commande in (liste, sortir, entrer):
        commande.add_argument("--praticien", required=commande is entrer, metavar="IDENTIFIANT")
        commande.add_argument("--from", dest="du", type=date.fromisoformat, metavar="AAAA-MM-JJ")
        commande.add_argument("--to", dest="au", type=date.fromisoformat, metavar="AAAA-MM-JJ")


def run_list(args: argparse.Namespace, app: "Application") -> Reponse:
    """List the appointments of a time."""
    du, au = _interval(args, app)
    with app.contexte.reading() as uow:
        rendez_vous = uow.rendez_vous.list(du, au, args.praticien)
    textes = [f"{_words(r.debut, r.fin)}  {r.motif}  {r.etat}" for r in rendez_vous]
    return Reponse({"rendez_vous": list(rendez_vous)}, textes or ["Aucun rendez-vous."])


def run_give(args: argparse.Namespace, app: "Application") -> Reponse:
    """Give an appointment; a series is written whole or not at all."""
    from ambroise.domain.recurrence import parse_rrule
    from ambroise.usecases.agenda import AgendaService, NouveauRendezVous

    if not MINUTES_MINIMALES <= args.minutes <= MINUTES_MAXIMALES:
        raise ReponseInvalide("Cette durée n’est pas celle d’un rendez-vous.", code="duree_invalide")
    try:
        recurrence = parse_rrule(args.rrule) if args.rrule else None
    except ValueError as erreur:
        raise ReponseInvalide(str(erreur), code="regle_invalide") from erreur
    debut, duree = args.debut.astimezone(), timedelta(minutes=args.minutes)
    with app.contexte.reading() as uow:
        uow.patients.get(args.patient)
    agenda = AgendaService(app.contexte, app.session, app.agendas, lambda: duree, terminal_author())
    nouveau = NouveauRendezVous(
        args.patient,
        debut,
        debut + duree,
        args.motif,
        args.praticien,
        args.lieu,
        recurrence=recurrence,
        malgre_salle=args.malgre_salle,
    )
    ids = agenda.give(nouveau)
    return Reponse({"ok": True, "rendez_vous": list(ids)}, [f"{len(ids)} rendez-vous donnés."])


def run_export(args: argparse.Namespace, app: "Application") -> Reponse:
    """Write a calendar; an existing file is not overwritten."""
    du, au = _interval(args, app)
    with app.contexte.reading() as uow:
        rendez_vous = uow.rendez_vous.list(du, au, args.praticien)
    try:
        descripteur = os.open(args.fichier, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descripteur, "wb") as flux:
            flux.write(app.write_calendar(rendez_vous))
    except OSError as erreur:
        raise ReponseInvalide(
            "Ce fichier existe déjà ou ne peut pas être écrit.", code="fichier_non_ecrit"
        ) from erreur
    return Reponse(
        {"ok": True, "fichier": args.fichier, "rendez_vous": len(rendez_vous)},
        [f"{len(rendez_vous)} rendez-vous écrits."],
    )


def run_import(args: argparse.Namespace, app: "Application") -> Reponse:
    """Read a calendar; what would double book is left out and told."""
    from ambroise.usecases.import_agenda import import_agenda

    du, au = _interval(args, app)
    try:
        octets = args.fichier.read_bytes()
    except OSError as erreur:
        raise ReponseInvalide("Ce fichier ne peut pas être lu.", code="fichier_illisible") from erreur
    bilan = import_agenda(app.contexte, app.read_calendar(octets, du, au), args.praticien, terminal_author())
    textes = [f"{bilan.crees} créés, {bilan.modifies} modifiés, {bilan.inchanges} inchangés"]
    textes += [f"{bilan.annules} annulés"] if bilan.annules else []
    textes += [f"refusé : {r.titre}. {r.raison}" for r in bilan.refus]
    textes += [f"créneau déjà pris\u00a0: {_words(r.debut, r.fin)}" for r in bilan.conflits]
    return Reponse(vars(bilan), textes, 1 if bilan.conflits or bilan.refus else 0)


def _interval(args: argparse.Namespace, app: "Application") -> tuple[datetime, datetime]:
    du = args.du or app.contexte.horloge().astimezone().date()
    au = args.au or du + timedelta(days=JOURS)
    return day_bounds(du)[0], day_bounds(au)[1]


def _words(debut: datetime, fin: datetime) -> str:
    return f"{debut.astimezone():%d/%m/%Y %H:%M} – {fin.astimezone():%H:%M}"
