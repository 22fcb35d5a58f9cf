"""The screens of a seat follow what another one writes on the server; nothing typed or chosen is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ambroise.bootstrap.interface.autres_postes import AutresPostes
from ambroise.bootstrap.interface.ecrans.comptoir import EcransDuComptoir
from ambroise.bootstrap.interface.ecrans.jour import EcransDuJour
from ambroise.bootstrap.interface.ecrans.passage import Passage
from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.domain.horaires import local_time
from ambroise.domain.intervention import InterventionPharmaceutique, ProblemeOrdonnance, Proposition
from ambroise.domain.patient import Patient
from ambroise.domain.plan_soins import PlanSoins
from ambroise.domain.saisie_soin import parse_soin
from ambroise.persistence.ids import new_id
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.ui.journee.screen import JourneeScreen
from ambroise.ui.journee.state import LigneJournee
from ambroise.ui.main_window import MainWindow
from ambroise.ui.patients.recherche import PatientsScreen
from ambroise.ui.registre.screen import RegistreScreen
from ambroise.ui.shell.found_patient import found_patient
from ambroise.ui.shell.providers import Provider
from ambroise.ui.soins.screen import SoinsScreen
from ambroise.usecases.sessions import SessionService
from tests.fakes.dossiers import MAINTENANT, make_patient
from tests.fakes.patience import ATTENTE_S
from tests.fakes.services import FauxLecteurs
from tests.integration.persistence.deux_postes import PATIENT, Poste, postes, window

__all__ = ["postes", "window"]

JOUR: date = MAINTENANT.date()


def at(heure: int, minute: int = 0) -> datetime:
    return local_time(JOUR, time(heure, minute))


class Bureau:
    """A seat with its window, and what another seat does meanwhile."""

    def __init__(self, ici: Poste, ailleurs: Poste, window: MainWindow, qtbot: QtBot) -> None:
        self.ici, self.ailleurs, self.window, self.qtbot = ici, ailleurs, window, qtbot
        session = SessionService(ici.contexte, FauxLecteurs())
        session.open("1234")
        vars(ici)["session"] = session
        self.moi = session.auteur
        passage = Passage()
        passage.join(window)
        for cle, make in EcransDuJour(ici, passage).factories().items():
            window.register(cle, make)
        self.suivis = passage.suivis
        self.ecoute = AutresPostes(ici, window, lambda: None, lambda: None, self.suivis)
        assert self.ecoute._ecoute.start(ATTENTE_S)
        window.show()

    def heard(self) -> list[str | None]:
        """Return what this seat hears from now on, kind by kind.

        Not by waiting for the signal: it comes from another thread, several times in a row, and what waits
        for one and leaves is called for the next.
        """
        entendus: list[str | None] = []
        tell = self.suivis.tell

        def note(objet: str | None) -> None:
            entendus.append(objet)
            tell(objet)

        self.suivis.tell = note  # type: ignore[method-assign]
        return entendus

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for what a busy machine takes its time to do."""
        self.qtbot.waitUntil(condition)

    def give(self, patient: Patient, debut: datetime, motif: str = "Suivi") -> RendezVous:
        """Give an appointment from the other seat."""
        with self.ailleurs.contexte.uow() as uow:
            if patient.id != PATIENT.id:
                uow.patients.add(patient)
            rdv = uow.rendez_vous.save(
                RendezVous(
                    new_id(), debut, debut + timedelta(minutes=20), motif, patient.id, praticien=self.moi
                )
            )
            self._write(uow, rdv.id)
        return rdv

    def change(self, rdv: RendezVous, **valeurs: object) -> RendezVous:
        """Change one from the other seat."""
        with self.ailleurs.contexte.uow() as uow:
            mis = uow.rendez_vous.save(replace(rdv, **valeurs))  # type: ignore[arg-type]
            self._write(uow, mis.id)
        return mis

    def _write(self, uow: object, id_: UUID) -> None:
        self.ailleurs.contexte.trace(uow, "lea", ActionAudit.MODIFICATION, f"rendez-vous {id_}")  # type: ignore[arg-type]
        uow.commit()  # type: ignore[attr-defined]


@pytest.fixture
def bureau(postes: tuple[Poste, Poste], window: MainWindow, qtbot: QtBot) -> Iterator[Bureau]:
    yield Bureau(*postes, window, qtbot)
    qtbot.waitUntil(lambda: not window.context.tasks.under_way)


def test_the_day_and_its_waiting_room_follow_the_secretary(bureau: Bureau) -> None:
    premier = bureau.give(PATIENT, at(15))
    bureau.window.go("journee")
    journee = bureau.window.current
    assert isinstance(journee, JourneeScreen)
    bureau.until(lambda: journee._table.current() is not None)
    choisie = journee._table.current()
    assert choisie is not None
    assert choisie.cle == premier.id
    journee.donner.show()
    journee.donner.qui.setText("mart")
    autre = bureau.give(make_patient("DURAND"), at(16))
    bureau.until(lambda: autre.id in {ligne.cle for ligne in shown(journee)})
    bureau.change(autre, etat=EtatRendezVous.EN_SALLE, arrive_le=MAINTENANT)
    bureau.until(lambda: EtatRendezVous.EN_SALLE in {ligne.etat for ligne in shown(journee)})
    assert journee._table.current().cle == premier.id  # type: ignore[union-attr]
    assert journee.donner.qui.text() == "mart"


