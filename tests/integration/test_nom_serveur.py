"""The name of a server is looked for where a certificate may write it: in the SAN, whatever its CN says.

The certificate of the DMP swapped its CN and its SAN in 2025: the CN is never pinned.
"""

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from esante.errors import Refused
from esante.sandbox import profils
from esante.sandbox.autorite import ORGANISATIONS, Autorite
from esante.sandbox.ecoute import Ecoute
from esante.transport import http_client, post, tls_context


def certificate(autorite: Autorite, cn: str, *san: x509.GeneralName) -> ssl.SSLContext:
    kept = [e for e in profils.server_extensions(cn) if not isinstance(e[0], x509.SubjectAlternativeName)]
    names = [(x509.SubjectAlternativeName(san), False)] if san else []
    issued = autorite.issue(
        f"nom-{cn}-{len(san)}",
        ORGANISATIONS,
        profils.organisation_subject("DMP", "318751275100020", cn),
        [*kept, *names],
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(issued.certificate_file, issued.key_file)
    return context


class Presented:
    """Shows one certificate to whoever connects."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context

    def current(self) -> ssl.SSLContext:
        return self._context


@contextmanager
def serving(context: ssl.SSLContext) -> Iterator[str]:
    def app(_environ: object, start_response):  # type: ignore[no-untyped-def]
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    server = Ecoute(app, Presented(context))  # type: ignore[arg-type]
    server.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.stop()


@pytest.fixture
def autorite(tmp_path: Path) -> Autorite:
    return Autorite(tmp_path)


def call(autorite: Autorite, url: str) -> int:
    with http_client(tls_context(autorite.ca_file), timeout=httpx.Timeout(10)) as http:
        return post(http, url, b"", {}).status


def test_a_certificate_whose_san_alone_is_right_is_believed(autorite: Autorite) -> None:
    here = x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))
    with serving(certificate(autorite, "lps.dmp.gouv.fr", here)) as url:
        assert call(autorite, url) == 200


@pytest.mark.parametrize("san", [(x509.DNSName("lps2.dmp.gouv.fr"),), ()])
def test_a_certificate_whose_cn_alone_is_right_is_refused(
    autorite: Autorite, san: tuple[x509.GeneralName, ...]
) -> None:
    with serving(certificate(autorite, "127.0.0.1", *san)) as url, pytest.raises(Refused):
        call(autorite, url)
