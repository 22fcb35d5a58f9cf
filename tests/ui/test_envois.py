"""The outbox: refused first, what waits says why, one key retries or cancels."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.ui.envois.controller import EnvoisController
from ambroise.ui.envois.ports import EnvoiSuivi
from ambroise.ui.envois.screen import EnvoisScreen
from ambroise.ui.envois.state import LigneEnvoi, arrange, count, present
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.rows import Section
from ambroise.usecases.errors import ActeFinal
from tests.fakes import ecrans as e
from tests.ui.ecrans import make_context, show


class FakeEnvois:
    """An outbox in memory."""

    def __init__(self, suivis: Sequence[EnvoiSuivi]) -> None:
        self.suivis = list(suivis)
        self.gestes: list[tuple[str, UUID]] = []

    def list(self) -> Sequence[EnvoiSuivi]:
        return tuple(self.suivis)

    def retry(self, id_: UUID) -> Envoi:
        self._change("retry", id_, EtatEnvoi.EN_COURS)
        return next(s.envoi for s in self.suivis if s.envoi.id == id_)

    def cancel(self, id_: UUID) -> None:
        self._change("cancel", id_, EtatEnvoi.ANNULE)

    def _change(self, geste: str, id_: UUID, etat: EtatEnvoi) -> None:
        self.gestes.append((geste, id_))
        for n, suivi in enumerate(self.suivis):
            if suivi.envoi.id == id_:
                if not suivi.envoi.is_annulable:
                    raise ActeFinal("Cet envoi ne peut plus changer.")
                self.suivis[n] = replace(suivi, envoi=replace(suivi.envoi, etat=etat))


def _open(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, suivis: Sequence[EnvoiSuivi] = e.ENVOIS
) -> tuple[EnvoisScreen, FakeEnvois]:
    context, _ = make_context(tmp_path, tasks, errors)
    screen, service = EnvoisScreen(context), FakeEnvois(suivis)
    EnvoisController(screen, service)
    show(qtbot, screen)
    screen.enter()
    if suivis:
        qtbot.waitUntil(lambda: screen.current is not None)
    return screen, service


def test_refused_comes_first_and_delivered_under_its_heading() -> None:
    lignes = arrange(e.ENVOIS, "jour", e.MAINTENANT)
    assert isinstance(lignes[0], LigneEnvoi)
    assert lignes[0].envoi.etat is EtatEnvoi.REFUSE
    sections = [ligne.title for ligne in lignes if isinstance(ligne, Section)]
    assert sections == ["Reçus aujourd’hui", "Annulés"]


def test_filters_count_what_they_keep() -> None:
    assert count(e.ENVOIS, "a_voir", e.MAINTENANT) == 4
    assert count(e.ENVOIS, "tous", e.MAINTENANT) == len(e.ENVOIS)
    assert count(e.ENVOIS, "jour", e.MAINTENANT) == len(e.ENVOIS) - 1


def test_every_state_says_what_happened_what_is_safe_and_what_to_do() -> None:
    for etat in EtatEnvoi:
        suivi = replace(e.ENVOIS[0], envoi=replace(e.ENVOIS[0].envoi, etat=etat, erreur=""))
        ligne = present(suivi, e.MAINTENANT)
        assert all(
            (ligne.titre, ligne.ce_qui_s_est_passe, ligne.ce_qui_est_sur, ligne.que_faire, ligne.suite)
        )


@pytest.mark.parametrize(
    ("type_", "sur", "faire"),
    [
        (TypeEnvoi.EXECUTION_ORDONNANCE, "La délivrance est à l’ordonnancier", "Présentez de nouveau"),
        (TypeEnvoi.ORDONNANCE_NUMERIQUE, "Le document est dans le dossier", "Ne remettez pas son papier"),
        (TypeEnvoi.ANNULATION_ORDONNANCE, "elle peut encore être délivrée", "Appelez la pharmacie"),
    ],
)
def test_refusal_of_the_service_tells_its_own_user_what_to_do(type_: TypeEnvoi, sur: str, faire: str) -> None:
    envoi = replace(e.ENVOIS[0].envoi, type=type_, etat=EtatEnvoi.REFUSE, erreur="ON-X\u00a0: Refusé.")
    ligne = present(replace(e.ENVOIS[0], envoi=envoi), e.MAINTENANT)
    assert ligne.ce_qui_s_est_passe == envoi.erreur
    assert sur in ligne.ce_qui_est_sur
    assert faire in ligne.que_faire


def test_waiting_try_says_its_hour() -> None:
    assert present(e.ENVOIS[1], e.MAINTENANT).suite == "Prochain essai à 11\u00a0h\u00a049"


def test_delete_cancels_the_current_envoi_and_the_table_follows(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, service = _open(qtbot, tmp_path, tasks, errors, e.ENVOIS[2:3])
    qtbot.keyClick(screen, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: screen.current is not None and screen.current.envoi.etat is EtatEnvoi.ANNULE)
    assert service.gestes == [("cancel", e.ENVOIS[2].envoi.id)]
    assert not screen.actions_["envois_cancel"].isEnabled()


def test_a_document_of_a_replaced_ins_is_said_cancelled_and_to_be_signed_again(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, service = _open(qtbot, tmp_path, tasks, errors, e.ENVOIS[1:2])

    def outdate(id_: UUID) -> Envoi:
        perime = service.suivis[0].envoi.outdate()
        service.suivis[0] = replace(service.suivis[0], envoi=perime)
        return perime

    service.retry = outdate  # type: ignore[method-assign]
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    qtbot.waitUntil(lambda: screen.current is not None and screen.current.suite == "À signer de nouveau")
    assert screen.current is not None
    assert "Signez de nouveau" in screen.current.que_faire
    assert not screen.actions_["envois_retry"].isEnabled()


def test_retry_sends_again_what_waits(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
    screen, service = _open(qtbot, tmp_path, tasks, errors, e.ENVOIS[1:2])
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.current is not None and screen.current.envoi.etat is EtatEnvoi.EN_COURS)
    assert service.gestes == [("retry", e.ENVOIS[1].envoi.id)]


def test_refusal_of_the_outbox_is_said_in_the_screen(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _ = _open(qtbot, tmp_path, tasks, errors, e.ENVOIS[:1])
    screen.retry_wanted.emit(e.ENVOIS[0].envoi.id)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)


def test_what_is_copied_for_support_names_no_patient(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _ = _open(qtbot, tmp_path, tasks, errors)
    screen.actions_["envois_copy"].trigger()
    texte = QGuiApplication.clipboard().text()
    assert str(e.ENVOIS[0].envoi.id) in texte
    assert "HERMANN" not in texte


def test_empty_outbox_teaches(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
    screen, _ = _open(qtbot, tmp_path, tasks, errors, ())
    assert screen.current is None
