"""The steps that several identity features share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from pytest_bdd import given, parsers, then, when

from ambroise.domain.datamatrix_ins import payload
from ambroise.domain.identite import (
    TypeJustificatif,
)
from esante.sandbox.serveur import Sandbox
from tests.features.identite.monde import ZOE, Monde
from tests.unit.ambroise.usecases.conftest import Cabinet


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("insi")) as sandbox:
        yield sandbox


@given("un médecin dont la session est ouverte", target_fixture="cabinet")
def _() -> Cabinet:
    # The sandbox checks the date of the assertion: this office lives at the present time.
    cabinet = Cabinet(horloge=lambda: datetime.now(UTC))
    cabinet.session.open("1234")
    return cabinet


@given("le téléservice INSi du bac à sable", target_fixture="monde")
def _(cabinet: Cabinet, sandbox: Sandbox) -> Monde:
    return Monde(cabinet, sandbox)


@given("une fiche créée pour Zoé Adrun")
def _(monde: Monde) -> None:
    monde.patient = monde.identites.create(ZOE)


@given("l'identité est qualifiée")
def _(monde: Monde) -> None:
    monde.ask(monde.fiche.id)
    monde.identites.accept(monde.fiche.id, justificatif=TypeJustificatif.PASSEPORT)
    assert monde.fiche.identite.is_qualifiee


@when("l'INSi est interrogé")
def ask(monde: Monde) -> None:
    def act() -> None:
        monde.resultat = monde.ask(monde.fiche.id)

    monde.try_(act)


def show(monde: Monde, type_: TypeJustificatif) -> None:
    monde.identites.accept(monde.fiche.id, justificatif=type_)


ACTIONS: dict[str, Callable[[Monde], None]] = {
    "l'INSi est interrogé": ask,
    "un passeport est montré": lambda monde: show(monde, TypeJustificatif.PASSEPORT),
    "une carte Vitale est montrée": lambda monde: show(monde, TypeJustificatif.CARTE_VITALE),
    "rien n'est fait": lambda monde: None,
}


@when(parsers.re(r"(?P<actions>(rien n'est fait|un passeport est montré|l'INSi est interrogé puis).*)"))
def _(monde: Monde, actions: str) -> None:
    for action in actions.split(" puis "):
        ACTIONS[action](monde)


@then(parsers.parse('l\'identité est "{statut}"'))
def _(monde: Monde, statut: str) -> None:
    assert monde.fiche.identite.statut == statut


@then(parsers.re(r"un avertissement parle (de la|du) (?P<sujet>.+)"))
def _(monde: Monde, sujet: str) -> None:
    assert any(sujet in phrase for phrase in monde.fiche.identite.avertissements)


@then("la fiche n'a pas de datamatrix")
def _(monde: Monde) -> None:
    assert payload(monde.fiche.identite) is None
