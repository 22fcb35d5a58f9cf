"""The way to each host and port: direct, by a proxy, refused, answered by a page, opened by an antivirus."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ambroise.adapters.liaisons import Liaison, recognise, try_liaison
from ambroise.bootstrap.diagnostic_poste import other_addresses
from ambroise.settings import ReglageBoite, Reglages
from ambroise.usecases.diagnostic import EtatControle
from esante.transport import Proxy
from tests.fakes.certificats import Paire, make_authority, make_certificate
from tests.fakes.reseau import serve_proxy, serve_tls

DIRECT = Proxy()


@pytest.fixture(autouse=True)
def _no_proxy_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def igc(tmp_path: Path) -> tuple[Paire, Path]:
    """The authority of the environment, and its file."""
    autorite = make_authority("IGC d’essai")
    return autorite, autorite.write(tmp_path, "igc")[0]


@pytest.fixture
def service(igc: tuple[Paire, Path], tmp_path: Path) -> Iterator[str]:
    with serve_tls(make_certificate(igc[0]), tmp_path) as port:
        yield f"https://127.0.0.1:{port}/"


def test_a_service_that_answers_is_told_with_its_host_its_port_and_its_way(
    service: str, igc: tuple[Paire, Path]
) -> None:
    liaison = try_liaison("insi", service, igc[1], DIRECT)
    assert (liaison.etat, liaison.hote, liaison.via) == (EtatControle.OK, "127.0.0.1", "direct")
    assert str(liaison.port) in service
    assert liaison.heure is not None
    assert abs(liaison.heure - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_proxy_of_the_profile_is_taken_and_its_exceptions_are_not(
    service: str, igc: tuple[Paire, Path], tmp_path: Path
) -> None:
    with serve_proxy("relais", tmp_path) as proxy:
        liaison = try_liaison("insi", service, igc[1], Proxy(proxy.url))
        assert (liaison.etat, liaison.via) == (EtatControle.OK, f"127.0.0.1:{proxy.port}")
        assert proxy.vus == [f"127.0.0.1:{liaison.port}"]
        sans = try_liaison("insi", service, igc[1], Proxy(proxy.url, ("127.0.0.1",)))
        assert (sans.etat, sans.via) == (EtatControle.OK, "direct")
        assert len(proxy.vus) == 1


def test_the_proxy_of_the_system_is_taken_and_its_account_is_not_told(
    service: str, igc: tuple[Paire, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_proxy("relais", tmp_path) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://moi:secret@127.0.0.1:{proxy.port}")
        liaison = try_liaison("insi", service, igc[1], DIRECT)
        assert (liaison.etat, liaison.via) == (EtatControle.OK, f"127.0.0.1:{proxy.port}")


@pytest.mark.parametrize(
    ("mode", "mot", "conseil"),
    [("compte", "Le proxy refuse", "HTTPS_PROXY"), ("page", "n’est pas chiffré", "portail")],
)
def test_a_proxy_that_wants_an_account_or_answers_a_page_is_told(
    service: str, igc: tuple[Paire, Path], tmp_path: Path, mode: str, mot: str, conseil: str
) -> None:
    with serve_proxy(mode, tmp_path) as proxy:
        liaison = try_liaison("insi", service, igc[1], Proxy(proxy.url))
    assert liaison.etat is EtatControle.ECHEC
    assert mot in liaison.constat
    assert conseil in (liaison.remede or "")


@pytest.mark.parametrize(
    ("emetteur", "produit"),
    [
        (("Kaspersky Anti-Virus Personal Root Certificate", "AO Kaspersky Lab"), "Kaspersky"),
        (("avast! Web/Mail Shield Root", "avast! Web/Mail Shield"), "Avast"),
        (("ESET SSL Filter CA", "ESET, spol. s r. o."), "ESET"),
        (("Zscaler Root CA", "Zscaler Inc."), "Zscaler"),
        (("FG100E", "Fortinet"), "Fortinet"),
    ],
)
def test_an_antivirus_that_opens_the_exchange_is_named_by_its_certificate(
    service: str, igc: tuple[Paire, Path], tmp_path: Path, emetteur: tuple[str, str], produit: str
) -> None:
    with serve_proxy("interception", tmp_path, make_authority(*emetteur)) as proxy:
        liaison = try_liaison("insi", service, igc[1], Proxy(proxy.url))
    assert liaison.etat is EtatControle.ECHEC
    assert liaison.constat.startswith(f"{produit} ouvre les échanges")
    assert f"127.0.0.1:{liaison.port}" in (liaison.remede or "")


def test_an_interception_that_this_machine_trusts_is_still_told(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boitier = make_authority("Sophos SSL CA", "Sophos")
    monkeypatch.setenv("SSL_CERT_FILE", str(boitier.write(tmp_path, "systeme")[0]))
    with serve_proxy("interception", tmp_path, boitier) as proxy:
        liaison = try_liaison("mises à jour", service, None, Proxy(proxy.url))
    assert liaison.etat is EtatControle.ALERTE
    assert "Sophos ouvre l’échange" in liaison.constat


def test_an_unknown_authority_is_told_by_its_name(igc: tuple[Paire, Path], tmp_path: Path) -> None:
    with serve_tls(make_certificate(make_authority("Boîtier maison")), tmp_path) as port:
        liaison = try_liaison("dmp", f"https://127.0.0.1:{port}/", igc[1], DIRECT)
    assert "émis par «\u00a0Boîtier maison\u00a0»" in liaison.constat


def test_a_certificate_out_of_date_points_at_the_clock_first(igc: tuple[Paire, Path], tmp_path: Path) -> None:
    passe = datetime.now(UTC) - timedelta(days=10)
    paire = make_certificate(igc[0], debut=passe - timedelta(days=5), fin=passe)
    with serve_tls(paire, tmp_path) as port:
        liaison = try_liaison("dmp", f"https://127.0.0.1:{port}/", igc[1], DIRECT)
    assert "à la date de ce poste" in liaison.constat
    assert "heure" in (liaison.remede or "")


def test_silence_and_mail_servers_are_told_by_host_and_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ecoute:
        port = ecoute.getsockname()[1]
        assert try_liaison("boîte", f"imap://127.0.0.1:{port}", None, DIRECT).etat is EtatControle.OK
    ferme: list[Liaison] = [
        try_liaison("boîte", f"imap://127.0.0.1:{port}", None, DIRECT),
        try_liaison("dmp", f"https://127.0.0.1:{port}/", None, DIRECT),
        try_liaison("dmp", "https://dmp.example/", None, Proxy(f"http://127.0.0.1:{port}")),
    ]
    assert all(liaison.etat is EtatControle.ECHEC for liaison in ferme)
    assert all(f":{port}" in liaison.constat for liaison in ferme)


def test_names_that_only_look_like_a_product_are_not_accused() -> None:
    assert recognise("Certigna Services CA") == ""
    assert recognise("AVG") == "AVG"
    assert recognise("Cavgale") == ""


def test_the_profile_adds_its_lists_its_boxes_and_its_updates_without_naming_the_boxes() -> None:
    reglages = Reglages(
        listes_revocation="http://a/1.crl http://b/2.crl",
        boites={"jean.dupont@x.mssante.fr": ReglageBoite(imap="imap.x.fr:143", smtp="smtp.x.fr:587")},
        maj_source="https://maj.example",
    )
    assert other_addresses(reglages) == {
        "liste de révocation 1": "http://a/1.crl",
        "liste de révocation 2": "http://b/2.crl",
        "boîte 1, imap": "imap://imap.x.fr:143",
        "boîte 1, smtp": "smtp://smtp.x.fr:587",
        "mises à jour": "https://maj.example",
    }
