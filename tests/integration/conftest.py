"""The sandbox of a test: real TLS on loopback ports chosen by the system, state in a temporary folder."""

import ssl
from collections.abc import Iterator

import pytest

from esante.sandbox.autorite import Autorite
from esante.sandbox.serveur import Sandbox
from tests.integration.gel import ecran, executable
from tests.integration.pcsc_fixtures import insert, opensc, pcscd, pcscd_session

__all__ = ["ecran", "executable", "insert", "opensc", "pcscd", "pcscd_session"]


@pytest.fixture(scope="session")
def sandbox_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_session: Sandbox) -> Iterator[Sandbox]:
    """The sandbox of the session, every setting at rest before and after; its state is kept."""
    sandbox_session.rest()
    yield sandbox_session
    sandbox_session.rest()


@pytest.fixture
def autorite(sandbox: Sandbox) -> Autorite:
    return sandbox.autorite


@pytest.fixture
def tls(sandbox: Sandbox) -> ssl.SSLContext:
    """A client context that trusts the sandbox and shows no certificate."""
    return ssl.create_default_context(cafile=str(sandbox.adresses.autorite))
