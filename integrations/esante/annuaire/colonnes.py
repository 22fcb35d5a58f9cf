"""The columns of the open files, found by name and never by position.

The extractions grew over the years (48 columns in 2018, 52 around 2021, 56 today) and spell the same header
in several ways; headers are compared without accents, case, articles and the precision in brackets.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from esante.errors import Malformed

_ARTICLES = frozenset({"d", "de", "du", "des", "l", "la", "le"})


class TypeFichier(Enum):
    """The files read; SavoirFaire repeats what the activities say and diplomas are not used."""

    ACTIVITES = "activites"
    BAL = "bal"


COLONNES: dict[TypeFichier, dict[str, tuple[str, ...]]] = {
    TypeFichier.ACTIVITES: {
        "identifiant": ("identification nationale pp",),
        "nom": ("nom exercice",),
        "prenom": ("prenom exercice",),
        "civilite": ("libelle civilite",),
        "profession": ("code profession",),
        "libelle_profession": ("libelle profession",),
        "categorie": ("code categorie professionnelle",),
        "savoir_faire": ("code savoir-faire", "code savoir faire"),
        "libelle_savoir_faire": ("libelle savoir-faire", "libelle savoir faire"),
        "mode_exercice": ("code mode exercice",),
        "siret": ("numero siret site",),
        "finess": ("numero finess site",),
        "structure": ("identifiant technique structure",),
        "raison_sociale": ("raison sociale site",),
        "enseigne": ("enseigne commerciale site",),
        "numero_voie": ("numero voie",),
        "type_voie": ("libelle type voie",),
        "voie": ("libelle voie",),
        "code_postal": ("code postal",),
        "code_commune": ("code commune",),
        "commune": ("libelle commune",),
        "telephone": ("telephone",),
        "secteur": ("code secteur activite",),
    },
    TypeFichier.BAL: {
        "type": ("type bal",),
        "adresse": ("adresse bal",),
        "identifiant": ("identification nationale pp",),
        "structure": (
            "identification structure",
            "identifiant structure",
            "identification nationale structure",
        ),
        "service": ("service rattachement",),
        "nom": ("nom exercice", "nom"),
        "prenom": ("prenom exercice", "prenom"),
        "profession": ("code profession",),
        "libelle_profession": ("libelle profession",),
        "savoir_faire": ("code savoir-faire", "code savoir faire"),
        "libelle_savoir_faire": ("libelle savoir-faire", "libelle savoir faire"),
        "raison_sociale": ("raison sociale", "raison sociale structure bal", "raison sociale structure"),
        "code_postal": ("code postal", "code postal structure bal", "code postal structure"),
        "commune": ("libelle commune", "commune", "commune structure bal", "localite", "l6"),
    },
}
# The header of the boxes is not published in full: what no alias matches is looked for by its words.
_MOTIFS = {
    TypeFichier.BAL: {
        "type": r"type( \w+)* bal",
        "adresse": r"adresse( \w+)* bal( \w+)*|bal( \w+)* adresse",
        "identifiant": r"identif\w* nationale? (pp|professionnel)",
        "structure": r"identif\w*( nationale?)?( technique)? structure",
        "service": r"service",
        "nom": r"nom( exercice)?( pp)?",
        "prenom": r"prenom( exercice)?( pp)?",
        "raison_sociale": r"raison sociale.*",
        "code_postal": r"code postal.*",
        "commune": r"(libelle )?commune.*|localite.*|ville.*",
    },
}
_REQUIRED = {
    TypeFichier.ACTIVITES: ("identifiant", "nom", "prenom", "profession", "libelle_profession", "commune"),
    TypeFichier.BAL: ("type", "adresse", "identifiant"),
}


@dataclass(frozen=True)
class Plan:
    """Where each wanted column stands in one file; None when the file does not have it."""

    type: TypeFichier
    largeur: int
    places: tuple[int | None, ...]


def recognise(header: str) -> Plan | None:
    """Return the plan of a file from its first line, or None when it is another file of the delivery.

    Raises:
        Malformed: the file is one of ours but lacks a column we cannot do without, or repeats one.
    """
    names = [fold_header(name) for name in header.rstrip("\r\n").lstrip("\ufeff").split("|")]
    if names and not names[-1]:
        names.pop()
    for kind, columns in COLONNES.items():
        marker = _MOTIFS[kind]["adresse"] if kind is TypeFichier.BAL else "code mode exercice"
        if any(re.fullmatch(marker, name) for name in names):
            return _plan(kind, names, columns)
    return None


def fold_header(name: str) -> str:
    """Return a header without accents, case, articles nor the precision in brackets."""
    bare = re.sub(r"\([^)]*\)", " ", name).replace("'", " ").replace("’", " ")
    plain = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9-]+", plain.lower())
    return " ".join(word for word in words if word not in _ARTICLES)


def _plan(kind: TypeFichier, names: Sequence[str], columns: dict[str, tuple[str, ...]]) -> Plan:
    places: list[int | None] = []
    for column, aliases in columns.items():
        found = [names.index(alias) for alias in aliases if alias in names]
        motif = _MOTIFS.get(kind, {}).get(column)
        if not found and motif:
            found = [place for place, name in enumerate(names) if re.fullmatch(motif, name)][:1]
        if not found and column in _REQUIRED[kind]:
            raise Malformed(f"extraction de l’annuaire sans colonne «\u00a0{aliases[0]}\u00a0»")
        if found and names.count(names[found[0]]) > 1:
            raise Malformed(f"extraction de l’annuaire avec deux colonnes «\u00a0{aliases[0]}\u00a0»")
        places.append(found[0] if found else None)
    return Plan(kind, len(names), tuple(places))
