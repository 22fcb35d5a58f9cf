"""The CDA of an order says its posology in whole words, and structures only what it can hold exactly."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from lxml import etree

from ambroise.adapters.acte_cda import _medicament
from ambroise.adapters.posologie_cda import phases, quantite, voie
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.posologie import Dose, Posologie
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.produit_prescrit import PreparationPrescrite
from ambroise.domain.unites import unite
from esante.cda.controles import check_cda
from esante.cda.ordonnance import build_ordonnance
from tests.fakes.cas_has import CAS, CasHas
from tests.fakes.documents import entete, ordonnance
from tests.fakes.posologies import posologies
from tests.unit.ambroise.usecases.test_posologie_aller_retour import heard

LE = datetime(2026, 6, 4, 9, tzinfo=UTC)
N = {"h": "urn:hl7-org:v3"}


def document(saisie: str, libelle: str) -> bytes:
    return document_of(parse_posologie(saisie, unite(libelle)))


def document_of(posologie: Posologie) -> bytes:
    ligne = LigneOrdonnance(UUID(int=7), PreparationPrescrite("Produit", ()), posologie)
    return build_ordonnance(entete(), ordonnance(_medicament(ligne, LE)))


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.numero)
def test_case_is_read_back_from_the_words_of_its_document(cas: CasHas) -> None:
    data = document(cas.saisie, cas.unite)
    assert check_cda(data) == []
    posologie = parse_posologie(cas.saisie, unite(cas.unite))
    assert words_of(data) == render_posologie(posologie)


def words_of(data: bytes) -> str:
    """Return what the document says of its one posology."""
    (cell,) = etree.fromstring(data).xpath("//h:content[contains(@ID, '-posologie')]", namespaces=N)
    return "".join(cell.itertext())


@settings(max_examples=40)
@given(posologies())
def test_every_posology_is_read_back_from_the_words_of_its_document(
    posologie: Posologie,
) -> None:
    data = document_of(posologie)
    assert check_cda(data) == []
    assert heard(parse_posologie(words_of(data))) == heard(posologie)


@pytest.mark.parametrize(
    ("saisie", "heures"),
    [
        ("1 matin", 24),
        ("1-1-1", 8),
        ("1 avant chaque repas", 8),
        ("1 toutes les 6h", 6),
        ("1 3/j", 8),
    ],
)
def test_regular_intakes_say_their_distance(saisie: str, heures: int) -> None:
    (phase,) = phases(parse_posologie(saisie, unite("comprimé")), "x")
    assert (phase.periode, phase.unite_periode) == (heures, "h")


@pytest.mark.parametrize(
    "saisie",
    [
        *("1 pairs", "1 j1 j8 j15/28", "1 lun mer", "1 1 à 2 fois par jour", "15 mg/kg 4/j"),
        "20 mg à 8h et 10 mg à 12h",
    ],
)
def test_what_would_be_read_as_something_else_stays_words(saisie: str) -> None:
    assert phases(parse_posologie(saisie, unite("comprimé")), "x") == ()


def test_weekly_dose_on_its_day_is_structured() -> None:
    (phase,) = phases(parse_posologie("1 par semaine le mardi", unite("comprimé")), "x")
    assert (phase.periode, phase.unite_periode) == (1, "wk")


@pytest.mark.parametrize(
    ("libelle", "attendu"),
    [("comprimé", "{tablet}"), ("gélule", "{gelule}"), ("goutte", "{goutte}"), ("milligramme", "mg")],
)
def test_a_unit_is_never_another(libelle: str, attendu: str) -> None:
    assert quantite(Dose(Decimal(10), unite(libelle))).unite == attendu


def test_condition_ceiling_and_route_are_structured() -> None:
    root = etree.fromstring(document("1 3/j si douleur max 6 voie orale", "gélule"))
    (top,) = root.xpath("//h:maxDoseQuantity/h:numerator", namespaces=N)
    assert (top.get("value"), top.get("unit")) == ("6", "{gelule}")
    assert root.xpath("//h:precondition", namespaces=N)
    assert voie(parse_posologie("1 matin sc")).code == "20066000"  # type: ignore[union-attr]
    assert voie(parse_posologie("1 matin")) is None
