"""A file whose columns changed place, or that stops half-way, is never read as another."""

from pathlib import Path

import pytest

from ambroise.referentiels import bdpm
from ambroise.referentiels.bdpm import check_volume
from ambroise.referentiels.lecture import FichierInvalide, find_fichier, read_bytes
from ambroise.resources import resource

ECHANGES = {
    "CIS_bdpm.txt": [(1, 2), (1, 11), (3, 5), (6, 7), (10, 11)],
    "CIS_CIP_bdpm.txt": [(1, 2), (1, 6), (3, 5), (8, 9), (2, 11)],
    "CIS_COMPO_bdpm.txt": [(1, 2), (1, 7), (3, 5), (6, 7)],
    "CIS_GENER_bdpm.txt": [(1, 2), (1, 4), (3, 4)],
    "CIS_MITM.txt": [(1, 2), (1, 3), (2, 3)],
    "CIS_CIP_Dispo_Spec.txt": [(1, 2), (2, 4), (3, 7)],
}


def shipped(nom: str) -> list[list[str]]:
    """Return two thousand rows of a file of the base shipped."""
    chemin = find_fichier(resource("medicaments"), nom)
    assert chemin is not None
    texte = read_bytes(chemin).decode("utf-8" if nom == "CIS_CIP_bdpm.txt" else "cp1252")
    return [ligne.split("\t") for ligne in texte.replace("\r\n", "\n").split("\n")[:2000] if ligne.strip()]


def write(chemin: Path, lignes: list[list[str]]) -> Path:
    chemin.write_text("".join("\t".join(ligne) + "\n" for ligne in lignes), encoding="utf-8")
    return chemin


@pytest.mark.parametrize("nom", ECHANGES)
def test_columns_as_they_are_published_are_read(tmp_path: Path, nom: str) -> None:
    assert len(bdpm.read(nom, write(tmp_path / nom, shipped(nom))).lignes) > 700


@pytest.mark.parametrize(
    ("nom", "a", "b"), [(nom, *paire) for nom, paires in ECHANGES.items() for paire in paires]
)
def test_two_columns_that_changed_place_refuse_the_file(tmp_path: Path, nom: str, a: int, b: int) -> None:
    lignes = shipped(nom)
    for ligne in lignes:
        ligne[a], ligne[b] = ligne[b], ligne[a]
    with pytest.raises(FichierInvalide, match="colonne"):
        bdpm.read(nom, write(tmp_path / nom, lignes))


def test_rare_oddities_are_the_base_s_own(tmp_path: Path) -> None:
    lignes = shipped("CIS_bdpm.txt")
    for ligne in lignes[:40]:
        ligne[2] = "Lyophilisat"
    assert bdpm.read("CIS_bdpm.txt", write(tmp_path / "CIS_bdpm.txt", lignes)).lignes


@pytest.mark.parametrize("nom", ECHANGES)
def test_file_cut_in_the_middle_of_a_row_is_refused(tmp_path: Path, nom: str) -> None:
    chemin = write(tmp_path / nom, shipped(nom))
    chemin.write_bytes(
        chemin.read_bytes()[:-40].rpartition(b"\t")[0].rpartition(b"\t")[0].rpartition(b"\t")[0]
    )
    with pytest.raises(FichierInvalide, match="coupé avant la fin"):
        bdpm.read(nom, chemin)


@pytest.mark.parametrize(
    ("nom", "lignes", "avant", "refuse"),
    [
        ("CIS_bdpm.txt", 15_000, 15_848, True),
        ("CIS_bdpm.txt", 15_700, 15_848, False),
        ("CIS_CIP_Dispo_Spec.txt", 500, 766, False),
        ("CIS_CIP_Dispo_Spec.txt", 300, 766, True),
        ("CIS_bdpm.txt", 2, 3, False),
        ("CIS_bdpm.txt", 3, None, False),
    ],
)
def test_what_describes_every_medicine_does_not_lose_a_twentieth(
    nom: str, lignes: int, avant: int | None, refuse: bool
) -> None:
    if not refuse:
        check_volume(nom, lignes, avant)
        return
    with pytest.raises(FichierInvalide, match="incomplet"):
        check_volume(nom, lignes, avant)
