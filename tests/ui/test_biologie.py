"""The results of a file: the critical ones first, each with its range, the last value of each analysis."""

from datetime import date
from decimal import Decimal

from pytestqt.qtbot import QtBot

from ambroise.domain.entrees import ResultatBiologie
from ambroise.ui.patients.biologie import MONTRES, BiologieCard, result_rows
from tests.fakes import ecrans as e

LE = date(2026, 6, 4)


def result(libelle: str, valeur: str, drapeau: str = "", le: date = LE) -> ResultatBiologie:
    return ResultatBiologie(
        e.ident(f"{libelle} {le}"),
        e.ADRUN.id,
        libelle,
        le,
        valeur,
        "mmol/L",
        Decimal("3.5"),
        Decimal("5.1"),
        drapeau,
    )


def test_critical_results_come_first_with_their_range_in_words() -> None:
    rows = result_rows(
        [result("Sodium", "140"), result("Urée", "9", "H"), result("Potassium", "6.4", "HH")], LE
    )
    assert ["".join(s.text for s in r.title) for r in rows] == ["Potassium", "Urée", "Sodium"]
    assert [chip.text for r in rows for chip in r.chips] == ["Critique", "Anormal"]
    assert "référence 3.5 – 5.1" in "".join(s.text for s in rows[0].sub)


def test_the_last_value_of_each_analysis_is_shown() -> None:
    rows = result_rows([result("Sodium", "140"), result("Sodium", "131", le=date(2020, 1, 1))], LE)
    assert len(rows) == 1
    assert "140" in "".join(s.text for s in rows[0].sub)
    assert len(result_rows([result(f"Analyse {n}", "1") for n in range(40)], LE)) == MONTRES


def test_a_file_without_result_shows_no_card(qtbot: QtBot) -> None:
    card = BiologieCard()
    qtbot.addWidget(card)
    card.show_entrees([], LE)
    assert card.isHidden()
    card.show_entrees([result("Sodium", "140")], LE)
    assert not card.isHidden()
