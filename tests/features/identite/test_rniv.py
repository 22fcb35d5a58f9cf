"""The steps of the status and of the traits."""

from dataclasses import replace
from datetime import date

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from ambroise.domain.identite import (
    AttributIdentite,
    Identite,
    Justificatif,
    QualificationRefusee,
    TypeJustificatif,
)
from ambroise.domain.saisie_traits import complete_date
from ambroise.usecases.errors import AmbroiseError, DoublonIns
from tests.features.identite.monde import ENFANT, ZOE, Monde

scenarios("identite/rniv.feature")


@given(parsers.parse('la fiche porte le lieu de naissance "{lieu}"'))
def _(monde: Monde, lieu: str) -> None:
    monde.vigilance.correct_traits(monde.fiche.id, replace(ZOE, lieu_naissance=lieu))


@when(parsers.parse('le premier prénom "{premier}" est saisi pour la liste "{liste}"'))
def _(monde: Monde, premier: str, liste: str) -> None:
    monde.vigilance.correct_traits(
        monde.fiche.id, replace(ZOE, prenoms_naissance=liste, premier_prenom=premier)
    )


@when(
    parsers.re(
        r'la date de naissance connue est jour "(?P<jour>\d*)", mois "(?P<mois>\d*)", année "(?P<annee>\d+)"'
    )
)
def _(monde: Monde, jour: str, mois: str, annee: str) -> None:
    monde.date_saisie = complete_date(int(annee), int(mois) if mois else None, int(jour) if jour else None)


@when("un extrait d'acte de naissance d'un enfant est montré seul")
def _(monde: Monde) -> None:
    extrait = Justificatif(TypeJustificatif.EXTRAIT_NAISSANCE, date(2026, 1, 1), "899900063480")
    monde.identite = Identite(ENFANT).with_justificatif(extrait)


@when("la pièce d'identité du parent est montrée aussi")
def _(monde: Monde) -> None:
    assert monde.identite is not None
    piece = Justificatif(TypeJustificatif.PIECE_PARENT, date(2026, 1, 1), "899900063480")
    monde.identite = monde.identite.with_justificatif(piece)


@when(parsers.parse('l\'identité est déclarée "{attribut}"'))
def _(monde: Monde, attribut: str) -> None:
    monde.vigilance.declare_doubt(monde.fiche.id, frozenset({AttributIdentite(attribut)}))


@when(parsers.parse('le nom de naissance est corrigé en "{nom}"'))
def _(monde: Monde, nom: str) -> None:
    monde.try_(lambda: monde.vigilance.correct_traits(monde.fiche.id, replace(ZOE, nom_naissance=nom)))


@when("une seconde fiche est créée pour la même personne et interroge l'INSi")
def _(monde: Monde) -> None:
    seconde = monde.identites.create(ZOE, malgre_homonyme=True)
    monde.try_(lambda: monde.ask(seconde.id))


@when(parsers.parse('"{nom}" "{prenom}" née le même jour va être enregistrée'))
def _(monde: Monde, nom: str, prenom: str) -> None:
    traits = replace(ZOE, nom_naissance=nom, prenoms_naissance=prenom, premier_prenom=prenom)
    monde.proches = monde.vigilance.find_proches(traits)


@then(parsers.re(r"le matricule (?P<reponse>(ne )?peut être transmis)"))
def _(monde: Monde, reponse: str) -> None:
    assert (monde.fiche.identite.matricule_transmissible is not None) is (reponse == "peut être transmis")


@then("le nom utilisé et le prénom utilisé sont vides")
def _(monde: Monde) -> None:
    assert (monde.fiche.identite.nom_utilise, monde.fiche.identite.prenom_utilise) == ("", "")


@then(parsers.parse('la date enregistrée est "{jour}" et elle est {estimee}'))
def _(monde: Monde, jour: str, estimee: str) -> None:
    assert monde.date_saisie == (date.fromisoformat(jour), estimee == "estimée")


@then("l'identité de l'enfant n'est pas prouvée")
def _(monde: Monde) -> None:
    assert monde.identite is not None
    assert not monde.identite.is_prouvee


@then("l'identité de l'enfant est prouvée")
def _(monde: Monde) -> None:
    assert monde.identite is not None
    assert monde.identite.is_prouvee


@then("la fiche ne porte plus ni matricule ni justificatif")
def _(monde: Monde) -> None:
    assert (monde.fiche.identite.ins, monde.fiche.identite.justificatifs) == (None, ())


@then("l'INSi ne peut plus être interrogé")
def _(monde: Monde) -> None:
    with pytest.raises(AmbroiseError, match="INSi"):
        monde.ask(monde.fiche.id)


@then("la correction est refusée")
def _(monde: Monde) -> None:
    assert isinstance(monde.erreur, AmbroiseError)
    assert monde.fiche.identite.traits.nom_naissance == "ADRUN"


@then(parsers.parse('la qualification est refusée pour "{trait}"'))
def _(monde: Monde, trait: str) -> None:
    assert isinstance(monde.erreur, QualificationRefusee)
    assert monde.erreur.traits == (trait,)
    assert monde.fiche.identite.ins is None


@then("la seconde fiche est refusée comme doublon")
def _(monde: Monde) -> None:
    assert isinstance(monde.erreur, DoublonIns)


@then(parsers.parse('la fiche de Zoé Adrun est proposée, "{raison}"'))
def _(monde: Monde, raison: str) -> None:
    (proche,) = monde.proches
    assert proche.b == monde.fiche.id
    assert raison in proche.raisons
