"""Mutual TLS with the key in a token, judged by ``openssl s_server -Verify``."""

import copy
import gc
import subprocess
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from esante.cartes.code_porteur import CodePorteur
from esante.cartes.cps import CpsSession
from esante.cartes.pkcs11 import Pkcs11Jeton
from esante.errors import CardAbsent, CodePorteurRefused, Refused, Unsupported
from esante.sandbox.autorite import Autorite
from esante.sandbox.cartes.catalogue import create_cps
from esante.sandbox.pcscd import PrivatePcscd
from esante.sandbox.professionnels import MAX_LIBRE
from esante.tls import create_tls_context
from esante.tls.openssl import _keys, take_key_failure
from esante.transport import http_client, post
from tests.fakes.patience import ATTENTE_S
from tests.fakes.softhsm import SoftHsm
from tests.integration.pcsc_fixtures import LECTEUR_CPS, Insert


@dataclass(frozen=True)
class Serveur:
    url: str

    def ask(self, context) -> str:  # type: ignore[no-untyped-def]
        with httpx.Client(verify=context, timeout=ATTENTE_S) as client:
            return client.get(self.url).text


@pytest.fixture(scope="module")
def autorite_tls(tmp_path_factory: pytest.TempPathFactory) -> Autorite:
    return Autorite(tmp_path_factory.mktemp("autorite-tls"))


@pytest.fixture(scope="module")
def serveur(autorite_tls: Autorite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    credential = autorite_tls.server()
    command = [
        *("openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-Verify", "4", "-verify_return_error"),
        *("-cert", str(credential.certificate_file), "-cert_chain", str(credential.certificate_file)),
        *("-key", str(credential.key_file), "-CAfile", str(autorite_tls.ca_file)),
    ]
    log = tmp_path_factory.mktemp("s_server") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=output)
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if line.startswith(b"ACCEPT"):
                    yield Serveur(f"https://localhost:{int(line.rsplit(b':', 1)[1])}/")
                    break
            else:
                pytest.fail(log.read_text())
        finally:
            process.terminate()
            process.wait(ATTENTE_S)
            process.stdout.close()


