"""The PKCS#11 module in a process of its own: whatever it does, an answer or one of the five errors comes."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from esante.cartes.acces import AccesCartes
from esante.cartes.code_porteur import CodePorteur
from esante.cartes.cps import CpsSession
from esante.cartes.isolation import IsolatedJeton
from esante.errors import CardAbsent, CodePorteurRefused, EsanteError, Refused, Unreachable
from esante.pcsc.service import PcscService
from esante.sandbox.autorite import Autorite
from esante.sandbox.cartes.catalogue import ZOE_ADRUN, create_cps
from esante.sandbox.cartes.cps import VirtualCps
from esante.sandbox.cartes.pannes import SwappedCard
from esante.sandbox.cartes.vitale import VirtualVitale
from esante.sandbox.pcscd import PrivatePcscd
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE
from tests.integration.pcsc_fixtures import LECTEUR_CPS, LECTEUR_VITALE, Insert


@pytest.fixture(scope="module")
def autorite_isolee(tmp_path_factory: pytest.TempPathFactory) -> Autorite:
    return Autorite(tmp_path_factory.mktemp("autorite-isolee"))


@pytest.fixture
def cps(autorite_isolee: Autorite, insert: Insert) -> VirtualCps:
    card = create_cps(MAX_LIBRE, autorite_isolee)
    insert(LECTEUR_CPS, card)
    return card


@pytest.fixture
def session(cps: VirtualCps, opensc: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CpsSession]:
    monkeypatch.setenv("AMBROISE_PKCS11_MODULE", str(opensc))
    with AccesCartes(PcscService()).open_cps() as session:
        yield session


@pytest.fixture(scope="module")
def module_fou(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        assert os.environ.get("CI") != "true", "gcc is missing"
        pytest.skip("un compilateur C est nécessaire")
    source = Path(__file__).parents[1] / "fakes" / "module_fou.c"
    library = tmp_path_factory.mktemp("module") / "module_fou.so"
    subprocess.run([compiler, "-w", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return library


def test_session_in_another_process_reads_and_signs(session: CpsSession) -> None:
    session.login(CodePorteur("1234"))
    lecture = session.read()
    assert lecture.porteur.nom == "LIBRE"
    assert [s.numero for s in lecture.situations] == [1, 16]
    public_key = session.certificat_signature.public_key()
    assert isinstance(public_key, RSAPublicKey)
    public_key.verify(session.sign_sha256_rsa(b"acte"), b"acte", PKCS1v15(), hashes.SHA256())


def test_attempts_are_counted_by_the_card_itself(session: CpsSession, cps: VirtualCps) -> None:
    assert session.attempts_left() == 3
    with pytest.raises(CodePorteurRefused) as caught:
        session.login(CodePorteur("0000"))
    assert caught.value.attempts_left == 2
    assert session.attempts_left() == 2
    session.login(CodePorteur("1234"))
    assert cps.compteur.restants == 3


def test_secret_is_in_no_process_list_nor_core_dump(session: CpsSession, opensc: Path) -> None:
    jeton = session._jeton
    assert isinstance(jeton, IsolatedJeton)
    session.login(CodePorteur("1234"))
    folder = Path("/proc") / str(jeton.pid)
    assert b"1234" not in (folder / "cmdline").read_bytes().split(b"\0")
    limits = (folder / "limits").read_text()
    assert "Max core file size        0                    0" in limits


def test_opensc_says_nothing_to_the_vitale_card_beside(
    cps: VirtualCps, opensc: Path, insert: Insert, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []

    class Listening(VirtualVitale):
        def transmit(self, apdu: bytes) -> bytes:
            heard.append(apdu)
            return super().transmit(apdu)

    insert(LECTEUR_VITALE, Listening([ZOE_ADRUN]))
    monkeypatch.setenv("AMBROISE_PKCS11_MODULE", str(opensc))
    with AccesCartes(PcscService()).open_cps() as session:
        session.login(CodePorteur("1234"))
        session.sign_sha256_rsa(b"acte")
    assert heard == []


@pytest.fixture
def echange(autorite_isolee: Autorite, insert: Insert) -> SwappedCard:
    """The card of one professional, which another's can replace without the reader telling it."""
    card = SwappedCard(create_cps(MAX_LIBRE, autorite_isolee), create_cps(ADEMIS_TRAL, autorite_isolee))
    insert(LECTEUR_CPS, card)
    return card


