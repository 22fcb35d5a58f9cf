"""EX_LPS_0300: the servers of a box are found in the name service; a real resolver asks a real server."""

import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from esante.errors import Malformed, Unreachable, Unsupported
from esante.mssante import autoconfiguration
from esante.mssante.adresses import AdresseMss
from esante.mssante.autoconfiguration import configure_compte, resolve_srv
from esante.mssante.models import Serveur, TypeBal
from tests.fakes.patience import ATTENTE_S

MOI = AdresseMss("max.libre@medecin.mssante.fr")
ZONE = {
    "_imap._tcp.medecin.mssante.fr.": [
        "20 0 143 cert.op.fr.",
        "10 0 143 psc.op.fr.",
        "10 9 1143 psc2.op.fr.",
    ],
    "_submission._tcp.medecin.mssante.fr.": ["10 0 587 psc.op.fr.", "20 0 587 cert.op.fr."],
    "_imap._tcp.muet.mssante.fr.": [],
    "_imap._tcp.sans-service.mssante.fr.": ["0 0 0 ."],
    "_imap._tcp.piege.mssante.fr.": ["10 0 143 op_\\000.fr."],
}


class ServeurDeNoms:
    """Answers SRV questions of the zone; says that the rest does not exist, or says nothing at all."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.is_muet = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bell:
            bell.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        while True:
            data, who = self._socket.recvfrom(4096)
            if not data:
                return
            if not self.is_muet:
                self._socket.sendto(self._answer(dns.message.from_wire(data)).to_wire(), who)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        name = query.question[0].name
        records = ZONE.get(name.to_text())
        if records is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif records:
            response.answer.append(dns.rrset.from_text_list(name, 60, "IN", "SRV", records))
        return response


@pytest.fixture
def noms(monkeypatch: pytest.MonkeyPatch) -> Iterator[ServeurDeNoms]:
    server = ServeurDeNoms()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
    resolver.timeout = resolver.lifetime = ATTENTE_S
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
    yield server
    server.close()


def test_login_by_pro_sante_connect_goes_to_the_first_front_and_the_heaviest(noms: ServeurDeNoms) -> None:
    compte = configure_compte(MOI, TypeBal.PERSONNELLE, resolve_srv)
    assert compte.imap == Serveur("psc2.op.fr", 1143)
    assert compte.smtp == Serveur("psc.op.fr", 587)


def test_login_by_certificate_goes_to_the_second_front(noms: ServeurDeNoms) -> None:
    compte = configure_compte(MOI, TypeBal.APPLICATIVE, resolve_srv)
    assert (compte.imap, compte.smtp) == (Serveur("cert.op.fr", 143), Serveur("cert.op.fr", 587))


@pytest.mark.parametrize("domain", ["inconnu", "muet", "sans-service"])
def test_domain_that_publishes_nothing_is_set_by_hand(noms: ServeurDeNoms, domain: str) -> None:
    with pytest.raises(Unsupported, match="réglez-le à la main"):
        configure_compte(AdresseMss(f"a@{domain}.mssante.fr"), TypeBal.PERSONNELLE, resolve_srv)


def test_hostile_host_name_is_refused(noms: ServeurDeNoms) -> None:
    with pytest.raises(Malformed):
        configure_compte(AdresseMss("a@piege.mssante.fr"), TypeBal.PERSONNELLE, resolve_srv)


def test_silent_name_service_is_unreachable(noms: ServeurDeNoms, monkeypatch: pytest.MonkeyPatch) -> None:
    noms.is_muet = True
    monkeypatch.setattr(autoconfiguration, "PATIENCE_S", 0.3)
    with pytest.raises(Unreachable, match="service de noms"):
        configure_compte(MOI, TypeBal.PERSONNELLE, resolve_srv)
