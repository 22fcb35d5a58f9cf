"""The quality printed under a prescriber's name, from the codes of the card (value set J01 of the CI-SIS)."""

import csv
import re
from functools import lru_cache

from ambroise.domain.professionnel import Professionnel
from ambroise.resources import resource


def qualite_of(professionnel: Professionnel) -> str:
    """Return « Médecin, qualifié en médecine générale »; the profession alone when the code is unknown."""
    profession, code = professionnel.profession, professionnel.savoir_faire
    if re.fullmatch(r"[A-Z]", code):  # the section of a pharmacist, which is no quality to print
        return profession.libelle
    if not re.fullmatch(r"[A-Z]{1,4}\d{1,4}", code):
        return code or profession.libelle
    quality = specialite_of(professionnel)
    return f"{profession.libelle}, {quality}" if quality else profession.libelle


def specialite_of(professionnel: Professionnel) -> str:
    """Return « cardiologie et maladies vasculaires », empty when the card names none we know."""
    label = _labels().get(f"G15_{professionnel.profession.code}/{professionnel.savoir_faire}", "")
    return re.sub(r"\s*\([A-Z]+\)$", "", label.partition(" - ")[2]).strip().lower()


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    path = resource("nomenclatures/cisis/j01_specialite_auteur.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return {row[0]: row[1] for row in csv.reader(stream) if len(row) > 1}
