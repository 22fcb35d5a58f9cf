"""What the search for duplicates and the batch verification read from the database."""

from ambroise.domain.doublons import as_repere
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import make_patient
from tests.integration.persistence.test_patients import add, qualified


def test_every_file_is_given_as_the_comparison_needs_it(uow: UnitOfWorkFactory) -> None:
    patients = [qualified(make_patient("NESSI", nom_utilise="DE VINCI")), make_patient("ADRUN", "ZOE")]
    add(uow, *patients)
    with uow() as u:
        assert sorted(u.patients.reperes(), key=lambda r: r.id) == [
            as_repere(p) for p in sorted(patients, key=lambda p: p.id)
        ]


def test_the_files_with_an_ins_come_by_pages_in_order(uow: UnitOfWorkFactory) -> None:
    with_ins, without = qualified(make_patient("NESSI")), make_patient("ADRUN")
    add(uow, with_ins, without)
    with uow() as u:
        assert list(u.patients.ids_with_ins(None, 10)) == [with_ins.id]
        assert list(u.patients.ids_with_ins(with_ins.id, 10)) == []
        assert list(u.patients.ids_with_ins(None, 0)) == []
