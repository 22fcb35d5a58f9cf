"""Cards in readers of the real PC/SC daemon."""

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from esante.cartes.acces import AccesCartes, pkcs11_opener
from esante.cartes.code_porteur import CodePorteur
from esante.cartes.cps import CpsSession
from esante.cartes.cps_publique import read_donnees_publiques
from esante.cartes.pkcs11 import Pkcs11Jeton
from esante.cartes.vitale import VitaleSession
from esante.errors import CardAbsent, CodePorteurRefused, Refused, Unsupported
from esante.pcsc.atr import TypeCarte
from esante.pcsc.monitor import CardMonitor, EvenementCarte, NatureEvenement
from esante.pcsc.service import PcscService
from esante.sandbox.autorite import Autorite
from esante.sandbox.cartes.catalogue import RUTH_NESSI, create_cps
from esante.sandbox.cartes.cps import VirtualCps
from esante.sandbox.cartes.telephone import VirtualPhone
from esante.sandbox.cartes.vitale import VirtualVitale
from esante.sandbox.pcscd import PrivatePcscd
from esante.sandbox.professionnels import MAX_LIBRE
from tests.fakes.patience import ATTENTE_S
from tests.integration.pcsc_fixtures import LECTEUR_CPS, LECTEUR_VITALE, Insert


@pytest.fixture(scope="session")
def autorite_cartes(tmp_path_factory: pytest.TempPathFactory) -> Autorite:
    return Autorite(tmp_path_factory.mktemp("autorite-cartes"))


@pytest.fixture
def cps(autorite_cartes: Autorite) -> VirtualCps:
    return create_cps(MAX_LIBRE, autorite_cartes)


@pytest.fixture
def session(insert: Insert, cps: VirtualCps, opensc: Path) -> Iterator[CpsSession]:
    insert(LECTEUR_CPS, cps)
    with CpsSession(Pkcs11Jeton(opensc, LECTEUR_CPS)) as session:
        yield session


def test_vitale_is_read_through_the_daemon(insert: Insert) -> None:
    insert(LECTEUR_VITALE, VirtualVitale([RUTH_NESSI] * 9))
    with VitaleSession(PcscService().connect(LECTEUR_VITALE)) as session:
        lecture = session.read()
    assert [b.prenom for b in lecture.beneficiaires] == ["RUTH"] * 9


def test_phone_is_read_through_the_daemon_beside_the_cards(insert: Insert, cps: VirtualCps) -> None:
    shown = iter(["APCV." + "x" * 700, "APCV.deux"])
    insert(LECTEUR_CPS, cps)
    insert(LECTEUR_VITALE, VirtualPhone(lambda: next(shown)))
    acces = AccesCartes(PcscService())
    lecteur, contenu = acces.read_telephone()
    assert (lecteur, contenu.texte) == (LECTEUR_VITALE, "APCV." + "x" * 700)
    assert acces.read_telephone()[1].texte == "APCV.deux"
    with pytest.raises(Unsupported):
        acces.read_telephone(bytes.fromhex("F00102030405"))


def test_card_pulled_during_the_session_is_absent(insert: Insert, pcscd: PrivatePcscd) -> None:
    insert(LECTEUR_VITALE, VirtualVitale([RUTH_NESSI]))
    with VitaleSession(PcscService().connect(LECTEUR_VITALE)) as session:
        session.read()
        pcscd.remove(LECTEUR_VITALE)
        with pytest.raises(CardAbsent):
            session.read()


def test_empty_reader_is_card_absent(pcscd: PrivatePcscd) -> None:
    with pytest.raises(CardAbsent):
        PcscService().connect(LECTEUR_VITALE)


def test_four_slots_hold_four_cards(insert: Insert, pcscd: PrivatePcscd, cps: VirtualCps) -> None:
    for number, slot in enumerate(pcscd.slots):
        insert(slot, cps if not number else VirtualVitale([RUTH_NESSI] * number))
    for number, slot in enumerate(pcscd.slots[1:], 1):
        with VitaleSession(PcscService().connect(slot)) as session:
            assert len(session.read().beneficiaires) == number


def test_public_data_of_the_cps_are_read_by_apdu(insert: Insert, cps: VirtualCps) -> None:
    insert(LECTEUR_CPS, cps)
    with PcscService().connect(LECTEUR_CPS, reset_on_close=False) as connection:
        donnees = read_donnees_publiques(connection)
    assert donnees.type_carte is TypeCarte.CPS_3
    assert donnees.numero_serie == "2600855206"
    assert donnees.essais_restants == 3
    assert donnees.fin_validite is not None


def test_holder_situations_and_certificates_come_through_opensc(session: CpsSession) -> None:
    session.login(CodePorteur("1234"))
    lecture = session.read()
    assert lecture.numero_serie == "2600855206"
    porteur = lecture.porteur
    assert (porteur.nom, porteur.prenom, porteur.numero_rpps) == ("LIBRE", "MAX", "99900063480")
    assert (porteur.type_carte, porteur.profession, porteur.specialite) == ("CPS", "10", "SM26")
    assert [(s.numero, s.identifiant_structure, s.secteur_activite) for s in lecture.situations] == [
        (1, "499900063480001", "SA07"),
        (16, "10B0307377", "SA01"),
    ]
    assert lecture.situation_facturation == ("991111111", "01")


