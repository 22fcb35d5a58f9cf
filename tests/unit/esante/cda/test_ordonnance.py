"""The order of medicines as a document: what it says, and that our checks see each kind of defect."""

import base64
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from esante.cda.controles import check_cda
from esante.cda.ecriture import horodatage
from esante.cda.models import Participant, TypeParticipant
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.cda.ordonnance_models import Intervalle, PhasePosologie, ProduitCda, Quantite, Rapports
from tests.fakes.documents import MEDECIN, PATIENTE, PDF, bande, code, entete, ordonnance, paracetamol, uid

N = {"h": "urn:hl7-org:v3"}


def rules(data: bytes) -> set[str]:
    return {constat.regle for constat in check_cda(data)}


def narrative(root: etree._Element) -> etree._Element:
    found = root.xpath("//h:section[h:code/@code='57828-6']/h:text", namespaces=N)
    assert isinstance(found, list)
    assert isinstance(found[0], etree._Element)
    return found[0]


def test_a_full_order_has_no_defect() -> None:
    data = build_ordonnance(entete(), ordonnance(paracetamol(), dispositifs=(bande(),), bizone=True))
    assert check_cda(data) == []


def test_the_same_order_gives_the_same_bytes() -> None:
    assert build_ordonnance(entete(), ordonnance()) == build_ordonnance(entete(), ordonnance())


def test_the_pdf_copy_is_carried_unchanged() -> None:
    root = etree.fromstring(build_ordonnance(entete(), ordonnance()))
    value = root.findtext(".//h:observationMedia[@ID='copie-pdf']/h:value", namespaces=N)
    assert base64.b64decode(value or "") == PDF


def test_the_narrative_says_every_word_of_a_line() -> None:
    ligne = paracetamol(
        condition="si douleur", instructions_dispensateur="à dé-blistériser", rapports=Rapports(ald=True)
    )
    root = etree.fromstring(build_ordonnance(entete(), ordonnance(ligne)))
    text = " ".join(str(t) for t in narrative(root).itertext())
    for words in (
        "PARACETAMOL MYLAN 500 mg, comprimé",
        "1 à 2 comprimés toutes les 8 heures",
        "Au cours d’un repas",
        "si douleur",
        "à dé-blistériser",
        "2 boîtes",
        "du 31/01/2026 au 05/02/2026",
    ):
        assert words in text


def test_a_changing_dose_becomes_subordinate_doses_in_order() -> None:
    def phase(texte: str, dose: int, debut: date) -> PhasePosologie:
        q = Quantite(Decimal(dose), "{tablet}", "")
        return PhasePosologie(texte, Intervalle(q, q), Decimal(1), "d", debut, 3)

    ligne = paracetamol(
        phases=(phase("3 le matin", 3, date(2026, 2, 1)), phase("1 le matin", 1, date(2026, 2, 4)))
    )
    root = etree.fromstring(build_ordonnance(entete(), ordonnance(ligne)))
    doses = root.xpath(".//h:entryRelationship[h:sequenceNumber]//h:doseQuantity/h:low/@value", namespaces=N)
    assert doses == ["3", "1"]


def test_a_posology_of_one_phase_is_read_once() -> None:
    dose = Quantite(Decimal(1), "{tablet}", "")
    phase = PhasePosologie("1 comprimé le matin", Intervalle(dose, dose), Decimal(1), "d")
    ligne = paracetamol(posologie=phase.texte, phases=(phase,))
    data = build_ordonnance(entete(), ordonnance(ligne))
    assert check_cda(data) == []
    text = " ".join(str(t) for t in narrative(etree.fromstring(data)).itertext())
    assert text.count(phase.texte) == 1
    assert b'ID="med-001-phase-1"' in data


def test_a_common_denomination_has_no_code_but_its_words() -> None:
    ligne = paracetamol(produit=ProduitCda("paracétamol 500 mg, comprimé"))
    root = etree.fromstring(build_ordonnance(entete(), ordonnance(ligne)))
    material = root.find(".//h:manufacturedMaterial/h:code", N)
    assert material is not None
    assert material.get("nullFlavor") == "NA"
    assert material.find("h:originalText/h:reference", N) is not None


def test_a_locum_signs_and_names_the_replaced_doctor() -> None:
    remplace = replace(MEDECIN, identifiant="899900000001", nom="REMPLACE")
    participant = Participant(TypeParticipant.REMPLACE, remplace, fonction=code("j47_fonction", "CORRE"))
    data = build_ordonnance(entete(participants=(participant,)), ordonnance())
    assert check_cda(data) == []
    assert b"REMPLACE" in data


def test_an_order_without_a_line_is_not_a_document() -> None:
    with pytest.raises(ValueError, match="sans ligne"):
        build_ordonnance(entete(), replace(ordonnance(), medicaments=()))


