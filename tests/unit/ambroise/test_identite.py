"""Matricule, traits and the derived RNIV status."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ambroise.domain.identite import (
    OID_INS_NIA,
    OID_INS_NIR,
    AttributIdentite,
    Identite,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    MatriculeInvalide,
    QualificationRefusee,
    Sexe,
    StatutIdentite,
    TraitsIdentite,
    TypeJustificatif,
    differing_traits,
)

ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")
INS_ZOE = IdentiteIns(
    MatriculeIns.parse("2 75 12 63 220 749 74", OID_INS_NIR), ZOE, datetime(2026, 6, 4, tzinfo=UTC)
)
PASSEPORT = Justificatif(TypeJustificatif.PASSEPORT, date(2026, 6, 4), "899900063480")
VITALE = Justificatif(TypeJustificatif.CARTE_VITALE, date(2026, 6, 4), "899900063480")


@pytest.mark.parametrize(
    "numero",
    [
        "297022A02077878",
        "160012B02077713",
        "180032B02040123",
        "275126322074974",
        "207058575627097",
        "279035121518989",
        "109076322083489",
    ],
)
def test_published_matricules_have_the_expected_key(numero: str) -> None:
    assert MatriculeIns(numero, OID_INS_NIR).is_cle_valide


def test_a_bad_key_of_insi_is_kept_and_said() -> None:
    hermann = MatriculeIns("181036322045660", OID_INS_NIR)
    assert not hermann.is_cle_valide
    assert hermann.cle_attendue == "76"


@pytest.mark.parametrize(
    "texte", ["", "275126322074", "27512632207497X", "2751263220749740", "²75126322074974"]
)
def test_a_text_that_is_no_matricule_is_refused_without_repeating_it(texte: str) -> None:
    with pytest.raises(MatriculeInvalide) as info:
        MatriculeIns.parse(texte, OID_INS_NIR)
    assert not texte or texte not in str(info.value)


def test_the_matricule_is_shown_in_groups_with_its_type() -> None:
    matricule = MatriculeIns("109076322088835", OID_INS_NIA)
    assert str(matricule) == "1 09 07 63 220 888 35"
    assert matricule.libelle_oid == "INS-NIA"


@pytest.mark.parametrize(
    ("ins", "preuve", "attendu"),
    [
        (None, (), StatutIdentite.PROVISOIRE),
        (None, (VITALE,), StatutIdentite.PROVISOIRE),
        (INS_ZOE, (), StatutIdentite.RECUPEREE),
        (INS_ZOE, (VITALE,), StatutIdentite.RECUPEREE),
        (None, (PASSEPORT,), StatutIdentite.VALIDEE),
        (INS_ZOE, (PASSEPORT,), StatutIdentite.QUALIFIEE),
    ],
)
def test_the_status_is_derived_from_proof_and_insi(
    ins: IdentiteIns | None, preuve: tuple[Justificatif, ...], attendu: StatutIdentite
) -> None:
    assert Identite(ZOE, ins=ins, justificatifs=preuve).statut is attendu


def test_only_a_qualified_identity_lends_its_matricule() -> None:
    assert Identite(ZOE, ins=INS_ZOE).matricule_transmissible is None
    assert Identite(ZOE, ins=INS_ZOE, justificatifs=(PASSEPORT,)).matricule_transmissible == INS_ZOE.matricule


@pytest.mark.parametrize("attribut", [AttributIdentite.DOUTEUSE, AttributIdentite.FICTIVE])
def test_a_doubtful_or_fictive_identity_loses_ins_and_proofs_and_stays_provisional(
    attribut: AttributIdentite,
) -> None:
    identite = Identite(ZOE, ins=INS_ZOE, justificatifs=(PASSEPORT,)).with_attributs([attribut])
    assert identite.ins is None
    assert identite.with_justificatif(PASSEPORT).statut is StatutIdentite.PROVISOIRE
    with pytest.raises(ValueError, match="INS"):
        identite.with_ins(INS_ZOE)


def test_fictive_stands_alone() -> None:
    with pytest.raises(ValueError, match="fictive"):
        Identite(ZOE, attributs=frozenset({AttributIdentite.FICTIVE, AttributIdentite.HOMONYME}))


def test_a_validated_identity_is_not_qualified_when_a_strict_trait_differs() -> None:
    identite = Identite(replace(ZOE, nom_naissance="ADRUM"), justificatifs=(PASSEPORT,))
    with pytest.raises(QualificationRefusee) as info:
        identite.with_ins(INS_ZOE)
    assert info.value.traits == ("nom_naissance",)


def test_an_absent_birth_place_of_insi_is_tolerated_and_ours_is_kept() -> None:
    sans_lieu = replace(INS_ZOE, traits=replace(ZOE, lieu_naissance=""))
    qualifiee = Identite(ZOE, justificatifs=(PASSEPORT,)).with_ins(sans_lieu)
    assert qualifiee.is_qualifiee
    assert qualifiee.traits.lieu_naissance == "63220"


def test_hyphen_and_space_of_given_names_are_the_same() -> None:
    tiret = replace(ZOE, premier_prenom="JEAN-CHRISTOPHE")
    espace = replace(ZOE, premier_prenom="JEAN CHRISTOPHE")
    assert differing_traits(tiret, espace) == ()


@pytest.mark.parametrize(("jour", "age"), [(date(2026, 12, 30), 50), (date(2026, 12, 31), 51)])
def test_age_changes_on_the_birthday(jour: date, age: int) -> None:
    assert ZOE.age(jour) == age
