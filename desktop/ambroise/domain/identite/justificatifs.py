"""The proof documents shown, and what they prove (RNIV 2024, EXI ID 19)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum


class TypeJustificatif(Enum):
    """Proof documents: FR Core code when it has one, label, and whether RNIV trusts them alone.

    The others only prove together, in the exceptional cases of RNIV 2024 (see :func:`is_prouvee`).
    """

    PASSEPORT = ("PA", "Passeport", True)
    CARTE_IDENTITE = ("CN", "Carte nationale d’identité", True)
    TITRE_SEJOUR = ("TS", "Titre de séjour", True)
    IDENTITE_ELECTRONIQUE = ("IE", "Identité électronique substantielle ou élevée", True)
    TIERS_DE_CONFIANCE = ("TC", "Mention «\u00a0tiers de confiance\u00a0»", True)
    EXTRAIT_NAISSANCE = ("AN", "Extrait d’acte de naissance", False)
    LIVRET_FAMILLE = ("LE", "Livret de famille", False)
    CIRCULATION_MINEUR = ("DC", "Document de circulation pour étranger mineur, avec photo", True)
    PIECE_PARENT = ("PP", "Pièce d’identité du parent ou du tuteur qui accompagne le mineur", False)
    VITALE_PHOTO_EHPAD = ("VP", "Carte Vitale avec photo d’un résident entré directement en EHPAD", False)
    CARTE_VITALE = ("CV", "Carte Vitale", False)

    def __init__(self, code: str, libelle: str, haute_confiance: bool) -> None:
        self.code = code
        self.libelle = libelle
        self.haute_confiance = haute_confiance


@dataclass(frozen=True)
class Justificatif:
    """A proof document shown: its type, when, and by whom it was recorded (national identifier)."""

    type: TypeJustificatif
    presente_le: date
    enregistre_par: str


ETAT_CIVIL = frozenset({TypeJustificatif.EXTRAIT_NAISSANCE, TypeJustificatif.LIVRET_FAMILLE})


def is_prouvee(justificatifs: Iterable[Justificatif], naissance: date) -> bool:
    """Whether the proofs shown give high confidence, alone or in the combinations of RNIV 2024.

    Birth extract or livret de famille proves with the document of the parent who comes with a minor, or with
    the photo Vitale card of a resident admitted directly to an EHPAD.  A Vitale card alone never proves.
    """
    montres = tuple(justificatifs)
    if any(j.type.haute_confiance for j in montres):
        return True
    if not any(j.type in ETAT_CIVIL for j in montres):
        return False
    for j in montres:
        majorite = _add_years(naissance, 18)
        if j.type is TypeJustificatif.PIECE_PARENT and j.presente_le < majorite:
            return True
    return any(j.type is TypeJustificatif.VITALE_PHOTO_EHPAD for j in montres)


def _add_years(jour: date, annees: int) -> date:
    try:
        return jour.replace(year=jour.year + annees)
    except ValueError:
        return date(jour.year + annees, 3, 1)
