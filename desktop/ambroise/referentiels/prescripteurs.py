"""The lists of who prescribes what, one file a profession: the profile’s own, else the one shipped."""

import logging
import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ambroise.domain.liste_prescripteur import (
    CategoriePrescriptible,
    Genre,
    Lecture,
    ListeGenre,
    ListePrescripteur,
    unknown_list,
)
from ambroise.domain.professionnel import Profession, Professionnel
from ambroise.referentiels.listes import ListeInvalide, read_toml
from ambroise.resources import resource

_TEXTE_MAXIMAL: Final = 600
_INSECABLES: Final = str.maketrans("\u00a0\u202f", "  ")
_MOT: Final = re.compile(r"[a-z0-9][a-z0-9 '/-]{1,60}(?:…[a-z0-9 '/-]{2,60})?")
_ATC: Final = re.compile(r"[A-Z](?:\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?)?")

_log = logging.getLogger(__name__)


def load_liste(professionnel: Professionnel, dossier: Path) -> ListePrescripteur | None:
    """Return the list of a professional, None for who prescribes without one: the physicians.

    A file of the same name in ``dossier`` takes the place of the one shipped, so that a practice may write a
    text published since.
    """
    if professionnel.profession is Profession.MEDECIN:
        return None
    nom = f"{professionnel.profession.code}{'-avancee' if professionnel.is_pratique_avancee else ''}.toml"
    for chemin in (dossier / nom, resource(f"prescripteurs/{nom}")):
        if not chemin.is_file():
            continue
        try:
            return _kept(chemin, chemin.stat().st_mtime_ns)
        except ListeInvalide as erreur:
            _log.info("liste de prescription laissée de côté\u00a0: %s", erreur)
    profession = professionnel.profession
    return unknown_list(profession.code, f"de la profession «\u00a0{profession.libelle}\u00a0»")


@lru_cache(maxsize=4)
def _kept(chemin: Path, _modifie_le: int) -> ListePrescripteur:
    """Return a list read once for each state of its file: it is asked for at each control of an order."""
    return read_liste(chemin)


def read_liste(chemin: Path) -> ListePrescripteur:
    """Read a list.

    Raises:
        ListeInvalide: too large, unreadable, or of another form.
    """
    lu = read_toml(chemin)
    le = lu.get("date")
    if le is not None and type(le) is not date:
        raise ListeInvalide("date du texte illisible")
    return ListePrescripteur(
        profession=_texte(lu, "profession"),
        des=_texte(lu, "des"),
        texte=_texte(lu, "texte"),
        article=_texte(lu, "article"),
        le=le,
        lien=_texte(lu, "lien", facultatif=True),
        genres={genre: _genre(lu[genre.value]) for genre in Genre if genre.value in lu},
        pendant_des_soins=lu.get("pendant_des_soins") is True,
    )


def _genre(lu: Any) -> ListeGenre:
    if not isinstance(lu, dict):
        raise ListeInvalide("genre inattendu")
    try:
        lecture = Lecture(lu.get("lecture", ""))
    except ValueError as erreur:
        raise ListeInvalide("lecture inattendue") from erreur
    categories = lu.get("categorie", [])
    if not isinstance(categories, list):
        raise ListeInvalide("catégories inattendues")
    manque = _texte(lu, "manque", facultatif=True)
    if lecture is not Lecture.ENTIERE and not manque:
        raise ListeInvalide("ce qui manque de la liste n’est pas dit")
    return ListeGenre(lecture, tuple(_categorie(c) for c in categories), manque)


def _categorie(lu: Any) -> CategoriePrescriptible:
    if not isinstance(lu, dict):
        raise ListeInvalide("catégorie inattendue")
    atc = lu.get("atc", [])
    if not isinstance(atc, list) or not all(isinstance(c, str) and _ATC.fullmatch(c) for c in atc):
        raise ListeInvalide("code ATC inattendu")
    mots = lu.get("mots", [])
    if not isinstance(mots, list) or not all(isinstance(m, str) and _MOT.fullmatch(m) for m in mots):
        raise ListeInvalide("mots inattendus")
    if not atc and not mots:
        raise ListeInvalide("catégorie sans mots ni code")
    return CategoriePrescriptible(
        _texte(lu, "nom"),
        _pattern(mots),
        tuple(atc),
        _texte(lu, "condition", facultatif=True),
        sans_liste=lu.get("sans_liste") is True,
    )


def _pattern(mots: list[str]) -> str:
    """Return the pattern of beginnings of words; « … » stands for anything between two of them."""
    return rf"\b(?:{'|'.join(re.escape(mot).replace('…', '.*') for mot in mots)})" if mots else ""


def _texte(lu: dict[str, Any], champ: str, *, facultatif: bool = False) -> str:
    """Return one line of printable letters, short."""
    texte = lu.get(champ, "" if facultatif else None)
    if not isinstance(texte, str) or len(texte) > _TEXTE_MAXIMAL:
        raise ListeInvalide(f"champ {champ} absent ou illisible")
    if not texte.translate(_INSECABLES).isprintable():
        raise ListeInvalide(f"champ {champ} absent ou illisible")
    if not texte.strip() and not facultatif:
        raise ListeInvalide(f"champ {champ} absent ou illisible")
    return texte.strip()
