"""The steps of the searches in INSi."""

from datetime import date

from pytest_bdd import parsers, scenarios, then, when

from ambroise.domain.identite import (
    Sexe,
    TraitsIdentite,
)
from ambroise.domain.saisie_traits import normalize_nom, normalize_prenoms
from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.ports_identite import InsAbsente, InsMultiple, InsTrouvee
from tests.features.identite.monde import Monde

scenarios("identite/insi.feature")


CREEE = 'une fiche est créée pour "{nom}", "{prenoms}", sexe "{sexe}", née le "{naissance}"'


@when(parsers.re(CREEE.replace("{", "(?P<").replace("}", '>[^"]*)') + r'( à "(?P<lieu>[^"]*)")?$'))
def _(monde: Monde, nom: str, prenoms: str, sexe: str, naissance: str, lieu: str | None) -> None:
    traits = TraitsIdentite(nom, prenoms, Sexe(sexe), date.fromisoformat(naissance), lieu or "")
    monde.patient = monde.identites.create(traits)


@when(parsers.parse(CREEE.replace("créée", "saisie")))
def _(monde: Monde, nom: str, prenoms: str, sexe: str, naissance: str) -> None:
    traits = TraitsIdentite(
        normalize_nom(nom), normalize_prenoms(prenoms), Sexe(sexe), date.fromisoformat(naissance)
    )
    monde.patient = monde.identites.create(traits)


@then(parsers.parse('le matricule est "{matricule}" d\'OID "{oid}"'))
def _(monde: Monde, matricule: str, oid: str) -> None:
    ins = monde.fiche.identite.ins
    assert ins is not None
    assert (ins.matricule.numero, ins.matricule.oid) == (matricule, oid)


@then(parsers.parse("l'INSi a été appelé {appels:d} fois"))
def _(monde: Monde, appels: int) -> None:
    assert monde.resultat is not None
    assert monde.resultat.appels == appels


@then(parsers.parse('l\'INSi répond "{reponse}"'))
def _(monde: Monde, reponse: str) -> None:
    expected = {"aucune identité": InsAbsente, "plusieurs identités": InsMultiple}[reponse]
    assert isinstance(monde.resultat, expected)


@then(parsers.parse('l\'INSi est injoignable avec le code "{code}"'))
def _(monde: Monde, code: str) -> None:
    assert isinstance(monde.erreur, ServiceInjoignable)
    assert monde.erreur.code == code


@then("la clé du matricule est juste")
def _(monde: Monde) -> None:
    ins = monde.fiche.identite.ins
    assert ins is not None
    assert ins.matricule.is_cle_valide


@then(parsers.parse('les traits envoyés sont "{nom}" et "{prenoms}"'))
def _(monde: Monde, nom: str, prenoms: str) -> None:
    traits = monde.fiche.identite.traits
    assert (traits.nom_naissance, traits.prenoms_naissance) == (nom, prenoms)


@then("l'historique est")
def _(monde: Monde, datatable: list[list[str]]) -> None:
    ins = monde.fiche.identite.ins
    assert ins is not None
    assert [[h.matricule.numero, h.debut or "", h.fin or ""] for h in ins.historique] == datatable[1:]


@then(parsers.parse('le libellé du matricule est "{libelle}"'))
def _(monde: Monde, libelle: str) -> None:
    ins = monde.fiche.identite.ins
    assert ins is not None
    assert ins.matricule.libelle_oid == libelle


@then("l'INSi a accepté deux assertions différentes")
def _(monde: Monde) -> None:
    # The sandbox refuses an assertion it has seen: two accepted requests are two assertions.
    assert len(monde.sandbox.compteurs["insi"].accepted) - monde.avant == 2
    assert isinstance(monde.resultat, InsTrouvee)
