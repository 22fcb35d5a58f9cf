"""An INS is taken away knowingly, put back, and who received it is told."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import (
    AttributIdentite,
    Justificatif,
    TypeJustificatif,
)
from ambroise.domain.patient import Patient
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites.controller import IdentiteController
from ambroise.ui.identites.partis import PartisController
from ambroise.ui.identites.retrait import consequences
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import SessionFermee
from ambroise.usecases.identitovigilance import SuitesRetrait
from ambroise.usecases.rectification import DocumentParti, Recours
from tests.fakes import ecrans as e
from tests.fakes.dossiers import make_envoi
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show
from tests.ui.poste_identite import TROUVEE, FakeIdentites, FakeRetraits, open_identite

QUALIFIE = replace(
    e.DARTAGNAN,
    identite=e.DARTAGNAN.identite.with_ins(e.DARTAGNAN_INS).with_justificatif(
        Justificatif(TypeJustificatif.PASSEPORT, e.JOUR, "899900063480")
    ),
)


class Retrait:
    """The identity screen open on a qualified patient."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.screen, self.service = IdentiteScreen(context), FakeRetraits(QUALIFIE)
        self.controller = IdentiteController(self.screen, FakeIdentites(QUALIFIE, TROUVEE), self.service)
        self.changes: list[Patient] = []
        self.controller.patient_changed.connect(self.changes.append)
        show(qtbot, self.screen)
        self.controller.open(QUALIFIE)

    def ask(self, qtbot: QtBot) -> None:
        self.screen.actions_["identite_retirer"].trigger()
        qtbot.waitUntil(self.screen.retrait.isVisible)


