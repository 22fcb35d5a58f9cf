"""One sandbox for the module, with the services of this folder, and the clients that reach it."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from esante.mssante import tls
from esante.mssante.adresses import AdresseMss
from esante.mssante.client import MssanteClient
from esante.mssante.models import Compte, Mecanisme, Serveur, TypeBal
from esante.ordonnance_numerique.client import OrdonnanceNumeriqueClient
from esante.sandbox import insi
from esante.sandbox.annuaire import service as annuaire
from esante.sandbox.mssante import service as mssante
from esante.sandbox.mssante.boites import BoiteTest
from esante.sandbox.ordonnance_numerique import service as ordonnance_numerique
from esante.sandbox.professionnels import ProfessionnelTest
from esante.sandbox.psc import relais
from esante.sandbox.ror import service as ror
from esante.sandbox.serveur import Sandbox
from esante.sandbox.service import Reglages
from tests.fakes.patience import ATTENTE_S

SERVICES = (
    *relais.SERVICES,
    *insi.SERVICES,
    *mssante.SERVICES,
    *ordonnance_numerique.SERVICES,
    *annuaire.SERVICES,
    *ror.SERVICES,
)


@pytest.fixture(scope="package")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("bac"), SERVICES) as running:
        yield running


@pytest.fixture(autouse=True)
def at_rest(sandbox: Sandbox) -> Iterator[None]:
    yield
    for reglages in sandbox.reglages.values():
        vars(reglages).update(vars(Reglages()))


OpenOrdonnances = Callable[[ProfessionnelTest], OrdonnanceNumeriqueClient]


@pytest.fixture
def ordonnances(sandbox: Sandbox) -> Iterator[OpenOrdonnances]:
    opened = []

    def connect(person: ProfessionnelTest) -> OrdonnanceNumeriqueClient:
        credential = sandbox.autorite.carte(person).authentification
        context = ssl.create_default_context(cafile=str(sandbox.adresses.autorite))
        context.load_cert_chain(credential.certificate_file, credential.key_file)
        url = sandbox.adresses.services["ordonnance_numerique"]
        client = OrdonnanceNumeriqueClient(httpx.Client(base_url=url, verify=context, timeout=ATTENTE_S))
        opened.append(client)
        return client

    yield connect
    for client in opened:
        client.close()


def server(url: str) -> Serveur:
    parts = httpx.URL(url.replace("imap:", "http:").replace("smtp:", "http:"))
    assert parts.port is not None
    return Serveur(parts.host, parts.port)


OpenBox = Callable[..., MssanteClient]


@pytest.fixture
def boxes(sandbox: Sandbox) -> OpenBox:
    services = sandbox.adresses.services
    assert services["mssante_imap"] != mssante.ABSENT, "Dovecot est nécessaire à ces essais"
    context = tls.make_contexte(sandbox.adresses.autorite, sandbox.adresses.revocations, accept_test=True)
    trust = ssl.create_default_context(cafile=str(sandbox.adresses.autorite))

    def open_box(boite: BoiteTest, mecanisme: Mecanisme = Mecanisme.XOAUTH2) -> MssanteClient:
        def jeton() -> str:
            url = f"{services['psc']}/verification/jeton/{boite.adresse}"
            with httpx.Client(verify=trust) as http:
                token: str = http.get(url).json()["access_token"]
            return token

        compte = Compte(
            AdresseMss(boite.adresse),
            TypeBal(boite.type) if boite.type != "PATIENT" else TypeBal.PERSONNELLE,
            server(services["mssante_imap"]),
            server(services["mssante_smtp"]),
            mecanisme,
        )
        return MssanteClient(compte, jeton, context, "AMBROISE-0.1")

    return open_box


@pytest.fixture
def relay(sandbox: Sandbox) -> Iterator[httpx.Client]:
    context = ssl.create_default_context(cafile=str(sandbox.adresses.autorite))
    with httpx.Client(
        base_url=sandbox.adresses.services["psc_relais"], verify=context, timeout=ATTENTE_S
    ) as http:
        yield http


@pytest.fixture
def certificates(sandbox: Sandbox) -> Path:
    return sandbox.adresses.autorite
