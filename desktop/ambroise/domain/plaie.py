"""A wound followed from one passage to the next: where it is, how large, what it looked like."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

MILLIMETRES_MAXIMUM = 600
_DIMENSIONS = re.compile(
    r"\s*(\d{1,3}(?:[.,]\d)?)\s*[x×*]\s*(\d{1,3}(?:[.,]\d)?)\s*(mm|cm)?\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Length then width of a wound, in millimetres."""

    longueur: int
    largeur: int

    @property
    def surface(self) -> int:
        """Length by width, in square millimetres: what nurses compare from one week to the next."""
        return self.longueur * self.largeur

    def __str__(self) -> str:
        return f"{self.longueur} × {self.largeur} mm"


@dataclass(frozen=True, slots=True)
class PlaieSaisie:
    """What is noted of a wound in a passage: ``mesure`` as it was typed, ``photo`` a document of the file."""

    site: str = ""
    mesure: str = ""
    photo: UUID | None = None

    @property
    def is_vide(self) -> bool:
        """Whether nothing was seen of a wound."""
        return not self.mesure.strip() and self.photo is None


AUCUNE_PLAIE = PlaieSaisie()


def parse_dimensions(texte: str) -> Dimensions:
    """Return the dimensions typed as ``28 x 19``, ``28×19 mm`` or ``2,8 x 1,9 cm``; the longer first.

    Raises:
        ValueError: a sentence that says what is expected.
    """
    lu = _DIMENSIONS.fullmatch(texte)
    if lu is None:
        raise ValueError("Les dimensions s’écrivent longueur × largeur, en millimètres\u00a0: 28 x 19.")
    facteur = 10 if (lu[3] or "").lower() == "cm" else 1
    cotes = sorted(
        (round(Decimal(cote.replace(",", ".")) * facteur) for cote in (lu[1], lu[2])), reverse=True
    )
    if cotes[1] < 1 or cotes[0] > MILLIMETRES_MAXIMUM:
        raise ValueError(f"Une plaie mesure de 1 à {MILLIMETRES_MAXIMUM} millimètres.")
    return Dimensions(cotes[0], cotes[1])


def same_site(un: str, autre: str) -> bool:
    """Whether two measures are of the same wound, however its site was typed."""
    return un.casefold().split() == autre.casefold().split()


def describe_evolution(avant: Dimensions, le: date, apres: Dimensions | None) -> str:
    """Return « 31 × 22 mm le 28/05/2026, surface − 22 % »."""
    debut = f"{avant} le {le:%d/%m/%Y}"
    if apres is None:
        return debut
    change = round(100 * (apres.surface - avant.surface) / avant.surface)
    if not change:
        return f"{debut}, surface\u00a0inchangée"
    return f"{debut}, surface\u00a0{'+' if change > 0 else '−'}\u00a0{abs(change)}\u00a0%"
