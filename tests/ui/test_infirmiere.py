"""The day of a nurse through her screens, over the real use cases: order, plan, tour, renewal, devices."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.alerte import Controles
from ambroise.domain.libelle_acte import LibelleActe
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    Ordonnance,
    StatutOrdonnance,
    TypeOrdonnance,
)
from ambroise.domain.plan_soins import PlanSoins
from ambroise.domain.professionnel import Profession
from ambroise.referentiels.prescripteurs import load_liste
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.ordonnances.controller import OrdonnanceController
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.soins.controller import SoinsController
from ambroise.ui.soins.screen import SoinsScreen
from ambroise.ui.tasks import Tasks
from ambroise.ui.tournee.controller import TourneeController
from ambroise.ui.tournee.screen import TourneeScreen
from ambroise.usecases.controles import liste
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.ordonnances import OrdonnanceService
from ambroise.usecases.plans_soins import PlanSoinsService
from ambroise.usecases.tournees import TourneeService
from tests.fakes import ecrans as e
from tests.fakes import ordonnance as o
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.services import DOCTEUR, FauxDocuments, FauxPreparation
from tests.fakes.soins import FakePlans
from tests.ui.ecrans import make_context, show
from tests.ui.poste_ordonnance import MesModeles, SuiviDuJour
from tests.unit.ambroise.usecases.conftest import Cabinet

CTRL = Qt.KeyboardModifier.ControlModifier
INFIRMIERE = replace(
    DOCTEUR, identifiant_national="899900063498", profession=Profession.INFIRMIER, savoir_faire=""
)
SOINS = ("pansement talon 1/j 10j domicile", "injection insuline 1/j 10j domicile")


class Infirmiere:
    """A nurse, the office she works in, and a patient whose doctor ordered care."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        self.qtbot, self.tasks = qtbot, tasks
        self.context, self.shell = make_context(tmp_path, tasks, errors)
        self.cabinet = Cabinet()
        self.cabinet.session.open("1234")
        self.zoe = self.cabinet.qualified_zoe()
        self.sign_care()
        self.cabinet.session.close()
        self.cabinet.lecteurs.porteur = INFIRMIERE
        self.cabinet.session.open("1234")
        self.plans = PlanSoinsService(self.cabinet.contexte, self.cabinet.session)

    def sign_care(self) -> None:
        """Sign, as the doctor, an order of nurse care."""
        lignes = tuple(
            to_ligne(
                TypeOrdonnance.SOINS_INFIRMIERS,
                parse_acte(TypeOrdonnance.SOINS_INFIRMIERS, texte),
                self.cabinet.contexte.new_id(),
            )
            for texte in SOINS
        )
        brouillon = self.cabinet.ordonnances.draft(self.zoe.id).edit(
            type=TypeOrdonnance.SOINS_INFIRMIERS,
            lignes=lignes,
            consentement=ConsentementConsultation(e.JOUR, opposition=False),
        )
        signee = self.cabinet.ordonnances.sign(brouillon).acte.ordonnance
        assert signee.statut is StatutOrdonnance.SIGNEE

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    def open_soins(self) -> tuple[SoinsScreen, SoinsController]:
        """Open her care plans on the patient."""
        screen = SoinsScreen(self.context)
        controller = SoinsController(screen, self.plans, FakePlans())
        show(self.qtbot, screen)
        screen.enter(self.zoe.id)
        self.settle()
        return screen, controller

    def open_tour(self) -> tuple[TourneeScreen, TourneeController]:
        """Open her tour of the day."""
        cabinet, screen = self.cabinet, TourneeScreen(self.context)
        tournees = TourneeService(cabinet.contexte, cabinet.session, cabinet.patients, Path.read_bytes)
        controller = TourneeController(screen, tournees)
        show(self.qtbot, screen)
        screen.enter()
        self.qtbot.waitUntil(lambda: controller.etat is not None)
        self.settle()
        return screen, controller

    def keep_plan(self, *, signee: bool) -> SoinsScreen:
        """Keep the plan that the order fills, signed or not."""
        screen, _ = self.open_soins()
        form = screen.form
        form.prescripteur.setCurrentText("Dr LIBRE Max")
        form.adresse.setText("max.libre@medecin.formation.mssante.fr")
        form.le.setText(f"{e.JOUR:%d/%m/%Y}")
        form.signee.setChecked(signee)
        self.qtbot.keyClick(form.actes, Qt.Key.Key_Return, CTRL)
        self.qtbot.waitUntil(lambda: not screen.is_typing)
        self.settle()
        return screen


