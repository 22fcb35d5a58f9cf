"""The growth references of the WHO that are shipped, read once from their table."""

import csv
import gzip
import zlib
from functools import cache
from pathlib import Path
from typing import Final

from ambroise.domain.croissance import CINQ_ANS_JOURS, Lms, MesureCroissance, ReferenceCroissance
from ambroise.domain.identite import Sexe
from ambroise.resources import resource

_SEXES: Final = {"F": Sexe.FEMININ, "M": Sexe.MASCULIN}
_COLONNES: Final = ["mesure", "sexe", "unite", "age", "l", "m", "s"]
_MESURES: Final = {mesure.code: mesure for mesure in MesureCroissance}


class ReferenceInvalide(ValueError):
    """The table of growth does not say what it must."""


@cache
def shipped_croissance() -> ReferenceCroissance:
    """Return the references that are shipped."""
    return read_croissance(resource("croissance/oms.csv.gz"))


def read_croissance(chemin: Path) -> ReferenceCroissance:
    """Read a table ``mesure, sexe, unite, age, l, m, s``, sorted by age; days start at birth without a gap.

    Raises:
        ReferenceInvalide: not such a table.
    """
    jours: dict[tuple[MesureCroissance, Sexe], list[Lms]] = {}
    mois: dict[tuple[MesureCroissance, Sexe], dict[int, Lms]] = {}
    try:
        with gzip.open(chemin, "rt", encoding="utf-8", newline="") as fichier:
            lignes = csv.reader(fichier)
            if next(lignes, None) != _COLONNES:
                raise ValueError("en-tête inattendu")
            for mesure, sexe, unite, ecrit, *parametres in lignes:
                cle = _MESURES[mesure], _SEXES[sexe]
                age, lms = int(ecrit), Lms(*map(float, parametres))
                if lms.m <= 0 or lms.s <= 0:
                    raise ValueError(f"médiane ou dispersion nulle à l’âge {age}")
                if unite == "jour":
                    suite = jours.setdefault(cle, [])
                    if age != len(suite) or age > CINQ_ANS_JOURS:
                        raise ValueError(f"jour {age} mal placé")
                    suite.append(lms)
                else:
                    mois.setdefault(cle, {})[age] = lms
    except (
        OSError,
        EOFError,
        zlib.error,
        UnicodeDecodeError,
        csv.Error,
        KeyError,
        TypeError,
        ValueError,
    ) as erreur:
        raise ReferenceInvalide(f"références de croissance illisibles\u00a0: {erreur}") from erreur
    if not jours:
        raise ReferenceInvalide("références de croissance vides")
    return ReferenceCroissance(
        {cle: tuple(suite) for cle, suite in jours.items()},
        {
            cle: (tuple(sorted(par_age)), tuple(par_age[a] for a in sorted(par_age)))
            for cle, par_age in mois.items()
        },
    )
