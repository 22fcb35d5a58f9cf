"""Proofs in exceptional cases, locked traits, deactivation of a source, doubtful identities (RNIV 2024)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ambroise.domain.identite import (
    AttributIdentite,
    HistoriqueIns,
    Identite,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    QualificationRefusee,
    Sexe,
    StatutIdentite,
    TraitsIdentite,
    TraitsVerrouilles,
    TypeJustificatif,
)

OID = "1.2.250.1.213.1.4.8"
ENFANT = TraitsIdentite("NESSI", "MICHELANGELO ANTHONY", Sexe.MASCULIN, date(2010, 8, 7), "63220")
INS = IdentiteIns(MatriculeIns("110086322083060", OID), ENFANT, datetime(2026, 1, 1, tzinfo=UTC))


def shown(type_: TypeJustificatif, le: date = date(2026, 1, 1)) -> Justificatif:
    return Justificatif(type_, le, "899900063480")


PASSEPORT = shown(TypeJustificatif.PASSEPORT)


@pytest.mark.parametrize("ins", [False, True])
@pytest.mark.parametrize("preuve", [False, True])
def test_the_status_is_the_product_of_proof_and_insi(ins: bool, preuve: bool) -> None:
    identite = Identite(ENFANT, ins=INS if ins else None, justificatifs=(PASSEPORT,) if preuve else ())
    expected = {
        (False, False): StatutIdentite.PROVISOIRE,
        (True, False): StatutIdentite.RECUPEREE,
        (False, True): StatutIdentite.VALIDEE,
        (True, True): StatutIdentite.QUALIFIEE,
    }
    assert identite.statut is expected[(ins, preuve)]
    assert (identite.matricule_transmissible is not None) is (ins and preuve)


EXTRAIT, LIVRET = TypeJustificatif.EXTRAIT_NAISSANCE, TypeJustificatif.LIVRET_FAMILLE
PARENT, VITALE = TypeJustificatif.PIECE_PARENT, TypeJustificatif.CARTE_VITALE
EHPAD = TypeJustificatif.VITALE_PHOTO_EHPAD


@pytest.mark.parametrize(
    ("types", "prouvee"),
    [
        ((EXTRAIT,), False),
        ((LIVRET,), False),
        ((VITALE,), False),
        ((PARENT,), False),
        ((EHPAD,), False),
        ((EXTRAIT, VITALE), False),
        ((EXTRAIT, LIVRET), False),
        ((EXTRAIT, PARENT), True),
        ((PARENT, LIVRET), True),
        ((LIVRET, EHPAD), True),
        ((TypeJustificatif.CIRCULATION_MINEUR,), True),
        ((TypeJustificatif.IDENTITE_ELECTRONIQUE,), True),
    ],
)
def test_civil_status_proves_only_in_the_exceptional_combinations(
    types: tuple[TypeJustificatif, ...], prouvee: bool
) -> None:
    identite = Identite(ENFANT, justificatifs=tuple(shown(t) for t in types))
    assert identite.is_prouvee is prouvee


def test_the_parent_no_longer_proves_for_an_adult() -> None:
    def proved_on(le: date) -> bool:
        return Identite(ENFANT, justificatifs=(shown(EXTRAIT, le), shown(PARENT, le))).is_prouvee

    assert proved_on(date(2028, 8, 6))
    assert not proved_on(date(2028, 8, 7))


def test_a_person_born_on_the_29th_of_february_comes_of_age_in_march() -> None:
    enfant = replace(ENFANT, date_naissance=date(2008, 2, 29))

    def proved_on(le: date) -> bool:
        return Identite(enfant, justificatifs=(shown(EXTRAIT, le), shown(PARENT, le))).is_prouvee

    assert proved_on(date(2026, 2, 28))
    assert not proved_on(date(2026, 3, 1))


def test_the_traits_of_insi_cannot_be_typed_over() -> None:
    with pytest.raises(TraitsVerrouilles):
        Identite(ENFANT).with_ins(INS).with_traits(replace(ENFANT, nom_naissance="NESSY"))
    assert (
        Identite(ENFANT).with_traits(replace(ENFANT, nom_naissance="NESSY")).traits.nom_naissance == "NESSY"
    )


def test_removing_the_ins_leaves_what_the_proof_gives() -> None:
    qualifiee = Identite(ENFANT).with_ins(INS).with_justificatif(PASSEPORT)
    assert qualifiee.without_ins().statut is StatutIdentite.VALIDEE
    assert qualifiee.without_ins().matricule_transmissible is None
    assert qualifiee.without_justificatif(PASSEPORT).statut is StatutIdentite.RECUPEREE
    assert qualifiee.without_ins().without_justificatif(PASSEPORT).statut is StatutIdentite.PROVISOIRE


@pytest.mark.parametrize("attribut", [AttributIdentite.DOUTEUSE, AttributIdentite.FICTIVE])
def test_a_doubt_takes_the_proof_and_the_ins_away_and_a_later_proof_changes_nothing(
    attribut: AttributIdentite,
) -> None:
    douteuse = Identite(ENFANT).with_ins(INS).with_justificatif(PASSEPORT).with_attributs({attribut})
    assert douteuse.statut is StatutIdentite.PROVISOIRE
    assert (douteuse.ins, douteuse.justificatifs) == (None, ())
    assert douteuse.with_justificatif(PASSEPORT).statut is StatutIdentite.PROVISOIRE
    with pytest.raises(ValueError, match="INS"):
        douteuse.with_ins(INS)


def test_fictive_stands_alone_and_doubtful_goes_with_homonym() -> None:
    both = Identite(ENFANT).with_attributs({AttributIdentite.DOUTEUSE, AttributIdentite.HOMONYME})
    assert both.is_bloquee
    assert not Identite(ENFANT).with_attributs({AttributIdentite.HOMONYME}).is_bloquee
    with pytest.raises(ValueError, match="fictive"):
        Identite(ENFANT).with_attributs({AttributIdentite.FICTIVE, AttributIdentite.HOMONYME})


@pytest.mark.parametrize(
    ("change", "trait"),
    [
        ({"nom_naissance": "NESSY"}, "nom_naissance"),
        ({"prenoms_naissance": "DONATELLO", "premier_prenom": "DONATELLO"}, "premier_prenom"),
        ({"sexe": Sexe.FEMININ}, "sexe"),
        ({"date_naissance": date(2010, 8, 8)}, "date_naissance"),
        ({"lieu_naissance": "75056"}, "lieu_naissance"),
    ],
)
def test_a_proved_identity_is_qualified_only_when_every_strict_trait_agrees(
    change: dict[str, object], trait: str
) -> None:
    ailleurs = replace(INS, traits=replace(ENFANT, **change))  # type: ignore[arg-type]
    with pytest.raises(QualificationRefusee) as refus:
        Identite(ENFANT, justificatifs=(PASSEPORT,)).with_ins(ailleurs)
    assert refus.value.traits == (trait,)
    assert Identite(ENFANT).with_ins(ailleurs).traits == ailleurs.traits


def test_insi_without_birth_place_is_tolerated_and_the_local_one_kept() -> None:
    sans_lieu = replace(INS, traits=replace(ENFANT, lieu_naissance=""))
    qualifiee = Identite(ENFANT, justificatifs=(PASSEPORT,)).with_ins(sans_lieu)
    assert qualifiee.is_qualifiee
    assert qualifiee.traits.lieu_naissance == "63220"


def test_the_used_names_are_never_filled_from_insi() -> None:
    assert (Identite(ENFANT).with_ins(INS).nom_utilise, Identite(ENFANT).with_ins(INS).prenom_utilise) == (
        "",
        "",
    )


def test_the_history_is_kept_as_received() -> None:
    ancien = HistoriqueIns(MatriculeIns("209076322083439", OID), "2019-03-01", "2019-02-28")
    identite = Identite(ENFANT).with_ins(replace(INS, historique=(ancien,)))
    assert identite.ins is not None
    assert identite.ins.historique == (ancien,)


def test_what_is_allowed_but_doubtful_is_said() -> None:
    inconnu = Identite(replace(ENFANT, lieu_naissance="99999"))
    assert inconnu.avertissements == ()
    assert "lieu de naissance inconnu" in inconnu.with_justificatif(PASSEPORT).avertissements[0]
    fausse_cle = replace(INS, matricule=MatriculeIns("181036322045660", OID))
    assert "clé" in Identite(ENFANT).with_ins(fausse_cle).avertissements[0]
    autre = Identite(replace(ENFANT, premier_prenom="ANTHONY"))
    assert "premier prénom" in autre.avertissements[0]
    assert Identite(replace(ENFANT, premier_prenom="MICHELANGELO-ANTHONY")).avertissements == ()
