"""The usual names shipped: each finds itself, none is doubled, none breaks a line of several."""

from pathlib import Path

import pytest

from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.libelle_acte import find_libelles
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.referentiels.libelles import read_libelles


def test_every_kind_with_a_form_has_names_and_each_finds_itself() -> None:
    for libelles in read_libelles().values():
        noms = [li.nom for li in libelles]
        assert len(noms) == len(set(noms))
        for libelle in libelles:
            assert libelle in find_libelles(libelles, libelle.nom, limite=99)


def test_no_name_of_biology_holds_a_comma_which_separates_two() -> None:
    assert not [li.nom for li in read_libelles()[TypeOrdonnance.BIOLOGIE] if "," in li.nom]


def test_a_name_read_as_a_line_stays_whole() -> None:
    for type_, libelles in read_libelles().items():
        for libelle in libelles:
            assert parse_acte(type_, libelle.nom).libelle == libelle.nom


def test_a_kind_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "l.toml").write_text('[inconnu]\nlibelles = ["a"]\n', encoding="utf-8")
    with pytest.raises(ValueError, match="inconnu"):
        read_libelles(tmp_path / "l.toml")
