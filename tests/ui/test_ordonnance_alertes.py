"""Answer the alerts of an order, and the questions its controls ask."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ambroise.domain.alerte import DecisionAlerte, ReponseAlerte
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.ordonnances.donnees import maternite_words
from ambroise.ui.ordonnances.state import answers_of, suspend
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.buttons import Button
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.fakes import ordonnance as o
from tests.fakes.ordonnances import NOW
from tests.ui.poste_ordonnance import CTRL, Poste


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A seat ready to prescribe."""
    return Poste(qtbot, tmp_path, tasks, errors)


def test_contraindication_stops_the_signature_and_a_digit_answers_it(qtbot: QtBot, poste: Poste) -> None:
    poste.open(renew=True)
    poste.type("clari 1-0-1 7j")
    poste.enter()
    poste.screen.consent_given.emit(False)
    assert not poste.screen.actions_["ordonnance_sign"].isEnabled()
    assert poste.controller.etat is not None
    assert poste.controller.etat.empechement == "1\u00a0alerte à traiter"
    poste.leave_entry()
    qtbot.keyClick(poste.screen, Qt.Key.Key_1)
    poste.settle()
    (reponse,) = poste.ordonnance.reponses_alertes
    assert reponse.decision is DecisionAlerte.SUSPENDUE
    suspendue = next(ligne for ligne in poste.ordonnance.lignes if "SIMVASTATINE" in ligne.libelle)
    assert suspendue.instructions_patient == (
        "Ne pas prendre du 4 au 10\u00a0juin\u00a02026. Reprendre le 11\u00a0juin\u00a02026."
    )
    assert poste.screen.actions_["ordonnance_sign"].isEnabled()


def test_removing_the_line_answers_and_undo_brings_it_back(qtbot: QtBot, poste: Poste) -> None:
    poste.open(renew=True)
    poste.type("clari 1-0-1 7j")
    poste.enter()
    poste.leave_entry()
    qtbot.keyClick(poste.screen, Qt.Key.Key_2)
    poste.settle()
    assert len(poste.ordonnance.lignes) == 3
    qtbot.keyClick(poste.screen, Qt.Key.Key_Z, CTRL)
    poste.settle()
    assert len(poste.ordonnance.lignes) == 4
    assert poste.ordonnance.reponses_alertes == ()


def test_maintaining_the_top_level_asks_a_reason(qtbot: QtBot, poste: Poste) -> None:
    poste.open(renew=True)
    poste.type("clari 1-0-1 7j")
    poste.enter()
    poste.leave_entry()
    qtbot.keyClick(poste.screen, Qt.Key.Key_4)
    assert poste.ordonnance.reponses_alertes == ()
    motif = poste.screen.focusWidget()
    assert motif is not None
    assert motif.accessibleName() == "Motif du maintien"
    qtbot.keyClick(motif, Qt.Key.Key_Return)
    assert poste.ordonnance.reponses_alertes == ()
    qtbot.keyClicks(motif, "Avis du cardiologue")
    qtbot.keyClick(motif, Qt.Key.Key_Return)
    (reponse,) = poste.ordonnance.reponses_alertes
    assert (reponse.decision, reponse.motif) == (DecisionAlerte.MAINTENUE, "Avis du cardiologue")
    assert poste.controller.etat is not None
    assert poste.controller.etat.a_traiter == ()


def test_alert_folded_out_of_sight_is_shown_before_a_digit_answers(qtbot: QtBot, poste: Poste) -> None:
    poste.screen.resize(884, 500)
    poste.open(renew=True)
    poste.type("clari 1-0-1 7j")
    poste.enter()
    assert poste.screen.alertes.isVisible()
    poste.screen._columns.fold(poste.screen._columns.right, True)
    poste.leave_entry()
    qtbot.keyClick(poste.screen, Qt.Key.Key_1)
    assert poste.ordonnance.reponses_alertes == ()
    assert poste.screen.alertes.isVisible()


def test_questions_of_the_controls_are_answered_on_the_spot_and_everything_is_checked_again(
    qtbot: QtBot, poste: Poste
) -> None:
    poste.controller.open(replace(d.DOSSIER, allergies=()))
    poste.settle()
    poste.type("doliprane 1000 1-1-1 5j")
    poste.enter()
    avant = len(poste.prescription.controlees)
    actions = poste.screen.actions_
    changes: list[object] = []
    poste.controller.dossier_changed.connect(changes.append)
    assert actions["ordonnance_sans_allergie"].isEnabled()
    for nom in ("ordonnance_sans_allergie", "ordonnance_ni"):
        actions[nom].trigger()
        poste.settle()
    assert len(poste.prescription.controlees) == avant + 2
    assert changes == [e.ADRUN.id, e.ADRUN.id]
    assert not actions["ordonnance_sans_allergie"].isEnabled()
    assert poste.controller.etat is not None
    assert maternite_words(poste.controller.etat) == "ni enceinte ni allaitante"
    assert not poste.screen.traitements.donnees.is_asking


def test_two_long_treatments_cannot_be_suspended_for_one_another() -> None:
    longue = replace(o.CLARITHROMYCINE, duree_traitement=d.METFORMINE.duree_traitement)
    lignes = (*o.LIGNES[:3], longue)
    etat = replace(o.etat(), ordonnance=o.ORDONNANCE.edit(lignes=lignes))
    assert not any(a.key.startswith("suspendre") for a in answers_of(etat, o.INTERACTION))


def test_what_a_list_of_law_forbids_is_neither_maintained_nor_answered() -> None:
    etat = o.etat()
    assert etat.controles is not None
    assert any(a.key == "maintenir" for a in answers_of(etat, o.INTERACTION))
    refuse = replace(etat, controles=replace(etat.controles, refus=(o.INTERACTION.cause,)))
    assert not any(a.key == "maintenir" for a in answers_of(refuse, o.INTERACTION))
    reponse = ReponseAlerte(o.INTERACTION, DecisionAlerte.MAINTENUE, "Vu.", "8", NOW)
    repondue = etat.ordonnance.edit(reponses_alertes=(reponse,))
    assert o.INTERACTION not in replace(etat, ordonnance=repondue).a_traiter
    assert o.INTERACTION in replace(refuse, ordonnance=repondue).a_traiter


def test_suspension_is_printed_on_the_longer_treatment() -> None:
    ordonnance = suspend(o.etat(), o.INTERACTION)
    modifiees = [ligne for ligne in ordonnance.lignes if ligne.instructions_patient]
    assert [ligne.libelle for ligne in modifiees] == [d.SIMVASTATINE.libelle]


def test_the_keyboard_goes_from_the_last_alert_answered_to_what_the_order_waits_for(
    qtbot: QtBot, poste: Poste
) -> None:
    poste.open(renew=True)
    poste.type("clari 1-0-1 7j")
    poste.enter()
    qtbot.keyClick(poste.screen, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert poste.screen.alertes.isAncestorOf(QApplication.focusWidget())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    poste.settle()
    assert QApplication.focusWidget() is poste.screen.pied.consent.first, "asked before it is signed"
    poste.screen.consent_given.emit(False)
    poste.settle()
    assert poste.screen.pied.focus_wanted()
    assert isinstance(QApplication.focusWidget(), Button)
    assert poste.screen.actions_["ordonnance_sign"].isEnabled()
