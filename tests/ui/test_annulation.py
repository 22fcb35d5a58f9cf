"""Cancel or replace, from its preview, an order signed by mistake."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.ordonnance import Annulation, Ordonnance
from ambroise.ui.apercu.annulation_controller import AnnulationController
from ambroise.ui.apercu.desaccord_controller import DesaccordController
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.annulations import OrdonnanceRetiree
from ambroise.usecases.desaccords import Desaccord
from ambroise.usecases.errors import AmbroiseError
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.fakes.dossiers import make_envoi
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


class Refus:
    """The service refused the cancellation, until it is asked again."""

    def __init__(self, type_: TypeEnvoi) -> None:
        self.type, self.redemandes = type_, 0

    def find(self, ordonnance: Ordonnance) -> Desaccord | None:
        if self.redemandes:
            return None
        refuse = make_envoi(e.ADRUN.id, type=self.type, etat=EtatEnvoi.REFUSE, erreur="Ligne déjà faite.")
        return Desaccord(ordonnance, refuse)

    def ask_again(self, desaccord: Desaccord) -> Envoi:
        self.redemandes += 1
        return replace(desaccord.envoi, etat=EtatEnvoi.EN_ATTENTE)


def follow(poste: Poste, refus: Refus) -> DesaccordController:
    controller = DesaccordController(poste.screen, refus)
    poste.controller.found.connect(controller.look)
    return controller


def test_an_order_cancelled_here_and_refused_there_says_so_and_is_asked_again_by_a_key(poste: Poste) -> None:
    refus = Refus(TypeEnvoi.ANNULATION_ORDONNANCE)
    controller = follow(poste, refus)
    poste.open()
    assert not poste.screen.banners.shown, "it is in force: nothing to disagree about"
    poste.registre.cancel(SIGNEE.id, "dosage")
    poste.open()
    (banner,) = poste.screen.banners.shown
    assert "Annulée ici, refusée" in banner.accessibleName()
    assert "Ligne déjà faite" in banner.accessibleName()
    assert_accessible(poste.screen)
    with poste.qtbot.waitSignal(controller.asked_again):
        poste.screen.actions_["apercu_redire"].trigger()
    assert refus.redemandes == 1
    assert not poste.screen.banners.shown


def test_another_document_takes_the_warning_away(poste: Poste) -> None:
    follow(poste, Refus(TypeEnvoi.ANNULATION_ORDONNANCE))
    poste.registre.cancel(SIGNEE.id, "dosage")
    poste.open()
    assert poste.screen.banners.shown
    poste.open(replace(PAGE, type=TypeDocument.AUTRE))
    assert not poste.screen.banners.shown
    assert not poste.screen.actions_["apercu_redire"].isEnabled()


def test_a_replacement_refused_is_said_without_a_button_that_would_not_help(poste: Poste) -> None:
    follow(poste, Refus(TypeEnvoi.ORDONNANCE_NUMERIQUE))
    poste.registre.ordonnance = SIGNEE.replaced_by(e.ident("neuve"))
    poste.open()
    (banner,) = poste.screen.banners.shown
    assert "Remplacée ici" in banner.accessibleName()
    assert not poste.screen.actions_["apercu_redire"].isEnabled()
