"""The DMP: nothing is consulted without a word of the patient, nothing is opened nor kept unasked."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ambroise.domain.apports import Apport, GenreApport, Propositions
from ambroise.domain.dmp import EtatDmp, SituationDmp
from ambroise.domain.entrees import ResultatBiologie
from ambroise.ui.dmp.state import matches, situation_words
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import NonPrisEnCharge
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.poste_dmp import DOCUMENTS, Poste, pdf


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A seat with the DMP of a patient at hand."""
    return Poste(qtbot, tmp_path, tasks, errors)


def test_list_waits_for_the_patient_s_word(poste: Poste) -> None:
    poste.open()
    assert poste.screen.acces.isVisible()
    poste.button("Le patient a entendu et accepte").click()
    poste.settle()
    poste.settle()
    poste.qtbot.waitUntil(lambda: poste.screen.table.current() is not None)


def test_emergency_asks_a_reason_and_says_it_all_along(poste: Poste) -> None:
    poste.open()
    motif = next(f for f in poste.screen.acces.findChildren(QLineEdit) if f.isVisible())
    assert not poste.button("Consulter en urgence").isEnabled()
    poste.qtbot.keyClicks(motif, "Coma")
    poste.qtbot.keyClick(motif, Qt.Key.Key_Return)
    poste.qtbot.waitUntil(lambda: poste.screen.table.current() is not None)
    assert any("Coma" in b.accessibleName() for b in poste.screen.banners.shown)


