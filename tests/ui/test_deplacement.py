"""A document filed in the wrong file goes to the right one in a few keys, and comes back with one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.identite import StatutIdentite
from ambroise.ui.apercu.deplacement_controller import DEFAIT, DeplacementController
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import SessionFermee
from ambroise.usecases.ports import ResultatPatient
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

BIOLOGIE = Document(
    e.ident("bio"), e.ADRUN.id, TypeDocument.AUTRE, "Biologie", "application/pdf", "", 0, e.MAINTENANT
)


def found(patient: object) -> ResultatPatient:
    traits = patient.identite.traits  # type: ignore[attr-defined]
    return ResultatPatient(
        patient.id,  # type: ignore[attr-defined]
        traits.nom_naissance,
        "",
        "Anthony",
        traits.date_naissance,
        traits.sexe.value,
        StatutIdentite.QUALIFIEE,
    )


class Fichier:
    """Every search finds the patient of the document, and another one."""

    def __init__(self) -> None:
        self.deplaces: list[tuple[UUID, UUID, UUID, str]] = []
        self.panne: Exception | None = None

    def search(self, texte: str) -> Sequence[ResultatPatient]:
        return [found(e.ADRUN), found(e.CORSE)]

    def move_document(self, document_id: UUID, de: UUID, vers: UUID, motif: str) -> None:
        if self.panne:
            raise self.panne
        self.deplaces.append((document_id, de, vers, motif))


class Poste:
    """The preview open on a document."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.screen, self.fichier = qtbot, ApercuScreen(context), Fichier()
        self.controller = DeplacementController(self.screen, self.fichier)
        show(qtbot, self.screen)
        self.screen.enter(BIOLOGIE)

    def ask(self, texte: str = "corse") -> None:
        self.qtbot.keyClick(self.screen, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.keyClicks(self.screen.deplacement.nom, texte)
        self.qtbot.waitUntil(self.screen.deplacement.deplacer.isEnabled)


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors)


def test_a_document_goes_to_the_other_file_and_comes_back_with_the_keys(poste: Poste) -> None:
    poste.ask()
    assert_accessible(poste.screen)
    with poste.qtbot.waitSignal(poste.controller.moved):
        poste.screen.deplacement.deplacer.click()
    assert poste.fichier.deplaces == [(BIOLOGIE.id, e.ADRUN.id, e.CORSE.id, "erreur de classement")]
    assert not poste.screen.deplacement.isVisible()
    with poste.qtbot.waitSignal(poste.controller.moved):
        poste.qtbot.keyClick(poste.screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert poste.fichier.deplaces[1] == (BIOLOGIE.id, e.CORSE.id, e.ADRUN.id, DEFAIT)


def test_nothing_moves_without_a_reason(poste: Poste) -> None:
    poste.ask()
    poste.screen.deplacement.motif.clear()
    assert not poste.screen.deplacement.deplacer.isEnabled()


def test_a_refusal_is_said_and_the_card_stays(poste: Poste) -> None:
    poste.fichier.panne = SessionFermee()
    poste.ask()
    poste.screen.deplacement.deplacer.click()
    poste.qtbot.waitUntil(lambda: len(poste.screen.banners.shown) == 1)
    assert poste.screen.deplacement.isVisible()


@pytest.mark.parametrize("type_", [TypeDocument.ORDONNANCE_PDF, TypeDocument.ORDONNANCE_CDA])
def test_what_was_signed_here_does_not_change_file(poste: Poste, type_: TypeDocument) -> None:
    assert poste.screen.actions_["apercu_deplacer"].isEnabled()
    poste.screen.enter(replace(BIOLOGIE, type=type_))
    assert not poste.screen.actions_["apercu_deplacer"].isEnabled()
