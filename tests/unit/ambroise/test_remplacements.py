"""Who a professional replaces is kept among the options, and read back for him alone."""

from datetime import date
from pathlib import Path

import pytest

from ambroise.bootstrap.remplacements import find_remplace
from ambroise.domain.professionnel import ProfessionnelRemplace
from ambroise.settings import (
    ReglageInvalide,
    ReglageRemplacement,
    Reglages,
    load_reglages,
    save_reglages,
)

LOCUM = "899900063480"


def test_each_locum_finds_who_he_replaces_again(tmp_path: Path) -> None:
    fichier = tmp_path / "config.toml"
    garde = {LOCUM: ReglageRemplacement("99900012345", "Dr Jeanne MARTIN", "2026-08-31")}
    save_reglages(fichier, Reglages(remplacements=garde))
    find = find_remplace(lambda: load_reglages(fichier))
    assert find(LOCUM) == ProfessionnelRemplace("99900012345", "Dr Jeanne MARTIN", date(2026, 8, 31))
    assert find("899900038839") is None


def test_a_replacement_holds_through_its_last_day_or_until_told_otherwise() -> None:
    jusque = ProfessionnelRemplace("99900012345", au=date(2026, 8, 31))
    assert jusque.is_en_cours(date(2026, 8, 31))
    assert not jusque.is_en_cours(date(2026, 9, 1))
    assert ProfessionnelRemplace("99900012345").is_en_cours(date(2036, 1, 1))


@pytest.mark.parametrize(
    "table",
    ["rpps = '9'", "rpps = '99900012345'\nau = '31/08/2026'", "nom = 'Dr MARTIN'", "rpps = 99900012345"],
)
def test_a_replacement_written_wrong_is_refused_by_its_name(tmp_path: Path, table: str) -> None:
    fichier = tmp_path / "config.toml"
    fichier.write_text(f"[remplacements.{LOCUM}]\n{table}\n", encoding="utf-8")
    with pytest.raises(ReglageInvalide, match="remplacements"):
        load_reglages(fichier)
