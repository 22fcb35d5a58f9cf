"""What the machine asked INSi is kept for a time, on both engines, and read with the files absorbed."""

from datetime import timedelta
from uuid import UUID

from ambroise.domain.entrees import EchangeInsi
from ambroise.persistence.ids import new_id
from ambroise.usecases.echanges_insi import pack_echanges, unpack_echanges
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.ports_identite import EchangeBrut
from tests.fakes.dossiers import MAINTENANT, make_patient
from tests.integration.persistence.test_patients import add

MESSAGES = (EchangeBrut(b"<question/>", b"\x00\xff"),)


def make(patient_id: UUID, ages: int) -> EchangeInsi:
    instant = MAINTENANT - timedelta(days=ages)
    contenu = pack_echanges(MESSAGES)
    return EchangeInsi(new_id(), patient_id, instant.date(), instant, "00", contenu, "vérification")


def test_exchanges_come_back_newest_first_until_they_are_forgotten(uow: UnitOfWorkFactory) -> None:
    garde, absorbe, autre = make_patient(), make_patient("NESSI"), make_patient("CORSE")
    add(uow, garde, absorbe, autre)
    gardes = [make(garde.id, 200), make(garde.id, 2), make(absorbe.id, 1), make(autre.id, 0)]
    with uow() as u:
        for echange in gardes:
            u.echanges_insi.add(echange)
        u.commit()
    with uow() as u:
        assert list(u.echanges_insi.list(garde.id)) == [gardes[1], gardes[0]]
        assert unpack_echanges(u.echanges_insi.list(autre.id)[0].contenu) == MESSAGES
        u.fusions.merge(u.patients.get(garde.id), u.patients.get(absorbe.id), "même personne", garde.identite)
        assert [e.id for e in u.echanges_insi.list(garde.id)] == [e.id for e in reversed(gardes[:3])]
        u.echanges_insi.purge(MAINTENANT - timedelta(days=183))
        u.commit()
    with uow() as u:
        assert [e.id for e in u.echanges_insi.list(garde.id)] == [gardes[2].id, gardes[1].id]