def shown(journee: JourneeScreen) -> list[LigneJournee]:
    lignes = (journee._model.at(n) for n in range(journee._model.rowCount()))
    return [ligne for ligne in lignes if ligne is not None]


def test_the_agenda_follows_and_leaves_what_is_carried_in_the_hand(bureau: Bureau) -> None:
    mien = bureau.give(PATIENT, at(15))
    bureau.window.go("agenda", JOUR)
    agenda = bureau.window.current
    assert isinstance(agenda, AgendaScreen)
    bureau.until(lambda: ids(agenda) == {mien.id})
    (carte,) = agenda.grille.cartes[0]
    carte.setFocus(Qt.FocusReason.OtherFocusReason)
    agenda.grille.carry()
    assert agenda.grille.fantome is not None
    porte = agenda.grille.fantome
    entendus = bureau.heard()
    autre = bureau.give(make_patient("DURAND"), at(16))
    bureau.until(lambda: "rendez_vous" in entendus)
    bureau.suivis._read_again()
    assert agenda.grille.fantome == porte
    QTest.keyClick(agenda.grille, Qt.Key.Key_Escape)
    bureau.until(lambda: ids(agenda) == {mien.id, autre.id})
    bureau.change(mien, debut=at(17), fin=at(17, 20))
    bureau.until(lambda: agenda.grille.current_entree() is not None)
    bureau.until(lambda: agenda.grille.current_entree().rendez_vous.debut == at(17))  # type: ignore[union-attr]


def ids(agenda: AgendaScreen) -> set[UUID]:
    return {c.fiche.entree.rendez_vous.id for cartes in agenda.grille.cartes for c in cartes}


def test_the_patients_found_follow_and_keep_the_row_chosen(bureau: Bureau) -> None:
    with bureau.ailleurs.contexte.uow() as uow:
        for prenom in ("ANNE", "LUCIE"):
            uow.patients.add(make_patient("DURAND", prenom))
        uow.commit()
    bureau.window.go("patients", "durand")
    patients = bureau.window.current
    assert isinstance(patients, PatientsScreen)
    bureau.until(lambda: patients._model.rowCount() == 2)
    patients.table.select(1)
    choisi = patients.table.current()
    assert choisi is not None
    with bureau.ailleurs.contexte.uow() as uow:
        uow.patients.add(make_patient("DURAND", "ZOE"))
        uow.commit()
    bureau.until(lambda: patients._model.rowCount() == 3)
    assert patients.table.current().id == choisi.id  # type: ignore[union-attr]
    assert patients.field.text() == "durand"


def test_the_palette_follows_while_it_is_open(bureau: Bureau) -> None:
    palette, patients = bureau.window.palette_, bureau.ici.patients
    provider = Provider(
        lambda: "Patients",
        lambda texte: [found_patient(p, MAINTENANT, lambda: None) for p in patients.search(texte)],
        rank=10,
    )
    bureau.window.add_provider(provider)
    bureau.suivis.follow(palette, {"patient"}, palette.follow)
    bureau.window.actions_["palette"].trigger()
    palette.field.setText("durand")
    bureau.until(lambda: palette._query == "durand" and not palette._waiting)
    with bureau.ailleurs.contexte.uow() as uow:
        uow.patients.add(make_patient("DURAND", "ZOE"))
        uow.commit()
    bureau.until(lambda: palette._model.rowCount() == 2)


def test_the_care_plans_follow_the_other_seat_of_the_nurse(bureau: Bureau) -> None:
    bureau.window.go("soins")
    soins = bureau.window.current
    assert isinstance(soins, SoinsScreen)
    bureau.until(lambda: not bureau.window.context.tasks.under_way)
    acte = parse_soin("pansement 3m", JOUR, new_id())
    with bureau.ailleurs.contexte.uow() as uow:
        uow.entrees.save(PlanSoins(new_id(), PATIENT.id, (acte,), bureau.moi))
        uow.commit()
    bureau.until(lambda: soins.ouvert is not None)
    assert soins.ouvert.patient.id == PATIENT.id  # type: ignore[union-attr]


def test_the_register_follows_what_the_other_counter_dispenses(bureau: Bureau) -> None:
    passage = Passage()
    passage.join(bureau.window)
    base: Any = SimpleNamespace(base=lambda: None)
    comptoir = EcransDuComptoir(bureau.ici, passage, base)
    bureau.window.register("registre", comptoir.factories()["registre"])
    passage.suivis = bureau.suivis
    bureau.window.go("registre")
    registre = bureau.window.current
    assert isinstance(registre, RegistreScreen)
    bureau.until(lambda: not bureau.window.context.tasks.under_way)
    intervention = InterventionPharmaceutique(
        new_id(),
        None,
        JOUR,
        MAINTENANT,
        "02AMBTEST2JC4NYGHZ",
        "ADRUN Zoé",
        "Dr LIBRE Max",
        "ZOCOR 20 mg",
        ProblemeOrdonnance.INTERACTION,
        Proposition.REMPLACER,
    )
    with bureau.ailleurs.contexte.uow() as uow:
        uow.entrees.save(intervention)
        uow.commit()
    bureau.until(lambda: len(registre.rows_of("interventions")) == 1)
