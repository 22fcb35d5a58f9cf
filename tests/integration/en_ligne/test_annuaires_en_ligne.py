"""The directories asked online through the application: labels, places, keys, and what lacks."""

import argparse
from collections.abc import Callable

import pytest

from ambroise.adapters.annuaires_en_ligne import AnnuairesEnLigne
from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.environnement import load_environnement
from ambroise.cli import annuaire as cli
from ambroise.usecases.errors import AccesRefuse, NonPrisEnCharge
from esante.sandbox.annuaire import service as annuaire
from esante.sandbox.mssante.boites import MEDECIN
from esante.sandbox.ror import service as ror
from esante.sandbox.serveur import Sandbox
from tests.integration.en_ligne.test_ecps import no_card

CLES = {"annuaire": annuaire.CLE, "ror": ror.SECRET}
Open = Callable[..., AnnuairesEnLigne]


@pytest.fixture
def en_ligne(sandbox: Sandbox) -> Open:
    adresses = sandbox.adresses
    table = load_environnement("bac-a-sable").with_bac_a_sable(
        adresses.services, adresses.autorite, adresses.revocations
    )
    acces = AccesServices(table, no_card, no_card)  # type: ignore[arg-type]
    return lambda cles=CLES: AnnuairesEnLigne(acces, lambda nom: cles.get(nom, ""), ror.CLIENT_ID)


def test_professional_is_shown_as_he_is_today(en_ligne: Open) -> None:
    fiche = en_ligne().detail("99900063480")
    assert fiche is not None
    assert (fiche.correspondant.nom, fiche.correspondant.profession) == ("LIBRE", "Médecin")
    assert MEDECIN.adresse in fiche.correspondant.bal
    assert [lieu.commune for lieu in fiche.lieux] == ["MARSAC-EN-LIVRADOIS"]
    assert en_ligne().detail("10000000000") is None
    assert [c.nom for c in en_ligne().search("lib", "max")] == ["LIBRE"]


def test_structures_are_found_near_a_town(en_ligne: Open) -> None:
    found = en_ligne().search_structures("", "63211", 5)
    assert {s.nom for s in found} == {"SSIAD DU LIVRADOIS", "MAISON DE SANTÉ DE MARSAC"}


def test_without_a_key_the_way_to_give_one_is_said(en_ligne: Open) -> None:
    bare = en_ligne({})
    assert not bare.is_annuaire_regle
    with pytest.raises(NonPrisEnCharge) as caught:
        bare.search("libre")
    assert "ambroise annuaire cle annuaire" in caught.value.remede
    with pytest.raises(NonPrisEnCharge):
        bare.search_structures("x")
    with pytest.raises(AccesRefuse):
        en_ligne({"annuaire": "fausse"}).search("libre")


def test_terminal_shows_people_and_places(en_ligne: Open) -> None:
    class App:
        annuaires_en_ligne = en_ligne()

    shown = cli._show(argparse.Namespace(rpps="99900063480"), App())  # type: ignore[arg-type]
    assert shown.code == 0
    assert shown.donnees["lieux"][0]["telephone"] == "0102030405"
    absent = cli._show(argparse.Namespace(rpps="10000000000"), App())  # type: ignore[arg-type]
    assert absent.code == 1
    nobody = argparse.Namespace(texte=["introuvable"], commune="", rayon=15)
    assert cli._structures(nobody, App()).code == 1  # type: ignore[arg-type]
