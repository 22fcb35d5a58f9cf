"""The lists of the DMP that are not documents: beside our files, traced, never before the record is open."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dmp import EtatDmp
from ambroise.domain.dmp_droits import DmpOuvrable, DroitsDmp, PsAutorise
from ambroise.domain.identite import MatriculeIns
from ambroise.usecases.dmp import DmpService
from ambroise.usecases.dmp_droits import DroitsDmpService
from ambroise.usecases.errors import AccesRefuse, NonPrisEnCharge, SessionFermee
from tests.fakes.dmp import FauxDmp
from tests.unit.ambroise.usecases.conftest import Cabinet

DROITS = DroitsDmp((PsAutorise("899900063480", "LIBRE", "MAX", "Médecin", "ACTIVE"),), True, None)
INCONNU = MatriculeIns("279035121518989", "1.2.250.1.213.1.4.10")


class FauxDroits:
    def __init__(self, *dmp: DmpOuvrable) -> None:
        self.dmp = dmp
        self.demandes: list[tuple[datetime, bool]] = []
        self.lus: list[MatriculeIns] = []

    def list_dmp(self, depuis: datetime, *, nouveaux_documents: bool) -> Sequence[DmpOuvrable]:
        self.demandes.append((depuis, nouveaux_documents))
        return self.dmp

    def read_droits(self, matricule: MatriculeIns) -> DroitsDmp:
        self.lus.append(matricule)
        return DROITS


class Scene:
    def __init__(self) -> None:
        self.cabinet = Cabinet()
        self.cabinet.session.open("1234")
        self.zoe = self.cabinet.qualified_zoe()
        matricule = self.zoe.identite.matricule_transmissible
        assert matricule is not None
        self.matricule = matricule
        self.dmp = FauxDmp()
        self.port = FauxDroits(DmpOuvrable((INCONNU,)), DmpOuvrable((INCONNU, matricule), True))
        dmp = DmpService(self.cabinet.contexte, self.cabinet.session, self.dmp)
        self.service = DroitsDmpService(self.cabinet.contexte, self.cabinet.session, self.port, dmp)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_records_are_named_by_our_files_alone_and_those_come_first(scene: Scene) -> None:
    connu, inconnu = scene.service.list_dmp(timedelta(days=30))
    assert (connu.patient_id, connu.nom) == (scene.zoe.id, scene.zoe.nom_affiche)
    assert connu.dmp.is_medecin_traitant
    assert (inconnu.patient_id, inconnu.nom) == (None, "")


def test_the_list_is_asked_since_a_while_ago(scene: Scene) -> None:
    scene.service.list_dmp(timedelta(days=7), nouveaux_documents=True)
    ((depuis, nouveaux),) = scene.port.demandes
    assert nouveaux
    assert timedelta(days=7) <= scene.cabinet.contexte.horloge() - depuis < timedelta(days=7, minutes=1)


def test_nobody_logged_in_asks_nothing(scene: Scene) -> None:
    scene.cabinet.session.close()
    with pytest.raises(SessionFermee):
        scene.service.list_dmp(timedelta(days=7))
    assert scene.port.demandes == []


def test_the_rights_are_asked_of_an_open_record(scene: Scene) -> None:
    assert scene.service.read_droits(scene.zoe.id) == DROITS
    assert scene.dmp.appels == ["TD0.2"]
    assert scene.port.lus == [scene.matricule]


def test_each_demand_leaves_its_trace(scene: Scene) -> None:
    scene.service.list_dmp(timedelta(days=30))
    scene.service.read_droits(scene.zoe.id)
    traces = [e for e in scene.cabinet.base.tables.audit if e.action is ActionAudit.INTERROGATION]
    assert [t.detail for t in traces] == ["DMP autorisés", "droits d’accès"]


def test_a_closed_record_is_not_asked(scene: Scene) -> None:
    scene.dmp.etat = EtatDmp.FERME
    with pytest.raises(AccesRefuse):
        scene.service.read_droits(scene.zoe.id)
    assert scene.port.lus == []


def test_an_identity_that_is_not_qualified_asks_nothing(scene: Scene) -> None:
    provisoire = scene.cabinet.identites.create(scene.zoe.identite.traits, malgre_homonyme=True)
    with pytest.raises(NonPrisEnCharge):
        scene.service.read_droits(provisoire.id)
    assert scene.dmp.appels == []
