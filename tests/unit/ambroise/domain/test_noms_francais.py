"""Names of every French shape: written as INSi accepts them, read back from a datamatrix, told apart."""

import unicodedata
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.datamatrix_ins import LectureDatamatrix, decode_datamatrix, encode_datamatrix
from ambroise.domain.doublons import Repere, candidate_duplicates
from ambroise.domain.identite import OID_INS_NIR, MatriculeIns, Sexe, TraitsIdentite, differing_traits
from ambroise.domain.saisie_traits import normalize_nom, normalize_prenoms
from ambroise.persistence.ids import new_id
from esante.insi.models import TraitsRecherche
from esante.insi.traits import check_traits

LETTRES = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ"
MOT = st.text(LETTRES, min_size=1, max_size=8)
PARTICULES = st.sampled_from(["", "d’", "L'", "de ", "du ", "de la ", "le ", "O’", "’t ", "el-", "de\u00a0"])
LIENS = st.sampled_from([" ", "-", "--", "\u2011", "\u00a0", " d’", "-de-", " de l'"])
CASSES = st.sampled_from([str.upper, str.lower, str.title])
FORMES = st.sampled_from(["NFC", "NFD"])


@st.composite
def noms(draw: st.DrawFn) -> str:
    """Return a birth name as somebody types it."""
    nom = draw(PARTICULES) + draw(LIENS).join(draw(st.lists(MOT, min_size=1, max_size=3)))
    return unicodedata.normalize(draw(FORMES), draw(CASSES)(nom))


@st.composite
def prenoms(draw: st.DrawFn) -> str:
    """Return the given names as the identity card prints them."""
    lien = draw(st.sampled_from(["-", "\u2011", "'"]))
    tous = draw(st.lists(st.lists(MOT, min_size=1, max_size=2).map(lien.join), min_size=1, max_size=4))
    return unicodedata.normalize(draw(FORMES), draw(st.sampled_from([", ", " "])).join(tous).title())


@given(noms(), prenoms())
def test_every_french_shape_is_written_as_insi_accepts_it(nom: str, liste: str) -> None:
    ecrit, prenoms_ecrits = normalize_nom(nom), normalize_prenoms(liste)
    check_traits(TraitsRecherche(ecrit, tuple(prenoms_ecrits.split()), "F", "1975-12-31"))
    assert (normalize_nom(ecrit), normalize_prenoms(prenoms_ecrits)) == (ecrit, prenoms_ecrits)


@given(noms(), prenoms())
def test_every_french_shape_comes_back_from_a_datamatrix(nom: str, liste: str) -> None:
    lecture = LectureDatamatrix(
        "01",
        MatriculeIns("275126322074974", OID_INS_NIR),
        normalize_nom(nom),
        tuple(normalize_prenoms(liste).split()),
        Sexe.FEMININ,
        date(1975, 12, 31),
        "63220",
    )
    assert decode_datamatrix(encode_datamatrix(lecture)) == lecture


@given(noms(), prenoms(), FORMES, CASSES)
def test_a_name_typed_otherwise_is_the_same_person(nom: str, liste: str, forme: str, casse: object) -> None:
    autre = unicodedata.normalize(forme, casse(nom)).replace("’", "'").replace("\u2011", "-")  # type: ignore[operator]
    un, deux = (
        TraitsIdentite(normalize_nom(n), normalize_prenoms(liste), Sexe.FEMININ, date(1975, 12, 31))
        for n in (nom, autre)
    )
    assert un == deux


@given(st.text(LETTRES, min_size=5, max_size=12), prenoms(), st.data())
def test_a_name_that_differs_in_one_letter_is_another_one_and_its_file_is_proposed(
    nom: str, liste: str, data: st.DataObject
) -> None:
    ecrit = normalize_nom(nom)
    rang = data.draw(st.integers(0, len(ecrit) - 1))
    lettre = data.draw(st.sampled_from(sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {ecrit[rang]})))
    faux = f"{ecrit[:rang]}{lettre}{ecrit[rang + 1 :]}"
    traits = TraitsIdentite(ecrit, normalize_prenoms(liste), Sexe.FEMININ, date(1975, 12, 31))
    assert differing_traits(traits, replace(traits, nom_naissance=faux)) == ("nom_naissance",)
    connu = Repere(new_id(), ecrit, "", traits.prenoms_naissance, "", "F", traits.date_naissance, "")
    assert len(candidate_duplicates(replace(connu, id=new_id(), nom_naissance=faux), [connu])) == 1
