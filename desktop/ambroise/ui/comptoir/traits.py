"""The patient of an order on the counter beside the card read and the file open: what differs."""

from dataclasses import dataclass
from enum import Enum

from ambroise.domain.unites import fold
from ambroise.ui.comptoir.state import EtatComptoir


class Ecart(Enum):
    """How two writings of a trait compare."""

    IDENTIQUE = "identique"
    DIFFERENT = "différent"
    NON_LU = "non lu"


@dataclass(frozen=True)
class TraitCompare:
    """One trait of the patient on the order and on the card."""

    libelle: str
    ordonnance: str
    vitale: str
    ecart: Ecart


def compare_traits(etat: EtatComptoir) -> tuple[TraitCompare, ...]:
    """Return the patient of the order beside the one of the card."""
    ordonnance, vitale = etat.scannee.consultee, etat.vitale
    paires = (
        ("Nom", ordonnance.patient_nom, vitale.nom if vitale else ""),
        ("Prénom", ordonnance.patient_prenom, vitale.prenom if vitale else ""),
        (
            "Naissance",
            f"{ordonnance.patient_date_naissance:%d/%m/%Y}",
            f"{vitale.date_naissance:%d/%m/%Y}" if vitale and vitale.date_naissance else "",
        ),
    )
    return tuple(TraitCompare(nom, ici, la, _ecart(ici, la)) for nom, ici, la in paires)


def difference_count(etat: EtatComptoir) -> int:
    """Return how many things say that the order may be somebody else's, or forged."""
    traits = sum(trait.ecart is Ecart.DIFFERENT for trait in compare_traits(etat))
    return traits + len(etat.scannee.ecarts) + (etat.dossier is not None and is_other_file(etat))


def is_other_file(etat: EtatComptoir) -> bool:
    """Tell whether the file open above the counter is another person's."""
    dossier, consultee = etat.dossier, etat.scannee.consultee
    if dossier is None:
        return False
    prenoms = fold(dossier.prenom).split()[:1], fold(consultee.patient_prenom).split()[:1]
    return dossier.date_naissance != consultee.patient_date_naissance or prenoms[0] != prenoms[1]


def _ecart(ici: str, la: str) -> Ecart:
    if not la:
        return Ecart.NON_LU
    return Ecart.IDENTIQUE if ici.casefold() == la.casefold() else Ecart.DIFFERENT
