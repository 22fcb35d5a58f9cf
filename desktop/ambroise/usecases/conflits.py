"""The second of two seats that write the same patient is told who came first, and what stands now."""

from ambroise.domain.patient import Patient
from ambroise.usecases.errors import ConflitVersion
from ambroise.usecases.ports import UnitOfWork


def conflict_of(uow: UnitOfWork, lu: Patient, actuel: Patient) -> ConflitVersion:
    """Return the refusal of the version read, which names who wrote since, with the patient as it stands."""
    try:
        uow.patients.save(lu)
    except ConflitVersion as conflit:
        conflit.actuel = actuel
        return conflit
    raise AssertionError("une version lue ne peut différer sans avoir changé")