@pytest.fixture
def softhsm(autorite_tls: Autorite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftHsm:
    certificats = autorite_tls.carte(MAX_LIBRE)
    return SoftHsm.create(tmp_path, certificats, monkeypatch)


def test_server_sees_the_holder_of_the_virtual_cps(
    serveur: Serveur, autorite_tls: Autorite, insert: Insert, opensc: Path
) -> None:
    insert(LECTEUR_CPS, create_cps(MAX_LIBRE, autorite_tls))
    with CpsSession(Pkcs11Jeton(opensc, LECTEUR_CPS)) as session:
        session.login(CodePorteur("1234"))
        certificat = session.certificat_authentification
        chaine = autorite_tls.carte(MAX_LIBRE).authentification.chain
        context = create_tls_context(
            autorite_tls.ca_file, session.cle_authentification, certificat, chaine=chaine
        )
        page = serveur.ask(context)
    assert "899900063480" in page
    assert "TLSv1.2" in page


def test_without_certificate_the_server_refuses(serveur: Serveur, autorite_tls: Autorite) -> None:
    with pytest.raises(httpx.TransportError):
        serveur.ask(create_tls_context(autorite_tls.ca_file))


def test_card_pulled_before_the_handshake_says_so(
    serveur: Serveur, autorite_tls: Autorite, insert: Insert, opensc: Path, pcscd: PrivatePcscd
) -> None:
    insert(LECTEUR_CPS, create_cps(MAX_LIBRE, autorite_tls))
    with CpsSession(Pkcs11Jeton(opensc, LECTEUR_CPS)) as session:
        session.login(CodePorteur("1234"))
        context = create_tls_context(
            autorite_tls.ca_file, session.cle_authentification, session.certificat_authentification
        )
        pcscd.remove(LECTEUR_CPS)
        with pytest.raises(httpx.TransportError):
            serveur.ask(context)
        assert isinstance(take_key_failure(context), CardAbsent)
        assert take_key_failure(context) is None
        with http_client(context) as client, pytest.raises(CardAbsent):
            post(client, serveur.url, b"", {})


def test_session_not_logged_in_is_refused_by_name(
    serveur: Serveur, autorite_tls: Autorite, insert: Insert, opensc: Path
) -> None:
    insert(LECTEUR_CPS, create_cps(MAX_LIBRE, autorite_tls))
    with CpsSession(Pkcs11Jeton(opensc, LECTEUR_CPS)) as session:
        context = create_tls_context(
            autorite_tls.ca_file, session.cle_authentification, session.certificat_authentification
        )
        with pytest.raises(httpx.TransportError):
            serveur.ask(context)
        assert isinstance(take_key_failure(context), Refused)


def test_softhsm_token_opens_the_same_door(
    serveur: Serveur, autorite_tls: Autorite, softhsm: SoftHsm
) -> None:
    with CpsSession(Pkcs11Jeton(softhsm.module)) as session:
        session.login(CodePorteur(softhsm.code))
        context = create_tls_context(
            autorite_tls.ca_file, session.cle_authentification, session.certificat_authentification
        )
        assert "899900063480" in serveur.ask(context)


def test_softhsm_hashes_by_itself_and_its_signature_verifies(softhsm: SoftHsm) -> None:
    with CpsSession(Pkcs11Jeton(softhsm.module)) as session:
        session.login(CodePorteur(softhsm.code))
        public_key = session.certificat_signature.public_key()
        assert isinstance(public_key, rsa.RSAPublicKey)
        for algorithm in (hashes.SHA256(), hashes.SHA384(), hashes.SHA512()):
            signature = session.cle_signature.sign(b"acte", PKCS1v15(), algorithm)
            public_key.verify(signature, b"acte", PKCS1v15(), algorithm)
        jeton = session._jeton
        assert isinstance(jeton, Pkcs11Jeton)
        assert jeton._hashes_itself is True


def test_softhsm_refuses_a_wrong_code_and_says_when_one_try_is_left(softhsm: SoftHsm) -> None:
    with CpsSession(Pkcs11Jeton(softhsm.module)) as session:
        with pytest.raises(CodePorteurRefused):
            session.login(CodePorteur("0000"))
        session.login(CodePorteur(softhsm.code))
        with pytest.raises(CodePorteurRefused):
            session.login(CodePorteur("0000"))


def test_what_a_card_key_cannot_do_it_refuses(softhsm: SoftHsm) -> None:
    with CpsSession(Pkcs11Jeton(softhsm.module)) as session:
        key = session.cle_signature
        pss = PSS(MGF1(hashes.SHA256()), 32)
        for refused in (
            lambda: key.sign(b"", pss, hashes.SHA256()),
            lambda: key.sign(b"", PKCS1v15(), hashes.SHA1()),
            lambda: key.sign(b"", PKCS1v15(), Prehashed(hashes.SHA224())),
            lambda: key.decrypt(b"", PKCS1v15()),
            lambda: key.private_numbers(),
            lambda: key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        ):
            with pytest.raises((Unsupported, ValueError)):
                refused()
        assert copy.copy(key) is key
        assert copy.deepcopy(key) is key
        assert key.key_size == 2048


def test_key_of_an_organisation_opens_it_many_times(serveur: Serveur, autorite_tls: Autorite) -> None:
    credential = autorite_tls.organisation("INSI-AUTO")
    context = create_tls_context(autorite_tls.ca_file, credential.key, credential.certificate)
    for _ in range(20):
        assert "INSI-AUTO" in serveur.ask(context)


def test_wrong_key_for_the_certificate_fails_the_handshake(serveur: Serveur, autorite_tls: Autorite) -> None:
    credential = autorite_tls.organisation("INSI-MANU")
    other = rsa.generate_private_key(65537, 2048)
    context = create_tls_context(autorite_tls.ca_file, other, credential.certificate)
    with pytest.raises(httpx.TransportError):
        serveur.ask(context)


def test_key_goes_with_its_context(autorite_tls: Autorite) -> None:
    credential = autorite_tls.organisation("INSI-AUTO")
    gc.collect()
    before = len(_keys)
    context = create_tls_context(autorite_tls.ca_file, credential.key, credential.certificate)
    gone = weakref.ref(context)
    assert len(_keys) == before + 1
    del context
    gc.collect()
    assert gone() is None
    assert len(_keys) == before


def test_server_of_another_authority_is_refused(
    serveur: Serveur, tmp_path: Path, autorite_tls: Autorite
) -> None:
    credential = autorite_tls.organisation("INSI-AUTO")
    context = create_tls_context(Autorite(tmp_path / "autre").ca_file, credential.key, credential.certificate)
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        serveur.ask(context)


def test_revoked_server_is_refused_and_a_missing_list_too(
    serveur: Serveur, autorite_tls: Autorite, tmp_path: Path
) -> None:
    good = create_tls_context(autorite_tls.ca_file, revocations=autorite_tls.crl_file)
    with pytest.raises(httpx.TransportError) as refused_for_lack_of_certificate:
        serveur.ask(good)
    assert "CERTIFICATE_VERIFY_FAILED" not in str(refused_for_lack_of_certificate.value)
    only_roots = tmp_path / "roots.pem"
    blocks = autorite_tls.crl_file.read_text().split("-----BEGIN")
    only_roots.write_text("-----BEGIN" + blocks[1])
    lists = [create_tls_context(autorite_tls.ca_file, revocations=only_roots)]
    autorite_tls.revoke(autorite_tls.server().certificate)
    lists.append(create_tls_context(autorite_tls.ca_file, revocations=autorite_tls.crl_file))
    for context in lists:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            serveur.ask(context)


def test_signature_is_believed_by_openssl(
    autorite_tls: Autorite, insert: Insert, opensc: Path, tmp_path: Path
) -> None:
    insert(LECTEUR_CPS, create_cps(MAX_LIBRE, autorite_tls))
    with CpsSession(Pkcs11Jeton(opensc, LECTEUR_CPS)) as session:
        session.login(CodePorteur("1234"))
        public = session.certificat_signature.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        (tmp_path / "signature").write_bytes(session.sign_sha256_rsa(b"document"))
    (tmp_path / "public.pem").write_bytes(public)
    (tmp_path / "document").write_bytes(b"document")
    command = ["openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "document"]
    verified = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert verified.stdout.strip() == "Verified OK"
    (tmp_path / "document").write_bytes(b"Document")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
