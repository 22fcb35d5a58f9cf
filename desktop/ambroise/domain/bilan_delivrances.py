"""What is worth looking at again among the dispensings of a pharmacy: what was not given as it was written.

HAS, référentiel LAD officine: a report afterwards, with the dispensings that had no double check. Here a
second check is the pack scanned against the line: a listed medicine given without it is told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ambroise.domain.dispensation import MOTIFS_REFUS, Dispensation, DispensationLigne, ReponseLigne


@dataclass(frozen=True, slots=True)
class LigneBilan:
    """One line to look at again: whose, which product, and every reason in words."""

    le: date
    patient: str
    produit: str
    numero: str
    raisons: tuple[str, ...]


def review(dispensations: Iterable[Dispensation], is_liste: Callable[[str], bool]) -> tuple[LigneBilan, ...]:
    """Return what is worth looking at again, the latest first.

    Args:
        is_liste: tells whether the product of a CIS is on a list, so that its packs bear a serial number.
    """
    bilan = [
        LigneBilan(
            dispensation.instant.astimezone().date(),
            dispensation.patient,
            ligne.libelle or next((d.denomination for d in ligne.delivrances), ""),
            dispensation.numero_ordonnance,
            raisons,
        )
        for dispensation in dispensations
        for ligne in dispensation.lignes
        if (raisons := tuple(_reasons(ligne, is_liste)))
    ]
    return tuple(reversed(bilan))


def _reasons(ligne: DispensationLigne, is_liste: Callable[[str], bool]) -> Iterable[str]:
    if ligne.reponse is ReponseLigne.REFUSE and ligne.motif is not None:
        yield f"refusée\u00a0: {MOTIFS_REFUS[ligne.motif]}"
    if ligne.accord is not None:
        yield f"modifiée, accord de {ligne.accord.prescripteur}"
    if ligne.boites_dues:
        yield _boxes(ligne.boites_dues, "due")
    if ligne.mte_ph:
        yield "substitution exclue (MTE-PH)"
    if ligne.is_exceptionnelle:
        yield "renouvellement exceptionnel"
    sans_code = sum(d.boites for d in ligne.delivrances if not d.numero_serie and is_liste(d.code_cis))
    if sans_code:
        yield _boxes(sans_code, "non bipée")


def _boxes(combien: int, quoi: str) -> str:
    pluriel = "s" if combien > 1 else ""
    return f"{combien}\u00a0boîte{pluriel} {quoi}{pluriel}"
