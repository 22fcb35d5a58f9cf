"""What is scanned, pasted, dropped or received is shown beside what is known, and fills nothing by itself."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ambroise.domain.datamatrix_ins import (
    GS,
)
from ambroise.domain.identite import (
    Sexe,
)
from ambroise.ui.identites.douchette import is_datamatrix
from ambroise.ui.identites.lecture import phrase_of, rows_of
from ambroise.ui.identites.ports import DepuisMessage
from ambroise.ui.identites.saisie import SaisiePatient
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.accueil.poste import ADRUN, ZOE, Poste, known


def scan(poste: Poste, texte: str, champ: QWidget, fin: Qt.Key | None = Qt.Key.Key_Return) -> None:
    """Type as a scanner does: every character to whoever has the focus, then its end."""
    champ.setFocus()
    for caractere in texte:
        if caractere == GS or not caractere.isascii():  # QTest only types ASCII
            frappe = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, caractere)
            QApplication.sendEvent(champ, frappe)
        else:
            poste.qtbot.keyClicks(champ, caractere)
    if fin is not None:
        poste.qtbot.keyClick(champ, fin)
    poste.qtbot.waitUntil(lambda: poste.screen.lecture.isVisible() or bool(poste.screen.banners.shown))


@pytest.mark.parametrize("champ", ["nom", "date", "lieu", "telephone"])
def test_scan_is_caught_wherever_the_focus_is_and_leaves_the_field_as_it_was(
    poste: Poste, champ: str
) -> None:
    ligne = getattr(poste.screen.formulaire, champ)
    poste.qtbot.keyClicks(ligne, "12")
    scan(poste, ADRUN, ligne)
    assert ligne.text() == "12"
    assert poste.lectures.textes == [ADRUN]
    assert poste.screen.formulaire.saisie.nom == ("12" if champ == "nom" else "")
    assert poste.service.crees == []


@pytest.mark.parametrize("fin", [Qt.Key.Key_Tab, None])
def test_scanner_may_end_by_a_tab_or_by_nothing(poste: Poste, fin: Qt.Key | None) -> None:
    scan(poste, ADRUN, poste.screen.formulaire.nom, fin)
    assert poste.screen.lecture.lue is not None


def test_scan_in_another_keyboard_layout_is_repaired(poste: Poste) -> None:
    azerty = dict(zip("1234567890.-AQZWM", "&é\"'(-è_çà:)QAWZ?", strict=True))
    scan(poste, "".join(azerty.get(c, c) for c in ADRUN), poste.screen.formulaire.prenoms)
    assert poste.screen.formulaire.prenoms.text() == ""
    assert poste.screen.lecture.lue is not None
    assert poste.screen.lecture.lue.annonce.matricule == "275126322074974"


def test_name_that_begins_like_a_scan_is_typed_as_any_name(poste: Poste) -> None:
    poste.qtbot.keyClicks(poste.screen.formulaire.nom, "ISABEAU")
    poste.qtbot.keyClick(poste.screen.formulaire.nom, Qt.Key.Key_Return)
    assert poste.screen.formulaire.nom.text() == "ISABEAU"
    assert poste.lectures.textes == []


def test_scan_cut_short_is_said_and_nothing_is_filled(poste: Poste) -> None:
    scan(poste, ADRUN[:40], poste.screen.formulaire.nom)
    assert len(poste.screen.banners.shown) == 1
    assert "ADRUN" not in poste.screen.banners.shown[0].accessibleName()
    assert poste.screen.formulaire.saisie == SaisiePatient()


def test_escape_gives_up_a_scan_under_way(poste: Poste) -> None:
    poste.qtbot.keyClicks(poste.screen.formulaire.nom, ADRUN[:20])
    poste.qtbot.keyClick(poste.screen.formulaire.nom, Qt.Key.Key_Escape)
    poste.qtbot.keyClicks(poste.screen.formulaire.nom, "Nessi")
    assert poste.screen.formulaire.nom.text() == "Nessi"
    assert poste.lectures.textes == []


def test_what_was_read_fills_the_form_only_when_the_person_agrees(poste: Poste) -> None:
    poste.qtbot.keyClicks(poste.screen.formulaire.telephone, "0601020304")
    scan(poste, ADRUN, poste.screen.formulaire.nom)
    assert poste.screen.formulaire.saisie.nom == ""
    poste.screen.lecture.reprendre.click()
    assert poste.screen.formulaire.saisie == SaisiePatient(
        "ADRUN", "ZOE", "31/12/1975", Sexe.FEMININ, "63220", "", "0601020304"
    )
    poste.settle()
    poste.create()
    (cree,) = poste.service.crees
    assert cree[0] == ZOE
    assert [lue and lue.matricule for lue in poste.service.lues] == ["275126322074974"]


def test_what_was_read_is_forgotten_with_the_person_it_was_read_for(poste: Poste) -> None:
    scan(poste, ADRUN, poste.screen.formulaire.nom)
    poste.screen.lecture.reprendre.click()
    assert poste.screen.lue is not None
    poste.insert()
    assert poste.screen.lue is None


def test_billing_number_of_a_card_never_goes_to_the_person_scanned(poste: Poste) -> None:
    poste.insert()
    scan(poste, ADRUN, poste.screen.formulaire.nom)
    poste.screen.lecture.reprendre.click()
    poste.settle()
    poste.create()
    (cree,) = poste.service.crees
    assert cree[2] == ""


def test_file_that_bears_this_ins_is_opened_and_never_made_twice(poste: Poste) -> None:
    poste.lectures.connus = (known(),)
    scan(poste, ADRUN, poste.screen.formulaire.nom)
    assert not poste.screen.lecture.reprendre.isEnabled()
    assert poste.ouverts == []
    poste.screen.lecture.ouvrir.click()
    poste.settle()
    assert poste.ouverts == [e.ident("zoe")]
    assert poste.service.notees == [(e.ident("zoe"), "275126322074974")]


def test_differences_with_the_file_are_said_before_it_is_opened(poste: Poste) -> None:
    poste.lectures.connus = (known(nom_naissance="ADRUM"),)
    lue = poste.lectures.read_text(ADRUN)
    assert "des traits diffèrent" in phrase_of(lue)
    assert rows_of(lue, SaisiePatient())[0] == ("Nom de naissance", "ADRUN", "ADRUM")


def test_what_was_read_stands_beside_what_is_typed(poste: Poste) -> None:
    lue = poste.lectures.read_text(ADRUN)
    assert rows_of(lue, SaisiePatient(nom="ADRUNE"))[0] == ("Nom de naissance", "ADRUN", "ADRUNE")


def test_pasted_datamatrix_is_read_and_other_text_is_pasted(poste: Poste) -> None:
    QGuiApplication.clipboard().setText(ADRUN.replace("\x1d", "<GS>"))
    poste.qtbot.keyClick(poste.screen.formulaire.nom, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    poste.qtbot.waitUntil(poste.screen.lecture.isVisible)
    assert poste.screen.formulaire.nom.text() == ""
    QGuiApplication.clipboard().setText("Nessi")
    poste.screen.formulaire.nom.setFocus()
    poste.qtbot.keyClick(poste.screen.formulaire.nom, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert poste.screen.formulaire.nom.text() == "Nessi"


def test_image_is_chosen_by_a_key_or_dropped_on_the_screen(poste: Poste, tmp_path: Path) -> None:
    poste.qtbot.keyClick(poste.screen, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    poste.qtbot.waitUntil(poste.screen.lecture.isVisible)
    depose = tmp_path / "autre.png"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(depose))])
    copie, gauche, rien = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entree = QDragEnterEvent(QPoint(5, 5), copie, mime, gauche, rien)
    poste.screen.dragEnterEvent(entree)
    assert entree.isAccepted()
    poste.screen.dropEvent(QDropEvent(QPointF(5, 5), copie, mime, gauche, rien))
    poste.settle()
    assert poste.lectures.fichiers == [poste.choisi, depose]


def test_person_of_a_message_is_compared_then_recorded_by_a_person(poste: Poste) -> None:
    poste.screen.enter(DepuisMessage("b/INBOX/1"))
    poste.qtbot.waitUntil(poste.screen.lecture.isVisible)
    assert poste.screen.formulaire.saisie == SaisiePatient()
    poste.screen.lecture.reprendre.click()
    assert poste.screen.formulaire.saisie.nom == "ADRUN"
    assert_accessible(poste.screen)


def test_card_of_a_reading_is_walked_without_mouse_nor_sight(poste: Poste) -> None:
    scan(poste, ADRUN, poste.screen.formulaire.nom)
    assert_accessible(poste.screen)


@pytest.mark.parametrize("texte", ["", "IS", "ISABELLE 01", "IS0100", "XS010000"])
def test_other_texts_are_no_datamatrix(texte: str) -> None:
    assert not is_datamatrix(texte)
