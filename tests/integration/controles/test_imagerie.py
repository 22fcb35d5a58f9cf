"""What an imaging request has to check, against the file of the patient (CSP R1333-58)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.alerte import Controles, NiveauAlerte, TypeAlerte
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.usecases.controle_ordonnance import OrdonnanceAControler, Terrain, check_ordonnance
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import make_allergie, make_ordonnance

INCONNUE = Terrain(date(1990, 1, 1), "F")
ENCEINTE = replace(INCONNUE, grossesse=True, aucune_allergie=True)
HOMME = Terrain(date(1975, 12, 31), "M", aucune_allergie=True)


def check(texte: str, terrain: Terrain = HOMME, type_: TypeOrdonnance = TypeOrdonnance.IMAGERIE) -> Controles:
    """Return what the controls say of one typed request."""
    ligne = to_ligne(type_, parse_acte(type_, texte), UUID(int=1))
    demande = OrdonnanceAControler(make_ordonnance(ligne, type=type_), terrain)
    return check_ordonnance(shipped_base(), demande)


@pytest.mark.parametrize(
    "examen", ["Radiographie du bassin", "scanner cérébral", "Mammographie", "TEP-scanner"]
)
def test_rays_during_a_pregnancy_are_weighed_and_never_forbidden(examen: str) -> None:
    (alerte,) = check(f"{examen} q: trauma", ENCEINTE).alertes
    assert (alerte.type, alerte.niveau) == (TypeAlerte.GROSSESSE, NiveauAlerte.DECONSEILLE)
    assert alerte.source == "CSP R1333-58"


@pytest.mark.parametrize("examen", ["Échographie abdominale", "IRM pelvienne"])
def test_an_exam_without_rays_asks_nothing_of_the_pregnancy(examen: str) -> None:
    assert not check(f"{examen} q: douleur", ENCEINTE).alertes
    assert not [n for n in check(f"{examen} q: douleur", INCONNUE).non_controles if n.controle == "Grossesse"]


def test_a_pregnancy_not_asked_is_said_not_checked_before_rays() -> None:
    controles = check("scanner thoracique q: embolie", INCONNUE)
    assert [n.controle for n in controles.non_controles] == ["Grossesse"]
    agee = replace(INCONNUE, date_naissance=date(1940, 1, 1))
    assert not check("scanner thoracique q: embolie", agee).non_controles


def test_a_reaction_to_a_contrast_product_is_recalled_before_an_injection() -> None:
    terrain = replace(HOMME, allergies=(make_allergie("Produit de contraste iodé"),), aucune_allergie=False)
    (alerte,) = check("scanner thoracique injecté q: embolie", terrain).alertes
    assert alerte.type is TypeAlerte.ALLERGIE
    assert "iodé" in alerte.titre
    assert not check("scanner thoracique sans injection q: nodule", terrain).alertes
    autre = replace(HOMME, allergies=(make_allergie("Pénicillines"),), aucune_allergie=False)
    assert not check("scanner thoracique injecté q: embolie", autre).alertes


def test_allergies_never_asked_are_said_before_an_injection() -> None:
    terrain = replace(HOMME, aucune_allergie=False)
    assert "Allergies" in [n.controle for n in check("coroscanner q: douleur", terrain).non_controles]


def test_what_a_magnet_could_pull_is_always_said_not_checked() -> None:
    assert [n.controle for n in check("IRM du genou q: ménisque").non_controles] == ["Matériel implanté"]


def test_care_orders_are_quiet_about_medicines() -> None:
    controles = check("pansement simple 1/j 10j", INCONNUE, TypeOrdonnance.SOINS_INFIRMIERS)
    assert controles.alertes == ()
    assert controles.non_controles == ()
    assert controles.sans_alerte == ()