@pytest.fixture
def infirmiere(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Infirmiere:
    return Infirmiere(qtbot, tmp_path, tasks, errors)


def words(widget: QWidget) -> str:
    """Everything written in a part of a screen."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_the_order_of_the_doctor_fills_the_plan_of_the_nurse(infirmiere: Infirmiere) -> None:
    screen, _ = infirmiere.open_soins()
    assert screen.is_typing
    lus = screen.form.actes.toPlainText()
    assert "pansement talon" in lus
    assert "insuline" in lus
    assert screen.actions_["soins_keep"].isEnabled()


def test_acts_are_ticked_during_the_tour_and_written_in_the_file(infirmiere: Infirmiere) -> None:
    infirmiere.keep_plan(signee=True)
    screen, controller = infirmiere.open_tour()
    assert controller.etat is not None
    ouvert = controller.etat.ouvert
    assert ouvert is not None
    assert ouvert.patient.id == infirmiere.zoe.id
    assert len(ouvert.passage.actes) == 2
    suivant = screen.actions_["tournee_next"]
    for touche in (Qt.Key.Key_1, Qt.Key.Key_2):
        assert not suivant.isEnabled()
        QTest.keyClick(screen.homes, touche)
        infirmiere.settle()
    assert suivant.isEnabled()
    QTest.keyClick(screen.homes, Qt.Key.Key_Return, CTRL)
    infirmiere.settle()
    (consultation,) = infirmiere.cabinet.patients.open(infirmiere.zoe.id).consultations
    assert consultation.note.count("fait") == 2


def test_a_missing_signature_is_shown_on_the_plan_and_on_the_tour(infirmiere: Infirmiere) -> None:
    plan = infirmiere.keep_plan(signee=False)
    assert "n’est pas signée" in words(plan)
    tour, _ = infirmiere.open_tour()
    assert "signée" in words(tour)


def test_a_renewal_leaves_by_message_to_the_prescriber(infirmiere: Infirmiere) -> None:
    infirmiere.keep_plan(signee=True)
    screen, controller = infirmiere.open_soins()
    demandes: list[MessagePropose] = []
    controller.renewal_ready.connect(demandes.append)
    infirmiere.qtbot.keyClick(screen.list, Qt.Key.Key_R, CTRL)
    infirmiere.qtbot.waitUntil(lambda: bool(demandes))
    (demande,) = demandes
    assert demande.adresse == "max.libre@medecin.formation.mssante.fr"
    assert demande.patient_id == infirmiere.zoe.id
    assert "talon" in demande.corps


class Controlees(o.FakePrescription):
    """The base of the fakes, with the real control of what a nurse prescribes."""

    def __init__(self, cabinet: Cabinet) -> None:
        super().__init__()
        self._cabinet = cabinet

    def check(self, ordonnance: Ordonnance) -> Controles:
        with self._cabinet.contexte.uow() as uow:
            plans: Sequence[PlanSoins] = uow.entrees.list(PlanSoins, ordonnance.patient_id)
        la_sienne = load_liste(INFIRMIERE, Path("absent"))
        assert la_sienne is not None
        reponse = liste.check(la_sienne, shipped_base(), ordonnance, plans)
        return Controles(reponse.alertes, refus=reponse.refus)

    def complete(self, ordonnance: Ordonnance) -> Ordonnance:
        return ordonnance

    def libelles(self, type_: TypeOrdonnance) -> Sequence[LibelleActe]:
        return ()


@pytest.mark.parametrize(
    ("dispositif", "soins", "signe"),
    [
        ("Compresses stériles", True, True),
        ("Lit médicalisé", True, False),
        ("Compresses stériles", False, False),
    ],
    ids=["permis", "hors liste", "sans soins"],
)
def test_a_device_order_of_a_nurse_stays_within_her_list(
    infirmiere: Infirmiere, dispositif: str, soins: bool, signe: bool
) -> None:
    if soins:
        infirmiere.keep_plan(signee=True)
    qtbot, cabinet, ids = infirmiere.qtbot, infirmiere.cabinet, count(1)
    controle = Controlees(cabinet)
    screen = OrdonnanceScreen(infirmiere.context)
    controller = OrdonnanceController(
        screen,
        controle,
        OrdonnanceService(
            cabinet.contexte,
            cabinet.session,
            numeros=cabinet.numeros,
            documents=FauxDocuments(),
            preparation=FauxPreparation(),
            service=cabinet.service,
            controle=controle,
        ),
        lambda: UUID(int=next(ids)),
        suivi=SuiviDuJour(),  # type: ignore[arg-type]
        modeles=MesModeles(),
    )
    show(qtbot, screen)
    controller.open(cabinet.patients.open(infirmiere.zoe.id), renew=False)
    qtbot.waitUntil(lambda: controller.etat is not None)
    assert controller.etat is not None
    assert controller.etat.ordonnance.type is TypeOrdonnance.DISPOSITIFS
    screen.entry.field.setText(f"{dispositif} 1bt")  # the keys of pytest-qt are those of ASCII
    qtbot.waitUntil(lambda: screen.entry.current is not None)
    qtbot.keyClick(screen.entry.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(controller.etat and controller.etat.ordonnance.lignes))
    infirmiere.settle()
    screen.consent_given.emit(False)
    infirmiere.settle()
    assert ("Hors de la liste des infirmiers" in words(screen)) is not signe
    assert "Maintenir" not in words(screen), "no reason makes it lawful"
    QTest.keyClick(screen.lignes, Qt.Key.Key_Return, CTRL)
    infirmiere.settle()
    with cabinet.contexte.uow() as uow:
        siennes = [x for x in uow.ordonnances.list(infirmiere.zoe.id) if x.type is TypeOrdonnance.DISPOSITIFS]
    assert any(x.is_figee for x in siennes) is signe
