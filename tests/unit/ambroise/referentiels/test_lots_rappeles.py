"""The list of recalled lots: whole or refused, and a refusal says where."""

import os
from datetime import date
from pathlib import Path

import pytest

from ambroise.domain.rappel import LotRappele
from ambroise.referentiels.lots_rappeles import (
    FICHIER,
    TAILLE_MAXIMALE,
    ListeInvalide,
    LotsDuPoste,
    read_lots,
)

TETE = "produit;lot;date;motif\n"
ZOCOR = "3400937762380"


def put(dossier: Path, contenu: str | bytes) -> Path:
    chemin = dossier / FICHIER
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    return chemin


def test_lots_are_read_by_either_code_and_either_date(tmp_path: Path) -> None:
    chemin = put(
        tmp_path,
        f"\ufeff{TETE}{ZOCOR};ab12;2026-06-04;impureté\r\n\n;;;\n0{ZOCOR};C3;05/06/2026;\n".encode(),
    )
    lots = read_lots(chemin)
    assert lots.find(ZOCOR, "AB12") == LotRappele(ZOCOR, "AB12", date(2026, 6, 4), "impureté")
    assert lots.find(ZOCOR, "c3") == LotRappele(ZOCOR, "C3", date(2026, 6, 5), "")
    assert lots.find(ZOCOR, "C4") is lots.find(ZOCOR, None) is lots.find(None, "C3") is None


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "première ligne"),
        (b"\xff\xfe", "illisible"),
        ("lot;produit;date;motif\n", "première ligne"),
        (f"{TETE}{ZOCOR};A;2026-06-04\n", "ligne 2 n’a pas quatre colonnes"),
        (f"{TETE}{ZOCOR};A;2026-06-04;x\n123;A;2026-06-04;x\n", "ligne 3 ne donne pas le code"),
        (f"{TETE}٣400937762380;A;2026-06-04;x\n", "ligne 2 ne donne pas le code"),
        (f"{TETE}{ZOCOR};;2026-06-04;x\n", "ne donne pas le lot"),
        (f"{TETE}{ZOCOR};A\u202eB;2026-06-04;x\n", "ne donne pas le lot"),
        (f"{TETE}{ZOCOR};{'A' * 21};2026-06-04;x\n", "ne donne pas le lot"),
        (f"{TETE}{ZOCOR};A;31/02/2026;x\n", "date ou un motif"),
        (f"{TETE}{ZOCOR};A;2026-06-04;{'x' * 201}\n", "date ou un motif"),
        (f"{TETE}{ZOCOR};A;2026-06-04;\u202ex\n", "date ou un motif"),
        (f'{TETE}{ZOCOR};"A;2026-06-04;x\n', "illisible"),
        ("#" * (TAILLE_MAXIMALE + 1), "trop grand"),
    ],
)
def test_hostile_list_is_refused_whole_and_says_where(tmp_path: Path, contenu: str | bytes, dit: str) -> None:
    chemin = put(tmp_path, contenu)
    with pytest.raises(ListeInvalide, match=dit):
        read_lots(chemin)
    assert dit in LotsDuPoste(tmp_path).read().defaut


def test_list_is_read_again_when_its_file_changes(tmp_path: Path) -> None:
    poste = LotsDuPoste(tmp_path)
    assert poste.read().lots == {}
    chemin = put(tmp_path, f"{TETE}{ZOCOR};A;2026-06-04;x\n")
    premiere = poste.read()
    assert premiere.find(ZOCOR, "A") is not None
    assert poste.read() is premiere
    put(tmp_path, f"{TETE}{ZOCOR};B;2026-06-04;x\n")
    os.utime(chemin, ns=(1, 1))
    assert poste.read().find(ZOCOR, "A") is None
    chemin.unlink()
    assert poste.read().lots == {}
