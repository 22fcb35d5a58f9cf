"""From a provisional identity to a qualified one, in one screen and without a mouse."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.entrees import InsLue
from ambroise.domain.identite import (
    OID_INS_NIR_TEST,
    AttributIdentite,
    HistoriqueIns,
    Justificatif,
    MatriculeIns,
    StatutIdentite,
    TypeJustificatif,
)
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites.controller import IdentiteController
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.identites.state import EtatIdentite, Trait, read_proposes
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.ports_identite import InsAbsente, InsMultiple, InsTrouvee, ResultatInsi
from tests.fakes import ecrans as e
from tests.ui.ecrans import make_context, show
from tests.ui.poste_identite import TROUVEE, FakeIdentites, FakeRetraits, open_identite


def test_card_to_qualified_takes_four_keys(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, service = open_identite(qtbot, tmp_path, tasks, errors, TROUVEE)
    qtbot.keyClick(screen, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: controller.etat is not None and controller.etat.is_nouvelle_ins)
    assert not screen.actions_["identite_accept"].isEnabled()
    qtbot.keyClick(screen, Qt.Key.Key_2)
    qtbot.keyClick(screen, Qt.Key.Key_I)
    with qtbot.waitSignal(controller.patient_changed) as changed:
        qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert service.accepts == [(e.DARTAGNAN_INS, TypeJustificatif.PASSEPORT)]
    assert changed.args[0].identite.statut is StatutIdentite.QUALIFIEE


def test_nothing_is_chosen_nor_changed_on_opening(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    _, controller, service = open_identite(qtbot, tmp_path, tasks, errors, TROUVEE)
    assert controller.etat is not None
    assert controller.etat.piece is None
    assert service.accepts == []


def test_unreachable_insi_is_said_in_the_screen_and_can_be_asked_again(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    panne = ServiceInjoignable("INSi ne répond pas.")
    screen, controller, _ = open_identite(qtbot, tmp_path, tasks, errors, panne)
    controller.ask_insi()
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    assert controller.etat is not None
    assert not controller.etat.en_cours
    assert screen.actions_["identite_insi"].isEnabled()


def test_doubtful_identity_neither_asks_insi_nor_qualifies(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, _ = open_identite(qtbot, tmp_path, tasks, errors, TROUVEE)
    with qtbot.waitSignal(controller.patient_changed):
        screen.attributs_wanted.emit(frozenset({AttributIdentite.DOUTEUSE}))
    assert controller.etat is not None
    assert controller.etat.statut_apres is StatutIdentite.PROVISOIRE
    assert not screen.actions_["identite_insi"].isEnabled()
    assert not screen.actions_["identite_accept"].isEnabled()


def test_differing_trait_must_be_decided_before_anything_is_taken() -> None:
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR, TROUVEE).press_piece(1)
    assert [ligne.trait for ligne in etat.ecarts] == [Trait.NOM]
    assert "Un trait diffère" in etat.empechement
    assert etat.take_first_ecart().empechement == ""


def test_status_is_derived_from_proof_and_insi() -> None:
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR)
    assert etat.statut_apres is StatutIdentite.PROVISOIRE
    assert etat.press_piece(2).statut_apres is StatutIdentite.VALIDEE
    assert replace(etat, reponse=TROUVEE).statut_apres is StatutIdentite.RECUPEREE
    assert replace(etat, reponse=TROUVEE).press_piece(2).statut_apres is StatutIdentite.QUALIFIEE


def test_the_list_of_proofs_is_the_structures_own(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = IdentiteScreen(context)
    controller = IdentiteController(
        screen,
        FakeIdentites(e.DARTAGNAN, TROUVEE),
        FakeRetraits(e.DARTAGNAN),
        proposes=lambda: read_proposes("AN PP XX AN"),
    )
    show(qtbot, screen)
    controller.open(e.DARTAGNAN)
    qtbot.keyClick(screen, Qt.Key.Key_2)
    assert controller.etat is not None
    assert controller.etat.proposes == (TypeJustificatif.EXTRAIT_NAISSANCE, TypeJustificatif.PIECE_PARENT)
    assert controller.etat.piece is TypeJustificatif.PIECE_PARENT


def test_two_proofs_that_only_prove_together_are_foretold_to_qualify() -> None:
    extrait = Justificatif(TypeJustificatif.EXTRAIT_NAISSANCE, e.JOUR, "899900063480")
    enfant = replace(e.NESSI_M, identite=replace(e.NESSI_M.identite, justificatifs=(extrait,)))
    etat = EtatIdentite(enfant, e.JOUR, proposes=(TypeJustificatif.PIECE_PARENT,))
    assert etat.statut_apres is StatutIdentite.RECUPEREE
    assert etat.press_piece(1).statut_apres is StatutIdentite.QUALIFIEE


LU_AUTRE = InsLue(e.ident("lue"), e.DARTAGNAN.id, "279035121518989", (OID_INS_NIR_TEST,), e.JOUR)


LU_MEME = replace(LU_AUTRE, numero="101066322075460")


def test_another_matricule_than_the_one_read_is_lit_and_nothing_is_taken(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, service = open_identite(qtbot, tmp_path, tasks, errors, TROUVEE, LU_AUTRE)
    controller.ask_insi()
    qtbot.waitUntil(lambda: controller.etat is not None and controller.etat.is_autre_lecture)
    qtbot.keyClick(screen, Qt.Key.Key_2)
    qtbot.keyClick(screen, Qt.Key.Key_I)
    assert controller.etat is not None
    matricule = controller.etat.lignes[-1]
    assert matricule.a_reprendre
    assert matricule.dossier == "2 79 03 51 215 189 89"
    assert not screen.actions_["identite_accept"].isEnabled()
    assert screen.actions_["identite_lecture"].isEnabled()
    screen.actions_["identite_lecture"].trigger()
    qtbot.waitUntil(lambda: controller.etat is not None and controller.etat.lue is None)
    qtbot.keyClick(screen, Qt.Key.Key_I)
    assert screen.actions_["identite_accept"].isEnabled()
    assert service.accepts == []


def test_the_matricule_read_that_insi_confirms_needs_no_decision() -> None:
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR, TROUVEE, lue=LU_MEME)
    assert etat.lignes[-1].libelle == "Matricule INS lu"
    assert [ligne.trait for ligne in etat.ecarts] == [Trait.NOM]


def test_a_former_matricule_of_insi_agrees_with_the_one_read() -> None:
    ancien = HistoriqueIns(MatriculeIns(LU_AUTRE.numero, OID_INS_NIR_TEST))
    etat = EtatIdentite(
        e.DARTAGNAN, e.JOUR, InsTrouvee(replace(e.DARTAGNAN_INS, historique=(ancien,))), lue=LU_AUTRE
    )
    assert not etat.is_autre_lecture
    assert etat.lignes[-1].tolere


def test_pressing_a_proof_twice_takes_it_back() -> None:
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR).press_piece(2)
    assert etat.piece is TypeJustificatif.PASSEPORT
    assert etat.press_piece(2).piece is None
    assert etat.press_piece(9) is etat


@pytest.mark.parametrize(
    ("reponse", "mot"),
    [
        (TROUVEE, "une identité trouvée"),
        (InsAbsente(), "personne"),
        (InsMultiple(), "plusieurs"),
        (None, "pas encore"),
    ],
)
def test_each_answer_of_insi_has_its_sentence(reponse: ResultatInsi | None, mot: str) -> None:
    assert mot in EtatIdentite(e.DARTAGNAN, e.JOUR, reponse, e.local(14, 12)).reponse_mots


def test_hyphen_tolerated_by_the_rules_is_called_equivalent() -> None:
    traits = replace(
        e.DARTAGNAN_INS.traits, premier_prenom="PIERRE ALAIN", nom_naissance="D'ARTAGNAN DE L HERAULT"
    )
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR, InsTrouvee(replace(e.DARTAGNAN_INS, traits=traits)))
    ligne = next(ligne for ligne in etat.lignes if ligne.trait is Trait.PREMIER_PRENOM)
    assert ligne.tolere
    assert etat.ecarts == ()
