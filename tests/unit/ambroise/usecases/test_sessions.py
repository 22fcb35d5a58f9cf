"""Opening, holding and closing a session."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Event
from uuid import UUID

import pytest

from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.professionnel import Professionnel
from ambroise.usecases.envois import retry
from ambroise.usecases.errors import (
    AccesRefuse,
    CarteAbsente,
    CodePorteurRefuse,
    DemandeRejetee,
    NonPrisEnCharge,
    SessionFermee,
)
from ambroise.usecases.retenue import hold_envois
from ambroise.usecases.sessions import SessionService
from tests.fakes.dossiers import make_envoi
from tests.fakes.services import DOCTEUR, PHARMACIENNE
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


# --- the lock, the e-CPS, the place of practice ------------------------------------------------------


@dataclass
class FauxECps:
    """A phone that answers at once, or refuses."""

    fin: datetime | None = None
    refus: AccesRefuse | None = None
    codes: list[str] = field(default_factory=list)
    porteur: Professionnel = DOCTEUR

    def open(self, identifiant: str, on_code: Callable[[str], None], cancel: Event) -> Professionnel:
        self.prove(on_code, cancel)
        return replace(self.porteur, identifiant_national=identifiant)

    def prove(self, on_code: Callable[[str], None], cancel: Event) -> None:
        on_code("07")
        if self.refus:
            raise self.refus
        self.fin = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def forget(self) -> None:
        self.fin = None


def test_the_lock_opens_with_the_card_of_who_works_and_keeps_the_place(ouvert: Cabinet) -> None:
    ouvert.session.choose_situation("10B0307377")
    assert ouvert.session.reopen("1234").situation.structure.nom == "Hôpital générique"


def test_the_card_of_another_professional_does_not_open_the_lock(ouvert: Cabinet) -> None:
    who = ouvert.session.auteur
    ouvert.lecteurs.porteur = PHARMACIENNE
    with pytest.raises(AccesRefuse, match="autre professionnel"):
        ouvert.session.reopen("1234")
    assert ouvert.session.auteur == who


def test_a_place_is_asked_for_until_one_is_chosen(cabinet: Cabinet) -> None:
    cabinet.session.open("1234")
    assert cabinet.session.is_situation_a_choisir
    cabinet.session.choose_situation("499900063480001")
    assert not cabinet.session.is_situation_a_choisir
    cabinet.session.close()
    cabinet.session.open("1234")
    assert not cabinet.session.is_situation_a_choisir


def test_a_single_place_is_never_asked_for(cabinet: Cabinet) -> None:
    cabinet.lecteurs.porteur = PHARMACIENNE
    cabinet.session.open("1234")
    assert not cabinet.session.is_situation_a_choisir


def test_changing_the_place_is_traced(ouvert: Cabinet) -> None:
    ouvert.session.choose_situation("10B0307377")
    ouvert.session.choose_situation("10B0307377")
    assert ouvert.traces() == ["ouverture_session carte 2600855206"] * 2


def test_the_ecps_keeps_the_session_until_its_end_and_is_traced(ouvert: Cabinet) -> None:
    ecps, codes = FauxECps(), list[str]()
    session = SessionService(ouvert.contexte, ouvert.lecteurs, ecps=ecps)
    session.open("1234")
    assert session.ecps_jusqua is None
    session.prove_ecps(codes.append, Event())
    assert codes == ["07"]
    assert session.ecps_jusqua == ecps.fin
    assert ouvert.traces()[-1] == "ouverture_session e-CPS"
    session.close()
    assert session.ecps_jusqua is None
    assert ecps.fin is None, "the next professional does not inherit it"


def test_a_refusal_on_the_phone_keeps_nothing(ouvert: Cabinet) -> None:
    session = SessionService(ouvert.contexte, ouvert.lecteurs, ecps=FauxECps(refus=AccesRefuse("refusé")))
    session.open("1234")
    with pytest.raises(AccesRefuse):
        session.prove_ecps(lambda _: None, Event())
    assert session.ecps_jusqua is None


def test_without_pro_sante_connect_the_ecps_is_not_offered(ouvert: Cabinet) -> None:
    with pytest.raises(NonPrisEnCharge):
        ouvert.session.prove_ecps(lambda _: None, Event())


def test_the_phone_opens_a_session_without_any_card_and_is_traced(cabinet: Cabinet) -> None:
    ecps = FauxECps()
    session = SessionService(cabinet.contexte, cabinet.lecteurs, ecps=ecps)
    opened = session.open_by_ecps("99900063480", lambda _code: None, Event())
    assert (opened.numero_carte, session.auteur) == ("", "899900063480")
    assert session.ecps_jusqua == ecps.fin
    assert cabinet.traces() == ["ouverture_session e-CPS"]
    session.close()
    assert cabinet.traces()[-1] == "fermeture_session e-CPS"
    assert ecps.fin is None, "Pro Santé Connect is left with the session"


@pytest.mark.parametrize("numero", ["", "9990006348", "999000634801", "9990006348x", "９9900063480"])
def test_what_is_no_rpps_number_asks_no_phone(cabinet: Cabinet, numero: str) -> None:
    ecps = FauxECps()
    session = SessionService(cabinet.contexte, cabinet.lecteurs, ecps=ecps)
    with pytest.raises(DemandeRejetee, match="onze chiffres"):
        session.open_by_ecps(numero, lambda _code: None, Event())
    assert ecps.fin is None


def test_a_professional_without_place_of_practice_is_logged_out(cabinet: Cabinet) -> None:
    ecps = FauxECps(porteur=replace(DOCTEUR, situations=()))
    session = SessionService(cabinet.contexte, cabinet.lecteurs, ecps=ecps)
    with pytest.raises(AccesRefuse, match="aucun lieu"):
        session.open_by_ecps("99900063480", lambda _code: None, Event())
    assert ecps.fin is None
    assert not session.is_ouverte


def test_a_refusal_on_the_phone_opens_nothing(cabinet: Cabinet) -> None:
    session = SessionService(cabinet.contexte, cabinet.lecteurs, ecps=FauxECps(refus=AccesRefuse("non")))
    with pytest.raises(AccesRefuse, match="non"):
        session.open_by_ecps("99900063480", lambda _code: None, Event())
    assert not session.is_ouverte
    assert cabinet.traces() == []
