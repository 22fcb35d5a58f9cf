"""The INS read from a document when a patient arrived, kept until INSi says the same or a person decides.

A reading proves nothing (RNIV); but when INSi answers another matricule, either the answer or the document is
about someone else: neither may qualify the identity.
"""

from dataclasses import replace
from uuid import UUID

from ambroise.domain.entrees import InsLue
from ambroise.domain.identite import IdentiteIns, MatriculeIns, MatriculeInvalide
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork


class LectureDifferente(AmbroiseError):
    """INSi answers another matricule than the one read on the document."""

    def __init__(self) -> None:
        super().__init__(
            "Le matricule lu sur le document n’est pas celui que répond l’INSi. Rien n’a été repris.",
            code="matricule_lu",
            remede="Vérifiez les traits avec la personne. Si le document est celui d’un autre, écartez-le.",
        )


def note_lecture(contexte: Contexte, uow: UnitOfWork, patient_id: UUID, annonce: PatientAnnonce) -> None:
    """Keep the matricule that was read, if it is one; the last reading replaces the one before."""
    try:
        matricule = MatriculeIns.parse(annonce.matricule, annonce.oid)
    except MatriculeInvalide:
        return
    jour = contexte.horloge().astimezone().date()
    oids = tuple(sorted(annonce.oids_possibles)) if annonce.oid else ()
    lue = InsLue(contexte.new_id(), patient_id, matricule.numero, oids, jour)
    connue = find_lecture(uow, patient_id)
    uow.entrees.save(replace(lue, id=connue.id, version=connue.version) if connue else lue)


def find_lecture(uow: UnitOfWork, patient_id: UUID) -> InsLue | None:
    """Return the matricule read for a file, None when none was or when a person set it aside."""
    return next(iter(uow.entrees.list(InsLue, patient_id)), None)


def require_concordance(uow: UnitOfWork, patient_id: UUID, ins: IdentiteIns) -> None:
    """Check that INSi names the matricule that was read.

    Raises:
        LectureDifferente: it names another one.
    """
    lue = find_lecture(uow, patient_id)
    if lue is not None and not lue.is_concordante(ins):
        raise LectureDifferente