def test_card_swapped_behind_the_module_is_seen_before_its_key_serves(
    echange: SwappedCard, opensc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMBROISE_PKCS11_MODULE", str(opensc))
    with AccesCartes(PcscService()).open_cps() as session:
        session.login(CodePorteur("1234"))
        numero_serie = session.read().numero_serie
        session.confirm(numero_serie)
        assert len(session.sign_sha256_rsa(b"acte")) == 256  # the check left the card as the module wants it
        echange.swap()
        with pytest.raises(CardAbsent, match="remplacée"):
            session.confirm(numero_serie)


def test_code_is_not_presented_to_another_card_than_the_one_opened(
    echange: SwappedCard, opensc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMBROISE_PKCS11_MODULE", str(opensc))
    with AccesCartes(PcscService()).open_cps() as session:
        echange.swap()
        with pytest.raises(CardAbsent, match="remplacée"):
            session.login(CodePorteur("0000"))
    autre = echange.other
    assert isinstance(autre, VirtualCps)
    assert autre.compteur.restants == 3


def test_card_pulled_during_the_session_ends_it(session: CpsSession, pcscd: PrivatePcscd) -> None:
    session.login(CodePorteur("1234"))
    pcscd.remove(LECTEUR_CPS)
    with pytest.raises(CardAbsent):
        session.sign_sha256_rsa(b"acte")


def test_card_put_back_is_absent_until_its_code_is_given_again(
    session: CpsSession, insert: Insert, cps: VirtualCps
) -> None:
    session.login(CodePorteur("1234"))
    session.confirm("2600855206")
    insert(LECTEUR_CPS, cps)
    with pytest.raises(CardAbsent, match="quitté"):
        session.confirm("2600855206")
    with pytest.raises(CardAbsent, match="quitté"):
        session.login(CodePorteur("1234"))


@pytest.mark.parametrize("vue", [True, False], ids=["seen by the daemon", "faster than it looks"])
def test_module_presents_the_code_by_itself_to_no_card_put_back(
    session: CpsSession, pcscd: PrivatePcscd, insert: Insert, autorite_isolee: Autorite, vue: bool
) -> None:
    session.login(CodePorteur("1234"))
    session.sign_sha256_rsa(b"acte")
    remise = create_cps(MAX_LIBRE, autorite_isolee, code_porteur="9999")
    (insert if vue else pcscd.insert)(LECTEUR_CPS, remise)
    with suppress(CardAbsent):
        session.confirm("2600855206")  # the same number: only the code tells it from the former
    with pytest.raises(EsanteError):
        session.sign_sha256_rsa(b"acte")
    assert remise.compteur.restants == 3


def test_daemon_started_again_takes_a_new_session(
    session: CpsSession, pcscd: PrivatePcscd, insert: Insert, cps: VirtualCps
) -> None:
    session.login(CodePorteur("1234"))
    pcscd.stop()
    with pytest.raises(EsanteError):
        session.sign_sha256_rsa(b"acte")
    session.close()
    pcscd.start()
    insert(LECTEUR_CPS, cps)
    with AccesCartes(PcscService()).open_cps() as again:
        again.login(CodePorteur("1234"))
        assert len(again.sign_sha256_rsa(b"acte")) == 256


@pytest.mark.parametrize("mood", ["crash", "segfault", "hang", "nonsense"])
def test_mad_module_costs_its_own_process_only(
    module_fou: Path, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    monkeypatch.setenv("MODULE_FOU", mood)
    with pytest.raises(EsanteError):
        IsolatedJeton(module_fou, deadline=2.0)


def test_library_that_is_no_module_is_refused(tmp_path: Path) -> None:
    (tmp_path / "faux.so").write_text("ceci n’est pas une bibliothèque")
    with pytest.raises(EsanteError):
        IsolatedJeton(tmp_path / "faux.so", deadline=10.0)


def test_closed_session_is_absent(session: CpsSession) -> None:
    session.close()
    with pytest.raises((CardAbsent, Unreachable)):
        session.read()


def test_nothing_is_signed_before_the_code_porteur(session: CpsSession) -> None:
    with pytest.raises(Refused):
        session.sign_sha256_rsa(b"acte")
