"""The list of groups of similar biologicals: the one of the profile first, nothing hostile is believed."""

from datetime import date
from pathlib import Path

import pytest

from ambroise.domain.biosimilaire import GroupeBiosimilaire, GroupesBiosimilaires, is_named, teneur
from ambroise.referentiels.biosimilaires import (
    FICHIER,
    load_biosimilaires,
    read_biosimilaires,
)
from ambroise.referentiels.listes import TAILLE_MAXIMALE, ListeInvalide

SIENNE = """
texte = "arrêté du 10 avril 2026"
date = 2026-04-10
[[groupe]]
denomination = "adalimumab"
reference = "HUMIRA"
similaires = ["AMGEVITA", "HULIO"]
dispositif = true
"""


def put(dossier: Path, contenu: str | bytes) -> Path:
    chemin = dossier / FICHIER
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    return chemin


def test_list_shipped_names_its_text_and_its_groups(tmp_path: Path) -> None:
    livree = load_biosimilaires(tmp_path)
    assert (livree.texte, livree.date) == ("arrêté du 4 décembre 2025", date(2025, 12, 4))
    noms = [g.denomination for g in livree.groupes]
    assert noms == [
        "filgrastim",
        "pegfilgrastim",
        "ranibizumab",
        "tériparatide",
        "étanercept",
        "adalimumab",
        "énoxaparine",
        "follitropine alfa",
        "époétine",
        "aflibercept",
    ]


def test_list_of_the_profile_takes_its_place(tmp_path: Path) -> None:
    put(tmp_path, SIENNE)
    lue = load_biosimilaires(tmp_path)
    assert lue.texte == "arrêté du 10 avril 2026"
    attendu = GroupeBiosimilaire("adalimumab", "HUMIRA", ("AMGEVITA", "HULIO"), dispositif=True)
    assert lue.groupes == (attendu,)
    assert lue.find("Hulio 40 mg, solution injectable en stylo prérempli") == attendu
    assert lue.find("HULIOTOP 40 mg") is None


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"\xff\xfe\x00",
        "texte = ",
        "[" * 100_000,
        SIENNE.replace("2026-04-10", '"hier"'),
        SIENNE.replace("2026-04-10", "2026-04-10T10:00:00"),
        SIENNE.replace('texte = "arrêté du 10 avril 2026"', ""),
        SIENNE.replace('"HUMIRA"', "12"),
        SIENNE.replace('"HUMIRA"', '" "'),
        SIENNE.replace('"HUMIRA"', '"HUM\\u202eIRA"'),
        SIENNE.replace('"HUMIRA"', '"HUM\\nIRA"'),
        SIENNE.replace('"HUMIRA"', f'"{"A" * 101}"'),
        SIENNE.replace('["AMGEVITA", "HULIO"]', "[]"),
        SIENNE.replace('["AMGEVITA", "HULIO"]', '"HULIO"'),
        SIENNE.replace('"HULIO"]', '"humira"]'),
        SIENNE.replace("[[groupe]]", "[groupe]"),
        'texte = "t"\ndate = 2026-01-01\ngroupe = ["a"]',
        "#" * (TAILLE_MAXIMALE + 1),
    ],
)
def test_hostile_list_is_refused_and_the_one_shipped_stays(tmp_path: Path, contenu: str | bytes) -> None:
    chemin = put(tmp_path, contenu)
    with pytest.raises(ListeInvalide):
        read_biosimilaires(chemin)
    assert load_biosimilaires(tmp_path).texte == "arrêté du 4 décembre 2025"


@pytest.mark.parametrize(
    ("specialite", "nom", "attendue"),
    [
        ("NEUPOGEN 30 MU (0,3 mg/mL), solution injectable", "NEUPOGEN", "30"),
        ("TEVAGRASTIM 30 MUI/0,5 ml, solution", "TEVAGRASTIM", "30"),
        ("LOVENOX 10 000 UI (100 mg)/1 ml", "LOVENOX", "10000"),
        ("INHIXA 10\u202f000 UI", "INHIXA", "10000"),
        ("RETACRIT 2,5 mg", "RETACRIT", "2,5"),
        ("FORSTEO, stylo", "FORSTEO", ""),
        ("EPREX 10 000 UI/mL, solution", "EPREX", ""),
        ("BINOCRIT 10 000 UI/1 mL, solution", "BINOCRIT", "10000"),
        ("EYLEA 40 mg/mL, solution", "EYLEA", "40"),
    ],
)
def test_strength_is_the_first_number_after_the_brand(specialite: str, nom: str, attendue: str) -> None:
    assert teneur(specialite, nom) == attendue


def test_brand_is_whole_words() -> None:
    assert is_named("Étanercept Teva 50 mg", "ETANERCEPT TEVA")
    assert not is_named("ENBRELIX 50 mg", "ENBREL")


def test_one_brand_is_of_one_group() -> None:
    groupe = GroupeBiosimilaire("a", "A", ("B",))
    with pytest.raises(ValueError, match="un médicament"):
        GroupesBiosimilaires("t", date(2026, 1, 1), (groupe, GroupeBiosimilaire("c", "C", ("b",))))
