"""The agenda open on a Thursday, and what a person does there: shared by its tests."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ambroise.domain.agenda import RendezVous
from ambroise.ui.agenda.carte import CarteRendezVous
from ambroise.ui.agenda.controller import AgendaController
from ambroise.ui.agenda.exterieur import ExterieurController
from ambroise.ui.agenda.libre import LibreController
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.ui.agenda.suite import SuiteController
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from tests.fakes import ecrans as e
from tests.fakes.agenda import MOI, FauxAgenda
from tests.ui.ecrans import make_context, show

ALT, MAJ = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class Poste:
    """The agenda open on Thursday, and what a person does there."""

    qtbot: QtBot
    screen: AgendaScreen
    jours: AgendaController
    exterieur: ExterieurController
    port: FauxAgenda
    tasks: Tasks

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    def card(self, heure: int, minute: int = 0, praticien: str = MOI) -> CarteRendezVous:
        debut = e.local(heure, minute)
        for cartes in self.screen.grille.cartes:
            for carte in cartes:
                rdv = carte.fiche.entree.rendez_vous
                if rdv.debut == debut and rdv.praticien == praticien:
                    return carte
        raise AssertionError(heure, minute, praticien)

    def held(self, carte: CarteRendezVous) -> RendezVous:
        return self.port.tenus[carte.fiche.entree.rendez_vous.id]

    def focus(self, carte: CarteRendezVous) -> None:
        carte.setFocus(Qt.FocusReason.OtherFocusReason)
        self.qtbot.waitUntil(carte.hasFocus)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        foyer = self.screen.window().focusWidget()
        QTest.keyClick(foyer, key, modifier)
        self.settle()

    def drag(self, carte: CarteRendezVous, dx: int, dy: int, *, pied: bool = False, fin: bool = True) -> None:
        prise = QPoint(20, carte.height() - 3 if pied else 6)
        QTest.mousePress(carte, Qt.MouseButton.LeftButton, pos=prise)
        QTest.mouseMove(carte, prise + QPoint(dx // 2, dy // 2))
        QTest.mouseMove(carte, prise + QPoint(dx, dy))
        if fin:
            QTest.mouseRelease(carte, Qt.MouseButton.LeftButton, pos=prise + QPoint(dx, dy))
            self.settle()


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    context, _ = make_context(tmp_path, tasks, errors)
    screen, port = AgendaScreen(context), FauxAgenda()
    jours = AgendaController(screen, port)
    show(qtbot, screen)
    LibreController(screen, port, jours)
    SuiteController(screen, port, jours)
    ouvert = Poste(qtbot, screen, jours, ExterieurController(screen, port, jours), port, tasks)
    screen.enter(e.JOUR)
    qtbot.waitUntil(lambda: bool(screen.grille.colonnes))
    ouvert.settle()
    return ouvert
