"""config.toml: defaults, round trip, and every way it can be wrong."""

from pathlib import Path

import pytest

from ambroise.settings import (
    Environnement,
    ReglageInvalide,
    Reglages,
    RetraitCps,
    load_reglages,
    save_reglages,
)


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_reglages(tmp_path / "config.toml") == Reglages()


def test_options_survive_a_round_trip_and_only_differences_are_written(tmp_path: Path) -> None:
    fichier = tmp_path / "config.toml"
    reglages = Reglages(
        environnement=Environnement.QUALIFICATION,
        retrait_cps=RetraitCps.GARDER,
        echelle=150,
        poste="Accueil é",
        situations={"899900063480": "10B0307377"},
    )
    save_reglages(fichier, reglages)
    assert load_reglages(fichier) == reglages
    assert "theme" not in fichier.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("texte", "mot"),
    [
        ("echelle = ", "config.toml"),
        ("couleur = 1", "couleur"),
        ('echelle = "grand"', "echelle"),
        ("echelle = 900", "echelle"),
        ("carre_securise = 'en bas'", "carre_securise"),
        ('theme = "rose"', "theme"),
        ("structures = 1", "structures"),
        ("[structures.1]\ncouleur = ''", "couleur"),
        ("[structures.1]\nnom = 3", "structures"),
        ("poste = 3", "poste"),
        ("situations = 'a'", "situations"),
        ("[situations]\n899900063480 = 3", "situations"),
        ("poste = \x00", "config.toml"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence_that_names_the_key(
    tmp_path: Path, texte: str, mot: str
) -> None:
    fichier = tmp_path / "config.toml"
    fichier.write_text(texte, encoding="utf-8")
    with pytest.raises(ReglageInvalide, match=mot):
        load_reglages(fichier)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    fichier = tmp_path / "config.toml"
    fichier.write_bytes(b"poste = '\xe9'")
    with pytest.raises(ReglageInvalide):
        load_reglages(fichier)