def test_situations_hide_before_the_code_porteur(session: CpsSession) -> None:
    before = session.read()
    assert (before.situations, before.situation_facturation) == ((), None)


def test_signature_key_signs_and_its_certificate_verifies(session: CpsSession) -> None:
    session.login(CodePorteur("1234"))
    public_key = session.certificat_signature.public_key()
    assert isinstance(public_key, RSAPublicKey)
    public_key.verify(session.sign_sha256_rsa(b"assertion"), b"assertion", PKCS1v15(), hashes.SHA256())
    signature = session.cle_signature.sign(b"document", PKCS1v15(), hashes.SHA512())
    public_key.verify(signature, b"document", PKCS1v15(), hashes.SHA512())


def test_nothing_is_signed_before_the_code_porteur(session: CpsSession) -> None:
    with pytest.raises(Refused):
        session.sign_sha256_rsa(b"assertion")


def test_wrong_code_counts_down_and_blocks_and_is_never_retried(session: CpsSession, cps: VirtualCps) -> None:
    assert session.attempts_left() in (None, 3)
    for left in (2, 1, 0):
        with pytest.raises(CodePorteurRefused):
            session.login(CodePorteur("0000"))
        assert cps.compteur.restants == left
    with pytest.raises(CodePorteurRefused) as caught:
        session.login(CodePorteur("1234"))
    assert caught.value.attempts_left == 0
    assert session.attempts_left() == 0


def test_right_code_after_a_wrong_one_gives_the_attempts_back(session: CpsSession, cps: VirtualCps) -> None:
    with pytest.raises(CodePorteurRefused):
        session.login(CodePorteur("0000"))
    session.login(CodePorteur("1234"))
    assert cps.compteur.restants == 3


def test_card_pulled_and_put_back_wants_a_new_session(
    session: CpsSession, pcscd: PrivatePcscd, insert: Insert, cps: VirtualCps, opensc: Path
) -> None:
    session.login(CodePorteur("1234"))
    session.sign_sha256_rsa(b"avant")
    pcscd.remove(LECTEUR_CPS)
    with pytest.raises(CardAbsent):
        session.sign_sha256_rsa(b"pendant")
    insert(LECTEUR_CPS, cps)
    with pytest.raises((CardAbsent, Refused)):
        session.sign_sha256_rsa(b"sans code")
    session.close()
    with CpsSession(Pkcs11Jeton(opensc, LECTEUR_CPS)) as again:
        again.login(CodePorteur("1234"))
        assert len(again.sign_sha256_rsa(b"ensuite")) == 256


def test_card_swapped_while_the_daemon_restarts_signs_nothing(
    pcscd: PrivatePcscd, insert: Insert, opensc: Path, tmp_path: Path
) -> None:
    def restart_with(autorite: Autorite) -> CpsSession:
        """Insert at the same event count of a new daemon: OpenSC tells cards apart by nothing else."""
        pcscd.remove(LECTEUR_CPS)
        pcscd.stop()
        pcscd.start()
        insert(LECTEUR_CPS, create_cps(MAX_LIBRE, autorite))
        return CpsSession(Pkcs11Jeton(opensc, LECTEUR_CPS))

    with restart_with(Autorite(tmp_path / "avant")) as session:
        session.login(CodePorteur("1234"))
        assert len(session.sign_sha256_rsa(b"document")) == 256
    with restart_with(Autorite(tmp_path / "apres")) as session:
        session.login(CodePorteur("1234"))
        with pytest.raises(CardAbsent, match="remplacée"):
            session.sign_sha256_rsa(b"document")


def test_monitor_survives_a_daemon_stopped_and_started_again(pcscd: PrivatePcscd) -> None:
    seen: SimpleQueue[EvenementCarte] = SimpleQueue()
    with CardMonitor(PcscService()) as monitor:
        assert monitor.wait_ready(ATTENTE_S)
        monitor.subscribe(seen.put)
        pcscd.insert(LECTEUR_VITALE, VirtualVitale([RUTH_NESSI]))
        assert seen.get(timeout=ATTENTE_S).nature is NatureEvenement.INSERTION
        pcscd.stop()
        natures = [seen.get(timeout=ATTENTE_S).nature for _ in range(5)]
        assert sorted(natures) == ["lecteur_retire"] * 4 + ["retrait"]
        pcscd.start()
        natures = [seen.get(timeout=ATTENTE_S).nature for _ in range(4)]
        assert natures == [NatureEvenement.LECTEUR_AJOUTE] * 4
        pcscd.insert(LECTEUR_VITALE, VirtualVitale([RUTH_NESSI]))
        assert seen.get(timeout=ATTENTE_S).nature is NatureEvenement.INSERTION


def test_tries_are_not_told_of_a_card_that_left(
    insert: Insert, pcscd: PrivatePcscd, cps: VirtualCps, opensc: Path
) -> None:
    insert(LECTEUR_CPS, cps)
    with AccesCartes(PcscService(), pkcs11_opener(str(opensc))).open_cps() as session:
        assert session.attempts_left() == 3
        pcscd.remove(LECTEUR_CPS)
        with pytest.raises(CardAbsent):
            session.attempts_left()