@pytest.fixture
def retrait(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Retrait:
    """A qualified identity shown."""
    return Retrait(qtbot, tmp_path, tasks, errors)


def test_taking_the_ins_away_says_first_what_is_held_and_who_is_told(qtbot: QtBot, retrait: Retrait) -> None:
    retrait.ask(qtbot)
    assert retrait.service.motifs == []
    phrases = [
        mots
        for _, _, mots in consequences(
            retrait.service.preview_disqualification(UUID(int=0)), QUALIFIE.identite
        )
    ]
    assert "validée" in phrases[0]
    assert "1\u00a0envoi sera retenu" in phrases[2]
    assert "Ordonnance du 4/6/2026, vers DMP" in phrases[2]
    assert "Déjà parti\u00a0: Courrier, vers Dr CARDIO Claude" in phrases[3]
    assert "prévenir d’un geste" in phrases[3]
    assert_accessible(retrait.screen)


def test_entering_rests_on_what_asks_not_on_what_takes_away(retrait: Retrait) -> None:
    assert "Interroger INSi" in retrait.screen.first_focus().accessibleName()


def test_the_ins_is_not_taken_away_without_a_reason(qtbot: QtBot, retrait: Retrait) -> None:
    retrait.ask(qtbot)
    assert not retrait.screen.retrait.retirer.isEnabled()
    qtbot.keyClick(retrait.screen.retrait.motif, Qt.Key.Key_Return)
    retrait.screen.retrait.dropped.emit()
    assert not retrait.screen.retrait.isVisible()
    assert retrait.service.motifs == []


def test_the_ins_is_taken_away_then_put_back_with_the_keys(qtbot: QtBot, retrait: Retrait) -> None:
    retrait.ask(qtbot)
    qtbot.keyClicks(retrait.screen.retrait.motif, "autre personne")
    qtbot.keyClick(retrait.screen.retrait.motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(retrait.changes) == 1)
    assert retrait.service.motifs == ["autre personne"]
    assert retrait.changes[0].identite.ins is None
    assert not retrait.screen.retrait.isVisible()
    (dit,) = retrait.screen.banners.shown
    assert "Courrier, vers Dr CARDIO Claude" in dit.accessibleName()
    qtbot.keyClick(retrait.screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(retrait.changes) == 2)
    assert retrait.changes[1].identite == QUALIFIE.identite
    assert retrait.screen.banners.shown == ()


class FakeRectifications:
    """A message, a document of the DMP, and deposits of the user and of another left under another INS."""

    def __init__(self) -> None:
        depot = TypeEnvoi.ORDONNANCE_NUMERIQUE
        types = (TypeEnvoi.MSSANTE, TypeEnvoi.DMP, depot, depot)
        recours = (Recours.MESSAGE, Recours.SUPPRESSION, Recours.AUCUN, Recours.ANNULATION)
        self.partis = [
            DocumentParti(make_envoi(QUALIFIE.id, r.name, type=t, etat=EtatEnvoi.REMIS), r)
            for t, r in zip(types, recours, strict=True)
        ]
        self.panne: Exception | None = None

    def list_a_prevenir(self, patient_id: UUID) -> Sequence[DocumentParti]:
        return tuple(self.partis)

    def rectify(self, patient_id: UUID, choisis: Collection[UUID]) -> Sequence[Envoi]:
        if self.panne:
            raise self.panne
        faits = [p.envoi for p in self.partis if p.envoi.id in choisis]
        self.partis = [p for p in self.partis if p.envoi.id not in choisis]
        return faits


@pytest.fixture
def partis(retrait: Retrait, qtbot: QtBot) -> tuple[FakeRectifications, PartisController]:
    """The card of what left, on the screen of the withdrawal."""
    service = FakeRectifications()
    controller = PartisController(retrait.screen, retrait.screen.partis, service)
    controller.show_patient(QUALIFIE.id)
    qtbot.waitUntil(retrait.screen.partis.isVisible)
    return service, controller


def test_one_button_tells_everyone_who_received_a_document(
    qtbot: QtBot, retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    carte = retrait.screen.partis
    assert_accessible(retrait.screen)
    carte.prevenir.click()
    assert carte.confirmation.isVisible()
    with qtbot.waitSignal(partis[1].told):
        carte.confirmer.click()
    qtbot.waitUntil(lambda: not carte.prevenir.isEnabled() and carte.prevenir.isVisible())
    (dit,) = retrait.screen.banners.shown
    assert "3\u00a0rectifications" in dit.accessibleName()


def test_an_order_is_not_cancelled_before_a_second_word_nor_when_it_is_left_aside(
    qtbot: QtBot, retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    carte = retrait.screen.partis
    carte.prevenir.click()
    assert carte.revenir.hasFocus()
    qtbot.keyClick(carte.revenir, Qt.Key.Key_Space)
    assert not carte.confirmation.isVisible()
    assert len(partis[0].partis) == 4
    next(c for c in carte.findChildren(QCheckBox) if "annulée" in c.accessibleName()).click()
    with qtbot.waitSignal(partis[1].told):
        carte.prevenir.click()
    assert [p.recours for p in partis[0].partis] == [Recours.AUCUN, Recours.ANNULATION]
    qtbot.waitUntil(lambda: len(carte.findChildren(QCheckBox)) == 1)


def test_nothing_chosen_tells_nobody(
    retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    for case in retrait.screen.partis.findChildren(QCheckBox):
        case.click()
    assert not retrait.screen.partis.prevenir.isEnabled()


def test_when_telling_fails_the_button_comes_back(
    qtbot: QtBot, retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    partis[0].panne = SessionFermee()
    retrait.screen.partis.prevenir.click()
    retrait.screen.partis.confirmer.click()
    qtbot.waitUntil(lambda: len(retrait.screen.banners.shown) == 1)
    qtbot.waitUntil(retrait.screen.partis.prevenir.isEnabled)


def test_the_card_folds_for_a_patient_whose_documents_are_right(
    qtbot: QtBot, retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    partis[0].partis = []
    partis[1].show_patient(QUALIFIE.id)
    assert not retrait.screen.partis.isVisible()


def test_a_doubt_is_said_with_its_consequences_and_undone_with_the_keys(
    qtbot: QtBot, retrait: Retrait
) -> None:
    retrait.screen.attributs_wanted.emit(frozenset({AttributIdentite.DOUTEUSE}))
    qtbot.waitUntil(lambda: len(retrait.changes) == 1)
    (dit,) = retrait.screen.banners.shown
    assert "Courrier, vers Dr CARDIO Claude" in dit.accessibleName()
    qtbot.keyClick(retrait.screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(retrait.changes) == 2)
    assert retrait.changes[1].identite == QUALIFIE.identite


def test_an_identity_without_ins_has_none_to_take_away(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, _ = open_identite(qtbot, tmp_path, tasks, errors, TROUVEE)
    assert not screen.actions_["identite_retirer"].isEnabled()


def test_many_documents_are_counted_past_the_first_ones() -> None:
    envois = tuple(replace(make_envoi(QUALIFIE.id), libelle=f"Courrier {n} · DMP") for n in range(6))
    mots = consequences(SuitesRetrait((), envois), QUALIFIE.identite)[3][2]
    assert "Courrier 3, vers DMP\u00a0; 2 autres. " in mots
