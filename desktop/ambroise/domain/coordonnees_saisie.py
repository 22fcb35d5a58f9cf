"""Coordinates as they are typed: what cannot be right, and two seats that type them at once."""

import re
from dataclasses import fields
from typing import Final

from ambroise.domain.patient import Coordonnees

CHAMPS: Final = tuple(champ.name for champ in fields(Coordonnees))
LONGUEUR_MAXIMALE: Final = 200
_TELEPHONE: Final = re.compile(r"\+?[\d .()/-]+", re.ASCII)
_CHIFFRES: Final = range(4, 16)
"""A number has fifteen digits at most (ITU-T E.164); short ones have four."""
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def tidy(coordonnees: Coordonnees) -> Coordonnees:
    """Return the same without useless spaces."""
    return Coordonnees(*(" ".join(getattr(coordonnees, nom).split()) for nom in CHAMPS))


def find_erreurs(coordonnees: Coordonnees) -> dict[str, str]:
    """Return what is wrong, by field; everything may be empty."""
    erreurs = {
        nom: "C’est trop long." for nom in CHAMPS if len(getattr(coordonnees, nom)) > LONGUEUR_MAXIMALE
    }
    telephone, email = coordonnees.telephone, coordonnees.email
    chiffres = sum(c.isdigit() for c in telephone)
    if telephone and not (_TELEPHONE.fullmatch(telephone) and chiffres in _CHIFFRES):
        erreurs["telephone"] = "Un numéro s’écrit en chiffres\u00a0: 06 12 34 56 78."
    if email and not _EMAIL.fullmatch(email):
        erreurs["email"] = "Une adresse s’écrit nom@domaine.fr."
    return erreurs


def merge(avant: Coordonnees, ecrites: Coordonnees, tapees: Coordonnees) -> Coordonnees | None:
    """Return what two seats wrote over ``avant``, None when they wrote the same field differently.

    Args:
        ecrites: what the other seat wrote first.
        tapees: what is typed here.
    """
    reunies = []
    for nom in CHAMPS:
        depart, autre, mien = (getattr(c, nom) for c in (avant, ecrites, tapees))
        if autre != depart and mien not in (depart, autre):
            return None
        reunies.append(autre if mien == depart else mien)
    return Coordonnees(*reunies)
