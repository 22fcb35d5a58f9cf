"""A line given after the end of its order: what the service takes, and what it refuses."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from esante.errors import Malformed
from esante.ordonnance_numerique import fhir, systems
from esante.ordonnance_numerique.models import (
    Code,
    Completude,
    Depot,
    EtatOrdonnance,
    Executant,
    Execution,
    ExecutionLigne,
    IssueLigne,
    LigneDeposee,
    MotifNonDelivrance,
    OrdonnanceConsultee,
    PatientDepose,
    Prescripteur,
    TypeLigne,
)
from esante.ordonnance_numerique.numero import RandomNumeroGenerator
from esante.sandbox.ordonnance_numerique.appelant import Appelant
from esante.sandbox.ordonnance_numerique.refus import Refus
from esante.sandbox.ordonnance_numerique.registre import Registre
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE

MEDECIN = Appelant(MAX_LIBRE.identifiant, "10")
PHARMACIEN = Appelant(ADEMIS_TRAL.identifiant, "21")
RAMIPRIL = LigneDeposee(
    "L1", TypeLigne.MEDICAMENT, "RAMIPRIL 5 mg", "1 matin", duree_jours=30, nombre_boites=1, renouvellements=2
)
DONNEE = ExecutionLigne(
    "L1", IssueLigne.DELIVREE, Completude.FFC, Code(systems.CIP, "3400937762021"), quantite=Decimal(1)
)
SUIVANTE = replace(DONNEE, completude=Completude.RFC)
EXCEPTION = replace(SUIVANTE, issue=IssueLigne.MODIFIEE, is_exceptionnelle=True)


class Service:
    """The register of the service, a clock that obeys, one order."""

    def __init__(self, *lignes: LigneDeposee) -> None:
        self.maintenant = datetime(2026, 1, 5, 10, tzinfo=UTC)
        self.registre = Registre(":memory:", lambda: self.maintenant)
        jour, prescrites = self.maintenant.date(), lignes or (RAMIPRIL,)
        self.depot = Depot(
            RandomNumeroGenerator()(), jour, PatientDepose("NESSI", "RUTH", date(1977, 7, 14), "F"),
            Prescripteur("99900063480", "LIBRE", "MAX", "10", "991111111"), prescrites, False, jour,
        )  # fmt: skip
        self.registre.record(self.depot, MEDECIN)

    def send(self, ligne: ExecutionLigne, apres: int = 0) -> None:
        self.maintenant += timedelta(days=apres)
        executant = Executant(PHARMACIEN.identifiant_national, "21", "PHARMACIE TRAL", "992222222")
        execution = Execution(str(uuid.uuid4()), self.depot.numero, executant, self.maintenant, (ligne,))
        self.registre.record_execution(execution, self.consult().version, PHARMACIEN)

    def consult(self) -> OrdonnanceConsultee:
        return self.registre.consult(self.depot.numero, PHARMACIEN)

    def refusal(self, ligne: ExecutionLigne, apres: int = 0) -> str:
        with pytest.raises(Refus) as refus:
            self.send(ligne, apres)
        return refus.value.libelle


@pytest.fixture
def finie() -> Service:
    """A service whose order is given to its last renewal, thirty days ago."""
    service = Service()
    service.send(DONNEE)
    service.send(SUIVANTE, 30)
    service.send(SUIVANTE, 30)
    assert service.consult().etat is EtatOrdonnance.EXECUTEE
    service.maintenant += timedelta(days=30)
    return service


def test_three_months_are_taken_one_at_a_time_and_no_fourth(finie: Service) -> None:
    finie.send(EXCEPTION)
    assert "moins d’un mois" in finie.refusal(EXCEPTION, 10)
    finie.send(EXCEPTION, 20)
    finie.send(EXCEPTION, 30)
    assert "trois mois déjà délivrés" in finie.refusal(EXCEPTION, 30)
    recue = finie.consult()
    assert recue.etat is EtatOrdonnance.EXECUTEE
    assert recue.lignes[0].delivrances_completes == 3, "a month more is none of the dispensings prescribed"


def test_the_first_comes_within_the_month_that_follows_the_end(finie: Service) -> None:
    assert "plus d’un mois après la fin" in finie.refusal(EXCEPTION, 32)


def test_an_order_still_valid_is_given_as_written() -> None:
    service = Service()
    assert "aucun traitement à poursuivre" in service.refusal(EXCEPTION)
    service.send(DONNEE)
    assert "encore valable" in service.refusal(EXCEPTION, 30)


def test_a_short_treatment_is_not_pursued() -> None:
    service = Service(replace(RAMIPRIL, renouvellements=0))
    service.send(DONNEE)
    assert "moins de trois mois" in service.refusal(EXCEPTION, 31)


def test_a_device_and_a_line_refused_are_not_pursued(finie: Service) -> None:
    dispositif = Service(replace(RAMIPRIL, type=TypeLigne.DISPOSITIF_MEDICAL))
    dispositif.send(DONNEE)
    assert "seul un médicament" in dispositif.refusal(EXCEPTION, 100)
    refusee = Service()
    refusee.send(DONNEE)
    refus = ExecutionLigne("L1", IssueLigne.NON_DELIVREE, motif=MotifNonDelivrance.CONTRE_INDICATION)
    refusee.send(refus, 30)
    assert "aucun traitement à poursuivre" in refusee.refusal(EXCEPTION, 80)


def test_it_is_sent_as_a_modification_without_the_agreement_of_the_prescriber(finie: Service) -> None:
    assert "modification" in finie.refusal(replace(EXCEPTION, issue=IssueLigne.DELIVREE))
    ordinaire = replace(EXCEPTION, is_exceptionnelle=False)
    assert "entièrement exécutée" in finie.refusal(ordinaire)


def test_an_order_expired_after_a_year_takes_it_too() -> None:
    service = Service(replace(RAMIPRIL, renouvellements=12))
    service.send(DONNEE)
    service.maintenant += timedelta(days=370)
    assert service.consult().etat is EtatOrdonnance.EXPIREE
    assert "expirée" in service.refusal(SUIVANTE)
    service.send(EXCEPTION)


def test_a_cancelled_order_takes_nothing() -> None:
    service = Service()
    service.registre.cancel(service.depot.numero, "erreur", MEDECIN)
    assert "annulée" in service.refusal(EXCEPTION, 100)


def test_the_mention_of_the_law_travels_and_no_other(finie: Service) -> None:
    finie.send(EXCEPTION)
    executions = finie.consult().executions
    assert executions is not None
    bundle = fhir.write_execution(executions[-1])
    assert "dispensation supplémentaire exceptionnelle" in json.dumps(bundle, ensure_ascii=False)
    assert fhir.read_execution(bundle) == executions[-1]
    autre = json.loads(json.dumps(bundle).replace("exceptionnelle", "ordinaire"))
    with pytest.raises(Malformed):
        fhir.read_execution(autre)
