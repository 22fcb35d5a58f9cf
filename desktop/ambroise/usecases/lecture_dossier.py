"""Read everything a file holds at once, for the screen, the terminal and the export; reading is traced."""

from dataclasses import dataclass, field
from typing import get_args
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Allergie, Constante, Consultation, Document
from ambroise.domain.entrees import Entree
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork

GENRES: tuple[type[Entree], ...] = get_args(Entree)


@dataclass(frozen=True)
class DossierComplet:
    """A whole file, newest first; ``entrees`` by the name of their kind."""

    patient: Patient
    consultations: tuple[Consultation, ...] = ()
    constantes: tuple[Constante, ...] = ()
    allergies: tuple[Allergie, ...] = ()
    ordonnances: tuple[Ordonnance, ...] = ()
    documents: tuple[Document, ...] = ()
    entrees: dict[str, tuple[Entree, ...]] = field(default_factory=dict)


def read_dossier(contexte: Contexte, patient_id: UUID, auteur: str) -> DossierComplet:
    """Read a file and trace it.

    Raises:
        Introuvable: no such patient.
    """
    with contexte.uow() as uow:
        dossier = collect_dossier(uow, patient_id)
        contexte.trace(uow, auteur, ActionAudit.LECTURE, "dossier", patient_id=patient_id)
        uow.commit()
        return dossier


def collect_dossier(uow: UnitOfWork, patient_id: UUID) -> DossierComplet:
    """Read a file in an open transaction; the caller traces why."""
    par_genre: dict[str, list[Entree]] = {genre.__name__: [] for genre in GENRES}
    for entree in uow.entrees.all(patient_id):
        par_genre[type(entree).__name__].append(entree)
    return DossierComplet(
        patient=uow.patients.get(patient_id),
        consultations=tuple(uow.dossiers.consultations(patient_id)),
        constantes=tuple(uow.dossiers.constantes(patient_id)),
        allergies=tuple(uow.dossiers.allergies(patient_id)),
        ordonnances=tuple(uow.ordonnances.list(patient_id)),
        documents=tuple(uow.dossiers.documents(patient_id)),
        entrees={genre: tuple(entrees) for genre, entrees in par_genre.items()},
    )
