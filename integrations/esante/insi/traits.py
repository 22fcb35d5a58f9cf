"""Refuse, before any call, the traits INSi refuses: it answers nothing useful to them.

Guide d'intégration INSi SEL-MP-043 §2 and EF_INS01_03, EF_INS10_01, EF_INS10_02, EF_INS25_04.
"""

import re
from datetime import date

from esante.insi.models import TraitsRecherche

_ALLOWED = re.compile(r"[A-Z '-]+")
_COG = re.compile(r"(?:\d{2}|2[AB])\d{3}")


class TraitRefuse(ValueError):
    """A trait that must not be sent; ``trait`` names it, the message says why without quoting it."""

    def __init__(self, trait: str, raison: str) -> None:
        super().__init__(raison)
        self.trait = trait


def check_traits(traits: TraitsRecherche) -> None:
    """Check every trait of a search.

    Raises:
        TraitRefuse: with the first fault met.
    """
    check_nom(traits.nom_naissance)
    if not traits.prenoms:
        raise TraitRefuse("prenoms", "Au moins un prénom de naissance est nécessaire.")
    for prenom in traits.prenoms:
        check_prenom(prenom)
    if traits.sexe not in ("M", "F"):
        raise TraitRefuse("sexe", "L’INSi ne connaît que les sexes M et F.")
    check_date(traits.date_naissance)
    if traits.lieu_naissance is not None and not _COG.fullmatch(traits.lieu_naissance):
        raise TraitRefuse("lieu_naissance", "Le lieu de naissance est un code officiel géographique.")


def check_nom(nom: str) -> None:
    """Check a birth name.

    Raises:
        TraitRefuse: forbidden character or position.
    """
    _check_characters("nom_naissance", nom)
    if nom[0] in " -":
        raise TraitRefuse("nom_naissance", "Le nom ne commence ni par une espace ni par un trait d’union.")


def check_prenom(prenom: str) -> None:
    """Check one birth given name, which may be composed.

    Raises:
        TraitRefuse: forbidden character or position.
    """
    _check_characters("prenoms", prenom)
    if prenom[0] in " -":
        raise TraitRefuse("prenoms", "Le prénom ne commence ni par une espace ni par un trait d’union.")
    if prenom[-1] in "-'" or "--" in prenom:
        raise TraitRefuse("prenoms", "Le prénom ne finit pas par un signe et ne le double pas.")


def check_date(texte: str) -> None:
    """Check that a birth date exists in the calendar.

    Raises:
        TraitRefuse: not ``AAAA-MM-JJ``, or no such day.
    """
    try:
        valid = date.fromisoformat(texte).isoformat() == texte
    except ValueError:
        valid = False
    if not valid:
        raise TraitRefuse("date_naissance", "La date de naissance n’existe pas au calendrier.")


def _check_characters(trait: str, texte: str) -> None:
    if not _ALLOWED.fullmatch(texte):
        raise TraitRefuse(
            trait, "Seules les lettres A à Z, l’espace, l’apostrophe et le trait d’union passent."
        )
    if texte != texte.strip() or any(pair in texte for pair in ("  ", "''", " '", "' ")):
        raise TraitRefuse(trait, "L’espace et l’apostrophe ne se doublent ni ne se combinent.")
    if not any(c.isalpha() for c in texte) or len(texte) > 100:
        raise TraitRefuse(trait, "Un nom compte de une à cent lettres.")
