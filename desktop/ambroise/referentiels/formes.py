"""What each column of the public base looks like: a file whose columns changed place is not read as another.

A row may depart from it, the public base is not clean; a column of which more than one cell in twenty departs
is another column. Columns: « Contenu et format des fichiers téléchargeables dans la BDM » (27/08/2025).
"""

import re
from functools import cache
from typing import Final

from ambroise.referentiels.lecture import Fichier, FichierInvalide

_DATE: Final = r"\d\d/\d\d/\d{4}"
_PRIX: Final = r"[\d ,.]+"
_ADRESSE: Final = r"https?://\S+"
_MINUSCULE: Final = r"[^A-ZÀ-Þ].*"
_NOM: Final = r"[^a-zß-ÿ].*"

_FORMES: Final[dict[str, dict[int, str]]] = {
    "CIS_bdpm.txt": {
        1: _NOM,
        2: _MINUSCULE,
        3: _MINUSCULE,
        4: r"Autorisation .*",
        5: r"(?:Procédure|Enreg|Autorisation).*",
        6: r"(?:Non c|C)ommercialisée",
        7: _DATE,
        8: r"Alerte.*|Warning.*",
        11: r"Oui|Non",
    },
    "CIS_CIP_bdpm.txt": {
        1: r"\d{7}",
        2: r"(?=.*[^\d ,.]).+",
        3: r"Présentation .*",
        4: r"(?:Déclaration|Arrêt) .*",
        5: _DATE,
        6: r"\d{13}",
        7: r"oui|non",
        8: r"\d+ ?%",
        9: _PRIX,
        10: _PRIX,
        11: _PRIX,
        12: r"(?=.*[^\d ,.]).+",
    },
    "CIS_COMPO_bdpm.txt": {1: _MINUSCULE, 2: r"\d{3,6}", 3: _NOM, 5: _MINUSCULE, 6: r"SA|FT|ST", 7: r"\d+"},
    "CIS_GENER_bdpm.txt": {1: r"(?=.*\D).+", 2: r"\d{8}", 3: r"[0-4]", 4: r"\d+"},
    "CIS_MITM.txt": {1: r"[A-Z]\d\d(?:[A-Z]{1,2}(?:\d\d)?)?", 2: rf"(?!{_ADRESSE}).+", 3: _ADRESSE},
    "CIS_CIP_Dispo_Spec.txt": {1: r"\d{13}", 2: r"[1-4]", 4: _DATE, 5: _DATE, 7: _ADRESSE},
}
_ECARTS_ADMIS: Final = 0.05


def check_formes(fichier: Fichier) -> None:
    """Refuse a file of which a column is not what it should be. Raises FichierInvalide."""
    for colonne, forme in _patterns(fichier.nom):
        pleines = [ligne[colonne] for ligne in fichier.lignes if ligne[colonne]]
        autres = sum(forme.fullmatch(cellule) is None for cellule in pleines)
        if autres > _ECARTS_ADMIS * len(pleines):
            raise FichierInvalide(
                fichier.nom, f"les colonnes ne sont pas celles attendues (colonne {colonne + 1})"
            )


@cache
def _patterns(nom: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((colonne, re.compile(forme)) for colonne, forme in _FORMES.get(nom, {}).items())
