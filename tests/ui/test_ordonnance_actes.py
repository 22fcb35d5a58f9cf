"""Write an order of care: one line, its form, its usual names, its kind named from the keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.tables import DataTable
from tests.ui.poste_ordonnance import Poste


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A seat ready to prescribe."""
    return Poste(qtbot, tmp_path, tasks, errors)


def wants(poste: Poste, type_: TypeOrdonnance) -> None:
    """Choose a kind of order."""
    poste.open()
    poste.screen.type_wanted.emit(type_)
    poste.settle()


def titles(poste: Poste) -> list[str]:
    """Return the names of the lines of the order."""
    return [ligne.libelle for ligne in poste.ordonnance.lignes]


def test_the_kind_is_named_at_the_head_of_the_line_of_an_empty_order(poste: Poste) -> None:
    poste.open()
    poste.type("bio: crp")
    assert poste.ordonnance.type is TypeOrdonnance.BIOLOGIE
    assert poste.screen.entry.field.text() == "crp "
    poste.enter()
    assert titles(poste) == ["CRP"]


def test_an_order_with_lines_keeps_its_kind_and_says_why(poste: Poste) -> None:
    poste.open()
    poste.type("doliprane 1000 1-0-1 7j")
    poste.enter()
    poste.qtbot.keyClicks(poste.screen.entry.field, "bio: crp")
    poste.qtbot.waitUntil(lambda: "exécutant" in poste.screen.entry.said)
    assert poste.ordonnance.type is TypeOrdonnance.MEDICAMENTS


def test_what_is_typed_is_not_proposed_twice(poste: Poste) -> None:
    wants(poste, TypeOrdonnance.BIOLOGIE)
    poste.type("crp")
    table = poste.screen.entry.findChild(DataTable)
    assert table is not None
    assert table.model().rowCount() == 1, "CRP, et non crp de plus"


def test_several_tests_are_typed_at_once_and_become_one_line_each(poste: Poste) -> None:
    wants(poste, TypeOrdonnance.BIOLOGIE)
    poste.type("nfs, crp, ferr a jeun")
    poste.enter()
    assert titles(poste) == ["NFS et plaquettes", "CRP", "Ferritine"]
    for ligne in poste.ordonnance.lignes:
        assert isinstance(ligne.produit, ActePrescrit)
        assert ligne.produit.details == (("À jeun", "oui"),)
    assert poste.screen.entry.field.text() == ""


def test_the_form_is_filled_by_the_line_and_writes_it_back(poste: Poste) -> None:
    wants(poste, TypeOrdonnance.SOINS_INFIRMIERS)
    poste.type("pansement simple 1/j 10j domicile")
    champs = poste.screen.fiche.fields
    frequence, duree, domicile = champs["frequence"], champs["duree"], champs["a_domicile"]
    assert isinstance(frequence, QLineEdit)
    assert isinstance(duree, QLineEdit)
    assert isinstance(domicile, QCheckBox)
    assert (frequence.text(), duree.text()) == ("1 fois par jour", "10\u00a0jours")
    assert domicile.isChecked()
    poste.qtbot.mouseClick(champs["dimanches_et_feries"], Qt.MouseButton.LeftButton)
    assert poste.screen.entry.field.text().endswith("domicile dimanches")
    assert "dimanches et jours fériés compris" in poste.screen.entry.said


def test_enter_in_the_form_adds_the_line(poste: Poste) -> None:
    wants(poste, TypeOrdonnance.IMAGERIE)
    poste.type("irm genou")
    question, cote = poste.screen.fiche.fields["question"], poste.screen.fiche.fields["cote"]
    assert isinstance(question, QLineEdit)
    assert isinstance(cote, QComboBox)
    cote.setCurrentIndex(cote.findData("gauche"))
    cote.activated.emit(cote.currentIndex())
    question.setFocus()
    poste.qtbot.keyClicks(question, "lesion meniscale")
    poste.qtbot.keyClick(question, Qt.Key.Key_Return)
    poste.settle()
    (ligne,) = poste.ordonnance.lignes
    assert isinstance(ligne.produit, ActePrescrit)
    assert ligne.produit.libelle == "IRM du genou"
    assert dict(ligne.produit.details) == {"Question posée": "lesion meniscale", "Côté": "gauche"}


def test_a_line_that_lacks_what_its_kind_asks_stays_in_the_entry_with_a_sentence(poste: Poste) -> None:
    wants(poste, TypeOrdonnance.DISPOSITIFS)
    poste.type("attelle gen")
    poste.enter()
    assert not poste.ordonnance.lignes
    assert "quantité" in poste.screen.entry.said
    assert poste.screen.entry.field.text() == "Attelle de genou"
    poste.qtbot.keyClicks(poste.screen.entry.field, " qte 1")
    poste.qtbot.waitUntil(lambda: poste.screen.entry.current is not None)
    poste.enter()
    assert [li.produit for li in poste.ordonnance.lignes] == [
        DispositifPrescrit("Attelle de genou", None, "1")
    ]


def test_an_edited_act_comes_back_whole_in_the_entry_and_its_form(poste: Poste) -> None:
    wants(poste, TypeOrdonnance.KINESITHERAPIE)
    poste.type("reeducation genou droit 15 seances motif: entorse")
    poste.enter()
    (ligne,) = poste.ordonnance.lignes
    poste.screen.line_edited.emit(ligne.id)
    poste.settle()
    assert not poste.ordonnance.lignes
    assert poste.screen.entry.field.text() == "Rééducation du genou 15 séances droit motif: entorse"
    seances = poste.screen.fiche.fields["nombre"]
    assert isinstance(seances, QLineEdit)
    assert seances.text() == "15"


def test_transport_is_on_paper_names_the_official_form_and_asks_no_consent(poste: Poste) -> None:
    wants(poste, TypeOrdonnance.TRANSPORT)
    poste.type("ambulance de: domicile a: CHU a/r motif: dialyse")
    poste.enter()
    assert poste.controller.etat is not None
    assert poste.controller.etat.empechement == ""
    assert poste.screen.pied.consent.isHidden()
    poste.leave_entry()
    poste.qtbot.keyClick(poste.screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    poste.qtbot.waitUntil(lambda: poste.controller.etat is None)
    assert poste.ordonnances.signees[-1].type is TypeOrdonnance.TRANSPORT


def test_a_model_of_care_gives_an_empty_order_its_kind_and_nothing_of_the_patient(poste: Poste) -> None:
    wants(poste, TypeOrdonnance.BIOLOGIE)
    poste.type("crp, tsh ctx: fatigue")
    poste.enter()
    modele = poste.modeles.keep(poste.ordonnance, "Bilan de fatigue")
    assert all(isinstance(li.produit, ActePrescrit) and not li.produit.details for li in modele.lignes)
    for ligne in poste.ordonnance.lignes:
        poste.screen.line_removed.emit(ligne.id)
    poste.screen.type_wanted.emit(TypeOrdonnance.MEDICAMENTS)
    poste.type("/fatigue")
    poste.enter()
    assert poste.ordonnance.type is TypeOrdonnance.BIOLOGIE
    assert titles(poste) == ["CRP", "TSH"]
