"""Models and favourites are one's own: kept from an order without its patient, found, used, taken out."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.usecases.errors import AmbroiseError, ConflitVersion, SessionFermee
from ambroise.usecases.modeles import ModeleService
from tests.unit.ambroise.usecases.conftest import Cabinet


def ligne(nom: str, **changes: object) -> LigneOrdonnance:
    return LigneOrdonnance(UUID(int=1), ProduitLibre(nom), boites=1, **changes)  # type: ignore[arg-type]


def order(cabinet: Cabinet, *lignes: LigneOrdonnance) -> Ordonnance:
    return cabinet.ordonnances.draft(cabinet.qualified_zoe().id).edit(lignes=lignes)


@pytest.fixture
def modeles(ouvert: Cabinet) -> ModeleService:
    return ModeleService(ouvert.contexte, ouvert.session)


def test_a_model_keeps_the_lines_and_nothing_of_the_patient(ouvert: Cabinet, modeles: ModeleService) -> None:
    ordonnance = order(ouvert, ligne("Bande", indication="entorse de Zoé", date_debut=date(2026, 6, 4)))
    garde = modeles.keep(ordonnance, "  Entorse ")
    (lu,) = modeles.find()
    assert lu == garde
    assert (lu.nom, lu.is_favori, lu.patient_id) == ("Entorse", True, None)
    assert (lu.lignes[0].indication, lu.lignes[0].date_debut) == ("", None)


def test_the_same_name_again_replaces_the_lines_that_were_seen(
    ouvert: Cabinet, modeles: ModeleService
) -> None:
    ordonnance = order(ouvert, ligne("Bande"))
    vu = modeles.keep(ordonnance, "Entorse")
    modeles.use(vu)
    modeles.keep(ordonnance.edit(lignes=(ligne("Attelle"), ligne("Glace"))), "ENTORSE", vu)
    (lu,) = modeles.find()
    assert ([li.libelle for li in lu.lignes], lu.usages) == (["Attelle", "Glace"], 1)


@pytest.mark.parametrize("is_vu", [True, False])
def test_lines_that_were_not_seen_are_not_replaced(
    ouvert: Cabinet, modeles: ModeleService, is_vu: bool
) -> None:
    ordonnance = order(ouvert, ligne("Bande"))
    vu = modeles.keep(ordonnance, "Entorse")
    autre = modeles.keep(ordonnance.edit(lignes=(ligne("Attelle"),)), "Entorse", vu)
    with pytest.raises(ConflitVersion) as refus:
        modeles.keep(ordonnance.edit(lignes=(ligne("Glace"),)), "entorse", vu if is_vu else None)
    assert refus.value.actuel == autre
    assert modeles.find() == (autre,)


def test_the_most_used_comes_first_and_a_removed_one_no_more(ouvert: Cabinet, modeles: ModeleService) -> None:
    ordonnance = order(ouvert, ligne("Bande"))
    angine, entorse = modeles.keep(ordonnance, "Angine"), modeles.keep(ordonnance, "Entorse")
    modeles.use(entorse)
    assert [m.nom for m in modeles.find()] == ["Entorse", "Angine"]
    assert [m.nom for m in modeles.find("ang")] == ["Angine"]
    modeles.remove(angine)
    assert [m.nom for m in modeles.find()] == ["Entorse"]


def test_models_of_another_professional_are_not_shown(ouvert: Cabinet, modeles: ModeleService) -> None:
    garde = modeles.keep(order(ouvert, ligne("Bande")), "Entorse")
    autre = replace(garde, id=UUID(int=99), auteur="899900063498", version=0)
    with ouvert.contexte.uow() as uow:
        uow.entrees.save(autre)
        uow.commit()
    assert [m.id for m in modeles.find()] == [garde.id]


@pytest.mark.parametrize(("nom", "lignes"), [(" ", ("Bande",)), ("Vide", ())])
def test_a_model_needs_a_name_and_a_line(
    ouvert: Cabinet, modeles: ModeleService, nom: str, lignes: tuple[str, ...]
) -> None:
    with pytest.raises(AmbroiseError):
        modeles.keep(order(ouvert, *map(ligne, lignes)), nom)


def test_nobody_logged_in_has_no_model(cabinet: Cabinet) -> None:
    with pytest.raises(SessionFermee):
        ModeleService(cabinet.contexte, cabinet.session).find()
