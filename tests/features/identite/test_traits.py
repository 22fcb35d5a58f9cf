"""The steps of the writing of traits."""

from collections.abc import Callable
from dataclasses import replace

from pytest_bdd import parsers, scenarios, then, when

from ambroise.domain.identite import Sexe
from ambroise.domain.saisie_traits import TraitInvalide, normalize_nom, normalize_prenoms
from ambroise.usecases.errors import DemandeRejetee
from tests.features.identite.monde import ZOE, Monde

scenarios("identite/traits.feature")

ECRITURES: dict[str, Callable[[str], str]] = {
    "nom de naissance": normalize_nom,
    "prénom": normalize_prenoms,
}


@when(parsers.parse('le {trait} "{tape}" est saisi'), target_fixture="ecrit")
def _(trait: str, tape: str) -> str | TraitInvalide:
    try:
        return ECRITURES[trait](tape)
    except TraitInvalide as refus:
        return refus


@then(parsers.parse('il s\'écrit "{attendu}"'))
def _(ecrit: str | TraitInvalide, attendu: str) -> None:
    assert ecrit == attendu


@then(parsers.parse('il est refusé parce que "{raison}"'))
def _(ecrit: str | TraitInvalide, raison: str) -> None:
    assert isinstance(ecrit, TraitInvalide)
    assert raison in ecrit.raison


@when("une fiche de sexe indéterminé est créée et interroge l'INSi")
def _(monde: Monde) -> None:
    monde.patient = monde.identites.create(replace(ZOE, sexe=Sexe.INDETERMINE))
    monde.try_(lambda: monde.ask(monde.fiche.id))


@then("la question n'est pas partie")
def _(monde: Monde) -> None:
    assert isinstance(monde.erreur, DemandeRejetee)
    assert len(monde.sandbox.compteurs["insi"].accepted) == monde.avant
