"""Opening, holding and closing a session."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.usecases.envois import retry
from ambroise.usecases.errors import AccesRefuse, CarteAbsente, CodePorteurRefuse, SessionFermee
from ambroise.usecases.retenue import hold_envois
from tests.fakes.dossiers import make_envoi
from tests.fakes.services import DOCTEUR
from tests.unit.ambroise.usecases.conftest import Cabinet


def test_the_right_code_opens_the_session_in_the_first_place_of_practice(cabinet: Cabinet) -> None:
    session = cabinet.session.open("1234")
    assert session.situation.structure.nom == "Cabinet des Tilleuls"
    assert cabinet.traces() == ["ouverture_session carte 2600855206"]


def test_a_wrong_code_is_tried_once_and_nothing_opens(cabinet: Cabinet) -> None:
    with pytest.raises(CodePorteurRefuse) as info:
        cabinet.session.open("0000")
    assert info.value.essais_restants == 2
    assert cabinet.session.attempts_left() == 2
    assert not cabinet.session.is_ouverte
    cabinet.session.open("1234")
    assert cabinet.session.is_ouverte


def test_without_a_card_no_session(cabinet: Cabinet) -> None:
    cabinet.lecteurs.presente = False
    with pytest.raises(CarteAbsente):
        cabinet.session.open("1234")


def test_a_card_without_place_of_practice_is_explained(cabinet: Cabinet) -> None:
    cabinet.lecteurs.porteur = replace(DOCTEUR, situations=())
    with pytest.raises(AccesRefuse):
        cabinet.session.open("1234")
    assert not cabinet.session.is_ouverte


def test_the_place_of_practice_is_chosen_once_and_remembered(ouvert: Cabinet) -> None:
    ouvert.session.choose_situation("10B0307377")
    ouvert.session.close()
    assert ouvert.session.open("1234").situation.structure.nom == "Hôpital générique"
    with pytest.raises(AccesRefuse):
        ouvert.session.choose_situation("inconnue")


def test_logging_in_makes_what_waited_for_a_card_due_again(cabinet: Cabinet) -> None:
    envoi = Envoi(
        UUID(int=1),
        TypeEnvoi.DMP,
        None,
        "DMP",
        "1.2.3",
        b"",
        datetime(2026, 6, 1, tzinfo=UTC),
        etat=EtatEnvoi.A_REPRENDRE,
        ins=None,
    )
    with cabinet.base() as uow:
        uow.envois.add(envoi)
        uow.commit()
    cabinet.session.open("1234")
    assert cabinet.base.tables.envois[envoi.id].etat is EtatEnvoi.EN_ATTENTE


def test_logging_in_never_lets_go_what_was_held_back(ouvert: Cabinet) -> None:
    patient = ouvert.qualified_zoe()
    envoi = make_envoi(patient.id, ins=patient.identite.matricule_transmissible)
    with ouvert.base() as uow:
        uow.envois.add(envoi)
        hold_envois(uow, patient.id)
        uow.commit()
    ouvert.session.close()
    ouvert.session.open("1234")
    held = ouvert.base.tables.envois[envoi.id]
    assert (held.etat, held.is_retenu) == (EtatEnvoi.A_REPRENDRE, True)
    assert retry(ouvert.contexte, envoi.id, "899700000001").etat is EtatEnvoi.EN_ATTENTE


def test_acts_without_a_session_are_refused(cabinet: Cabinet) -> None:
    with pytest.raises(SessionFermee):
        cabinet.patients.open(UUID(int=1))
    cabinet.session.close()
    assert cabinet.traces() == []
