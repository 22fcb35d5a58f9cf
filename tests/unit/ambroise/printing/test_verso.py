"""The back of the order says what was dispensed, by whom, under which register numbers."""

from dataclasses import replace
from datetime import date, time

from ambroise.domain.horaires import local_time
from ambroise.printing.verso import LigneVerso, PageVerso, render_verso
from tests.fakes.relecture import read_text

PAGE = PageVerso(
    timbre=("Pharmacie du Marché", "3, place du Marché", "63000 Clermont-Ferrand"),
    pharmacien="A. TRAL",
    patient="ADRUN Zoé",
    numero="02AMBTEST2JC4NYGHZ",
    instant=local_time(date(2026, 6, 4), time(10)),
    lignes=(
        LigneVerso("METFORMINE 1000 mg", "Tel quel", ("METFORMINE 1000 mg, 2 boîtes de 90",), (187,)),
        LigneVerso(
            "SIMVASTATINE 20 mg", "Substitué", ("SIMVASTATINE VIATRIS 20 mg, 1 boîte de 84",), (188, 189)
        ),
        LigneVerso("RAMIPRIL 5 mg", "Refusé : déjà en possession"),
    ),
    porteur="Jean ADRUN",
)  # fmt: skip


def test_back_bears_stamp_numbers_date_and_products() -> None:
    (text,) = (t.replace("\u00a0", " ") for t in read_text(render_verso(PAGE)))
    for words in (
        "Pharmacie du Marché",
        "Délivré le 4 juin 2026 par A. TRAL, remis à Jean ADRUN",
        "Ordonnancier n° 188, 189",
        "SIMVASTATINE VIATRIS 20 mg, 1 boîte de 84",
        "Refusé",
        "02AMBTEST2JC4NYGHZ",
        "Page 1/1",
    ):
        assert words in text
    assert text.count("Ordonnancier") == 2


def test_every_page_bears_the_pharmacy() -> None:
    texts = read_text(render_verso(replace(PAGE, lignes=PAGE.lignes * 20, specimen=True)))
    assert len(texts) > 1
    for rank, text in enumerate(texts, 1):
        assert "Pharmacie du Marché, 3, place du Marché" in text
        assert f"Page {rank}/{len(texts)}" in text
        assert "SPÉCIMEN" in text
    assert sum(t.count("Tel quel") for t in texts) == 20


def test_same_values_give_the_same_bytes() -> None:
    assert render_verso(PAGE) == render_verso(PAGE)
