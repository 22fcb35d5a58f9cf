"""The care plans from the keyboard: what is missing first, typed in lines, renewed in two gestures."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.soins.controller import SoinsController
from ambroise.ui.soins.screen import SoinsScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import AmbroiseError, ConflitVersion
from ambroise.usecases.message_propose import MessagePropose
from tests.fakes import ecrans as e
from tests.fakes.soins import ADRESSE, MEDECIN, RECUS, FakePlans
from tests.ui.ecrans import make_context, show

CTRL = Qt.KeyboardModifier.ControlModifier
MAJ = CTRL | Qt.KeyboardModifier.ShiftModifier


class Poste:
    """The plans with their controller and fakes."""

    def __init__(
        self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, argument: object = None
    ) -> None:
        context, self.shell = make_context(tmp_path, tasks, errors)
        self.qtbot, self.service = qtbot, FakePlans()
        self.screen = SoinsScreen(context)
        self.controller = SoinsController(self.screen, self.service, self.service)
        show(qtbot, self.screen)
        self.screen.enter(argument)
        qtbot.waitUntil(lambda: self.screen.list.items.rowCount() > 0)

    @property
    def nom(self) -> str:
        assert self.screen.ouvert is not None
        return self.screen.ouvert.patient.nom_affiche

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
        self.qtbot.keyClick(self.screen.list, key, modifiers)

    def type_plan(self, actes: str) -> None:
        self.qtbot.waitUntil(lambda: self.screen.is_typing)
        self.screen.form.actes.setPlainText(actes)


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors)


def test_plan_whose_order_lacks_comes_first(poste: Poste) -> None:
    textes = [poste.screen.list.items.index(n, 0).data() for n in range(5)]
    assert textes[0] == "À régulariser"
    assert "Prescription manquante" in textes[1]
    assert "À renouveler" in textes[2]
    assert (textes[3], "En cours" in textes[4]) == ("En ordre", True)
    assert poste.nom == "HERMANN"


def test_what_another_seat_writes_leaves_the_plan_open_and_the_one_typed(qtbot: QtBot, poste: Poste) -> None:
    poste.screen.list.select_data(e.ident(f"plan {e.TCHITCHI.id}"))
    poste.controller.follow()
    qtbot.waitUntil(lambda: not poste.screen.context.tasks.under_way)
    assert poste.nom == "TCHITCHI"
    poste.key(Qt.Key.Key_N)
    poste.type_plan("pansement 10j")
    poste.controller.follow()
    qtbot.waitUntil(lambda: not poste.screen.context.tasks.under_way)
    assert poste.screen.is_typing
    assert poste.screen.form.actes.toPlainText() == "pansement 10j"


def test_renewal_is_asked_by_a_message_ready_to_send(qtbot: QtBot, poste: Poste) -> None:
    demandes: list[MessagePropose] = []
    poste.controller.renewal_ready.connect(demandes.append)
    poste.screen.list.select_data(e.ident(f"plan {e.TCHITCHI.id}"))
    poste.key(Qt.Key.Key_R)
    qtbot.waitUntil(lambda: bool(demandes))
    assert (demandes[0].patient_id, demandes[0].adresse) == (e.TCHITCHI.id, ADRESSE)


def test_plan_is_typed_in_lines_read_as_one_types(qtbot: QtBot, poste: Poste) -> None:
    poste.key(Qt.Key.Key_N)
    poste.type_plan("pansement 1/2j 7h30 3s\ninsuline 2/j")
    garder = poste.screen.actions_["soins_keep"]
    assert not garder.isEnabled()
    poste.type_plan("pansement 1/2j 7h30 3s\ninsuline 2/j 3m")
    assert poste.screen.form.lus.items.rowCount() == 2
    poste.screen.form.prescripteur.setCurrentText(MEDECIN)
    assert poste.screen.form.adresse.text() == ADRESSE
    poste.screen.form.le.setText("01/06/2026")
    poste.screen.form.signee.setChecked(True)
    qtbot.keyClick(poste.screen.form.actes, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(poste.service.saisis) and not poste.screen.is_typing)
    (saisi,) = poste.service.saisis
    assert (saisi.patient_id, saisi.prescripteur, saisi.signee, saisi.plan) == (
        e.HERMANN.id, MEDECIN, True, None
    )  # fmt: skip


def test_new_order_follows_the_plan_with_its_acts_and_an_empty_date(qtbot: QtBot, poste: Poste) -> None:
    poste.screen.list.select_data(e.ident(f"plan {e.TCHITCHI.id}"))
    poste.key(Qt.Key.Key_N, MAJ)
    qtbot.waitUntil(lambda: poste.screen.is_typing)
    form = poste.screen.form
    assert (form.le.text(), form.signee.isChecked()) == ("", False)
    assert len(form.actes.toPlainText().splitlines()) == 3
    assert poste.screen.actions_["soins_keep"].isEnabled()


def test_refusal_keeps_what_is_typed(qtbot: QtBot, poste: Poste) -> None:
    poste.service.panne = AmbroiseError("Cette prescription porte une date à venir.")
    poste.key(Qt.Key.Key_E)
    poste.type_plan("pansement 10j")
    qtbot.keyClick(poste.screen.form.actes, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(poste.screen.banners.shown))
    assert poste.screen.is_typing
    assert poste.screen.form.actes.toPlainText() == "pansement 10j"


def test_giving_up_comes_back_to_the_plan(qtbot: QtBot, poste: Poste) -> None:
    poste.key(Qt.Key.Key_E)
    qtbot.waitUntil(lambda: poste.screen.is_typing)
    qtbot.keyClick(poste.screen.form.actes, Qt.Key.Key_W, CTRL)
    assert not poste.screen.is_typing
    assert poste.service.saisis == []


def test_care_is_interrupted_and_taken_up(qtbot: QtBot, poste: Poste) -> None:
    poste.screen.list.select_data(e.ident(f"plan {e.ADRTROIS.id}"))
    pause = poste.screen.actions_["soins_pause"]
    poste.key(Qt.Key.Key_P, MAJ)
    qtbot.waitUntil(lambda: pause.text() == "Reprendre")
    assert poste.nom == "ADRTROIS"
    poste.key(Qt.Key.Key_P, MAJ)
    qtbot.waitUntil(lambda: pause.text() == "Suspendre")


def test_plan_is_stopped_with_its_reason(qtbot: QtBot, poste: Poste) -> None:
    poste.screen.stop_wanted.emit(poste.screen.ouvert, "Soins terminés")
    qtbot.waitUntil(lambda: len(poste.service.plans) == 2)
    assert poste.service.arretes == ["Soins terminés"]
    qtbot.waitUntil(lambda: poste.nom != "HERMANN")


def test_patient_without_plan_begins_one(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    poste = Poste(qtbot, tmp_path, tasks, errors, e.NESSI_R.id)
    qtbot.waitUntil(lambda: poste.screen.is_typing)
    assert "NESSI" in poste.screen.form.titre.text()


def test_patient_with_a_plan_opens_it(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
    poste = Poste(qtbot, tmp_path, tasks, errors, e.ADRTROIS.id)
    qtbot.waitUntil(lambda: poste.nom == "ADRTROIS")
    assert not poste.screen.is_typing


def test_date_that_is_none_is_said_and_nothing_is_kept(qtbot: QtBot, poste: Poste) -> None:
    poste.key(Qt.Key.Key_E)
    qtbot.waitUntil(lambda: poste.screen.is_typing)
    poste.screen.form.le.setText("32/13/2026")
    assert not poste.screen.actions_["soins_keep"].isEnabled()


def test_the_care_of_an_order_is_taken_by_its_number_then_read_before_it_is_kept(
    qtbot: QtBot, poste: Poste
) -> None:
    poste.key(Qt.Key.Key_N)
    qtbot.waitUntil(lambda: poste.screen.is_typing)
    form, prendre = poste.screen.form, poste.screen.actions_["soins_take"]
    assert not prendre.isEnabled(), "no order is named yet"
    form.numero.setText("01s2 tbpz2jcnzzyghz")
    assert prendre.isEnabled()
    qtbot.keyClick(form.numero, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.actes.toPlainText() == RECUS.actes)
    assert (form.prescripteur.currentText(), form.signee.isChecked()) == (MEDECIN, True)
    assert form.adresse.text() == ADRESSE
    assert form.lus.items.rowCount() == 1
    assert poste.screen.actions_["soins_keep"].isEnabled()
    assert not poste.service.saisis, "nothing is kept before she says so"


def test_an_order_that_cannot_be_read_says_why_and_loses_nothing_typed(qtbot: QtBot, poste: Poste) -> None:
    poste.key(Qt.Key.Key_N)
    poste.type_plan("pansement 10j")
    poste.service.panne = AmbroiseError("Cette ordonnance ne prescrit pas de soins infirmiers.")
    poste.screen.form.numero.setText("01S2TBPZ2JCNZZYGHZ")
    poste.screen.actions_["soins_take"].trigger()
    qtbot.waitUntil(lambda: bool(poste.screen.banners.shown))
    assert poste.screen.form.actes.toPlainText() == "pansement 10j"


def test_acts_typed_over_another_seat_s_stay_and_are_kept_over_them(qtbot: QtBot, poste: Poste) -> None:
    suivi = poste.screen.ouvert
    assert suivi is not None
    poste.key(Qt.Key.Key_E)
    poste.type_plan("pansement 1/2j 7h30 3s")
    actuel = replace(suivi.plan, version=9)
    poste.service.panne = ConflitVersion("moi", None, actuel)
    poste.screen.actions_["soins_keep"].trigger()
    qtbot.waitUntil(lambda: bool(poste.screen.banners.shown))
    assert poste.screen.form.actes.toPlainText() == "pansement 1/2j 7h30 3s"
    poste.service.panne = None
    poste.screen.actions_["soins_keep"].trigger()
    qtbot.waitUntil(lambda: bool(poste.service.saisis))
    assert poste.service.saisis[0].plan == actuel
