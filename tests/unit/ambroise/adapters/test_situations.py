"""Who logged in to Pro Santé Connect becomes a professional with his places of practice."""

from dataclasses import replace

import pytest

from ambroise.adapters.situations import professionnel_of
from ambroise.domain.professionnel import Profession
from ambroise.settings import ComplementStructure
from ambroise.usecases.errors import NonPrisEnCharge
from esante.psc.claims import Activite, Exercice, IdentitePsc, parse_userinfo

LIEU = Activite(
    "L", "SA07", None, None, "GENR01", None, None, "499700366240007", "CABINET", "63940", "MARSAC"
)
MEDECIN = Exercice("10", "C", "LIBRE", "Max", "S", "SM26", (LIEU,))
MOI = IdentitePsc("899900063480", "LIBRE-NE", "Maxime", (), None, None, None, (MEDECIN,))


def test_exercice_gives_the_name_and_the_places() -> None:
    found = professionnel_of(MOI, {"499700366240007": ComplementStructure(telephone="0473000000")})
    assert (found.nom, found.prenom, found.savoir_faire) == ("LIBRE", "Max", "SM26")
    (place,) = found.situations
    assert (place.structure.nom, place.structure.commune) == ("CABINET", "MARSAC")
    assert place.structure.telephone == "0473000000"


def test_place_without_number_is_known_by_its_finess_or_siret_and_left_out_without_any() -> None:
    finess = replace(LIEU, identifiant_structure=None, finess="630000404")
    siret = replace(LIEU, identifiant_structure=None, siret="12345678900011")
    nowhere = replace(LIEU, identifiant_structure=None)
    exercice = replace(MEDECIN, activites=(finess, siret, nowhere, LIEU, LIEU))
    found = professionnel_of(replace(MOI, exercices=(exercice,)), {})
    assert [s.structure.identifiant for s in found.situations] == [
        "1630000404",
        "312345678900011",
        "499700366240007",
    ]


def test_profession_served_is_taken_among_several() -> None:
    opticien = replace(MEDECIN, profession="28", activites=())
    nurse = replace(MEDECIN, profession="60")
    assert professionnel_of(replace(MOI, exercices=(opticien, nurse)), {}).profession is Profession.INFIRMIER


@pytest.mark.parametrize(
    "exercices", [(), (replace(MEDECIN, profession="28"),), (replace(MEDECIN, profession=None),)]
)
def test_other_professions_are_said(exercices: tuple[Exercice, ...]) -> None:
    with pytest.raises(NonPrisEnCharge, match="profession"):
        professionnel_of(replace(MOI, exercices=exercices), {})


@pytest.mark.parametrize("profession", Profession)
def test_each_profession_served_logs_in(profession: Profession) -> None:
    exercice = replace(MEDECIN, profession=profession.code, savoir_faire=None)
    assert professionnel_of(replace(MOI, exercices=(exercice,)), {}).profession is profession


def test_foreign_claims_give_no_exercice_and_no_crash() -> None:
    claims = {
        "SubjectNameID": "899900063480",
        "family_name": "X",
        "SubjectRefPro": {"exercices": [3, {"activities": 4}]},
    }
    with pytest.raises(NonPrisEnCharge):
        professionnel_of(parse_userinfo(claims), {})
