"""The groups of similar biologicals: the list the pharmacist put in the profile, else the one shipped."""

import logging
from datetime import date
from pathlib import Path
from typing import Any, Final

from ambroise.domain.biosimilaire import GroupeBiosimilaire, GroupesBiosimilaires
from ambroise.referentiels.listes import ListeInvalide, read_toml
from ambroise.resources import resource

FICHIER: Final = "biosimilaires.toml"
_NOM_MAXIMAL: Final = 100

_log = logging.getLogger(__name__)


def load_biosimilaires(dossier: Path) -> GroupesBiosimilaires:
    """Return the list of a folder, the one shipped when it has none or one that cannot be read."""
    chemin = dossier / FICHIER
    if chemin.is_file():
        try:
            return read_biosimilaires(chemin)
        except ListeInvalide as erreur:
            _log.info("groupes biosimilaires du profil laissés de côté\u00a0: %s", erreur)
    return read_biosimilaires(resource("biosimilaires/groupes.toml"))


def read_biosimilaires(chemin: Path) -> GroupesBiosimilaires:
    """Read a list of groups.

    Raises:
        ListeInvalide: too large, unreadable, or of another form.
    """
    lu = read_toml(chemin)
    quand, groupes = lu.get("date"), lu.get("groupe")
    if type(quand) is not date:
        raise ListeInvalide("date du texte absente")
    if not isinstance(groupes, list) or not groupes:
        raise ListeInvalide("aucun groupe")
    try:
        return GroupesBiosimilaires(_nom(lu, "texte"), quand, tuple(_groupe(g) for g in groupes))
    except ListeInvalide:
        raise
    except ValueError as erreur:
        raise ListeInvalide("un médicament est dans deux groupes") from erreur


def _groupe(lu: Any) -> GroupeBiosimilaire:
    if not isinstance(lu, dict):
        raise ListeInvalide("groupe inattendu")
    similaires = lu.get("similaires")
    if not isinstance(similaires, list) or not similaires:
        raise ListeInvalide("groupe sans médicament similaire")
    return GroupeBiosimilaire(
        _nom(lu, "denomination"),
        _nom(lu, "reference"),
        tuple(_nom({"similaires": nom}, "similaires") for nom in similaires),
        dispositif=lu.get("dispositif") is True,
    )


def _nom(lu: dict[str, Any], champ: str) -> str:
    """Return a name: one line of printable letters, short."""
    nom = lu.get(champ)
    if not isinstance(nom, str) or not nom.strip() or len(nom) > _NOM_MAXIMAL or not nom.isprintable():
        raise ListeInvalide(f"champ {champ} absent ou illisible")
    return nom.strip()
