"""Those who hold a document under another identity are told, in one gesture and never by themselves."""

from dataclasses import dataclass, field, replace

import pytest

from ambroise.bootstrap.interface.taches_identite import taches_identite
from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import AttributIdentite, HistoriqueIns, MatriculeIns, TypeJustificatif
from ambroise.domain.patient import Patient
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.envois import cancel
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.ports_actes import EnvoiPrepare
from ambroise.usecases.rectification import A_PREVENIR, Recours, RectificationService
from tests.fakes.dossiers import make_envoi
from tests.unit.ambroise.usecases.conftest import MATRICULE_ZOE, Cabinet

ANCIEN = MatriculeIns("209066322012355", MATRICULE_ZOE.oid)


@dataclass
class FauxRectification:
    """Freezes a key of its own for each document."""

    prepares: list[str] = field(default_factory=list)

    def prepare_message(self, parti: Envoi, session: SessionProfessionnel) -> EnvoiPrepare:
        self.prepares.append(parti.cle_idempotence)
        return EnvoiPrepare(f"{parti.cle_idempotence}/r", b"{}", "Rectification")

    def prepare_suppression(self, parti: Envoi) -> EnvoiPrepare:
        self.prepares.append(parti.cle_idempotence)
        return EnvoiPrepare(parti.cle_idempotence, b"{}", "Suppression")


@dataclass
class Monde:
    """Zoe, qualified, and what left about her."""

    cabinet: Cabinet
    zoe: Patient
    port: FauxRectification

    @property
    def service(self) -> RectificationService:
        return RectificationService(self.cabinet.contexte, self.cabinet.session, self.port)

    @property
    def vigilance(self) -> IdentitovigilanceService:
        return IdentitovigilanceService(self.cabinet.contexte, self.cabinet.session)

    def recours(self) -> dict[str, Recours]:
        return {p.envoi.cle_idempotence: p.recours for p in self.service.list_a_prevenir(self.zoe.id)}

    def taches(self) -> list[Tache]:
        with self.cabinet.contexte.uow() as uow:
            return [t for t in uow.entrees.list(Tache, self.zoe.id) if t.faite_le is None]


@pytest.fixture
def monde(ouvert: Cabinet) -> Monde:
    zoe = ouvert.qualified_zoe()
    remis = {"etat": EtatEnvoi.REMIS, "ins": MATRICULE_ZOE}
    with ouvert.contexte.uow() as uow:
        uow.envois.add(make_envoi(zoe.id, "depot", **remis))
        uow.envois.add(make_envoi(zoe.id, "dmp", type=TypeEnvoi.DMP, **remis))
        uow.envois.add(make_envoi(zoe.id, "message", type=TypeEnvoi.MSSANTE, **remis))
        uow.envois.add(make_envoi(zoe.id, "sans-ins", type=TypeEnvoi.MSSANTE, etat=EtatEnvoi.REMIS))
        uow.envois.add(make_envoi(zoe.id, "attend", type=TypeEnvoi.DMP, ins=MATRICULE_ZOE))
        uow.commit()
    return Monde(ouvert, zoe, FauxRectification())


def test_nobody_is_told_while_the_identity_stands(monde: Monde) -> None:
    assert monde.recours() == {}
    assert monde.service.rectify(monde.zoe.id) == ()
    assert monde.taches() == []


def test_a_withdrawal_lists_what_left_under_the_ins_and_tells_nobody_by_itself(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    assert monde.recours() == {
        "depot": Recours.AUCUN,
        "dmp": Recours.SUPPRESSION,
        "message": Recours.MESSAGE,
    }
    assert [t.libelle for t in monde.taches()] == [A_PREVENIR]
    assert monde.port.prepares == []
    with monde.cabinet.contexte.uow() as uow:
        assert [t.objet for t in taches_identite(uow)] == [A_PREVENIR]


def test_one_gesture_tells_everyone_once_and_ticks_the_reminder(monde: Monde) -> None:
    monde.vigilance.declare_doubt(monde.zoe.id, frozenset({AttributIdentite.DOUTEUSE}))
    faits = monde.service.rectify(monde.zoe.id)
    assert [(e.type, e.ins, e.etat) for e in faits] == [
        (TypeEnvoi.SUPPRESSION_DMP, None, EtatEnvoi.EN_ATTENTE),
        (TypeEnvoi.RECTIFICATION, None, EtatEnvoi.EN_ATTENTE),
    ]
    assert monde.service.rectify(monde.zoe.id) == ()
    assert monde.recours() == {"depot": Recours.AUCUN}
    assert monde.taches() == []


def test_a_new_doubt_never_holds_what_tells_of_the_first(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    faits = monde.service.rectify(monde.zoe.id)
    faite = monde.vigilance.declare_doubt(monde.zoe.id, frozenset({AttributIdentite.DOUTEUSE}))
    assert faite.retenus == ()
    with monde.cabinet.contexte.uow() as uow:
        assert {uow.envois.get(e.id).etat for e in faits} == {EtatEnvoi.EN_ATTENTE}


def test_a_rectification_that_was_cancelled_is_offered_and_taken_up_again(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    (suppression, _) = monde.service.rectify(monde.zoe.id)
    cancel(monde.cabinet.contexte, suppression.id, "899700000001")
    assert "dmp" in monde.recours()
    (reprise,) = monde.service.rectify(monde.zoe.id)
    assert (reprise.id, reprise.etat) == (suppression.id, EtatEnvoi.EN_ATTENTE)


def test_a_withdrawal_is_undone_with_its_reminder_until_someone_was_told(monde: Monde) -> None:
    faite = monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    monde.vigilance.restore_ins(faite)
    assert monde.taches() == []
    assert monde.recours() == {}
    faite = monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    monde.service.rectify(monde.zoe.id)
    with pytest.raises(AmbroiseError, match="prévenus"):
        monde.vigilance.restore_ins(faite)


def test_a_former_ins_of_the_same_person_needs_no_telling(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        uow.envois.add(
            make_envoi(monde.zoe.id, "ancien", type=TypeEnvoi.DMP, etat=EtatEnvoi.REMIS, ins=ANCIEN)
        )
        uow.commit()
    assert monde.recours() == {"ancien": Recours.SUPPRESSION}
    monde.vigilance.disqualify(monde.zoe.id, "relecture")
    ins = replace(monde.cabinet.ins_zoe(), historique=(HistoriqueIns(ANCIEN),))
    monde.cabinet.identites.accept(monde.zoe.id, ins=ins, justificatif=TypeJustificatif.PASSEPORT)
    assert monde.recours() == {}
