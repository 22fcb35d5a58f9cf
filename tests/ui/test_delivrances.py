"""The prescriber reads what was dispensed of his order, when he asks and unless the patient opposes it."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.apercu.delivrances_controller import DelivrancesController
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_actes import EtatEnLigne, OrdonnanceConsultee
from tests.fakes import comptoir as c
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show
from tests.ui.test_annulation import SIGNEE

SIENNE = replace(SIGNEE, numero=c.NUMERO)


class Suivis:
    """What the service tells."""

    def __init__(self) -> None:
        self.demandes: list[UUID] = []
        self.panne: Exception | None = None
        self.consultee = replace(c.CONSULTEE, etat=EtatEnLigne.ENTAMEE)

    def follow(self, ordonnance_id: UUID) -> OrdonnanceConsultee:
        self.demandes.append(ordonnance_id)
        if self.panne is not None:
            raise self.panne
        return self.consultee


class Poste:
    """The preview of one's own order."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen, self.suivis = ApercuScreen(context), Suivis()
        self.controller = DelivrancesController(self.screen, self.suivis)
        show(qtbot, self.screen)

    def look(self, ordonnance: Ordonnance | None) -> None:
        self.controller.look(ordonnance)

    def ask(self) -> None:
        self.qtbot.keyClick(self.screen, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    @property
    def words(self) -> str:
        return "\n".join(w.text() for w in self.screen.delivrances.findChildren(QLabel))


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors)


def test_what_was_given_and_what_is_left_is_read_when_asked(poste: Poste) -> None:
    poste.look(SIENNE)
    assert poste.suivis.demandes == [], "reading it is traced: nobody asks alone"
    poste.ask()
    assert poste.suivis.demandes == [SIENNE.id]
    assert poste.screen.delivrances.isVisible()
    assert poste.screen.minimumSizeHint().width() <= 1290
    assert "Ordonnance délivrée en partie." in poste.words
    assert "Pharmacie de la Place" in poste.words
    assert "Metformine 1000 mg, 1 boîte" in poste.words
    assert "2 sur 2 à délivrer." in poste.words
    assert_accessible(poste.screen)


def test_line_wholly_dispensed_renewed_or_replaced_says_so(poste: Poste) -> None:
    finie = replace(c.LIGNES[0], is_soldee=True)
    suite = replace(c.LIGNES[1], renouvellements=2, delivrances=1)
    poste.suivis.consultee = replace(
        c.CONSULTEE, etat=EtatEnLigne.ANNULEE, lignes=(finie, suite), remplacee_par="03UE8SP00UGBYH4JF7"
    )
    poste.look(SIENNE)
    poste.ask()
    assert "Plus rien à délivrer." in poste.words
    assert "3 sur 3 à délivrer, 1 fois faite, à renouveler 2 fois." in poste.words
    assert "Remplacée par 03UE8SP00UGBYH4JF7." in poste.words


def test_opposition_of_the_patient_is_said_and_shows_nothing(poste: Poste) -> None:
    poste.suivis.panne = AmbroiseError(
        "Le patient s’oppose à ce que vous consultiez ce qui lui est délivré.",
        remede="Il peut revenir sur sa décision lors d’une prochaine ordonnance.",
    )
    poste.look(SIENNE)
    poste.ask()
    (banner,) = poste.screen.banners.shown
    assert "s’oppose" in banner.accessibleName()
    assert not poste.screen.delivrances.isVisible()


@pytest.mark.parametrize("autre", [None, replace(SIGNEE, numero=None)])
def test_nothing_is_offered_for_paper_nor_for_another_document(
    poste: Poste, autre: Ordonnance | None
) -> None:
    poste.look(SIENNE)
    poste.ask()
    poste.look(autre)
    assert not poste.screen.delivrances.isVisible()
    poste.ask()
    assert len(poste.suivis.demandes) == 1
