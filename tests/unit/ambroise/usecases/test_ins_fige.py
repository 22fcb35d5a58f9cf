"""A document never leaves under an INS that is no longer its patient's."""

from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from ambroise.bootstrap.interface.taches_identite import taches_identite
from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import INS_CHANGE, Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import AttributIdentite, IdentiteIns, MatriculeIns, TypeJustificatif
from ambroise.domain.patient import Patient
from ambroise.usecases.envois import BilanEnvois, deliver_due, retry
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.errors import AccesRefuse
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.retenue import ENVOI_RETENU
from tests.fakes.dossiers import make_envoi
from tests.unit.ambroise.usecases.conftest import MATRICULE_ZOE, ZOE, Cabinet
from tests.unit.ambroise.usecases.test_ordonnances import draft

AUTRE = MatriculeIns("279035121518989", MATRICULE_ZOE.oid)
AUTEUR = "899700000001"


@dataclass
class Receveur:
    """Counts what leaves; ``connus`` is what it says it holds already."""

    recus: list[str] = field(default_factory=list)
    connus: frozenset[str] = frozenset()

    def is_deja_recu(self, envoi: Envoi) -> bool:
        return envoi.cle_idempotence in self.connus

    def transmettre(self, envoi: Envoi) -> str:
        self.recus.append(envoi.cle_idempotence)
        return "reçu"


@pytest.fixture
def receveur() -> Receveur:
    return Receveur()


@pytest.fixture
def zoe(ouvert: Cabinet) -> Patient:
    return ouvert.qualified_zoe()


def add(cabinet: Cabinet, *envois: Envoi) -> None:
    with cabinet.contexte.uow() as uow:
        for envoi in envois:
            uow.envois.add(envoi)
        uow.commit()


def deliver(cabinet: Cabinet, receveur: Receveur) -> BilanEnvois:
    transmetteurs = dict.fromkeys(TypeEnvoi, receveur)
    return deliver_due(cabinet.contexte, transmetteurs, lambda: 0.0)


def envoi(cabinet: Cabinet, cle: str) -> Envoi:
    return next(e for e in cabinet.base.tables.envois.values() if e.cle_idempotence == cle)


def taches(cabinet: Cabinet, patient_id: UUID) -> list[str]:
    with cabinet.contexte.uow() as uow:
        return [t.libelle for t in uow.entrees.list(Tache, patient_id)]


def bear_another_ins(cabinet: Cabinet, patient_id: UUID) -> None:
    """Change the INS behind the back of the use cases that hold what waits."""
    with cabinet.contexte.uow() as uow:
        patient = uow.patients.get(patient_id)
        autre = IdentiteIns(AUTRE, ZOE, cabinet.contexte.horloge())
        uow.patients.save(replace(patient, identite=replace(patient.identite, ins=autre)))
        uow.commit()


def requalify(cabinet: Cabinet, patient_id: UUID, matricule: MatriculeIns) -> None:
    service = IdentitovigilanceService(cabinet.contexte, cabinet.session)
    service.declare_doubt(patient_id, frozenset({AttributIdentite.DOUTEUSE}))
    service.declare_doubt(patient_id, frozenset())
    ins = IdentiteIns(matricule, ZOE, cabinet.contexte.horloge())
    cabinet.identites.accept(patient_id, ins=ins, justificatif=TypeJustificatif.PASSEPORT)


def test_everything_a_signed_order_sends_says_the_ins_it_bears(ouvert: Cabinet, zoe: Patient) -> None:
    signee = ouvert.ordonnances.sign(
        draft(ouvert, zoe.id), Destinataires(patient=True, correspondants=("dr@test.mssante.fr",))
    )
    assert len(signee.envois) == 4
    assert {e.ins for e in signee.envois} == {MATRICULE_ZOE}


def test_requalified_under_another_ins_what_was_held_is_cancelled_and_to_be_signed_again(
    ouvert: Cabinet, zoe: Patient, receveur: Receveur
) -> None:
    depot = make_envoi(zoe.id, "depot", ins=MATRICULE_ZOE)
    add(ouvert, depot, make_envoi(zoe.id, "dmp", ins=MATRICULE_ZOE, apres=depot.id))
    requalify(ouvert, zoe.id, AUTRE)
    assert [envoi(ouvert, c).erreur for c in ("depot", "dmp")] == [INS_CHANGE] * 2
    assert taches(ouvert, zoe.id) == ["À signer de nouveau\u00a0: Ordonnance du 02/03/2026"]
    deliver(ouvert, receveur)
    assert receveur.recus == []


