"""What a document proposes to the file: never believed without a person."""

from datetime import date
from decimal import Decimal

import pytest

from esante.cda.extraction import read_apports
from esante.cda.models import Code
from esante.cda.ordonnance import build_ordonnance
from esante.cda.ordonnance_models import ProduitCda
from esante.cda.synthese import build_synthese
from esante.cda.synthese_models import AllergieCda, ProblemeCda, SyntheseCda, TraitementCda
from tests.fakes.documents import entete, ordonnance, paracetamol, uid


def test_a_summary_proposes_treatments_allergies_and_problems() -> None:
    penicilline = AllergieCda(uid("al"), "Pénicilline", reaction="Urticaire")
    asthme = ProblemeCda(
        uid("pb"), "Asthme", Code("J45", "Asthme", "2.16.840.1.113883.6.3"), date(2010, 1, 1)
    )
    ventoline = TraitementCda(uid("tt"), ProduitCda("VENTOLINE", "63107752", "3400933516390"), "si besoin")
    data = build_synthese(
        entete("60591-5"),
        SyntheseCda(problemes=(asthme,), allergies=(penicilline,), traitements=(ventoline,)),
    )
    apports = read_apports(data)
    assert [a.agent for a in apports.allergies] == ["Pénicilline"]
    assert [(p.libelle, p.code.code, p.debut) for p in apports.problemes] == [
        ("Asthme", "J45", date(2010, 1, 1))
    ]
    (traitement,) = apports.traitements
    assert (traitement.denomination, traitement.code_cis, traitement.code_cip13) == (
        "VENTOLINE",
        "63107752",
        "3400933516390",
    )


def test_no_information_proposes_nothing() -> None:
    apports = read_apports(build_synthese(entete("60591-5"), SyntheseCda()))
    assert (apports.allergies, apports.problemes, apports.traitements) == ((), (), ())


def test_an_order_proposes_its_medicines() -> None:
    data = build_ordonnance(entete(), ordonnance(paracetamol(), paracetamol("b", produit=ProduitCda("zinc"))))
    assert [t.denomination for t in read_apports(data).traitements] == [
        "PARACETAMOL MYLAN 500 mg, comprimé",
        "zinc",
    ]


def result(inside: str, flag: str = "", reference: str = "") -> bytes:
    interpretation = f'<interpretationCode code="{flag}"/>' if flag else ""
    body = (
        '<observation><templateId root="1.2.250.1.213.1.1.3.80"/><code code="1988-5" displayName="CRP" '
        f'codeSystem="2.16.840.1.113883.6.1"/><effectiveTime value="20260131"/>{inside}{interpretation}'
        f"{reference}</observation>"
    )
    return (
        '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{body}</ClinicalDocument>"
    ).encode()


RANGE = (
    '<referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="1"/><high value="5"/></value>'
    "</observationRange></referenceRange>"
)


@pytest.mark.parametrize(
    ("inside", "flag", "valeur", "anormal", "critique"),
    [
        ('<value xsi:type="PQ" value="7.5" unit="mg/L"/>', "", "7.5", True, False),
        ('<value xsi:type="PQ" value="3" unit="mg/L"/>', "", "3", False, False),
        ('<value xsi:type="PQ" value="0.5" unit="mg/L"/>', "", "0.5", True, False),
        ('<value xsi:type="PQ" value="90" unit="mg/L"/>', "HH", "90", True, True),
        ('<value xsi:type="PQ" value="7.5" unit="mg/L"/>', "N", "7.5", False, False),
        ('<value xsi:type="IVL_PQ"><high value="1.0" unit="mg/L"/></value>', "N", "<1.0", False, False),
        ('<value xsi:type="CD" code="x" displayName="Positif"/>', "A", "Positif", True, False),
        ('<value xsi:type="ST">trace</value>', "", "trace", False, False),
    ],
)
def test_results_carry_their_range_and_their_flag(
    inside: str, flag: str, valeur: str, anormal: bool, critique: bool
) -> None:
    (lu,) = read_apports(result(inside, flag, RANGE)).resultats
    assert (lu.valeur, lu.is_anormal, lu.is_critique) == (valeur, anormal, critique)
    assert (lu.reference_basse, lu.reference_haute) == (Decimal(1), Decimal(5))
    assert lu.libelle == "CRP"


@pytest.mark.parametrize("value", ["", "abc", "NaN", "Infinity", "1e999999999"])
def test_a_number_that_is_not_one_stays_words(value: str) -> None:
    found = read_apports(result(f'<value xsi:type="PQ" value="{value}" unit="mg/L"/>')).resultats
    assert all(r.nombre is None or r.nombre.is_finite() for r in found)
