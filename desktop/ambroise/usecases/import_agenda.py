"""Bring the times of an outside calendar into a practitioner's agenda, without ever double booking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ambroise.domain.agenda import RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import CreneauOccupe, Introuvable


@dataclass(frozen=True)
class BilanAgenda:
    """What became of the times read; ``conflits`` are those another appointment already holds."""

    crees: int = 0
    modifies: int = 0
    inchanges: int = 0
    conflits: tuple[RendezVous, ...] = ()


def import_agenda(
    contexte: Contexte, rendez_vous: Sequence[RendezVous], praticien: str, auteur: str
) -> BilanAgenda:
    """Write what is new or changed; a second import of the same calendar changes nothing."""
    crees = modifies = inchanges = 0
    conflits: list[RendezVous] = []
    with contexte.uow() as uow:
        for lu in rendez_vous:
            rdv = replace(lu, praticien=praticien)
            try:
                connu = uow.rendez_vous.get(rdv.id)
            except Introuvable:
                connu = None
            if connu == rdv:
                inchanges += 1
                continue
            try:
                uow.rendez_vous.save(replace(rdv, version=connu.version if connu else 0))
            except CreneauOccupe:
                conflits.append(rdv)
                continue
            crees, modifies = (crees + 1, modifies) if connu is None else (crees, modifies + 1)
        contexte.trace(uow, auteur, ActionAudit.CREATION, f"agenda : {crees + modifies} créneaux importés")
        uow.commit()
    return BilanAgenda(crees, modifies, inchanges, tuple(conflits))
