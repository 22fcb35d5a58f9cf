"""A scanner types at the counter: whatever holds the focus, however slow it is, whatever the keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from ambroise.domain.dispensation import ReponseLigne
from ambroise.ui.comptoir.scan import SUITE_S
from esante.ordonnance_numerique.azerty import scramble
from tests.fakes import comptoir as c
from tests.ui.seat_comptoir import Comptoir

AUTRE = "12AMBTEST2JC4NYGHZ"
METFORMINE = "3400937762014"


def test_scan_lands_anywhere_and_its_digits_answer_nothing(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.burst(AUTRE)
    qtbot.waitUntil(lambda: comptoir.service.scannes[-1] == AUTRE)
    qtbot.waitUntil(lambda: not comptoir.tasks.under_way)
    assert comptoir.etat.choix == {}


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_scanner_may_end_a_code_by_enter_or_tab(qtbot: QtBot, comptoir: Comptoir, end: Qt.Key) -> None:
    comptoir.scan()
    comptoir.burst(c.code_boite(METFORMINE), end=end)
    assert len(comptoir.etat.choix_de(c.LIGNES[0]).bipees) == 1


def test_slow_scanner_is_read_and_its_digits_answer_nothing(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.burst(c.code_boite(METFORMINE), gap=SUITE_S * 0.9)
    (code,) = comptoir.etat.choix_de(c.LIGNES[0]).bipees
    assert (code.lot, code.numero_serie) == ("LOT7", "S1")
    assert [li.id for li in c.LIGNES if comptoir.etat.choix_de(li).reponse] == [c.LIGNES[0].id]


def test_slow_typing_is_not_a_scan(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    avant = list(comptoir.service.scannes)
    comptoir.burst("ABCDEFGHIJ", gap=SUITE_S * 2)
    assert comptoir.service.scannes == avant


def test_two_scans_in_a_row_are_two_codes(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.burst(c.code_boite(METFORMINE, serie="A"))
    comptoir.burst(c.code_boite(METFORMINE, serie="B"))
    assert [b.numero_serie for b in comptoir.etat.choix_de(c.LIGNES[0]).bipees] == ["A", "B"]


@pytest.mark.parametrize("keyboard", [str, scramble])
def test_pack_scanned_in_a_field_is_counted_and_the_field_gets_back_its_words(
    qtbot: QtBot, comptoir: Comptoir, keyboard: Callable[[str], str]
) -> None:
    comptoir.scan()
    comptoir.screen.answered.emit(c.LIGNES[0].id, ReponseLigne.MODIFIE)
    moyen = comptoir.screen.focusWidget()
    assert isinstance(moyen, QLineEdit)
    moyen.setText("téléphone")
    code = c.code_boite(METFORMINE)
    comptoir.burst("".join(x if x == "\x1d" else keyboard(x) for x in code))
    choix = comptoir.etat.choix_de(c.LIGNES[0])
    assert [b.lot for b in choix.bipees] == ["LOT7"]
    assert choix.accord_par == "téléphone"


def test_pack_scanned_in_a_number_changes_no_number(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.screen.answered.emit(c.LIGNES[1].id, ReponseLigne.PARTIEL)
    assert isinstance(comptoir.screen.focusWidget(), QSpinBox)
    avant = comptoir.etat.choix_de(c.LIGNES[1]).boites
    comptoir.burst(c.code_boite("3400937762021"))
    choix = comptoir.etat.choix_de(c.LIGNES[1])
    assert (choix.reponse, choix.boites, len(choix.bipees)) == (ReponseLigne.PARTIEL, avant, 1)


def test_words_typed_fast_in_a_field_stay_there(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.screen.answered.emit(c.LIGNES[0].id, ReponseLigne.MODIFIE)
    moyen = comptoir.screen.focusWidget()
    assert isinstance(moyen, QLineEdit)
    comptoir.burst("par tel")
    assert comptoir.etat.choix_de(c.LIGNES[0]).accord_par == "par tel"


def test_digit_alone_answers_after_a_scan(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.burst(c.code_boite(METFORMINE, serie="A"))
    comptoir.burst(c.code_boite(METFORMINE, serie="B"))
    comptoir.answer(2, Qt.Key.Key_1, lambda choix: choix.valide)