def test_no_document_is_opened_before_it_is_asked(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    assert poste.dmp.lus == []
    poste.qtbot.keyClick(poste.screen.table, Qt.Key.Key_Return)
    poste.settle()
    assert [d.titre for d in poste.dmp.lus] == ["Ionogramme"]
    assert poste.dmp.gardes == []
    poste.screen.actions_["dmp_keep"].trigger()
    poste.settle()
    assert [o.document.titre for o in poste.dmp.gardes] == ["Ionogramme"]


def test_page_of_a_document_is_drawn(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.dmp.pdf = pdf()
    poste.open()
    poste.screen.document_wanted.emit(DOCUMENTS[0])
    poste.qtbot.waitUntil(lambda: poste.screen.lecteur._pages.isVisible())


def test_broken_page_falls_back_on_the_text(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.dmp.pdf = b"%PDF-broken"
    poste.open()
    poste.screen.document_wanted.emit(DOCUMENTS[0])
    poste.qtbot.waitUntil(lambda: poste.screen.lecteur._document.isVisible())
    assert "Potassium normal" in poste.screen.lecteur._document.toPlainText()


def test_hidden_document_says_who_must_not_hear_of_it(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    poste.screen.document_wanted.emit(DOCUMENTS[1])
    poste.qtbot.waitUntil(lambda: poste.screen.lecteur._avertissement.isVisible())


def test_identity_not_qualified_is_said_in_the_screen(poste: Poste) -> None:
    poste.dmp.panne = NonPrisEnCharge("Le DMP demande une identité INS qualifiée.")
    poste.open()
    assert len(poste.screen.banners.shown) == 1


@pytest.mark.parametrize("autorisation", ["VALIDE", "INEXISTANTE"])
def test_screen_is_walked_without_mouse_nor_sight(poste: Poste, autorisation: str) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, autorisation)
    poste.open()
    assert_accessible(poste.screen)


def _shown(poste: Poste) -> list[str]:
    model = poste.screen.table.model()
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def test_filters_keep_what_they_say(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    attendus = {"tous": 4, "patient": 1, "caches": 1, "archives": 1}
    for cle, combien in attendus.items():
        poste.screen._filtres._buttons[cle].click()
        assert len(_shown(poste)) == combien, cle
    poste.screen._filtres._buttons["nouveaux"].click()
    poste.qtbot.waitUntil(lambda: [t.split("  ")[0] for t in _shown(poste)] == ["Ionogramme"])


def test_what_cannot_be_undone_is_confirmed_in_the_screen(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    poste.screen.table.select(1)
    poste.screen.actions_["dmp_show"].trigger()
    poste.settle()
    assert poste.dmp.actes == []
    poste.button("Rendre visible, pour toujours").click()
    poste.settle()
    assert poste.dmp.actes == ["visibilité ()"]


def test_only_one_s_own_document_is_offered_to_be_deleted(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    assert not poste.screen.actions_["dmp_delete"].isEnabled()
    poste.screen.table.select(3)
    poste.screen.actions_["dmp_delete"].trigger()
    poste.settle()
    poste.button("Supprimer du DMP").click()
    poste.settle()
    poste.qtbot.waitUntil(lambda: len(_shown(poste)) == 3)


def test_two_documents_are_compared(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    for rang in (0, 3):
        poste.screen.table.select(rang)
        poste.screen.actions_["dmp_open"].trigger()
        poste.settle()
        poste.screen.actions_["dmp_compare"].trigger()
    ecarts = poste.screen.lecteur._ecarts
    poste.qtbot.waitUntil(ecarts.isVisible)
    assert "− Retiré Potassium normal dans Ionogramme." in ecarts.toPlainText()
    assert "+ Ajouté Potassium normal dans Ma consultation." in ecarts.toPlainText()


def test_nothing_is_taken_from_a_document_before_it_is_ticked(poste: Poste) -> None:
    resultat = ResultatBiologie(
        e.ident("K"), e.ADRUN.id, "Potassium", date(2026, 5, 20), "6.4", "mmol/L", drapeau="HH"
    )
    nouveau = Apport(GenreApport.RESULTAT, "Potassium", "6.4 mmol/L · référence 3.5 à 5.1", resultat)
    connu = Apport(GenreApport.RESULTAT, "Sodium", "140 mmol/L", resultat, is_connu=True)
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.dmp.propositions = Propositions((nouveau, connu))
    poste.open()
    poste.screen.document_wanted.emit(DOCUMENTS[0])
    panel = poste.screen.lecteur.apports
    poste.qtbot.waitUntil(lambda: len(panel.cases) == 2)
    assert panel.chosen == []
    assert not panel.ajouter.isEnabled()
    (case, _), (deja, _) = panel.cases
    assert not deja.isEnabled()
    case.setChecked(True)
    panel.ajouter.click()
    poste.qtbot.waitUntil(lambda: poste.dmp.actes == ["Potassium"])


def test_opposition_and_withdrawal_leave_the_screen_at_once(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    poste.screen.actions_["dmp_oppose"].trigger()
    poste.qtbot.waitUntil(lambda: poste.dmp.opposee)
    poste.settle()
    poste.qtbot.waitUntil(lambda: any("Opposition" in b.accessibleName() for b in poste.screen.banners.shown))
    poste.screen.actions_["dmp_withdraw"].trigger()
    poste.qtbot.waitUntil(poste.screen.acces.isVisible)


def test_the_web_dmp_opens_in_the_browser(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    poste.screen.actions_["dmp_web"].trigger()
    poste.qtbot.waitUntil(lambda: poste.ouvertes == ["https://web.invalid/DossierPatient/1"])


def test_secret_connection_is_offered_for_a_minor_only(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    assert not poste.screen.actions_["dmp_secret"].isEnabled()
    poste.dmp.is_mineur = True
    poste.open()
    poste.screen.actions_["dmp_secret"].trigger()
    poste.qtbot.waitUntil(lambda: poste.dmp.actes == ["secrète"])


def test_each_state_of_a_record_has_its_sentence() -> None:
    titres = {situation_words(SituationDmp(etat))[0] for etat in EtatDmp}
    assert len(titres) == len(EtatDmp)


def test_every_word_typed_must_be_found() -> None:
    assert matches(DOCUMENTS[0], "volcans iono")
    assert not matches(DOCUMENTS[0], "volcans œil")
