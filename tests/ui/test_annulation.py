"""Cancel or replace, from its preview, an order signed by mistake."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.ordonnance import Annulation, Ordonnance
from ambroise.ui.apercu.annulation_controller import AnnulationController
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.annulations import OrdonnanceRetiree
from ambroise.usecases.errors import AmbroiseError
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

CTRL = Qt.KeyboardModifier.ControlModifier
SIGNEE = next(o for o in d.DOSSIER.ordonnances if o.is_figee)
assert SIGNEE.signee_le is not None
PAGE = Document(
    e.ident("page"),
    e.ADRUN.id,
    TypeDocument.ORDONNANCE_PDF,
    "Ordonnance",
    "application/pdf",
    "",
    0,
    SIGNEE.signee_le,
)


class Registre:
    """Holds one signed order."""

    def __init__(self) -> None:
        self.ordonnance = SIGNEE
        self.panne: Exception | None = None

    def find(self, patient_id: UUID, signee_le: datetime) -> Ordonnance | None:
        return self.ordonnance if signee_le == self.ordonnance.signee_le else None

    def cancel(self, ordonnance_id: UUID, motif: str) -> OrdonnanceRetiree:
        if self.panne:
            raise self.panne
        self.ordonnance = self.ordonnance.cancel(Annulation("moi", e.MAINTENANT, motif))
        return OrdonnanceRetiree(self.ordonnance)

    def start_replacement(self, ordonnance_id: UUID) -> Ordonnance:
        return replace(SIGNEE, id=e.ident("neuve"), remplace=ordonnance_id)


class Poste:
    """The preview open on the page of the order."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen, self.registre = ApercuScreen(context), Registre()
        self.controller = AnnulationController(self.screen, self.registre)
        show(qtbot, self.screen)

    def open(self, document: Document = PAGE) -> None:
        self.screen.enter(document)
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    @property
    def is_offered(self) -> bool:
        return self.screen.actions_["apercu_annuler"].isEnabled()


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors)


def test_an_order_in_force_is_cancelled_with_its_reason_from_the_keyboard(poste: Poste) -> None:
    poste.open()
    assert poste.screen.width() <= 1290
    poste.qtbot.keyClick(poste.screen, Qt.Key.Key_Delete, CTRL)
    assert poste.screen.annulation.motif.hasFocus()
    assert_accessible(poste.screen)
    poste.qtbot.keyClick(poste.screen.annulation.motif, Qt.Key.Key_Return)
    assert poste.registre.ordonnance is SIGNEE
    poste.qtbot.keyClicks(poste.screen.annulation.motif, "dosage")
    with poste.qtbot.waitSignal(poste.controller.cancelled):
        poste.qtbot.keyClick(poste.screen.annulation.motif, Qt.Key.Key_Return)
    assert poste.registre.ordonnance.annulation is not None
    assert poste.registre.ordonnance.annulation.motif == "dosage"
    assert poste.screen.annulation.isHidden()
    poste.open()
    assert not poste.is_offered


def test_a_refusal_is_said_and_keeps_the_reason_typed(poste: Poste) -> None:
    poste.open()
    poste.registre.panne = AmbroiseError("Une pharmacie a déjà exécuté.")
    poste.screen.cancel_wanted.emit()
    poste.screen.annulation.motif.setText("dosage")
    poste.screen.annulation.annuler.click()
    poste.qtbot.waitUntil(lambda: bool(poste.screen.banners.shown))
    assert poste.screen.annulation.motif.text() == "dosage"
    assert not poste.screen.annulation.isHidden()


def test_replacing_starts_a_draft_that_names_the_former(poste: Poste) -> None:
    poste.open()
    with poste.qtbot.waitSignal(poste.controller.replacement_started) as started:
        poste.qtbot.keyClick(poste.screen, Qt.Key.Key_R, CTRL)
    assert started.args[0].remplace == SIGNEE.id


def test_nothing_is_offered_for_another_document_nor_an_unknown_order(poste: Poste) -> None:
    poste.open(replace(PAGE, type=TypeDocument.AUTRE))
    assert not poste.is_offered
    poste.open(replace(PAGE, ajoute_le=e.MAINTENANT))
    assert not poste.is_offered
