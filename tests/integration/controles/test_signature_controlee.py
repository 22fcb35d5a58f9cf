"""Signing checks the order again: nothing that stops goes through unanswered, whatever the screen showed."""

from dataclasses import replace

import pytest

from ambroise.domain.alerte import DecisionAlerte, ReponseAlerte
from ambroise.domain.ordonnance import ConsentementConsultation, Ordonnance, OrdonnanceIncomplete
from ambroise.usecases.ordonnances import OrdonnanceService
from ambroise.usecases.prescription import PrescriptionService
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import LE, NOW, make_ligne
from tests.fakes.services import FauxDocuments, FauxNumeros, FauxPreparation
from tests.unit.ambroise.usecases.conftest import Cabinet


@pytest.fixture
def cabinet() -> Cabinet:
    practice = Cabinet()
    practice.session.open("1234")
    return practice


@pytest.fixture
def service(cabinet: Cabinet) -> OrdonnanceService:
    return OrdonnanceService(
        cabinet.contexte,
        cabinet.session,
        numeros=FauxNumeros(),
        documents=FauxDocuments(),
        preparation=FauxPreparation(),
        service=cabinet.service,
        controle=PrescriptionService(cabinet.contexte, shipped_base()),
    )


def draft(cabinet: Cabinet, service: OrdonnanceService, *lignes) -> Ordonnance:  # type: ignore[no-untyped-def]
    patient = cabinet.qualified_zoe()
    order = service.draft(patient.id)
    return order.edit(lignes=lignes, consentement=ConsentementConsultation(LE, opposition=False))


def test_unanswered_contra_indication_is_not_signed(cabinet: Cabinet, service: OrdonnanceService) -> None:
    base = shipped_base()
    order = draft(cabinet, service, make_ligne(base, "zocor 20"), make_ligne(base, "zeclar 500", rang=2))
    with pytest.raises(OrdonnanceIncomplete, match="Simvastatine et clarithromycine"):
        service.sign(order)
    assert cabinet.base.tables.ordonnances == {}
    (alert,) = PrescriptionService(cabinet.contexte, base).check(order).bloquantes
    answer = ReponseAlerte(alert, DecisionAlerte.MAINTENUE, "Suspendue 7 jours.", "99900063480", NOW)
    signed = service.sign(order.edit(reponses_alertes=(answer,)))
    assert signed.acte.ordonnance.is_figee
    kept = signed.acte.ordonnance.reponses_alertes
    assert kept[0] == answer
    assert {r.decision for r in kept[1:]} <= {DecisionAlerte.VUE}


def test_alerts_shown_are_kept_with_the_order_even_when_they_asked_for_nothing(
    cabinet: Cabinet, service: OrdonnanceService
) -> None:
    base = shipped_base()
    order = draft(cabinet, service, make_ligne(base, "doliprane 1000", "12-0-0 5j"))
    shown = PrescriptionService(cabinet.contexte, base).check(order).alertes
    assert shown
    kept = service.sign(order).acte.ordonnance.reponses_alertes
    assert [r.alerte for r in kept] == list(shown)
    assert {(r.decision, r.motif, r.auteur) for r in kept} == {(DecisionAlerte.VUE, "", "99900063480")}


def test_signing_writes_what_the_lines_imply(cabinet: Cabinet, service: OrdonnanceService) -> None:
    base = shipped_base()
    quiet = make_ligne(base, "doliprane 1000", "1-1-1 5j")
    secure = make_ligne(base, "tramadol 50", "1 3/j 7j", rang=2)
    order = draft(cabinet, service, replace(quiet, en_rapport_ald=True), secure)
    signed = service.sign(order).acte.ordonnance
    assert (signed.bizone, signed.is_securisee, signed.is_exception) == (True, True, False)
