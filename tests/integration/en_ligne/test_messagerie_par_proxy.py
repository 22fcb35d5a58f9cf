"""Mail goes out through the proxy of the practice, encrypted from end to end, or says that it may not."""

from base64 import b64encode
from pathlib import Path

import pytest

from esante.errors import Unreachable, Unsupported
from esante.mssante.client import MssanteClient
from esante.mssante.connexion import connect
from esante.mssante.diagnostic import check_serveurs
from esante.mssante.models import Serveur
from esante.sandbox.mssante import boites
from esante.transport import Proxy
from tests.fakes.reseau import BONJOUR, serve_proxy
from tests.integration.en_ligne.conftest import OpenBox
from tests.integration.en_ligne.test_messagerie import copies, letter


def through(client: MssanteClient, proxy: Proxy) -> MssanteClient:
    """Return the same box, behind a proxy."""
    return MssanteClient(client.compte, client._jeton, client.tls, "AMBROISE-0.1", proxy=proxy)


def test_message_leaves_and_is_read_through_the_proxy(boxes: OpenBox, tmp_path: Path) -> None:
    box = boxes(boites.MEDECIN)
    imap, smtp = (f"localhost:{s.port}" for s in (box.compte.imap, box.compte.smtp))
    message = letter("par le proxy")
    with serve_proxy("relais", tmp_path) as proxy:
        client = through(box, Proxy(proxy.url))
        assert not client.send(message).deja_envoye
        assert {imap, smtp} == set(proxy.vus), "nothing went another way"
        assert check_serveurs(box.compte, box.tls, proxy=Proxy(proxy.url)).is_ok
    assert len(copies(boxes(boites.CONFRERE), message.identifiant)) == 1


def test_greeting_that_comes_with_the_answer_of_the_proxy_is_kept(tmp_path: Path) -> None:
    with serve_proxy("colle", tmp_path) as proxy:
        session = connect(Serveur("localhost", 25), 2, Proxy(proxy.url))
        with session, session.makefile("rb") as words:
            assert words.readline() == BONJOUR


def test_server_that_the_profile_exempts_is_reached_straight(boxes: OpenBox, tmp_path: Path) -> None:
    with serve_proxy("compte", tmp_path) as proxy:
        with through(boxes(boites.MEDECIN), Proxy(proxy.url, ("localhost",))).open():
            pass
        assert not proxy.vus


def test_proxy_that_wants_an_account_is_told_with_its_status(boxes: OpenBox, tmp_path: Path) -> None:
    box = boxes(boites.MEDECIN)
    with serve_proxy("compte", tmp_path) as proxy:
        with pytest.raises(Unreachable, match=r"proxy ne laisse pas passer la messagerie \(407\)"):
            through(box, Proxy(proxy.url)).open()
        state = check_serveurs(box.compte, box.tls, proxy=Proxy(proxy.url))
    assert isinstance(state.imap, Unreachable)
    assert isinstance(state.smtp, Unreachable)


def test_account_of_the_proxy_is_given_to_it_alone(tmp_path: Path) -> None:
    with serve_proxy("page", tmp_path) as proxy:
        url = proxy.url.replace("://", "://moi:se%20cret@")
        connect(Serveur("localhost", 143), 2, Proxy(url)).close()
    given = b64encode(b"moi:se cret").decode()
    assert f"Proxy-Authorization: Basic {given}" in proxy.demandes[0]


@pytest.mark.parametrize("url", ["https://proxy:3128", "socks5://proxy:1080", "http://"])
def test_proxy_of_another_kind_is_unsupported(url: str) -> None:
    with pytest.raises(Unsupported, match="http://"):
        connect(Serveur("localhost", 143), 1, Proxy(url))


def test_absent_proxy_is_unreachable(boxes: OpenBox, tmp_path: Path) -> None:
    with serve_proxy("relais", tmp_path) as gone:
        pass
    box = boxes(boites.MEDECIN)
    with pytest.raises(Unreachable):
        through(box, Proxy(gone.url)).open()
    with pytest.raises(Unreachable):
        through(box, Proxy(gone.url)).send(letter("sans proxy"))
