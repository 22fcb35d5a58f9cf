"""Turn the BDPM files into rows of the base, mending what is known to be wrong in them.

Columns: « Contenu et format des fichiers téléchargeables dans la BDM » (27/08/2025). Every mend is counted
in the import report under the name of the defect.
"""

import re
from collections import Counter
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ambroise.domain.unites import fold
from ambroise.referentiels.denominations import nom_commun
from ambroise.referentiels.formes import check_formes
from ambroise.referentiels.lecture import (
    Fichier,
    FichierInvalide,
    read_date,
    read_html,
    read_prix,
    read_tableau,
    read_taux,
)

Row = tuple[object, ...]

CIS = r"\d{8}"
OBLIGATOIRES = {
    "CIS_bdpm.txt": (12, CIS),
    "CIS_CIP_bdpm.txt": (13, CIS),
    "CIS_COMPO_bdpm.txt": (8, CIS),
    "CIS_CPD_bdpm.txt": (2, CIS),
    "CIS_GENER_bdpm.txt": (5, r"\d{1,6}"),
}
FACULTATIFS = {
    "CIS_MITM.txt": (4, CIS),
    "CIS_CIP_Dispo_Spec.txt": (8, CIS),
    "HAS_LiensPageCT_bdpm.txt": (2, r"CT-?\d+"),
    "CIS_HAS_SMR_bdpm.txt": (6, CIS),
    "CIS_HAS_ASMR_bdpm.txt": (6, CIS),
    "CIS_InfoImportantes.txt": (4, CIS),
}
STABLES = frozenset({*OBLIGATOIRES, "CIS_MITM.txt"})
_VOLUME_STABLE = 1000
"""Rows from which a hundredth is more than the chance of a month."""
TEXTES = frozenset({"CIS_HAS_SMR_bdpm.txt", "CIS_HAS_ASMR_bdpm.txt", "CIS_InfoImportantes.txt"})
"""Files whose last column is a text."""

_UNITES = (
    r"comprimes?|gelules?|capsules?|sachets?(?:-doses?)?|suppositoires?|ovules?|gommes?|pastilles?|lyophilisats?|"
    r"films?|dispositifs?|emplatres?|doses?|recipients? unidoses?|cartouches?|stylos?|seringues?|ampoules?"
)
_PAR_CONTENANT = re.compile(
    rf"^(\d+)? ?(?:plaquettes?|flacons?|piluliers?|tubes?|boites?|etuis?|pochettes?|films?)\b.*?\b"
    rf"de (\d+) ?(?:{_UNITES})\b"
)
_EN_TETE = re.compile(rf"^(\d+) (?:{_UNITES})\b")


def read(nom: str, chemin: Path) -> Fichier:
    """Return the rows of one BDPM file. Raises FichierInvalide."""
    columns, key = (OBLIGATOIRES | FACULTATIFS)[nom]
    fichier = read_tableau(chemin, columns, key, texte_final=nom in TEXTES)
    check_formes(fichier)
    return fichier


def specialites(fichier: Fichier) -> dict[str, list[str]]:
    """Return the rows of CIS_bdpm by CIS; a second row of the same CIS is dropped and counted."""
    found: dict[str, list[str]] = {}
    for row in fichier.lignes:
        if row[0] in found:
            fichier.defauts["cis_en_double"] += 1
            continue
        found[row[0]] = row
    fichier.defauts["formes_avec_espace"] = fichier.rognees[2]
    fichier.defauts["titulaires_avec_espace"] = fichier.rognees[10]
    return found


def presentations(fichier: Fichier, connus: set[str]) -> list[Row]:
    """Return the packs of known spécialités."""
    rows: list[Row] = []
    seen: set[str] = set()
    defauts = fichier.defauts
    for cis, cip7, label, statut, etat, day, cip13, agrement, taux, net, public, fee, texte in fichier.lignes:
        if cis not in connus:
            defauts["cis_inconnu"] += 1
            continue
        if not is_cip13(cip13, cip7):
            defauts["cip13_invalides"] += 1
            continue
        if cip13 in seen:
            defauts["cip13_en_double"] += 1
            continue
        seen.add(cip13)
        prix = read_prix(public, defauts)
        if prix is None:
            defauts["prix_absents"] += 1
        if not taux:
            defauts["taux_absents"] += 1
        clean = read_html(label, defauts)
        rows.append(
            (
                cip13,
                cip7,
                cis,
                clean,
                int(statut == "Présentation active" and etat == "Déclaration de commercialisation"),
                read_date(day, defauts),
                int(fold(agrement) == "oui"),
                read_taux(taux, defauts),
                _texte(read_prix(net, defauts)),
                _texte(prix),
                _texte(read_prix(fee, defauts)),
                _texte(read_unites(clean)),
                read_html(texte, defauts),
            )
        )
    return rows


