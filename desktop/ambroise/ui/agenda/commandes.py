"""What may be done on the agenda, each with its key."""

from typing import Final

from ambroise.ui.actions import Command
from ambroise.ui.journee.etats import etat_commands
from ambroise.ui.journee.malgre import malgre_command

SCOPE: Final = "agenda"
COMMANDS: Final = (
    Command("agenda_rdv", "Rendez-vous", "plus", "Ctrl+N", "Donner un rendez-vous", SCOPE),
    Command("agenda_avant", "Avant", "chevron-left", "Ctrl+Left", "Jour ou semaine d’avant", SCOPE),
    Command("agenda_apres", "Après", "chevron-right", "Ctrl+Right", "Jour ou semaine d’après", SCOPE),
    Command("agenda_aujourdhui", "Aujourd’hui", "", "Ctrl+Home", "Revenir à ce jour", SCOPE),
    Command("agenda_vue", "Jour ou semaine", "calendar-days", "S", "", SCOPE),
    Command("agenda_libre", "Prochain créneau libre", "search", "Ctrl+Shift+N", "Tous jours", SCOPE),
    Command("agenda_modifier", "Modifier", "pen-line", "F2", "Heure, motif, lieu, notes…", SCOPE),
    *etat_commands(SCOPE),
    Command("agenda_annuler_suite", "Annuler la suite de la série", "calendar-x-2", "Shift+Del", "", SCOPE),
    Command("agenda_suite_aussi", "Toute la suite aussi", "rotate-cw", "Shift+M", "Puis Ctrl+Z", SCOPE),
    Command("agenda_deplacer", "Déplacer", "calendar-days", "M", "Puis les flèches, puis Entrée", SCOPE),
    Command("agenda_plus_tot", "Plus tôt d’un quart d’heure", "arrow-up", "Alt+Up", "", SCOPE),
    Command("agenda_plus_tard", "Plus tard d’un quart d’heure", "arrow-down", "Alt+Down", "", SCOPE),
    Command(
        "agenda_a_gauche", "Colonne de gauche", "arrow-left", "Alt+Left", "Autre jour, autre agenda", SCOPE
    ),
    Command(
        "agenda_a_droite", "Colonne de droite", "arrow-right", "Alt+Right", "Autre jour, autre agenda", SCOPE
    ),
    Command("agenda_plus_court", "Plus court d’un quart d’heure", "minus", "Alt+Shift+Up", "", SCOPE),
    Command("agenda_plus_long", "Plus long d’un quart d’heure", "plus", "Alt+Shift+Down", "", SCOPE),
    Command("agenda_absence", "M’absenter", "calendar-off", "", "Garder des jours sans patient", SCOPE),
    Command("agenda_imprimer", "Imprimer la journée", "printer", "Ctrl+P", "", SCOPE),
    Command("agenda_importer", "Importer un calendrier", "download", "", "Un fichier .ics", SCOPE),
    Command("agenda_exporter", "Exporter sans les noms", "upload", "", "Un fichier .ics", SCOPE),
    Command("agenda_exporter_noms", "Exporter avec les noms", "upload", "", "Un fichier .ics", SCOPE),
    Command("agenda_reglages", "Types, lieux et horaires", "settings", "", "Réglages de l’agenda", SCOPE),
    malgre_command(SCOPE),
    Command("agenda_undo", "Annuler le dernier geste", "undo-2", "Ctrl+Z", "", SCOPE),
)
MENU: Final = (
    "agenda_modifier", "agenda_libre", "agenda_absence", "agenda_suite_aussi", "agenda_annuler_suite",
    "agenda_imprimer", "agenda_importer", "agenda_exporter", "agenda_exporter_noms", "agenda_reglages",
)  # fmt: skip
PIED: Final = ("modifier", "arrive", "consultation", "vu", "facturer", "absent", "annuler")