def test_requalified_under_the_same_ins_what_was_held_may_leave(
    ouvert: Cabinet, zoe: Patient, receveur: Receveur
) -> None:
    add(ouvert, make_envoi(zoe.id, "dmp", ins=MATRICULE_ZOE))
    requalify(ouvert, zoe.id, MATRICULE_ZOE)
    assert retry(ouvert.contexte, envoi(ouvert, "dmp").id, AUTEUR).etat is EtatEnvoi.EN_ATTENTE
    deliver(ouvert, receveur)
    assert receveur.recus == ["dmp"]


def test_the_worker_compares_the_ins_itself_before_anything_leaves(
    ouvert: Cabinet, zoe: Patient, receveur: Receveur
) -> None:
    add(ouvert, make_envoi(zoe.id, "dmp", ins=MATRICULE_ZOE))
    bear_another_ins(ouvert, zoe.id)
    assert deliver(ouvert, receveur).annules == 1
    assert receveur.recus == []
    assert envoi(ouvert, "dmp").is_perime
    assert len(taches(ouvert, zoe.id)) == 1


def test_a_retry_cancels_what_bears_another_ins_and_what_follows_it(ouvert: Cabinet, zoe: Patient) -> None:
    depot = make_envoi(zoe.id, "depot", ins=MATRICULE_ZOE).hold("à vous de voir.")
    dmp = make_envoi(zoe.id, "dmp", ins=MATRICULE_ZOE, apres=depot.id)
    add(ouvert, depot, dmp)
    bear_another_ins(ouvert, zoe.id)
    assert retry(ouvert.contexte, depot.id, AUTEUR).is_perime
    assert envoi(ouvert, "dmp").is_perime
    assert len(taches(ouvert, zoe.id)) == 1


def test_several_envois_of_one_document_leave_one_task(
    ouvert: Cabinet, zoe: Patient, receveur: Receveur
) -> None:
    add(ouvert, *(make_envoi(zoe.id, cle, ins=MATRICULE_ZOE) for cle in ("dmp", "message")))
    bear_another_ins(ouvert, zoe.id)
    deliver(ouvert, receveur)
    assert len(taches(ouvert, zoe.id)) == 1


@pytest.mark.parametrize(
    ("connus", "etat"), [(frozenset({"dmp"}), EtatEnvoi.REMIS), (frozenset[str](), EtatEnvoi.ANNULE)]
)
def test_what_may_have_arrived_is_asked_of_its_receiver_never_sent_again(
    ouvert: Cabinet, zoe: Patient, connus: frozenset[str], etat: EtatEnvoi
) -> None:
    receveur = Receveur(connus=connus)
    add(ouvert, make_envoi(zoe.id, "dmp", ins=MATRICULE_ZOE, essais=1))
    requalify(ouvert, zoe.id, AUTRE)
    retry(ouvert.contexte, envoi(ouvert, "dmp").id, AUTEUR)
    deliver(ouvert, receveur)
    assert envoi(ouvert, "dmp").etat is etat
    assert receveur.recus == []


@pytest.mark.parametrize("motif", ["l’identité de ce patient n’est plus qualifiée.", "à vous de voir."])
def test_nothing_leaves_under_an_ins_while_the_identity_is_not_qualified(
    ouvert: Cabinet, zoe: Patient, receveur: Receveur, motif: str
) -> None:
    add(ouvert, make_envoi(zoe.id, "dmp", ins=MATRICULE_ZOE).hold(motif), make_envoi(zoe.id, "sans"))
    with ouvert.contexte.uow() as uow:
        patient = uow.patients.get(zoe.id)
        uow.patients.save(replace(patient, identite=patient.identite.without_ins()))
        uow.envois.add(make_envoi(zoe.id, "attente", ins=MATRICULE_ZOE))
        uow.commit()
    with pytest.raises(AccesRefuse, match="qualifiée"):
        retry(ouvert.contexte, envoi(ouvert, "dmp").id, AUTEUR)
    deliver(ouvert, receveur)
    assert receveur.recus == ["sans"]
    assert envoi(ouvert, "attente").erreur == ENVOI_RETENU


def test_the_day_shows_what_is_to_be_signed_again_until_it_is_ticked(ouvert: Cabinet, zoe: Patient) -> None:
    add(ouvert, make_envoi(zoe.id, "dmp", ins=MATRICULE_ZOE))
    requalify(ouvert, zoe.id, AUTRE)
    with ouvert.contexte.uow() as uow:
        (ligne,) = taches_identite(uow)
        assert (ligne.patient_id, ligne.nom) == (zoe.id, "ADRUN")
        (tache,) = uow.entrees.list(Tache)
        uow.entrees.save(replace(tache, faite_le=ouvert.contexte.horloge()))
        assert taches_identite(uow) == []
