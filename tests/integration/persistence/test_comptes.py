"""Accounts declared from the terminal hold every screen to their rights."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.interface.comptes import ComptesEcran
from ambroise.bootstrap.interface.traces import TracesEcran
from ambroise.domain.audit import ActionAudit, EntreeAudit
from ambroise.domain.code_compte import CodeCompte
from ambroise.domain.droits import Compte, Role
from ambroise.domain.entrees import Probleme
from ambroise.domain.patient import Patient
from ambroise.persistence.empreintes import Empreintes
from ambroise.persistence.keys import CoutArgon2
from ambroise.ui.comptes.ports import CompteSaisi
from ambroise.usecases.codes import CodeProvisoire
from ambroise.usecases.comptes import CompteService
from ambroise.usecases.errors import AmbroiseError, ConflitVersion, Introuvable, SessionFermee
from ambroise.usecases.garde import DossierRestreint, DroitInsuffisant
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.sessions import SessionService
from tests.fakes.dossiers import MAINTENANT, make_patient
from tests.fakes.services import FauxLecteurs
from tests.integration.persistence.conftest import PRATICIEN, Poste, Terminal


def open_office(poste: Poste) -> CompteService:
    service = CompteService(poste.contexte, "terminal:essai", poste.empreintes)
    service.open(PRATICIEN, "Max LIBRE", Role.PRATICIEN)
    service.open("secretariat", "Anne", Role.SECRETAIRE)
    service.open("remplacant", "Paul", Role.REMPLACANT, date(2020, 1, 1), date(2020, 1, 31))
    return service


def open_office_with(poste: Poste, patient: Patient) -> CompteService:
    with poste.contexte.uow() as uow:
        uow.patients.add(patient)
        uow.commit()
    return open_office(poste)


def open_office_of_two(poste: Poste, patient: Patient) -> CompteService:
    service = open_office_with(poste, patient)
    service.open("autre", "Léa", Role.PRATICIEN)
    return service


def test_the_seat_holds_who_is_logged_in_to_the_role_of_the_account(poste: Poste) -> None:
    patient = make_patient()
    with poste:
        open_office_with(poste, patient)
        poste.qui = "secretariat"
        with poste.contexte.uow() as uow:
            assert uow.patients.get(patient.id) == uow.patients.get(patient.id)
            with pytest.raises(DroitInsuffisant, match="secrétaire"):
                uow.dossiers.consultations(patient.id)
        with poste.contexte.reading() as uow, pytest.raises(DroitInsuffisant):
            uow.dossiers.search_texts("toux")
        poste.qui = "remplacant"
        with poste.contexte.uow() as uow, pytest.raises(DroitInsuffisant, match="pas ouvert"):
            uow.patients.search("x")
        with poste.contexte_machine.uow() as uow:
            assert list(uow.dossiers.consultations(patient.id)) == []


def test_a_restricted_file_stays_closed_on_this_seat_until_a_reason_is_given(poste: Poste) -> None:
    patient = make_patient()
    with poste:
        service = open_office_of_two(poste, patient)
        service.restrict(patient.id, ["autre"])
        poste.qui = PRATICIEN
        with poste.contexte.uow() as uow, pytest.raises(DossierRestreint):
            uow.dossiers.consultations(patient.id)
        poste.acces_dossiers.break_glass(PRATICIEN, patient.id, "Détresse respiratoire, médecin absent")
        with poste.contexte.uow() as uow:
            assert list(uow.dossiers.consultations(patient.id)) == []


def test_the_screen_of_the_accesses_keeps_a_file_to_who_is_named_and_traces_it(poste: Poste) -> None:
    patient = make_patient()
    with poste:
        open_office_of_two(poste, patient)
        poste.qui = PRATICIEN
        vars(poste)["session"] = SimpleNamespace(auteur=PRATICIEN, is_professionnelle=False)
        ecran = TracesEcran(poste)
        possible = ecran.restriction(patient.id)
        assert {c.identifiant for c in possible.comptes} == {PRATICIEN, "autre"}
        assert ecran.restrict(patient.id, {PRATICIEN}).lecteurs == {PRATICIEN}
        poste.qui = "autre"
        with poste.contexte.uow() as uow, pytest.raises(DossierRestreint):
            uow.dossiers.consultations(patient.id)
        with pytest.raises(DossierRestreint):
            ecran.restrict(patient.id, ())
        poste.qui = PRATICIEN
        with pytest.raises(AmbroiseError, match="ne lit les dossiers"):
            ecran.restrict(patient.id, ("secretariat",))
        assert ecran.restrict(patient.id, ()).lecteurs == frozenset()
        with poste.contexte_machine.uow() as uow:
            details = [t.detail for t in uow.audit.list() if t.objet == "restriction du dossier"]
        assert details == ["levée", PRATICIEN]


def test_at_a_window_an_office_with_accounts_opens_to_nobody_without_a_session(poste: Poste) -> None:
    patient = make_patient()
    with poste:
        open_office_with(poste, patient)
        poste.garde.require_session()
        for unite in (poste.contexte.uow, poste.contexte.reading):
            with unite() as uow, pytest.raises(SessionFermee):
                uow.patients.search("x")
        with poste.contexte_machine.uow() as uow:
            assert uow.patients.get(patient.id).id == patient.id
        poste.qui = PRATICIEN
        with poste.contexte.uow() as uow:
            assert list(uow.dossiers.consultations(patient.id)) == []


def test_the_tries_of_a_code_are_kept_by_both_engines(uow: UnitOfWorkFactory) -> None:
    compte = Compte(UUID(int=7), "anne", "Anne", Role.SECRETAIRE)
    donne = CodeCompte(compte.id, "empreinte")
    essaye = (
        replace(donne, provisoire=False).count_try(MAINTENANT).count_try(MAINTENANT).count_try(MAINTENANT)
    )
    with uow() as unite:
        unite.comptes.save(compte)
        assert unite.comptes.code(compte.id) is None
        unite.comptes.give_code(donne)
        unite.commit()
    with uow() as unite:
        assert unite.comptes.code(compte.id) == donne
        unite.comptes.note_try(essaye)
        unite.commit()
    with uow() as unite:
        assert list(unite.comptes.codes()) == [essaye]
        assert essaye.attendre_jusqua == MAINTENANT + timedelta(seconds=30)


def test_a_code_is_kept_stretched_under_its_own_salt() -> None:
    empreintes = Empreintes(CoutArgon2(32, 1, 4))
    premiere, seconde = empreintes.make("tilleul en fleur"), empreintes.make("tilleul en fleur")
    assert premiere != seconde
    assert empreintes.is_matching("tilleul en fleur", premiere)
    assert not empreintes.is_matching("tilleul en fleurs", premiere)
    for illisible in ("", "a$b$c$d$e", premiere[:-4] + "%%%%"):
        assert not empreintes.is_matching("tilleul en fleur", illisible)


def test_a_code_given_at_the_terminal_opens_without_a_card_once_its_holder_chose_another(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("accounts", "open", PRATICIEN, "--name", "Max LIBRE", "--role", "praticien")
    terminal("accounts", "open", "anne", "--name", "Anne Roy", "--role", "secrétaire")
    provisoire = terminal("accounts", "code", "anne")[1]["code_provisoire"]
    assert terminal("accounts", "code", "personne")[0] == 1
    with Application(tmp_path / "profil") as poste:
        poste.garde.require_session()
        with pytest.raises(CodeProvisoire):
            poste.session.open_by_code("anne", provisoire)
        poste.session.choose_code("anne", provisoire, "tilleul en fleur")
        poste.session.open_by_code("anne", "tilleul en fleur")
        with poste.contexte.uow() as uow:
            assert uow.patients.search("x") == []
            with pytest.raises(DroitInsuffisant, match="secrétaire"):
                uow.dossiers.consultations(UUID(int=1))
        poste.session.close()
    journal = "".join(f.read_text("utf-8") for f in (tmp_path / "profil").rglob("*.log"))
    assert provisoire not in journal
    assert "tilleul" not in journal


def test_a_conflict_names_who_wrote_first_and_what(poste: Poste) -> None:
    patient = make_patient()
    probleme = Probleme(UUID(int=3), patient.id, "HTA", date(2026, 1, 1))
    with poste:
        open_office(poste)
        with poste.contexte_machine.uow() as uow:
            uow.patients.add(patient)
            probleme = uow.entrees.save(probleme)
            uow.commit()
        poste.qui = PRATICIEN
        with poste.contexte.uow() as uow:
            uow.entrees.save(replace(probleme, libelle="HTA sévère"))
            uow.commit()
        with poste.contexte.uow() as uow, pytest.raises(ConflitVersion) as conflit:
            uow.entrees.save(replace(probleme, libelle="Hypertension"))
    assert conflit.value.nom == "Max LIBRE"
    assert conflit.value.actuel == replace(probleme, libelle="HTA sévère", version=2)


def test_the_screen_declares_an_office_then_only_its_administrator_opens_accounts(poste: Poste) -> None:
    with poste:
        poste.garde.require_session()
        ecran = ComptesEcran(poste)
        assert list(ecran.etat().lignes) == []
        praticien = CompteSaisi(PRATICIEN, "Max LIBRE", Role.PRATICIEN)
        code = ecran.found(praticien, CompteSaisi("admin", "Paule Vidal", Role.ADMINISTRATEUR))
        secretaire = CompteSaisi("anne", "Anne Roy", Role.SECRETAIRE)
        poste.qui = PRATICIEN
        for refuse in (lambda: ecran.save(secretaire), lambda: ecran.give_code("admin")):
            with pytest.raises(DroitInsuffisant, match="praticien"):
                refuse()
        poste.qui = "admin"
        poste.session.choose_code("admin", code, "tilleul en fleur")
        poste.session.open_by_code("admin", "tilleul en fleur")
        assert poste.session.role is Role.ADMINISTRATEUR
        ecran.save(secretaire)
        assert len(ecran.give_code("anne")) == 8
        ecran.close("anne")
        assert [ligne.compte.identifiant for ligne in ecran.etat().lignes] == ["anne", PRATICIEN, "admin"]
        with poste.contexte.uow() as uow, pytest.raises(DroitInsuffisant):
            uow.patients.search("x")
    assert {"admin"} <= {e.auteur for e in traces_of(poste)}


def test_each_trace_says_in_which_situation_its_author_works(poste: Poste) -> None:
    with poste:
        session = SessionService(poste.contexte, FauxLecteurs())
        session.open("1234")
        vars(poste)["session"] = session
        contexte = poste.contexte_machine
        with contexte.uow() as uow:
            for auteur in (session.auteur, "terminal:essai"):
                contexte.trace(uow, auteur, ActionAudit.LECTURE, "dossier")
            uow.commit()
        with contexte.uow() as uow:
            terminal, praticien = uow.audit.list(limite=2)
    assert praticien.situation == session.courante.situation.structure.identifiant != ""
    assert terminal.situation == ""


def traces_of(poste: Poste) -> Sequence[EntreeAudit]:
    with Poste(poste.profil.racine, passphrase="phrase des essais") as neuf, neuf.contexte.uow() as uow:
        return list(uow.audit.list())


def test_an_office_always_keeps_somebody_who_reads(poste: Poste) -> None:
    with poste:
        service = CompteService(poste.contexte, "terminal:essai", poste.empreintes)
        with pytest.raises(AmbroiseError, match="praticien ou de pharmacien"):
            service.open("secretariat", "Anne", Role.SECRETAIRE)
        service.open(PRATICIEN, "Max", Role.PRATICIEN)
        with pytest.raises(AmbroiseError, match="praticien ou de pharmacien"):
            service.close(PRATICIEN, date(2026, 1, 1))
        with pytest.raises(AmbroiseError, match="précède"):
            service.open("r", "R", Role.REMPLACANT, date(2026, 2, 1), date(2026, 1, 1))
        with pytest.raises(AmbroiseError, match="identifiant"):
            service.open(" ", "R", Role.REMPLACANT)
        with pytest.raises(Introuvable):
            service.close("personne", date(2026, 1, 1))
        assert [c.identifiant for c in service.list()] == [PRATICIEN]


def test_accounts_are_opened_closed_and_listed_from_the_terminal(terminal: Terminal) -> None:
    code, ouvert = terminal("accounts", "open", PRATICIEN, "--name", "Max LIBRE", "--role", "praticien")
    assert (code, ouvert["compte"]["role"]) == (0, "praticien")
    options = ("--role", "remplaçant", "--from", "2026-07-01", "--to", "2026-07-31")
    assert terminal("accounts", "open", "r", "--name", "R", *options)[0] == 0
    assert terminal("accounts", "close", "r", "--to", "2026-07-15")[1]["compte"]["au"] == "2026-07-15"
    comptes = terminal("accounts", "list")[1]["comptes"]
    assert [c["identifiant"] for c in comptes] == [PRATICIEN, "r"]
    code, refus = terminal("accounts", "close", PRATICIEN)
    assert (code, refus["erreur"]["code"]) == (5, "sans_soignant")


def test_a_file_is_restricted_to_accounts_that_read_it(terminal: Terminal) -> None:
    terminal("generate", "--patients", 3, "--years", 0.1)
    patient = terminal("patients", "search", "a")[1]["patients"][0]["id"]
    terminal("accounts", "open", PRATICIEN, "--name", "Max LIBRE", "--role", "praticien")
    terminal("accounts", "open", "s", "--name", "Anne", "--role", "secrétaire")
    assert terminal("accounts", "restrict", patient, "--reader", PRATICIEN)[1]["lecteurs"] == [PRATICIEN]
    assert terminal("accounts", "restrict", patient, "--reader", "s")[1]["erreur"]["code"] == "aucun_lecteur"
    assert terminal("accounts", "restrict", patient, "--reader", "x")[0] == 1
    assert terminal("accounts", "restrict", "pas-un-id")[0] == 1
    assert terminal("accounts", "restrict", patient)[1]["lecteurs"] == []
    traces = terminal("audit", "show", patient)[1]["traces"]
    assert {"restriction du dossier"} <= {t["objet"] for t in traces}
