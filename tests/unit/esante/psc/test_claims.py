"""The claims of a professional, whole, empty or foreign."""

from typing import Any

import pytest

from esante.errors import Malformed
from esante.psc.claims import parse_userinfo
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.psc.fournisseur import userinfo


def test_published_shape_is_read() -> None:
    identite = parse_userinfo(userinfo(MAX_LIBRE))
    assert identite.identifiant_national == "899900063480"
    assert identite.roles == ("10",)
    assert identite.secteur_activite == "SA07"
    (exercice,) = identite.exercices
    assert exercice.savoir_faire == "SM26"
    assert exercice.activites[0].siret is None


def test_several_exercices_and_activities_are_kept() -> None:
    claims: dict[str, Any] = userinfo(MAX_LIBRE)
    exercice = claims["SubjectRefPro"]["exercices"][0]
    exercice["activities"].append({"codeModeExercice": "S", "raisonSocialeSite": "HOPITAL"})
    claims["SubjectRefPro"]["exercices"].append({"codeProfession": "10"})
    identite = parse_userinfo(claims)
    assert [len(e.activites) for e in identite.exercices] == [2, 0]


def test_place_chosen_for_the_card_is_found_among_the_activities() -> None:
    claims: dict[str, Any] = userinfo(MAX_LIBRE)
    activities = claims["SubjectRefPro"]["exercices"][0]["activities"]
    activities.append({"raisonSocialeSite": "HOPITAL", "numeroFinessSite": "630000404"})
    activities.append({"raisonSocialeSite": "CLINIQUE", "identifiantTechniqueDeLaStructure": "3123"})
    identite = parse_userinfo(claims)
    hospital, clinic = identite.find_activite("1630000404"), identite.find_activite("3123")
    assert hospital is not None
    assert clinic is not None
    assert (hospital.raison_sociale, clinic.raison_sociale) == ("HOPITAL", "CLINIQUE")
    for absent in ("1999999999", "", "1"):
        assert identite.find_activite(absent) is None
    assert len(identite.activites) == 3


@pytest.mark.parametrize(
    "junk", [None, 3, "x", [], [3, None], {"exercices": "x"}, {"exercices": [[], {"activities": 3}]}]
)
def test_foreign_shapes_never_crash(junk: Any) -> None:
    claims: dict[str, Any] = {
        "SubjectNameID": "8999",
        "family_name": "X",
        "SubjectRefPro": junk,
        "SubjectRole": junk,
    }
    assert parse_userinfo(claims).nom == "X"


@pytest.mark.parametrize("name", ["family_name", "SubjectNameID"])
def test_identity_without_name_or_identifier_is_malformed(name: str) -> None:
    claims = {k: v for k, v in userinfo(MAX_LIBRE).items() if k not in {name, "preferred_username"}}
    with pytest.raises(Malformed):
        parse_userinfo(claims)
