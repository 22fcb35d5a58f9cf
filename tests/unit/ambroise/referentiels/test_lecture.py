"""Each known defect of the delivered files is mended and counted; other files are refused."""

import gzip
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from ambroise.referentiels.lecture import (
    FichierInvalide,
    decode,
    find_fichier,
    read_bytes,
    read_date,
    read_html,
    read_prix,
    read_tableau,
    read_taux,
)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("24,34", "24.34"),
        ("1,466,29", "1466.29"),
        ("12,345,678,90", "12345678.90"),
        ("7", "7"),
        ("", None),
        ("abc", None),
        ("-3,20", None),
        ("NaN", None),
        ("Infinity", None),
    ],
)
def test_price_takes_its_last_comma_as_the_decimal_one(texte: str, attendu: str | None) -> None:
    assert read_prix(texte, Counter()) == (None if attendu is None else Decimal(attendu))


def test_unreadable_price_is_counted() -> None:
    defauts: Counter[str] = Counter()
    read_prix("douze", defauts)
    assert defauts["prix_illisibles"] == 1


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("65%", 65), ("65 %", 65), ("100 %", 100), ("", None), ("165%", None), ("65", None)],
)
def test_rate_is_read_with_or_without_its_space(texte: str, attendu: int | None) -> None:
    assert read_taux(texte, Counter()) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu", "defaut"),
    [
        ("16/03/2011", "2011-03-16", None),
        ("2011-03-16", "2011-03-16", None),
        ("19/01/1910", None, "dates_absurdes"),
        ("29/11/2924", None, "dates_absurdes"),
        ("31/02/2020", None, "dates_illisibles"),
        ("hier", None, "dates_illisibles"),
        ("", None, None),
    ],
)
def test_absurd_dates_are_dropped_and_counted(texte: str, attendu: str | None, defaut: str | None) -> None:
    defauts: Counter[str] = Counter()
    assert read_date(texte, defauts) == attendu
    assert list(defauts) == ([defaut] if defaut else [])


def test_lost_apostrophes_and_tags_become_plain_text() -> None:
    defauts: Counter[str] = Counter()
    assert read_html("l¿enfant :<br><br>- a &amp; b <b>gras</b>", defauts) == "l’enfant :\n- a & b gras"
    assert defauts == {"apostrophes_perdues": 1, "html": 1}


def test_two_encodings_of_one_delivery_read_the_same() -> None:
    texte = "gélule d’essai – œuf"
    counts: Counter[str] = Counter()
    assert decode(texte.encode(), "a", Counter()) == decode(texte.encode("cp1252"), "a", counts) == texte
    assert counts["octets_cp1252"] == 3


@pytest.mark.parametrize(
    ("content", "raison"),
    [
        (b"<!DOCTYPE html><title>404</title>", "page web"),
        (b"60000001\0\t", "pas un texte"),
        (("Ã©" * 60).encode(), "décodé deux fois"),
    ],
)
def test_other_contents_are_refused(content: bytes, raison: str) -> None:
    with pytest.raises(FichierInvalide, match=raison):
        decode(content, "CIS_bdpm.txt", Counter())


def test_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "CIS_bdpm.txt.gz"
    path.write_bytes(gzip.compress(b"60000001\tx" * 1000)[:-20])
    with pytest.raises(FichierInvalide, match="endommagée"):
        read_bytes(path)


def test_decompression_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ambroise.referentiels.lecture.TAILLE_MAXIMALE", 1000)
    path = tmp_path / "bombe.txt.gz"
    path.write_bytes(gzip.compress(b"0" * 1_000_000))
    with pytest.raises(FichierInvalide, match="volumineux"):
        read_bytes(path)


def test_rows_of_another_width_are_dropped_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    rows = [f"{60000000 + i}\t {i} \r\n" for i in range(100)]
    path.write_text("".join([*rows, "  \r\n", "abc\tx\r\n", "1\t2\t3\t4\r\n"]), encoding="utf-8", newline="")
    fichier = read_tableau(path, 2, r"\d{8}")
    assert len(fichier.lignes) == 100
    assert fichier.lignes[7] == ["60000007", "7"]
    assert fichier.defauts["lignes_ecartees"] == 2
    assert fichier.defauts["lignes_blanches"] == 1
    assert fichier.defauts["espaces_de_bord"] == 100


def test_shuffled_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("".join(f"nom {i}\t{60000000 + i}\n" for i in range(100)), encoding="utf-8")
    with pytest.raises(FichierInvalide, match="aucune ligne"):
        read_tableau(path, 2, r"\d{8}")


def test_mostly_foreign_rows_refuse_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("60000001\ta\n" * 50 + "autre chose\n" * 50, encoding="utf-8")
    with pytest.raises(FichierInvalide, match="colonnes"):
        read_tableau(path, 2, r"\d{8}")


def test_plain_file_goes_before_its_archive(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(b"")
    assert find_fichier(tmp_path, "a.txt") == tmp_path / "a.txt.gz"
    (tmp_path / "a.txt").write_bytes(b"")
    assert find_fichier(tmp_path, "a.txt") == tmp_path / "a.txt"
    assert find_fichier(tmp_path, "b.txt") is None
