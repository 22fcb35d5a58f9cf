"""Those who hold a document under another identity are told, in one gesture and never by themselves."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.bootstrap.interface.taches_identite import taches_identite
from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import AttributIdentite, HistoriqueIns, MatriculeIns, TypeJustificatif
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    LigneOrdonnance,
    Ordonnance,
    StatutOrdonnance,
)
from ambroise.domain.patient import Patient
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.envois import cancel
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.ports_actes import EnvoiPrepare
from ambroise.usecases.rectification import A_PREVENIR, Recours, RectificationService
from ambroise.usecases.retenue import A_SIGNER
from tests.fakes.dossiers import make_envoi
from tests.unit.ambroise.usecases.conftest import MATRICULE_ZOE, Cabinet

ANCIEN = MatriculeIns("209066322012355", MATRICULE_ZOE.oid)


@dataclass
class FauxRectification:
    """Freezes a key of its own for each document."""

    prepares: list[str] = field(default_factory=list)
    auteurs: frozenset[str] = frozenset({"99900063480"})
    is_coupe: bool = False

    def prepare_message(self, parti: Envoi, session: SessionProfessionnel) -> EnvoiPrepare:
        if self.is_coupe:
            raise AmbroiseError("Coupure.")
        self.prepares.append(parti.cle_idempotence)
        return EnvoiPrepare(f"{parti.cle_idempotence}/r", b"{}", "Rectification")

    def prepare_suppression(self, parti: Envoi) -> EnvoiPrepare:
        self.prepares.append(parti.cle_idempotence)
        return EnvoiPrepare(parti.cle_idempotence, b"{}", "Suppression")

    def list_auteurs(self, parti: Envoi) -> frozenset[str]:
        return self.auteurs

    def prepare_annulation(self, parti: Envoi, motif: str) -> EnvoiPrepare:
        self.prepares.append(parti.cle_idempotence)
        return EnvoiPrepare(parti.cle_idempotence, motif.encode(), "Annulation")


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

    def rectify(self, *sauf: str) -> tuple[Envoi, ...]:
        """Mend everything listed, some left aside by their key."""
        partis = self.service.list_a_prevenir(self.zoe.id)
        choisis = {p.envoi.id for p in partis if p.envoi.cle_idempotence not in sauf}
        return self.service.rectify(self.zoe.id, choisis)

    def taches(self) -> list[Tache]:
        with self.cabinet.contexte.uow() as uow:
            return [t for t in uow.entrees.list(Tache, self.zoe.id) if t.faite_le is None]


def deposit_order(cabinet: Cabinet, patient_id: UUID) -> Ordonnance:
    """Sign an order and deliver its deposit alone."""
    ligne = LigneOrdonnance(cabinet.contexte.new_id(), ProduitLibre("Sérum physiologique"), boites=1)
    consentement = ConsentementConsultation(date(2026, 6, 4), opposition=False)
    brouillon = cabinet.ordonnances.draft(patient_id).edit(lignes=(ligne,), consentement=consentement)
    signee = cabinet.ordonnances.sign(brouillon, Destinataires(dmp=False))
    with cabinet.contexte.uow() as uow:
        uow.envois.save(replace(signee.envois[0], etat=EtatEnvoi.REMIS))
        uow.commit()
    return signee.acte.ordonnance


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
    assert monde.rectify() == ()
    assert monde.taches() == []


def test_a_withdrawal_lists_what_left_under_the_ins_and_tells_nobody_by_itself(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    assert monde.recours() == {
        "depot": Recours.ANNULATION,
        "dmp": Recours.SUPPRESSION,
        "message": Recours.MESSAGE,
    }
    assert [t.libelle for t in monde.taches()] == [A_PREVENIR]
    assert monde.port.prepares == []
    with monde.cabinet.contexte.uow() as uow:
        assert [t.objet for t in taches_identite(uow)] == [A_PREVENIR]


def test_one_gesture_tells_everyone_once_and_ticks_the_reminder(monde: Monde) -> None:
    monde.vigilance.declare_doubt(monde.zoe.id, frozenset({AttributIdentite.DOUTEUSE}))
    faits = monde.rectify()
    assert [(e.type, e.ins, e.etat) for e in faits] == [
        (TypeEnvoi.ANNULATION_ORDONNANCE, None, EtatEnvoi.EN_ATTENTE),
        (TypeEnvoi.SUPPRESSION_DMP, None, EtatEnvoi.EN_ATTENTE),
        (TypeEnvoi.RECTIFICATION, None, EtatEnvoi.EN_ATTENTE),
    ]
    assert monde.rectify() == ()
    assert monde.recours() == {}
    assert monde.taches() == []


def test_a_new_doubt_never_holds_what_tells_of_the_first(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    faits = monde.rectify()
    faite = monde.vigilance.declare_doubt(monde.zoe.id, frozenset({AttributIdentite.DOUTEUSE}))
    assert faite.retenus == ()
    with monde.cabinet.contexte.uow() as uow:
        assert {uow.envois.get(e.id).etat for e in faits} == {EtatEnvoi.EN_ATTENTE}


def test_a_rectification_that_was_cancelled_is_offered_and_taken_up_again(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    (_, suppression, _) = monde.rectify()
    cancel(monde.cabinet.contexte, suppression.id, "899700000001")
    assert "dmp" in monde.recours()
    (reprise,) = monde.rectify()
    assert (reprise.id, reprise.etat) == (suppression.id, EtatEnvoi.EN_ATTENTE)


def test_a_withdrawal_is_undone_with_its_reminder_until_someone_was_told(monde: Monde) -> None:
    faite = monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    monde.vigilance.restore_ins(faite)
    assert monde.taches() == []
    assert monde.recours() == {}
    faite = monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    monde.rectify()
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


def test_what_is_left_aside_is_offered_again_and_its_reminder_stays(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    faits = monde.rectify("depot")
    assert [e.type for e in faits] == [TypeEnvoi.SUPPRESSION_DMP, TypeEnvoi.RECTIFICATION]
    assert monde.recours() == {"depot": Recours.ANNULATION}
    assert [t.libelle for t in monde.taches()] == [A_PREVENIR]
    monde.rectify()
    assert monde.taches() == []


def test_an_order_is_cancelled_by_its_prescriber_alone(monde: Monde) -> None:
    monde.port.auteurs = frozenset({"99900038839"})
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    depot = next(p for p in monde.service.list_a_prevenir(monde.zoe.id) if p.envoi.cle_idempotence == "depot")
    assert depot.recours is Recours.AUCUN
    assert "Seul le prescripteur" in depot.obstacle
    assert TypeEnvoi.ANNULATION_ORDONNANCE not in [e.type for e in monde.rectify()]
    monde.cabinet.session.close()
    assert monde.recours()["depot"] is Recours.ANNULATION


def test_a_rectification_refused_is_shown_with_what_was_answered(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    annulation = monde.rectify()[0]
    with monde.cabinet.contexte.uow() as uow:
        uow.envois.save(replace(annulation, etat=EtatEnvoi.REFUSE, erreur="ON-09 : exécution commencée"))
        uow.commit()
    (reste,) = monde.service.list_a_prevenir(monde.zoe.id)
    assert (reste.recours, reste.envoi.cle_idempotence) == (Recours.AUCUN, "depot")
    assert "ON-09 : exécution commencée" in reste.obstacle
    assert monde.rectify() == ()


def test_the_order_itself_is_cancelled_with_its_deposit_and_is_to_be_signed_again(monde: Monde) -> None:
    signee = deposit_order(monde.cabinet, monde.zoe.id)
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    monde.rectify("depot", "dmp", "message")
    with monde.cabinet.contexte.uow() as uow:
        annulee = uow.ordonnances.get(signee.id)
    assert annulee.statut is StatutOrdonnance.ANNULEE
    assert annulee.annulation
    assert annulee.annulation.motif == "Identité erronée"
    assert f"annulation ordonnance {signee.id}" in monde.cabinet.traces(monde.zoe.id)
    assert len([t for t in monde.taches() if t.libelle.startswith(A_SIGNER)]) == 1


def test_a_gesture_cut_before_its_end_leaves_the_order_and_the_outbox_as_they_were(monde: Monde) -> None:
    signee = deposit_order(monde.cabinet, monde.zoe.id)
    monde.vigilance.disqualify(monde.zoe.id, "autre personne")
    avant = dict(monde.cabinet.base.tables.envois)
    monde.port.is_coupe = True
    with pytest.raises(AmbroiseError):
        monde.rectify()
    assert monde.cabinet.base.tables.envois == avant
    with monde.cabinet.contexte.uow() as uow:
        assert uow.ordonnances.get(signee.id).statut is StatutOrdonnance.SIGNEE
