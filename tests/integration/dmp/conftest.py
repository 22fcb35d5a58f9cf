"""A new invented patient each time, and clients of the DMP with the keys of a card."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from esante.dmp.client import DmpClient
from esante.dmp.environnement import sandbox as environnement_sandbox
from esante.dmp.models import (
    Acces,
    Acteur,
    Logiciel,
    PatientDmp,
    Signataire,
)
from esante.dmp.refus import DmpRejected
from esante.sandbox.autorite import Autorite, Credential
from esante.sandbox.dmp.depot import Depot
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context
from tests.fakes.dmp_client import ACTEUR, LOGICIEL, OID_TEST

MATRICULES = iter(f"{prefix:013}" for prefix in range(2790351216000, 2790351299000))

ClientFactory = Callable[..., DmpClient]


@pytest.fixture
def patient() -> PatientDmp:
    """A new invented patient each time: the sandbox keeps its state for the session."""
    number = next(MATRICULES)
    return PatientDmp(f"{number}{97 - int(number) % 97:02}", OID_TEST)


@pytest.fixture
def depot(sandbox: Sandbox) -> Iterator[Depot]:
    opened = Depot(sandbox.folder / "dmp")
    yield opened
    opened.close()


@pytest.fixture
def client(sandbox: Sandbox, autorite: Autorite) -> Iterator[ClientFactory]:
    opened: list[httpx.Client] = []

    def build(
        acteur: Acteur = ACTEUR,
        *,
        signature: Credential | None = None,
        authentification: Credential | None = None,
        logiciel: Logiciel = LOGICIEL,
        acces: Acces | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> DmpClient:
        carte = autorite.carte(ADEMIS_TRAL if acteur.secteur == "SA33" else MAX_LIBRE)
        connexion = authentification or carte.authentification
        signer = signature or carte.signature
        http = http_client(
            tls_context(
                sandbox.adresses.autorite,
                certificate_file=connexion.certificate_file,
                key_file=connexion.key_file,
            )
        )
        opened.append(http)
        return DmpClient(
            http,
            environnement_sandbox(sandbox.adresses.services["dmp"]),
            acteur,
            Signataire(signer.key, signer.certificate, signer.chain),
            logiciel,
            acces=acces,
            now=now,
        )

    yield build
    for http in opened:
        http.close()


def code(caught: pytest.ExceptionInfo[DmpRejected]) -> str:
    return caught.value.code
