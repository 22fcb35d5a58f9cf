"""A received document goes to the right file, or asks."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ambroise.domain.identite import (
    Identite,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import Certitude, PatientAnnonce, rattacher
from tests.fakes.dossiers import make_patient

OID = "1.2.250.1.213.1.4.8"
TRAITS = TraitsIdentite("NESSI", "RUTH ISABELLE", Sexe.FEMININ, date(1977, 7, 14), "63220")
ANNONCE = PatientAnnonce("277076322082910", OID, "Nessi", "Ruth", "1977-07-14", "F")


def ruth(*, qualified: bool = True) -> Patient:
    ins = IdentiteIns(MatriculeIns("277076322082910", OID), TRAITS, datetime(2026, 1, 1, tzinfo=UTC))
    proof = Justificatif(TypeJustificatif.PASSEPORT, date(2026, 1, 1), "899900063480")
    identite = Identite(TRAITS, justificatifs=(proof,) if qualified else ()).with_ins(ins)
    return replace(make_patient(), identite=identite)


def test_qualified_identity_that_agrees_in_everything_is_certain() -> None:
    found = rattacher(ANNONCE, [make_patient(), ruth()])
    assert found.certitude is Certitude.CERTAINE
    assert found.propositions[0].patient.identite.traits == TRAITS


@pytest.mark.parametrize(
    ("annonce", "trait"),
    [
        (replace(ANNONCE, nom_naissance="DE VINCI"), "nom de naissance"),
        (replace(ANNONCE, prenom="LEA"), "prénom"),
        (replace(ANNONCE, date_naissance="1976-07-14"), "date de naissance"),
        (replace(ANNONCE, sexe="M"), "sexe"),
    ],
)
def test_known_matricule_with_another_trait_is_contradictory(annonce: PatientAnnonce, trait: str) -> None:
    found = rattacher(annonce, [ruth()])
    assert found.certitude is Certitude.CONTRADICTOIRE
    assert [ecart.trait for ecart in found.propositions[0].ecarts] == [trait]


def test_unqualified_silent_or_without_matricule_asks_a_person() -> None:
    assert rattacher(ANNONCE, [ruth(qualified=False)]).certitude is Certitude.A_CONFIRMER
    assert rattacher(replace(ANNONCE, sexe=""), [ruth()]).certitude is Certitude.A_CONFIRMER
    without = replace(ANNONCE, matricule="", oid="")
    assert rattacher(without, [ruth()]).certitude is Certitude.A_CONFIRMER


def test_same_number_under_another_oid_is_not_the_same_ins() -> None:
    found = rattacher(replace(ANNONCE, oid="1.2.250.1.213.1.4.9"), [ruth()])
    assert not found.propositions[0].meme_ins
    assert found.certitude is Certitude.A_CONFIRMER


def test_two_files_with_one_matricule_are_never_certain() -> None:
    assert rattacher(ANNONCE, [ruth(), ruth()]).certitude is Certitude.A_CONFIRMER


def test_nobody_close_is_unknown() -> None:
    assert rattacher(ANNONCE, []).certitude is Certitude.INCONNUE
