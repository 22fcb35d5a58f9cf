"""Every option once: name, type, help text, default; kept in the profile's ``config.toml``."""

from ambroise.settings.choix import (
    AlimentationDmp,
    CanalPsc,
    ClassementMessages,
    Environnement,
    RetraitCps,
    Theme,
)
from ambroise.settings.fichier import dump_reglages, load_reglages, parse_reglages, save_reglages
from ambroise.settings.options import Reglages
from ambroise.settings.tableaux import ComplementStructure, ReglageBoite, ReglageInvalide, ReglageRemplacement
from ambroise.settings.valeurs import check_value, make_reglages

__all__ = [
    "AlimentationDmp",
    "CanalPsc",
    "ClassementMessages",
    "ComplementStructure",
    "Environnement",
    "ReglageBoite",
    "ReglageInvalide",
    "ReglageRemplacement",
    "Reglages",
    "RetraitCps",
    "Theme",
    "check_value",
    "dump_reglages",
    "load_reglages",
    "make_reglages",
    "parse_reglages",
    "save_reglages",
]
