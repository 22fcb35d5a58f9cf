"""The options typed after a posology are read, bounded, and written back the same."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.chirurgie import Chirurgie, read_chirurgie
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.options_ligne import PHARMACIE_CHOISIE, OptionsLigne, split_options, write_options
from ambroise.domain.produit_prescrit import ProduitLibre

LIGNE = LigneOrdonnance(UUID(int=1), ProduitLibre("X"))


@pytest.mark.parametrize(
    ("texte", "reste", "options"),
    [
        ("doliprane 1-0-1 7j", "doliprane 1-0-1 7j", OptionsLigne()),
        ("zocor 1 soir 3m ar2", "zocor 1 soir 3m", OptionsLigne(renouvellements=2)),
        ("zocor 1 soir 3m à renouveler 2 fois", "zocor 1 soir 3m", OptionsLigne(renouvellements=2)),
        ("zocor 1 soir 3m ar0", "zocor 1 soir 3m", OptionsLigne(renouvellement_interdit=True)),
        ("x 1 matin, 2 boîtes", "x 1 matin", OptionsLigne(boites=2)),
        (
            "levothyrox 1 matin 3m ns (MTE) ald",
            "levothyrox 1 matin 3m",
            OptionsLigne(mention_non_substituable=MentionNonSubstituable.MTE, en_rapport_ald=True),
        ),
        (
            "durogesic 1 toutes les 72h 28j frac 14j chevauchement",
            "durogesic 1 toutes les 72h 28j",
            OptionsLigne(fraction_jours=14, chevauchement_autorise=True),
        ),
        ("x 1/j 7j en une seule fois", "x 1/j 7j", OptionsLigne(delivrance_unique=True)),
        ("x 1/j 7j nr hors amm", "x 1/j 7j", OptionsLigne(non_remboursable=True, hors_amm=True)),
        ("x 1/j 7j at/mp", "x 1/j 7j", OptionsLigne(accident_travail=True)),
        ("x 1/j 7j ind: Angine à strepto", "x 1/j 7j", OptionsLigne(indication="Angine à strepto")),
        ("ald", "ald", OptionsLigne()),
        ("aldactone 25 1 matin", "aldactone 25 1 matin", OptionsLigne()),
        ("x 1/j 0bt", "x 1/j 0bt", OptionsLigne()),
        ("x 1/j 250bt", "x 1/j 250bt", OptionsLigne()),
        ("x 1/j frac 40j", "x 1/j frac 40j", OptionsLigne()),
        ("x 1/j ns", "x 1/j ns", OptionsLigne()),
    ],
)  # fmt: skip
def test_options_are_read_from_the_end(texte: str, reste: str, options: OptionsLigne) -> None:
    assert split_options(texte) == (reste, options)


@given(
    st.builds(
        OptionsLigne,
        boites=st.none() | st.integers(1, 99),
        renouvellements=st.integers(0, 12),
        mention_non_substituable=st.none() | st.sampled_from(MentionNonSubstituable),
        en_rapport_ald=st.booleans(),
        accident_travail=st.booleans(),
        non_remboursable=st.booleans(),
        hors_amm=st.booleans(),
        fraction_jours=st.none() | st.integers(1, 28),
        delivrance_unique=st.booleans(),
        chevauchement_autorise=st.booleans(),
        indication=st.sampled_from(["", "angine à streptocoque", "Douleur (EVA > 6)"]),
    )
)
def test_options_written_are_read_back(options: OptionsLigne) -> None:
    written = write_options(options.apply(LIGNE))
    assert split_options(f"x 1-0-1 7j {written}") == ("x 1-0-1 7j", options)


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(texte: str) -> None:
    reste, _options = split_options(texte)
    assert texte.startswith(reste)


def test_words_to_the_pharmacist_and_the_indication_are_each_read_to_the_next_mark() -> None:
    texte, options = split_options("1-0-1 7j ns cif ph: lactose contre-indiqué ind: angine")
    assert texte == "1-0-1 7j"
    assert options.instructions_dispensateur == "lactose contre-indiqué"
    assert options.indication == "angine"
    assert options.mention_non_substituable is MentionNonSubstituable.CIF


def test_a_planned_operation_becomes_the_mention_that_reads_back() -> None:
    _, options = split_options("1/72h 14j chir 12/06/2026 15/06/2026 en une fois")
    assert read_chirurgie(options.instructions_dispensateur) == Chirurgie(
        date(2026, 6, 12), date(2026, 6, 15)
    )
    assert options.delivrance_unique
    assert split_options(f"1 7j {write_options(options.apply(LIGNE))}")[1] == options


@pytest.mark.parametrize("dates", ["15/06/2026 12/06/2026", "31/06/2026 02/07/2026", "12/06/2026"])
def test_days_that_are_no_operation_stay_in_what_was_typed(dates: str) -> None:
    texte, options = split_options(f"1 7j chir {dates}")
    assert "chir" in texte
    assert options.instructions_dispensateur == ""


def test_the_pharmacy_chosen_is_said_with_its_words() -> None:
    _, options = split_options("1 matin 28j pharmacie: Durand, Riom")
    assert options.instructions_dispensateur == f"{PHARMACIE_CHOISIE}Durand, Riom"
