"""A page whose code would open nothing does not print: the screen says why, and offers plain paper."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.dossier import Document
from ambroise.domain.envoi import EtatEnvoi, TypeEnvoi
from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.apercu.controller import ApercuController
from ambroise.ui.apercu.depot_controller import DepotController
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.depot_avant_papier import DepotNonAccuse
from ambroise.usecases.errors import AmbroiseError
from tests.fakes import ecrans as e
from tests.fakes import ordonnance as o
from tests.fakes.dossiers import make_envoi
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show
from tests.ui.test_apercu import DOCUMENT, FakeApercu, FakeDocuments, _pdf

SUR_PAPIER = replace(DOCUMENT, id=e.ident("papier"))


class Retenus(FakeDocuments):
    """Holds one page back."""

    refus: DepotNonAccuse | None = None

    def read_to_print(self, document: Document) -> bytes:
        if self.refus is not None and document == DOCUMENT:
            raise self.refus
        return super().read_to_print(document)


class Depots:
    """Signs on paper, unless the service answered meanwhile."""

    def __init__(self) -> None:
        self.demandes: list[UUID] = []
        self.panne: Exception | None = None

    def sign_sans_code(self, ordonnance_id: UUID) -> Document:
        self.demandes.append(ordonnance_id)
        if self.panne is not None:
            raise self.panne
        return SUR_PAPIER


def held(etat: EtatEnvoi, erreur: str = "") -> DepotNonAccuse:
    ordonnance: Ordonnance = o.ORDONNANCE
    return DepotNonAccuse(
        ordonnance, make_envoi(e.ADRUN.id, type=TypeEnvoi.ORDONNANCE_NUMERIQUE, etat=etat, erreur=erreur)
    )


class Poste:
    """The preview of a signed order."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen, self.documents, self.depots = ApercuScreen(context), Retenus(_pdf()), Depots()
        self.controller = ApercuController(self.screen, FakeApercu(), self.documents)
        self.depot = DepotController(self.screen, self.depots)
        self.controller.not_deposited.connect(self.depot.tell)
        self.depot.signed_sans_code.connect(self.screen.enter)
        show(qtbot, self.screen)
        self.screen.enter(DOCUMENT)
        self.rest()

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    def print(self, refus: DepotNonAccuse | None) -> None:
        self.documents.refus = refus
        self.qtbot.keyClick(self.screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        self.rest()

    @property
    def said(self) -> str:
        (banner,) = self.screen.banners.shown
        return banner.accessibleName()

    @property
    def is_offered(self) -> bool:
        return self.screen.actions_["apercu_sans_code"].isEnabled()


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors)


def test_page_held_back_says_why_and_is_signed_on_paper_by_a_key(poste: Poste) -> None:
    printed: list[object] = []
    poste.controller.print_wanted.connect(printed.append)
    poste.print(held(EtatEnvoi.EN_ATTENTE))
    assert "pas encore accusé réception" in poste.said
    assert "Le même numéro repart seul" in poste.said
    assert printed == []
    assert_accessible(poste.screen)
    with poste.qtbot.waitSignal(poste.depot.signed_sans_code) as signed:
        poste.qtbot.keyClick(poste.screen, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert signed.args == [SUR_PAPIER]
    poste.rest()
    assert not poste.is_offered
    poste.print(held(EtatEnvoi.EN_ATTENTE))
    assert len(printed) == 1, "the page without a code prints at once"


def test_page_prints_once_the_service_has_answered(poste: Poste) -> None:
    poste.print(held(EtatEnvoi.EN_COURS))
    with poste.qtbot.waitSignal(poste.controller.print_wanted):
        poste.print(None)


def test_refused_order_is_corrected_never_put_on_paper_as_it_is(poste: Poste) -> None:
    poste.print(held(EtatEnvoi.REFUSE, "ON-LIGNE-REFUSEE\u00a0: Une ligne est refusée."))
    assert "Une ligne est refusée" in poste.said
    assert "Ctrl+R" in poste.said
    assert not poste.is_offered


@pytest.mark.parametrize(
    ("etat", "mots"), [(EtatEnvoi.A_REPRENDRE, "Remettez la carte"), (EtatEnvoi.ANNULE, "a été annulé")]
)
def test_what_waits_for_a_person_says_so(poste: Poste, etat: EtatEnvoi, mots: str) -> None:
    poste.print(held(etat, "La carte n’est pas dans le lecteur."))
    assert mots in poste.said
    assert poste.is_offered


def test_another_document_forgets_the_offer(poste: Poste) -> None:
    poste.print(held(EtatEnvoi.EN_ATTENTE))
    poste.screen.enter(replace(DOCUMENT, id=e.ident("autre")))
    poste.rest()
    assert not poste.is_offered
    assert not poste.screen.banners.shown


def test_failure_to_sign_on_paper_is_said(poste: Poste) -> None:
    poste.print(held(EtatEnvoi.EN_ATTENTE))
    poste.depots.panne = AmbroiseError("L’Assurance Maladie vient d’accuser réception de cette ordonnance.")
    poste.screen.actions_["apercu_sans_code"].trigger()
    poste.rest()
    assert any("vient d’accuser" in b.accessibleName() for b in poste.screen.banners.shown)
    assert len(poste.depots.demandes) == 1
