"""What a patient says he takes besides is checked too: recognised by its name, or said not to be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.domain.alerte import Controles
from ambroise.domain.entrees import TraitementDeclare
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import StatutOrdonnance
from ambroise.domain.posologie import Duree, UniteTemps
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.domain.traitement import running_treatments
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.prescription import PrescriptionService
from ambroise.usecases.suivi import SuiviService
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import LE, make_ligne
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


@pytest.fixture
def cabinet() -> Cabinet:
    practice = Cabinet()
    practice.session.open("1234")
    return practice


def check(cabinet: Cabinet, declare: str, prescrit: str, fin: date | None = None) -> Controles:
    patient = cabinet.identites.create(ZOE)
    with cabinet.contexte.uow() as uow:
        uow.entrees.save(TraitementDeclare(cabinet.contexte.new_id(), patient.id, declare, LE, fin))
        uow.commit()
    order = cabinet.ordonnances.draft(patient.id).edit(lignes=(make_ligne(shipped_base(), prescrit),))
    return PrescriptionService(cabinet.contexte, shipped_base()).check(order)


@pytest.mark.parametrize(
    ("declare", "prescrit", "titre"),
    [
        ("Coumadine", "ibuprofene 400", "Ibuprofène et warfarine"),
        ("aspirine", "xarelto 20", "Rivaroxaban et acide acétylsalicylique"),
        ("millepertuis", "previscan 20", "Fluindione et extrait sec"),
    ],
)
def test_a_treatment_known_by_its_name_alone_is_checked(
    cabinet: Cabinet, declare: str, prescrit: str, titre: str
) -> None:
    controles = check(cabinet, declare, prescrit)
    (alerte,) = [a for a in controles.alertes if a.titre.startswith(titre)]
    assert alerte.traitements


def test_a_double_of_what_is_taken_besides_is_seen(cabinet: Cabinet) -> None:
    controles = check(cabinet, "advil", "ibuprofene 400")
    assert any(a.type.value == "doublon" for a in controles.alertes)


@pytest.mark.parametrize("declare", ["tisane du soir", "xarelro", "vitamine"])
def test_what_is_not_recognised_is_said_not_checked(cabinet: Cabinet, declare: str) -> None:
    controles = check(cabinet, declare, "doliprane 1000")
    (dit,) = [n for n in controles.non_controles if n.controle == "Traitements en cours"]
    assert declare in dit.raison


def test_what_is_no_longer_taken_is_not_checked(cabinet: Cabinet) -> None:
    controles = check(cabinet, "Coumadine", "ibuprofene 400", fin=date(2026, 6, 1))
    assert not [a for a in controles.alertes if a.traitements]


def test_what_was_stopped_with_a_reason_meets_the_new_lines_no_more(cabinet: Cabinet) -> None:
    patient = cabinet.identites.create(ZOE)
    base, instant = shipped_base(), cabinet.contexte.horloge()
    ancienne = cabinet.ordonnances.draft(patient.id).edit(lignes=(make_ligne(base, "zocor 20", "0-0-1 3m"),))
    signee = replace(ancienne, statut=StatutOrdonnance.SIGNEE, signee_le=instant)
    with cabinet.contexte.uow() as uow:
        uow.ordonnances.save(signee)
        uow.commit()
    nouvelle = replace(ancienne, id=UUID(int=77), lignes=(make_ligne(base, "zeclar 500", rang=2),))
    service = PrescriptionService(cabinet.contexte, base)
    assert [a for a in service.check(nouvelle).alertes if a.traitements]
    (traitement,) = running_treatments([signee], nouvelle.date)
    SuiviService(cabinet.contexte, cabinet.session).stop(patient.id, traitement, "crampes")
    assert not [a for a in service.check(nouvelle).alertes if a.traitements]


def test_an_advice_ordered_before_is_no_treatment(cabinet: Cabinet) -> None:
    patient = cabinet.identites.create(ZOE)
    base, instant = shipped_base(), cabinet.contexte.horloge()
    brouillon = cabinet.ordonnances.draft(patient.id)
    jours = Duree(Decimal(30), UniteTemps.JOUR)
    regime = LigneOrdonnance(UUID(int=5), ProduitLibre("Régime pauvre en sel"), duree_traitement=jours)
    conseil = replace(
        brouillon,
        type=TypeOrdonnance.LIBRE,
        lignes=(regime,),
        statut=StatutOrdonnance.SIGNEE,
        signee_le=instant,
    )
    with cabinet.contexte.uow() as uow:
        uow.ordonnances.save(conseil)
        uow.commit()
    nouvelle = replace(brouillon, id=UUID(int=77), lignes=(make_ligne(base, "doliprane 1000"),))
    controles = PrescriptionService(cabinet.contexte, base).check(nouvelle)
    assert "Traitements en cours" not in {n.controle for n in controles.non_controles}
