"""Coordinates as they are typed: what cannot be right, and two seats that type them at once."""

import re
from dataclasses import fields, replace
from typing import Final

from ambroise.domain.moyens import MOYENS_MAXIMUM, read_moyens, write_moyens
from ambroise.domain.patient import Coordonnees

CHAMPS: Final = tuple(champ.name for champ in fields(Coordonnees))
LONGUEUR_MAXIMALE: Final = 200
_TELEPHONE: Final = re.compile(r"\+?[\d .()/-]+", re.ASCII)
_CHIFFRES: Final = range(4, 16)
"""A number has fifteen digits at most (ITU-T E.164); short ones have four."""
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def tidy(coordonnees: Coordonnees) -> Coordonnees:
    """Return the same without useless spaces, each number and address followed by its label."""
    propres = Coordonnees(*(" ".join(getattr(coordonnees, nom).split()) for nom in CHAMPS))
    return replace(
        propres,
        telephone=write_moyens(read_moyens(propres.telephone)),
        email=write_moyens(read_moyens(propres.email)),
    )


def find_erreurs(coordonnees: Coordonnees) -> dict[str, str]:
    """Return what is wrong, by field; everything may be empty."""
    erreurs = {
        nom: "C’est trop long." for nom in CHAMPS if len(getattr(coordonnees, nom)) > LONGUEUR_MAXIMALE
    }
    telephones, emails = read_moyens(coordonnees.telephone), read_moyens(coordonnees.email)
    if not all(_is_telephone(moyen.valeur) for moyen in telephones):
        erreurs["telephone"] = "Un numéro s’écrit en chiffres\u00a0: 06 12 34 56 78."
    if not all(_EMAIL.fullmatch(moyen.valeur) for moyen in emails):
        erreurs["email"] = "Une adresse s’écrit nom@domaine.fr."
    for nom, moyens in (("telephone", telephones), ("email", emails)):
        if len(moyens) > MOYENS_MAXIMUM:
            erreurs[nom] = f"{MOYENS_MAXIMUM} au plus."
    return erreurs


def _is_telephone(numero: str) -> bool:
    return bool(_TELEPHONE.fullmatch(numero)) and sum(c.isdigit() for c in numero) in _CHIFFRES


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
