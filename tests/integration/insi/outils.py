"""A client of the INSi sandbox, opened as a test wants it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx

from esante.insi.authentification import (
    Authentification,
    AuthentificationCps,
)
from esante.insi.client import InsiClient
from esante.insi.models import (
    Logiciel,
    TraitsRecherche,
)
from esante.sandbox.autorite import Credential
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context
from tests.fakes.patience import ATTENTE_S

LOGICIEL = Logiciel("AMBROISE-BAC-A-SABLE", "urn:lps:ambroise:0.1.0", "0.1.0", UUID(int=7))


ZOE = TraitsRecherche("ADRUN", ("ZOE",), "F", "1975-12-31")


OID_NIR, OID_NIA = "1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9"


def cps(credential: Credential) -> AuthentificationCps:
    return AuthentificationCps(credential.key, credential.certificate, "991111111", "SA07", "SM26")


@contextmanager
def opened(
    sandbox: Sandbox,
    authentification: Authentification | None = None,
    *,
    service: str = "insi",
    credential: Credential | None = None,
    logiciel: Logiciel = LOGICIEL,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], UUID] = uuid4,
    timeout: float = ATTENTE_S,
) -> Iterator[InsiClient]:
    context = tls_context(
        sandbox.adresses.autorite,
        certificate_file=credential.certificate_file if credential else None,
        key_file=credential.key_file if credential else None,
    )
    http = http_client(context, timeout=httpx.Timeout(timeout))
    url = f"{sandbox.adresses.services[service]}/lps"
    chosen = authentification or cps(sandbox.autorite.carte(MAX_LIBRE).signature)
    with InsiClient(http, url, logiciel, chosen, now=now, new_id=new_id) as client:
        yield client