def test_instants_are_local_with_their_offset_on_both_sides_of_summer_time() -> None:
    assert horodatage(datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)) == "20260329015959+0100"
    assert horodatage(datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == "20260329030000+0200"
    assert horodatage(datetime(2025, 12, 31, 23, 30, tzinfo=UTC)) == "20260101003000+0100"
    with pytest.raises(ValueError, match="fuseau"):
        horodatage(datetime(2026, 1, 1))  # noqa: DTZ001


@given(st.text(max_size=60))
def test_any_text_typed_by_a_doctor_makes_a_readable_document(texte: str) -> None:
    ligne = paracetamol(instructions_patient=texte, produit=ProduitCda(texte or "x"))
    data = build_ordonnance(entete(titre=(texte.strip() or "x")[:100]), ordonnance(ligne, commentaire=texte))
    assert etree.fromstring(data).tag == "{urn:hl7-org:v3}ClinicalDocument"


@pytest.mark.parametrize(
    ("piege", "lu"),
    [
        ("\u202egnirts\u202c", "gnirts"),
        ("zero\u200bwidth\ufeff\u2060joiner\u200d", "zerowidthjoiner"),
        ("\u2066isole\u2069", "isole"),
        ("null\x00 escape\x1b", "null escape"),
        ("seul \udc80", "seul "),
        ("emoji 💊", "emoji 💊"),
    ],
)
def test_unicode_trap_disguises_nothing_in_the_document(piege: str, lu: str) -> None:
    ligne = paracetamol(instructions_patient=f"AVANT {piege} APRÈS")
    texte = "".join(etree.fromstring(build_ordonnance(entete(), ordonnance(ligne))).itertext())
    assert f"AVANT {lu} APRÈS" in texte


MUTANTS = [
    ("ins-oid", b'root="1.2.250.1.213.1.4.10"', b'root="1.2.250.1.213.1.4.99"'),
    ("ins-matricule", b'extension="279035121518989"', b'extension="2790351215189"'),
    ("ins-matricule", b'extension="279035121518989"', b'extension="279035121518988"'),
    ("ins-traits", b"<county>51215</county>", b""),
    ("ps-oid", b'root="1.2.250.1.71.4.2.1"', b'root="1.2.250.1.71.4.2.9"'),
    ("ps-prefixe", b'extension="899900063480"', b'extension="99900063480"'),
    ("structure-oid", b'root="1.2.250.1.71.4.2.2"', b'root="1.2.250.1.71.4.2.8"'),
    (
        "conservateur-telecom",
        b"LIBRE</name><telecom",
        b'LIBRE</name><telecom nullFlavor="NAV"/><telecom',
    ),
    ("modele-version", b'extension="2024.01"', b'extension="1999.01"'),
    ("section-absente", b'code="57723-9"', b'code="57723-0"'),
    ("instant-seconde", b'<effectiveTime value="20260131101500+0100"/><conf', b"<effectiveTime/><conf"),
    ("instant-decalage", b'<low value="20260131101500+0100"/>', b'<low value="202601311015"/>'),
    ("renvoi", b'value="#med-001-patient"', b'value="#ailleurs"'),
    ("code", b'code="SA07"', b'code="SA99"'),
    ("titre", b"<title>Prescription de produits de sant\xc3\xa9</title>", b"<title> </title>"),
    ("identifiant-oid", b'<id root="2.25.', b'<id root="2.25.0.01.'),
]


@pytest.mark.parametrize(
    ("regle", "avant", "apres"), MUTANTS, ids=[f"{m[0]}-{i}" for i, m in enumerate(MUTANTS)]
)
def test_each_defect_the_official_rules_miss_is_seen(regle: str, avant: bytes, apres: bytes) -> None:
    data = build_ordonnance(entete(), ordonnance())
    assert avant in data
    assert regle in rules(data.replace(avant, apres))


def test_a_section_without_words_is_seen() -> None:
    root = etree.fromstring(build_ordonnance(entete(), ordonnance()))
    text = narrative(root)
    for child in list(text):
        text.remove(child)
    assert "narratif" in rules(etree.tostring(root))


def test_a_level_1_document_has_exactly_three_models() -> None:
    data = build_non_structure(entete("11488-4"), PDF)
    assert check_cda(data) == []
    fourth = data.replace(b'<id root="2.25', b'<templateId root="1.2.3"/><id root="2.25', 1)
    assert "modele-n1" in rules(fourth)


def test_a_patient_without_ins_needs_no_trait_of_identity() -> None:
    patient = replace(PATIENTE, matricule=None, oid_ins=None, lieu_naissance=None)
    assert check_cda(build_ordonnance(entete(patient=patient), ordonnance())) == []


def test_a_corsican_matricule_has_its_own_key() -> None:
    number = "180032A123456"
    key = 97 - int(number.replace("2A", "19")) % 97
    patient = replace(PATIENTE, sexe="M", matricule=f"{number}{key:02}", nom_naissance="CASANOVA")
    assert check_cda(build_ordonnance(entete(patient=patient), ordonnance())) == []


def test_identifiers_of_lines_are_those_of_the_order() -> None:
    data = build_ordonnance(entete(), ordonnance(paracetamol("a"), paracetamol("b")))
    assert str(uid("a")).upper().encode() in data
    assert str(uid("b")).upper().encode() in data
