"""The steps of what a wrong identity leaves behind."""

from pytest_bdd import given, scenarios, then, when

from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import RECTIFICATIONS, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import (
    IdentiteIns,
)
from ambroise.domain.ordonnance import StatutOrdonnance
from ambroise.usecases.rectification import RectificationService
from ambroise.usecases.retenue import A_SIGNER
from tests.fakes.dossiers import make_envoi
from tests.features.identite.monde import ZOE, Monde
from tests.unit.ambroise.usecases.test_ins_fige import AUTRE
from tests.unit.ambroise.usecases.test_rectification import FauxRectification, deposit_order

scenarios("identite/suites.feature")


@given("un document qui attend de partir et un document déjà remis")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        uow.envois.add(make_envoi(monde.fiche.id, "attend"))
        uow.envois.add(make_envoi(monde.fiche.id, "parti", etat=EtatEnvoi.REMIS))
        uow.commit()


@when("l'INS est retirée parce que c'est une homonyme")
def _(monde: Monde) -> None:
    monde.disqualification = monde.vigilance.disqualify(monde.fiche.id, "homonyme")


@given("un message et un document du DMP remis sous son INS")
def _(monde: Monde) -> None:
    ins = monde.fiche.identite.matricule_transmissible
    with monde.cabinet.contexte.uow() as uow:
        for type_ in (TypeEnvoi.MSSANTE, TypeEnvoi.DMP):
            uow.envois.add(make_envoi(monde.fiche.id, type_.value, type=type_, etat=EtatEnvoi.REMIS, ins=ins))
        uow.commit()


@given("un document qui attend de partir sous son INS")
def _(monde: Monde) -> None:
    ins = monde.fiche.identite.matricule_transmissible
    with monde.cabinet.contexte.uow() as uow:
        uow.envois.add(make_envoi(monde.fiche.id, "attend", ins=ins))
        uow.commit()


@when("l'identité est requalifiée sous une autre INS")
def _(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.fiche.id, "autre personne")
    autre = IdentiteIns(AUTRE, ZOE, monde.cabinet.contexte.horloge())
    assert monde.identites.accept(monde.fiche.id, ins=autre).identite.is_qualifiee


@then("le document est annulé et à signer de nouveau")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        assert [e.is_perime for e in uow.envois.list()] == [True]
        (tache,) = uow.entrees.list(Tache, monde.fiche.id)
    assert tache.libelle.startswith("À signer de nouveau")


@then("rien n'est parti vers les destinataires")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        assert not [e for e in uow.envois.list() if e.type in RECTIFICATIONS]


@when("le médecin prévient les destinataires")
def _(monde: Monde) -> None:
    service = RectificationService(monde.cabinet.contexte, monde.cabinet.session, FauxRectification())
    service.rectify(monde.fiche.id, {p.envoi.id for p in service.list_a_prevenir(monde.fiche.id)})


@then("un message rectificatif et une suppression du DMP attendent de partir")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        attendent = [e.type for e in uow.envois.list([EtatEnvoi.EN_ATTENTE])]
    assert sorted(attendent) == [TypeEnvoi.RECTIFICATION, TypeEnvoi.SUPPRESSION_DMP]


@given("une ordonnance numérique déposée sous son INS")
def _(monde: Monde) -> None:
    deposit_order(monde.cabinet, monde.fiche.id)


@then("l'ordonnance est annulée ici et son annulation attend de partir")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        assert [o.statut for o in uow.ordonnances.list(monde.fiche.id)] == [StatutOrdonnance.ANNULEE]
        (attend,) = uow.envois.list([EtatEnvoi.EN_ATTENTE])
    assert attend.type is TypeEnvoi.ANNULATION_ORDONNANCE


@then("elle est à signer de nouveau")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        ouvertes = [t.libelle for t in uow.entrees.list(Tache, monde.fiche.id) if t.faite_le is None]
    assert [libelle.startswith(A_SIGNER) for libelle in ouvertes] == [True]


@then("le document qui attendait est retenu")
def _(monde: Monde) -> None:
    assert monde.disqualification is not None
    assert [e.cle_idempotence for e in monde.disqualification.retenus] == ["attend"]
    states = {e.cle_idempotence: e.etat for e in monde.cabinet.base.tables.envois.values()}
    assert states == {"attend": EtatEnvoi.A_REPRENDRE, "parti": EtatEnvoi.REMIS}


@then("le document remis est signalé")
def _(monde: Monde) -> None:
    assert monde.disqualification is not None
    assert [e.cle_idempotence for e in monde.disqualification.deja_remis] == ["parti"]
