"""How many packs may leave at once: what a posology takes, what a pack holds, what the law allows."""

from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import CategorieCondition, Specialite
from ambroise.domain.posologie import Duree, Posologie, UniteTemps
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import ProduitLibre, SpecialitePrescrite
from ambroise.domain.quantite_delivrance import Prises, compute_prises, limit_quantite
from ambroise.domain.unites import unite
from tests.fakes.specialites import condition, make_specialite

LISTE_I = make_specialite(condition(CategorieCondition.LISTE_I))


def prises(
    texte: str, *, mot: str = "comprimé", jours: int | None = 90, nom: str = "ALPHAMOL",
    specialite: Specialite | None = LISTE_I,
) -> Prises:  # fmt: skip
    ligne = LigneOrdonnance(
        UUID(int=1),
        SpecialitePrescrite("60000001", nom, "", unite=unite(mot)),
        parse_posologie(texte, unite(mot)),
        duree_traitement=Duree(Decimal(jours), UniteTemps.JOUR) if jours else None,
    )
    return compute_prises(ligne, specialite)


def test_a_weekly_intake_is_counted_over_the_weeks() -> None:
    hebdo = prises("1 lun")
    assert hebdo.days_of(Decimal(4)) == 28
    assert limit_quantite(hebdo, Decimal(4)).boites == 1


def test_a_posology_without_end_is_counted_over_twelve_weeks() -> None:
    assert prises("1-0-1", jours=None).par_jour == 2


def test_the_length_of_the_posology_is_read_when_the_line_has_none() -> None:
    assert prises("1-0-1 7j", jours=None).par_jour == 2


def test_as_needed_with_a_ceiling_counts_its_ceiling() -> None:
    assert prises("1 si douleur max 6").par_jour == 6


@pytest.mark.parametrize(
    ("mot", "nom", "raison"),
    [
        ("injection", "LANTUS, solution injectable en cartouche", "l’unité des boîtes"),
        ("goutte", "XALATAN, collyre", "l’unité des boîtes"),
        ("injection", "LOVENOX, solution injectable en seringue préremplie", ""),
    ],
)
def test_what_a_pack_does_not_hold_as_a_thing_is_not_counted(mot: str, nom: str, raison: str) -> None:
    found = prises("1-0-0", mot=mot, nom=nom)
    assert raison in found.raison
    assert (found.par_jour is None) is bool(raison)


@pytest.mark.parametrize("posologie", [None, Posologie(texte_libre="comme d’habitude")])
def test_free_words_are_not_counted(posologie: Posologie | None) -> None:
    ligne = LigneOrdonnance(UUID(int=1), ProduitLibre("pommade"), posologie)
    assert compute_prises(ligne, None).raison == "la posologie est en texte libre"


@pytest.mark.parametrize(
    ("specialite", "article"),
    [(LISTE_I, "CSP R5132-12"), (make_specialite(), "CSP R5123-2"), (None, "CSP R5132-12")],
)
def test_each_list_has_its_article(specialite: Specialite | None, article: str) -> None:
    assert limit_quantite(prises("1-0-1", specialite=specialite), Decimal(30)).article == article


@pytest.mark.parametrize(("jours", "bref"), [(7, True), (30, True), (31, False), (None, False)])
def test_a_treatment_of_a_month_leaves_at_once(jours: int | None, bref: bool) -> None:
    assert prises("1-0-1", jours=jours).is_bref is bref


def test_a_narcotic_delivered_at_once_leaves_for_its_28_days() -> None:
    ligne = LigneOrdonnance(
        UUID(int=1),
        SpecialitePrescrite("60000001", "ALPHAMOL", "", unite=unite("comprimé")),
        parse_posologie("1-0-1", unite("comprimé")),
        duree_traitement=Duree(Decimal(28), UniteTemps.JOUR),
        fraction_jours=14,
        delivrance_unique=True,
    )
    stupefiant = make_specialite(condition(CategorieCondition.STUPEFIANT))
    limite = limit_quantite(compute_prises(ligne, stupefiant), Decimal(14))
    assert (limite.boites, limite.jours, limite.article) == (4, 28, "CSP R5132-30")


def test_a_pack_that_lasts_more_than_the_law_still_leaves_whole() -> None:
    assert limit_quantite(prises("1-0-0"), Decimal(200)).boites == 1


def test_units_that_are_not_known_last_no_known_time() -> None:
    assert prises("1-0-0").days_of(None) is None
    assert Prises().days_of(Decimal(30)) is None


@pytest.mark.parametrize(("en_une_fois", "boites", "jours"), [(False, 1, 7), (True, 4, 30)])
def test_fraction_written_for_what_is_no_narcotic_holds_its_packs_too(
    *, en_une_fois: bool, boites: int, jours: int
) -> None:
    """CSP R5132-30: buprénorphine and the other medicines that follow the rules of narcotics."""
    ligne = LigneOrdonnance(
        UUID(int=1),
        SpecialitePrescrite("60000001", "SUBUTEX 8 mg", "", unite=unite("comprimé")),
        parse_posologie("1 le matin", unite("comprimé")),
        fraction_jours=7,
        delivrance_unique=en_une_fois,
    )
    limite = limit_quantite(compute_prises(ligne, LISTE_I), Decimal(7))
    assert (limite.boites, limite.jours, limite.article) == (boites, jours, "CSP R5132-30")
