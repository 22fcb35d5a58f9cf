"""What a person takes besides the order on the counter: given here lately, or ordered elsewhere.

HAS, référentiel LAD: the controls run with the history of the patient. What is given here is known by name
and birth date; what is ordered elsewhere, by the service, from a qualified INS alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from ambroise.domain.dispensation import Dispensation, DispensationLigne
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.usecases.controle_ordonnance import TraitementDeclare
from ambroise.usecases.ligne_json import specialite_prescrite
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_actes import LigneConsultee, OrdonnanceConsultee
from ambroise.usecases.ports_medicaments import BaseMedicaments

LinesOf = Callable[[OrdonnanceConsultee], Iterable[tuple[LigneConsultee, LigneOrdonnance]]]
"""Reads the lines of the service as the controls read them."""

HISTORIQUE: Final = timedelta(days=180)
DUREE_DELIVRANCE: Final = timedelta(days=30)
"""What one dispensing lasts when nothing says more (CSP R5132-12)."""
_LIGNES: Final = UUID("0b1d9d3c-3f60-4d0e-a7a4-0f6b6f3f7a10")


def given_here(
    uow: UnitOfWork, base: BaseMedicaments, consultee: OrdonnanceConsultee, le: date
) -> tuple[TraitementDeclare, ...]:
    """Return what this pharmacy gave to the same person from other orders, and that still runs."""
    depuis = datetime.combine(le - HISTORIQUE, time(), UTC)
    return tuple(
        traitement
        for dispensation in uow.dispensations.since(depuis)
        if dispensation.numero_ordonnance != consultee.numero and _is_same_person(dispensation, consultee)
        for ligne in dispensation.lignes
        for traitement in _running(base, dispensation, ligne, le)
    )


def ordered_elsewhere(
    autres: Sequence[OrdonnanceConsultee],
    lines_of: LinesOf,
    le: date,
) -> tuple[TraitementDeclare, ...]:
    """Return the lines of other orders of the person that still run, as the service holds them."""
    return tuple(
        TraitementDeclare(ligne, fin)
        for autre in autres
        for consultee, ligne in lines_of(autre)
        if consultee.duree_jours
        and (fin := _end(autre.date_prescription, consultee.duree_jours, consultee.renouvellements)) >= le
    )


def names_of(traitements: Iterable[TraitementDeclare]) -> tuple[str, ...]:
    """Return the names of treatments, each once."""
    return tuple(dict.fromkeys(t.ligne.libelle for t in traitements))


def _is_same_person(dispensation: Dispensation, consultee: OrdonnanceConsultee) -> bool:
    nom = f"{consultee.patient_nom} {consultee.patient_prenom.title()}"
    return (dispensation.patient, dispensation.date_naissance) == (nom, consultee.patient_date_naissance)


def _running(
    base: BaseMedicaments, dispensation: Dispensation, ligne: DispensationLigne, le: date
) -> Iterator[TraitementDeclare]:
    jour = dispensation.instant.astimezone().date()
    fin = ligne.couvert_jusqu_au or ligne.renouvelable_le or jour + DUREE_DELIVRANCE
    if fin < le:
        return
    for code_cis in dict.fromkeys(d.code_cis for d in ligne.delivrances):
        produit = specialite_prescrite(base, code_cis)
        if produit is not None:
            yield TraitementDeclare(
                LigneOrdonnance(uuid5(_LIGNES, f"{dispensation.id}{code_cis}"), produit), fin
            )


def _end(debut: date, jours: int, renouvellements: int) -> date:
    return debut + timedelta(days=jours * (renouvellements + 1))
