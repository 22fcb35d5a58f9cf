"""The accounts are declared, opened, dated, given a code and closed from their screen, without a mouse."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ambroise.domain.code_compte import CodeCompte
from ambroise.domain.droits import Compte, Role
from ambroise.ui.actions import SHELL, conflicts
from ambroise.ui.comptes.colonnes import code_cell, state_cell
from ambroise.ui.comptes.controller import ComptesController
from ambroise.ui.comptes.formulaire import identifier_of
from ambroise.ui.comptes.ports import CompteSaisi, EtatComptes, LigneCompte
from ambroise.ui.comptes.screen import COMMANDS, ComptesScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import AmbroiseError, ConflitVersion
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

JOUR = e.MAINTENANT.date()
MAX = Compte(UUID(int=1), "899700366240", "Dr LIBRE Max", Role.PRATICIEN)
PAULE = Compte(UUID(int=2), "admin", "Paule Vidal", Role.ADMINISTRATEUR)
ANNE = Compte(UUID(int=3), "anne", "Anne Roy", Role.SECRETAIRE)
LEA = Compte(UUID(int=4), "899700366257", "Dr BREL Léa", Role.REMPLACANT, JOUR, JOUR + timedelta(days=14))


class FakeComptes:
    """Notes what is asked, and answers as the office would."""

    def __init__(self, *lignes: LigneCompte) -> None:
        self.lignes = list(lignes)
        self.saisis: list[CompteSaisi] = []
        self.fermes: list[str] = []
        self.refus: Exception | None = None

    def etat(self) -> EtatComptes:
        return EtatComptes(self.lignes, MAX.nom, MAX.identifiant)

    def save(self, saisi: CompteSaisi) -> None:
        if self.refus:
            raise self.refus
        self.saisis.append(saisi)

    def close(self, identifiant: str) -> None:
        self.fermes.append(identifiant)

    def give_code(self, identifiant: str) -> str:
        assert identifiant
        return "48151623"

    def found(self, praticien: CompteSaisi, administrateur: CompteSaisi) -> str:
        self.saisis += [praticien, administrateur]
        self.lignes = [LigneCompte(MAX), LigneCompte(PAULE, CodeCompte(PAULE.id, "x"))]
        return "48151623"


OFFICE = (
    LigneCompte(ANNE, CodeCompte(ANNE.id, "x", provisoire=False)),
    LigneCompte(LEA, CodeCompte(LEA.id, "x", provisoire=False, essais=10)),
    LigneCompte(MAX),
    LigneCompte(PAULE, CodeCompte(PAULE.id, "x")),
)


@pytest.fixture
def comptes() -> FakeComptes:
    return FakeComptes(*OFFICE)


@pytest.fixture
def screen(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, comptes: FakeComptes
) -> ComptesScreen:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = ComptesScreen(context)
    ComptesController(screen, comptes)
    show(qtbot, screen)
    with qtbot.waitSignal(screen.model.modelReset):
        screen.enter()
    return screen


def texts(screen: ComptesScreen) -> str:
    return " ".join(x.text() for x in screen.findChildren(QLabel) if x.isVisibleTo(screen))


def cells(screen: ComptesScreen, row: int) -> list[str]:
    return [screen.model.index(row, column).data() for column in range(screen.model.columnCount())]


def test_each_account_says_who_what_until_when_and_how_it_opens(
    screen: ComptesScreen, qtmodeltester: ModelTester
) -> None:
    assert cells(screen, 0) == ["Anne Roy", "secrétaire", "anne", "ouvert", "code"]
    lea = cells(screen, 1)
    assert lea[2] == "RPPS 99700366257"
    assert lea[3].startswith("ouvert, jusqu’au")
    assert lea[4] == "bloqué, trop de codes faux"
    assert cells(screen, 2)[4] == "carte CPS"
    assert cells(screen, 3)[4] == "code provisoire"
    qtmodeltester.check(screen.model)
    assert_accessible(screen)
    assert not conflicts((*SHELL, *COMMANDS))


def test_an_account_past_or_to_come_is_told_so() -> None:
    passe = LigneCompte(Compte(UUID(int=5), "x", "X", Role.SECRETAIRE, au=date(2020, 1, 1)))
    futur = LigneCompte(Compte(UUID(int=5), "x", "X", Role.SECRETAIRE, du=date(2099, 1, 1)))
    assert "fermé depuis" in state_cell(passe, JOUR).text()
    assert "ouvre le" in state_cell(futur, JOUR).text()
    assert code_cell(passe).text() == "aucun code"


def test_a_replacement_is_opened_from_a_day_to_another(
    screen: ComptesScreen, comptes: FakeComptes, qtbot: QtBot
) -> None:
    screen.actions_["compte_new"].trigger()
    card = screen.card
    card.nom.setText("Dr BREL Léa")
    qtbot.keyClicks(card.identifiant, "99700366257")
    card.role.setCurrentIndex(list(Role).index(Role.REMPLACANT))
    qtbot.keyClicks(card.du, "demain")
    qtbot.keyClick(card.au, Qt.Key.Key_Return)
    assert "La date s’écrit" in texts(screen)
    card.du.setText("01/07/2026")
    card.au.setText("15/07/2026")
    qtbot.keyClick(card.au, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not card.isVisible())
    [saisi] = comptes.saisis
    assert saisi == CompteSaisi(
        LEA.identifiant, "Dr BREL Léa", Role.REMPLACANT, date(2026, 7, 1), date(2026, 7, 15)
    )


def test_a_known_account_is_changed_without_its_identifier(
    screen: ComptesScreen, comptes: FakeComptes, qtbot: QtBot
) -> None:
    screen.table.select(1)
    screen.actions_["compte_edit"].trigger()
    assert screen.card.identifiant.isReadOnly()
    screen.card.nom.setText("")
    qtbot.keyClick(screen.card.nom, Qt.Key.Key_Return)
    assert "Le nom de la personne." in texts(screen)
    screen.card.nom.setText("Dr BREL-ROY Léa")
    comptes.refus = AmbroiseError("La fin du compte précède son début.")
    qtbot.keyClick(screen.card.nom, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "La fin du compte" in texts(screen))
    assert screen.card.isVisible()
    comptes.refus = None
    qtbot.keyClick(screen.card.nom, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(comptes.saisis) == 1)
    assert comptes.saisis[0].identifiant == LEA.identifiant
    assert comptes.saisis[0].au == LEA.au


def test_a_code_is_shown_once(screen: ComptesScreen, qtbot: QtBot) -> None:
    screen.table.select(0)
    screen.actions_["compte_code"].trigger()
    qtbot.waitUntil(lambda: "4815\u00a01623" in texts(screen))
    assert "Anne Roy" in texts(screen)
    assert_accessible(screen)
    screen.leave()
    assert not screen.code_shown
    screen.enter()
    assert "4815" not in texts(screen)


def test_an_account_is_closed_and_what_it_wrote_stays(
    screen: ComptesScreen, comptes: FakeComptes, qtbot: QtBot
) -> None:
    screen.table.select(0)
    screen.actions_["compte_close"].trigger()
    qtbot.waitUntil(lambda: comptes.fermes == ["anne"])


def test_an_office_without_accounts_declares_who_cares_and_who_administers(
    screen: ComptesScreen, comptes: FakeComptes, qtbot: QtBot
) -> None:
    comptes.lignes = []
    with qtbot.waitSignal(screen.model.modelReset):
        screen.enter()
    fondation = screen.fondation
    qtbot.waitUntil(fondation.isVisible)
    assert (fondation.nom.text(), fondation.identifiant.text()) == (MAX.nom, "99700366240")
    assert not screen.actions_["compte_new"].isEnabled()
    assert_accessible(screen)
    fondation.identifiant.setText("12")
    qtbot.keyClick(fondation.admin, Qt.Key.Key_Return)
    assert "Onze chiffres" in texts(screen)
    fondation.identifiant.setText("997 00 366 240")
    qtbot.keyClick(fondation.admin, Qt.Key.Key_Return)
    assert "À remplir." in texts(screen)
    assert not comptes.saisis
    qtbot.keyClicks(fondation.admin, "Paule Vidal")
    qtbot.keyClicks(fondation.admin_id, "admin")
    qtbot.keyClick(fondation.admin_id, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(screen.code_shown))
    assert [saisi.role for saisi in comptes.saisis] == [Role.PRATICIEN, Role.ADMINISTRATEUR]
    assert comptes.saisis[0].identifiant == MAX.identifiant


def test_a_number_typed_is_an_rpps_only_with_eleven_digits() -> None:
    assert identifier_of("997 003 66240") == "899700366240"
    assert identifier_of(" anne ") == "anne"
    assert identifier_of("9970036624") == "9970036624"


def test_what_was_typed_stays_when_another_seat_wrote_first_and_goes_over_it_knowingly(
    screen: ComptesScreen, comptes: FakeComptes, qtbot: QtBot
) -> None:
    screen.card.open_on(ANNE)
    screen.card.nom.setText("Anne Roy-Petit")
    actuel = replace(ANNE, role=Role.INFIRMIER, version=4)
    comptes.refus = ConflitVersion("admin", None, actuel)
    screen.card.accepted.emit()
    qtbot.waitUntil(lambda: bool(screen.banners.shown))
    assert screen.card.nom.text() == "Anne Roy-Petit"
    assert "Anne Roy, infirmier" in " ".join(x.text() for x in screen.banners.findChildren(QLabel))
    comptes.refus = None
    screen.card.accepted.emit()
    qtbot.waitUntil(lambda: bool(comptes.saisis))
    assert (comptes.saisis[0].nom, comptes.saisis[0].lu) == ("Anne Roy-Petit", actuel)
