"""A médicament d'exception says its indication and its form; a device is prescribed for a year at most."""

from dataclasses import replace
from uuid import UUID

import pytest

from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.alerte import NiveauAlerte
from ambroise.domain.options_ligne import split_options, write_options
from ambroise.domain.ordonnance import Exemption, MotifExemption, TypeOrdonnance
from ambroise.usecases.controle_ordonnance import OrdonnanceAControler, check_ordonnance, complete_ordonnance
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import NOW, make_ligne, make_ordonnance

PAPIER = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, NOW, "99900063480")


def titles(ordonnance) -> list[str]:
    """Return the titles of the alerts of an order."""
    return [a.titre for a in check_ordonnance(shipped_base(), OrdonnanceAControler(ordonnance)).alertes]


def exception(**changes):
    """Return a line that its prescriber says of exception."""
    ligne = make_ligne(shipped_base(), "doliprane 1000", "1-1-1 5j")
    return split_options(" x exception")[1].apply(replace(ligne, **changes))


def test_the_word_is_typed_written_back_and_makes_an_exception_order() -> None:
    ligne = exception()
    assert "exception" in write_options(ligne)
    assert complete_ordonnance(shipped_base(), make_ordonnance(ligne)).is_exception


def test_an_exception_without_its_indication_is_said_and_on_paper_its_form_too() -> None:
    assert titles(make_ordonnance(exception())) == ["Indication à écrire"]
    dite = replace(exception(), indication="douleur")
    assert titles(make_ordonnance(dite)) == []
    assert titles(make_ordonnance(dite, exemption=PAPIER)) == ["Formulaire exigé sur papier"]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("bas qté 1 12m", []), ("bas qté 1 6m ar1", []), ("bas qté 1 6m ar2", ["Durée limitée à douze mois"])],
)
def test_a_device_is_prescribed_for_twelve_months_renewals_included(texte: str, attendu: list[str]) -> None:
    type_ = TypeOrdonnance.DISPOSITIFS
    ligne = to_ligne(type_, parse_acte(type_, texte), UUID(int=1))
    demande = OrdonnanceAControler(make_ordonnance(ligne, type=type_))
    alertes = check_ordonnance(shipped_base(), demande).alertes
    assert [a.titre for a in alertes] == attendu
    assert all(a.niveau is NiveauAlerte.CONTRE_INDICATION and a.source == "CSS R165-36" for a in alertes)
