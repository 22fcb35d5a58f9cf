"""Terminologies: found by the beginning of words, a file put in place, a file that is not one."""

from pathlib import Path

import pytest

from ambroise.referentiels.terminologies import (
    FICHIER_CIM10,
    TerminologieInvalide,
    TerminologiesPoste,
    read_cim10,
)

LIGNES = (
    "E11|0|0|4|Diabète 2|Diabète sucré de type 2\n"
    "E119|0|0|4|Diabète 2 ss compl.|Diabète sucré de type 2, sans complication\n"
    "I10|0|0|4|HTA|Hypertension essentielle (primitive)\n"
)


def _poste(tmp_path: Path, contenu: bytes | None = None) -> TerminologiesPoste:
    if contenu is not None:
        (tmp_path / FICHIER_CIM10).write_bytes(contenu)
    return TerminologiesPoste(tmp_path)


def test_ald_of_the_list_is_found_by_its_words_or_its_number(tmp_path: Path) -> None:
    poste = _poste(tmp_path)
    assert len(poste.ald) == 29
    assert [(t.code, t.libelle) for t in poste.search_ald("diab typ")] == [
        ("8", "Diabète de type 1 et diabète de type 2")
    ]
    assert poste.search_ald("13")[0].libelle == "Maladie coronaire"
    assert poste.search_ald("") == []
    trouve = poste.find_ald("MALADIE D'ALZHEIMER et autres demences")
    assert trouve is not None
    assert trouve.code == "15"


def test_without_its_file_the_classification_is_empty(tmp_path: Path) -> None:
    poste = _poste(tmp_path)
    assert poste.search_maladies("diabete") == []
    assert poste.find_maladie("Diabète") is None


def test_file_of_the_atih_is_read_and_the_shorter_label_comes_first(tmp_path: Path) -> None:
    poste = _poste(tmp_path, LIGNES.encode("latin-1"))
    assert [t.code for t in poste.search_maladies("diab 2")] == ["E11", "E11.9"]
    trouve = poste.find_maladie("hypertension essentielle (primitive)")
    assert trouve is not None
    assert trouve.code == "I10"


@pytest.mark.parametrize(
    "contenu", [b"", b"\n\n", b"E11;Diabete", b"E11|0|0|4|court|", b"|0|0|4|a|b", b"\x00\xff" * 100, b"a|b|c"]
)
def test_file_that_is_no_classification_leaves_everything_in_words(tmp_path: Path, contenu: bytes) -> None:
    poste = _poste(tmp_path, contenu)
    with pytest.raises(TerminologieInvalide):
        read_cim10(tmp_path / FICHIER_CIM10)
    assert poste.search_maladies("diabete") == []


def test_file_far_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / FICHIER_CIM10).open("wb") as fichier:
        fichier.truncate(60_000_000)
    with pytest.raises(TerminologieInvalide):
        read_cim10(tmp_path / FICHIER_CIM10)
