"""Two pharmacies on one order: what each gave of other lines is kept, what both would give is refused."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from ambroise.adapters.transmetteurs_ordonnance import TransmetteurExecution
from ambroise.domain.envoi import Envoi, TypeEnvoi
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.errors import DemandeRejetee
from esante.ordonnance_numerique import fhir
from esante.ordonnance_numerique.client import OrdonnanceNumeriqueClient
from esante.ordonnance_numerique.models import (
    Completude,
    Depot,
    Executant,
    Execution,
    ExecutionLigne,
    IssueLigne,
    LigneDeposee,
    PatientDepose,
    Prescripteur,
    TypeLigne,
)
from esante.ordonnance_numerique.numero import NumeroOrdonnance
from esante.sandbox.professionnels import ADEMIS_TRAL
from tests.fakes.service_ordonnance import AccesTransport, ServiceOrdonnance

NUMERO = NumeroOrdonnance("02AMBTEST2JC4NYGHZ")


def nobody() -> SessionProfessionnel:
    raise AssertionError("no session is needed")


class Officines:
    """An order of two lines that two pharmacies consulted."""

    def __init__(self, service: ServiceOrdonnance) -> None:
        acces = AccesTransport(service, nobody)
        self.client = OrdonnanceNumeriqueClient(acces.http_card("ordonnance_numerique"))
        jour = datetime.now(UTC).astimezone().date()
        lignes = tuple(
            LigneDeposee(nom, TypeLigne.MEDICAMENT, nom, "1 par jour", nombre_boites=1, renouvellements=2)
            for nom in ("L1", "L2")
        )
        patient = PatientDepose("ADRUN", "ZOE", date(1975, 12, 31), "F")
        medecin = Prescripteur("99900063480", "LIBRE", "MAX", "10", numero_am="639912345")
        self.client.record(Depot(NUMERO, jour, patient, medecin, lignes, False, jour))
        service.sit(ADEMIS_TRAL)
        self.transmetteur = TransmetteurExecution(acces)

    @property
    def version(self) -> str:
        return self.client.consult(NUMERO).version

    def envoi(self, ligne: str, version: str, completude: Completude = Completude.FFC) -> Envoi:
        execution = Execution(
            str(uuid4()),
            NUMERO,
            Executant(ADEMIS_TRAL.identifiant, "21", "PHARMACIE", numero_am="992222222"),
            datetime.now(UTC),
            (ExecutionLigne(ligne, IssueLigne.DELIVREE, completude),),
        )
        contenu = json.dumps({"version": version, "execution": fhir.write_execution(execution)}).encode()
        return Envoi(
            UUID(int=1),
            TypeEnvoi.EXECUTION_ORDONNANCE,
            None,
            "Délivrance",
            execution.identifiant,
            contenu,
            datetime.now(UTC),
            ins=None,
        )

    @property
    def executions(self) -> int:
        return len(self.client.consult(NUMERO).executions or ())


@pytest.fixture
def officines(tmp_path: Path) -> Iterator[Officines]:
    service = ServiceOrdonnance(tmp_path)
    yield Officines(service)
    service.forget_all()


def test_answers_to_other_lines_are_both_kept(officines: Officines) -> None:
    vue = officines.version
    officines.transmetteur.transmettre(officines.envoi("L1", vue))
    tardif = officines.envoi("L2", vue)
    officines.transmetteur.transmettre(tardif)
    assert officines.executions == 2
    assert officines.transmetteur.is_deja_recu(tardif)


def test_same_line_is_given_once_whoever_is_late(officines: Officines) -> None:
    vue = officines.version
    officines.transmetteur.transmettre(officines.envoi("L1", vue))
    with pytest.raises(DemandeRejetee):
        officines.transmetteur.transmettre(officines.envoi("L1", vue))
    assert officines.executions == 1


def test_same_renewal_is_never_taken_for_the_next_one(officines: Officines) -> None:
    officines.transmetteur.transmettre(officines.envoi("L1", officines.version))
    vue = officines.version
    officines.transmetteur.transmettre(officines.envoi("L1", vue, Completude.RFC))
    with pytest.raises(DemandeRejetee) as refus:
        officines.transmetteur.transmettre(officines.envoi("L1", vue, Completude.RFC))
    assert refus.value.code == "ON-MODIFIEE-ENTRE-TEMPS"
    assert officines.executions == 2
