"""Every HAS posology case: typed, said, sent as FHIR and read back without loss."""

from dataclasses import replace
from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambroise.domain.posologie import Posologie
from ambroise.domain.posologie_saisie import PosologieIllisible, parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.unites import unite
from ambroise.usecases.posologie_fhir import EXTENSION, to_fhir
from ambroise.usecases.posologie_fhir_lecture import from_fhir
from tests.fakes.cas_has import CAS, CasHas


def read(document: Any, path: str) -> Any:
    """Follow a dotted path."""
    return reduce(lambda d, k: d[int(k)] if k.isdigit() else d[k], path.split("."), document)


def folded(posologie: Posologie) -> Posologie:
    """Return the posology with its sentences in lower case: the text starts a sentence with a capital."""
    return Posologie(tuple(replace(e, complement=e.complement.lower()) for e in posologie.etapes))


def test_the_thirty_three_cases_are_all_here() -> None:
    assert {int(c.numero[:2]) for c in CAS} == set(range(1, 34))


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.numero)
def test_case_is_understood_and_said(cas: CasHas) -> None:
    posologie = parse_posologie(cas.saisie, unite(cas.unite))
    assert len(posologie.etapes) == cas.etapes
    assert render_posologie(posologie).replace("\u00a0", " ") == cas.texte


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.numero)
def test_case_says_in_fhir_what_the_guide_says(cas: CasHas) -> None:
    dosages = to_fhir(parse_posologie(cas.saisie, unite(cas.unite)))
    for path, expected in cas.fhir.items():
        found = read(dosages[0], path)
        assert (found.replace("\u00a0", " ") if isinstance(found, str) else found) == expected, path
    for dosage in dosages:
        repeat = dosage.get("timing", {}).get("repeat", {})
        assert not {"boundsDuration", "boundsPeriod"} <= set(repeat)
        assert "patientInstruction" not in dosage


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.numero)
def test_case_survives_fhir(cas: CasHas) -> None:
    posologie = parse_posologie(cas.saisie, unite(cas.unite))
    assert from_fhir(to_fhir(posologie)) == posologie


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.numero)
def test_case_survives_its_own_words(cas: CasHas) -> None:
    posologie = parse_posologie(cas.saisie, unite(cas.unite))
    said = render_posologie(posologie)
    assert folded(parse_posologie(said, unite(cas.unite))) == folded(posologie)


def test_thirds_have_six_decimals() -> None:
    (dosage,) = to_fhir(parse_posologie("1/3 matin", unite("comprimé")))
    assert read(dosage, "doseAndRate.0.doseQuantity.value") == 0.333333
    (dosage,) = to_fhir(parse_posologie("2/3 matin", unite("comprimé")))
    assert read(dosage, "doseAndRate.0.doseQuantity.value") == 0.666667


def test_unit_without_code_is_sent_in_words_alone() -> None:
    (dosage,) = to_fhir(parse_posologie("1 2 fois par jour", unite("application")))
    quantity = read(dosage, "doseAndRate.0.doseQuantity")
    assert quantity == {"value": 1, "unit": "application"}


def test_free_text_stays_free_text() -> None:
    free = Posologie(texte_libre="selon protocole du service")
    assert to_fhir(free) == [{"text": "selon protocole du service"}]
    assert from_fhir(to_fhir(free)) == free


def test_foreign_resource_keeps_its_sentence_as_a_complement() -> None:
    found = from_fhir(
        [
            {
                "additionalInstruction": [{"text": "en couche mince"}],
                "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "noisette"}}],
                "route": {
                    "coding": [
                        {
                            "system": "http://standardterms.edqm.eu",
                            "code": "20003000",
                            "display": "Voie cutanée",
                        }
                    ]
                },
                "extension": [{"url": "http://autre", "valueString": "x"}],
            }
        ]
    )
    (etape,) = found.etapes
    assert etape.complement == "en couche mince"
    assert etape.voie == "Voie cutanée"
    assert etape.dose is not None
    assert etape.dose.unite.libelle == "noisette"


@pytest.mark.parametrize(
    "dosages",
    [
        [],
        [{"timing": {"repeat": {"frequency": 1}}}],
        [{"timing": {"repeat": {"when": ["XXX"]}}}],
        [{"timing": {"repeat": {"dayOfWeek": ["lundi"]}}}],
        [{"timing": {"repeat": {"timeOfDay": ["25:00:00"]}}}],
        [{"doseAndRate": [{"doseQuantity": {"value": "beaucoup", "unit": "mg"}}]}],
        [{"doseAndRate": [{"doseQuantity": {"value": 0, "unit": "mg"}}]}],
        [{"doseAndRate": [{"doseQuantity": {"unit": "mg"}}]}],
        [{"timing": "chaque jour"}],
        [
            {
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mg"}}],
                "extension": [{"url": EXTENSION + "parite", "valueCode": "?"}],
            }
        ],
    ],
)
def test_foreign_nonsense_is_refused(dosages: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_fhir(dosages)


DOSES = st.sampled_from(["1", "2", "1/2", "0,75", "1 à 2", "20 mg", "7,5 mg", "10 gouttes"])
TIMES = st.sampled_from(
    [
        "matin",
        "matin et soir",
        "mms",
        "au coucher",
        "toutes les 8h",
        "/72h",
        "3/j",
        "1 à 2 fois par jour",
        "par semaine",
        "lun mer ven",
        "du lundi au vendredi",
        "à 8h 20h30",
        "avant chaque repas",
        "30 min avant le petit-déjeuner",
        "pairs",
        "1j/2",
        "5j/7",
        "j1 j8 j15/28",
        "le 1er du mois",
    ]
)
TAILS = st.lists(
    st.sampled_from(["7j", "max 6/j", "écart 4h", "si douleur", "sc", "dans 3 jours"]),
    max_size=4,
    unique=True,
)


@settings(max_examples=300)
@given(dose=DOSES, when=TIMES, tail=TAILS)
def test_whatever_is_understood_survives_words_and_fhir(dose: str, when: str, tail: list[str]) -> None:
    posologie = parse_posologie(" ".join((dose, when, *tail)), unite("comprimé"))
    assert from_fhir(to_fhir(posologie)) == posologie
    assert parse_posologie(render_posologie(posologie), unite("comprimé")) == posologie


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_gives_a_posology_or_a_sentence(texte: str) -> None:
    try:
        posologie = parse_posologie(texte)
    except PosologieIllisible as error:
        assert str(error).endswith("."), "every refusal is a sentence"  # noqa: PT017
    else:
        assert render_posologie(posologie)


@settings(max_examples=300)
@given(
    st.lists(
        st.one_of(DOSES, TIMES, st.sampled_from(["puis", "et", ";", "7j", "0", "-", "/", "à", "max"])),
        max_size=6,
    )
)
def test_shuffled_words_never_crash(words: list[str]) -> None:
    try:
        parse_posologie(" ".join(words))
    except PosologieIllisible as error:
        assert error.message  # noqa: PT017
