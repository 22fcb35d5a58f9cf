"""What HAS and ANSM say of each product in the BDPM: SMR, ASMR, important informations.

Columns: « Contenu et format des fichiers téléchargeables dans la BDM » (27/08/2025). These files are not
shipped, for want of a recent copy: an update brings them.
"""

import re
from collections import Counter
from datetime import date

from ambroise.referentiels.bdpm import Row
from ambroise.referentiels.lecture import Fichier, read_date, read_html

_JOUR = re.compile(r"(\d{4})(\d\d)(\d\d)")


def evaluations(fichier: Fichier, sorte: str, connus: set[str]) -> list[Row]:
    """Return the opinions of the Commission de la transparence on known spécialités."""
    rows: list[Row] = []
    for cis, dossier, motif, jour, valeur, texte in fichier.lignes:
        if cis not in connus:
            fichier.defauts["cis_inconnu"] += 1
            continue
        rows.append(
            (
                cis,
                sorte,
                dossier,
                motif,
                _read_jour(jour, fichier.defauts),
                valeur,
                read_html(texte, fichier.defauts),
            )
        )
    return rows


def informations(fichier: Fichier, connus: set[str]) -> list[Row]:
    """Return the important informations on known spécialités; their text is a link."""
    rows: list[Row] = []
    for cis, debut, fin, texte in fichier.lignes:
        if cis not in connus:
            fichier.defauts["cis_inconnu"] += 1
            continue
        found = re.search(r"https://[^'\"\s<>]+", texte)
        days = (read_date(debut, fichier.defauts), read_date(fin, fichier.defauts))
        rows.append((cis, *days, read_html(texte, fichier.defauts), found[0] if found else ""))
    return rows


def _read_jour(texte: str, defauts: Counter[str]) -> str | None:
    """Return the ISO date of ``yyyymmdd``; other writings are those of the other files."""
    found = _JOUR.fullmatch(texte)
    if found is None:
        return read_date(texte, defauts)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        defauts["dates_illisibles"] += 1
        return None