def composants(fichier: Fichier, connus: set[str]) -> list[Row]:
    """Return the components; each code takes its most frequent name, nature ST is read as FT."""
    noms: dict[str, Counter[str]] = {}
    for row in fichier.lignes:
        noms.setdefault(row[2], Counter())[row[3]] += 1
    fichier.defauts["codes_a_plusieurs_noms"] = sum(1 for c in noms.values() if len(c) > 1)
    choisi = {code: min(c, key=lambda nom: (-c[nom], nom)) for code, c in noms.items()}
    rows: list[Row] = []
    for cis, element, code, _nom, dosage, reference, nature, liaison in fichier.lignes:
        if cis not in connus:
            fichier.defauts["cis_inconnu"] += 1
            continue
        if not re.fullmatch(r"\d{5}", code) or nature not in ("SA", "FT", "ST"):
            fichier.defauts["composants_ecartes"] += 1
            continue
        if not dosage:
            fichier.defauts["dosages_absents"] += 1
        if nature == "FT":  # the document of the producer says ST
            fichier.defauts["natures_ft"] += 1
        rows.append(
            (
                cis,
                element,
                code,
                choisi[code],
                dosage,
                reference,
                "SA" if nature == "SA" else "FT",
                int(liaison) if liaison.isdigit() else 0,
                nom_commun(choisi[code]),
            )
        )
    return rows


def conditions(fichier: Fichier, connus: set[str]) -> list[Row]:
    """Return the conditions of known spécialités, empty texts dropped."""
    rows: dict[Row, None] = {}
    for cis, texte in fichier.lignes:
        if cis not in connus:
            fichier.defauts["cis_inconnu"] += 1
        elif not texte:
            fichier.defauts["textes_vides"] += 1
        else:
            rows[(cis, texte)] = None
    return list(rows)


def generiques(fichier: Fichier, connus: set[str]) -> list[Row]:
    """Return the places in generic groups of known spécialités."""
    rows: list[Row] = []
    references: Counter[str] = Counter()
    groups: set[str] = set()
    places: Counter[str] = Counter()
    for groupe, libelle, cis, kind, order in fichier.lignes:
        groups.add(groupe)
        if kind == "0":
            references[groupe] += 1
        if not re.fullmatch(CIS, cis) or kind not in ("0", "1", "2", "4"):
            fichier.defauts["lignes_ecartees"] += 1
            continue
        if cis not in connus:
            fichier.defauts["cis_inconnu"] += 1
            continue
        places[cis] += 1
        rows.append((groupe, libelle, cis, kind, int(order) if order.isdigit() else 0))
    fichier.defauts["groupes_sans_princeps"] = sum(1 for g in groups if not references[g])
    fichier.defauts["groupes_a_plusieurs_princeps"] = sum(1 for n in references.values() if n > 1)
    fichier.defauts["cis_dans_deux_groupes"] = sum(1 for n in places.values() if n > 1)
    return rows


def disponibilites(fichier: Fichier, connus: set[str]) -> list[Row]:
    """Return the supply difficulties; the label follows the code, whatever its letter case."""
    rows: list[Row] = []
    defauts = fichier.defauts
    for cis, cip13, statut, libelle, start, update, back, lien in fichier.lignes:
        if cis not in connus:
            defauts["cis_inconnu"] += 1
            continue
        if statut not in ("1", "2", "3", "4"):
            defauts["statuts_inconnus"] += 1
            continue
        if libelle[:1].islower():
            defauts["libelles_en_minuscules"] += 1
        days = (read_date(start, defauts), read_date(update, defauts), read_date(back, defauts))
        safe = lien if lien.startswith("https://") else ""
        rows.append((cis, cip13 or None, statut, libelle[:1].upper() + libelle[1:], *days, safe))
    return rows


def codes_atc(fichier: Fichier) -> dict[str, str]:
    """Return CIS → ATC of CIS_MITM."""
    found: dict[str, str] = {}
    for cis, atc, _nom, _lien in fichier.lignes:
        if is_atc(atc):
            found[cis] = atc
        else:
            fichier.defauts["atc_invalides"] += 1
    return found


def is_atc(code: str) -> bool:
    """Tell whether a code has the shape of an ATC one, of any level."""
    return re.fullmatch(r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?", code) is not None


def is_cip13(cip13: str, cip7: str) -> bool:
    """Tell whether a CIP13 is a valid EAN-13 of the French prefix, holding its CIP7 when given."""
    if not re.fullmatch(r"34009\d{8}", cip13) or (cip7 and cip13[5:12] != cip7):
        return False
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(cip13[:12]))
    return (10 - total % 10) % 10 == int(cip13[12])


@lru_cache(maxsize=8192)
def read_unites(libelle: str) -> Decimal | None:
    """Return how many units a pack holds, when its label says it plainly."""
    folded = re.sub(r"\((s|e|x)\)", "", fold(libelle))
    if found := _PAR_CONTENANT.search(re.sub(r"suremballe\S* par .*", "", folded)):
        return Decimal(found[2]) * (Decimal(found[1]) if found[1] else 1)
    if found := _EN_TETE.search(folded):
        return Decimal(found[1])
    return None


def check_volume(nom: str, lignes: int, avant: int | None) -> None:
    """Refuse a file that lost too many of its rows. Raises FichierInvalide.

    What describes every medicine moves by a hundredth a month; shortages and opinions come and go.
    """
    stable = nom in STABLES and (avant or 0) >= _VOLUME_STABLE
    if avant and lignes < avant * (0.95 if stable else 0.5):
        raise FichierInvalide(nom, f"{lignes} lignes au lieu de {avant}, le fichier paraît incomplet")


def _texte(valeur: Decimal | None) -> str | None:
    return None if valeur is None else str(valeur)
