from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from esante.cartes.acces import AccesCartes, ReaderStuck
from esante.cartes.code_porteur import CodePorteur
from esante.cartes.cps import CpsSession
from esante.cartes.cps_publique import read_numero_serie
from esante.cartes.vitale import VitaleSession
from esante.errors import (
    CardAbsent,
    CodePorteurRefused,
    EsanteError,
    Malformed,
    Refused,
    Unreachable,
    Unsupported,
)
from esante.pcsc.atr import TypeCarte
from esante.sandbox.autorite import Autorite
from esante.sandbox.cartes.catalogue import (
    CATALOGUE,
    DOMINIQUE_ADRTROIS,
    RUTH_NESSI,
    ZOE_ADRUN,
    create_card,
    create_cps,
)
from esante.sandbox.cartes.jeton import ApduJeton
from esante.sandbox.cartes.lecteurs import VirtualConnection, VirtualReaders
from esante.sandbox.cartes.pannes import HangingCard, SwappedCard
from esante.sandbox.cartes.vitale import VirtualVitale
from esante.sandbox.professionnels import MAX_LIBRE
from tests.fakes.cartes import DirectConnection
from tests.fakes.patience import ATTENTE_S


@pytest.fixture(scope="module")
def autorite(tmp_path_factory: pytest.TempPathFactory) -> Autorite:
    return Autorite(tmp_path_factory.mktemp("autorite"))


@pytest.fixture
def readers() -> VirtualReaders:
    return VirtualReaders(["A", "B", "C", "D"])


@pytest.fixture
def acces(readers: VirtualReaders) -> AccesCartes:
    return AccesCartes(
        readers, lambda lecteur, _others: ApduJeton(readers.connect(lecteur)), deadline=ATTENTE_S
    )


@pytest.fixture
def session(acces: AccesCartes, readers: VirtualReaders, autorite: Autorite) -> Iterator[CpsSession]:
    readers.insert("C", create_cps(MAX_LIBRE, autorite))
    with acces.open_cps() as session:
        yield session


def test_vitale_is_found_in_any_slot(acces: AccesCartes, readers: VirtualReaders, autorite: Autorite) -> None:
    readers.insert("A", create_cps(MAX_LIBRE, autorite))
    readers.insert("D", VirtualVitale([ZOE_ADRUN]))
    lecteur, lecture = acces.read_vitale()
    assert lecteur == "D"
    assert lecture.beneficiaires[0].prenom == "ZOE"


def test_empty_readers_are_card_absent(acces: AccesCartes) -> None:
    for ask in (acces.read_vitale, acces.read_cps_publique, acces.open_cps):
        with pytest.raises(CardAbsent):
            ask()


def test_hanging_card_is_left_behind_and_the_other_readers_go_on(readers: VirtualReaders) -> None:
    acces = AccesCartes(readers, deadline=0.2)
    hanging = HangingCard(VirtualVitale([ZOE_ADRUN]))
    readers.insert("A", hanging)
    readers.insert("B", VirtualVitale([RUTH_NESSI]))
    with pytest.raises(ReaderStuck):
        acces.read_vitale("A")
    acces._deadline = ATTENTE_S
    assert acces.read_vitale("B")[1].beneficiaires[0].prenom == "RUTH"
    with pytest.raises(ReaderStuck):
        acces.read_vitale("A")
    thread = acces._stuck["A"]
    hanging.release()
    thread.join(ATTENTE_S)
    readers.insert("A", VirtualVitale([ZOE_ADRUN]))
    assert acces.read_vitale("A")[1].beneficiaires[0].prenom == "ZOE"


def test_card_swapped_between_reading_and_use_is_refused(acces: AccesCartes, readers: VirtualReaders) -> None:
    readers.insert("A", VirtualVitale([RUTH_NESSI]))
    lecteur, lecture = acces.read_vitale()
    acces.confirm_vitale(lecteur, lecture)
    readers.insert("A", VirtualVitale([DOMINIQUE_ADRTROIS]))
    with pytest.raises(CardAbsent):
        acces.confirm_vitale(lecteur, lecture)


def test_card_that_answers_for_another_one_is_never_confirmed(
    acces: AccesCartes, readers: VirtualReaders
) -> None:
    connection = DirectConnection(VirtualVitale([RUTH_NESSI]))
    VitaleSession(connection).read()
    exchanges = len(connection.sent)
    readers.insert("A", VirtualVitale([RUTH_NESSI]))
    lecteur, lecture = acces.read_vitale()

    def put_swapped(after: int) -> None:
        other = VirtualVitale([DOMINIQUE_ADRTROIS])
        readers.insert("A", SwappedCard(VirtualVitale([RUTH_NESSI]), other, after))

    for after in range(exchanges):
        put_swapped(after)
        with pytest.raises(EsanteError):
            acces.confirm_vitale(lecteur, lecture)
    put_swapped(exchanges)
    acces.confirm_vitale(lecteur, lecture)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("vitale-tronquee", Malformed),
        ("vitale-desordre", EsanteError),
        ("vitale-muette", CardAbsent),
        ("vitale1", Unsupported),
        ("inconnue", CardAbsent),
    ],
)
def test_bad_cards_of_the_catalogue_end_in_their_error(
    acces: AccesCartes,
    readers: VirtualReaders,
    autorite: Autorite,
    tmp_path: Path,
    name: str,
    error: type[EsanteError],
) -> None:
    readers.insert("A", create_card(name, autorite, tmp_path))
    with pytest.raises(error):
        acces.read_vitale()


def test_every_card_of_the_catalogue_can_be_inserted(
    readers: VirtualReaders, autorite: Autorite, tmp_path: Path
) -> None:
    types = set()
    for name in CATALOGUE:
        readers.insert("A", create_card(name, autorite, tmp_path))
        types.add(readers.list_readers()[0].type_carte)
    assert types == set(TypeCarte)


def test_another_program_in_the_way_is_tried_again(acces: AccesCartes, readers: VirtualReaders) -> None:
    card = VirtualVitale([ZOE_ADRUN])
    readers.insert("A", card)
    failures = [Unreachable("un autre logiciel a réinitialisé la carte")] * 2
    original = readers.exchange

    def exchange(lecteur: str, changes: int, apdu: bytes) -> bytes:
        if failures:
            raise failures.pop()
        return original(lecteur, changes, apdu)

    readers.exchange = exchange  # type: ignore[method-assign]
    assert acces.read_vitale()[1].beneficiaires[0].prenom == "ZOE"


def test_session_over_apdu_says_the_same_as_over_pkcs11(session: CpsSession) -> None:
    assert session.attempts_left() == 3
    assert session.read().situations == ()
    with pytest.raises(Refused):
        session.sign_sha256_rsa(b"acte")
    session.login(CodePorteur("1234"))
    lecture = session.read()
    assert (lecture.porteur.identifiant_national, lecture.numero_serie) == ("899900063480", "2600855206")
    assert [s.numero for s in lecture.situations] == [1, 16]
    assert len(session.sign_sha256_rsa(b"acte")) == 256


def test_wrong_codes_block_the_card_and_its_memory_survives(
    acces: AccesCartes, readers: VirtualReaders, autorite: Autorite, tmp_path: Path
) -> None:
    readers.insert("A", create_card("cps-libre", autorite, tmp_path))
    with acces.open_cps() as session:
        for left in (2, 1, 0):
            with pytest.raises(CodePorteurRefused) as caught:
                session.login(CodePorteur("9999"))
            assert caught.value.attempts_left == left
    readers.insert("A", create_card("cps-libre", autorite, tmp_path))
    with acces.open_cps() as session:
        assert session.attempts_left() == 0
        with pytest.raises(CodePorteurRefused):
            session.login(CodePorteur("1234"))


def test_session_notices_another_card(session: CpsSession, readers: VirtualReaders) -> None:
    session.confirm("2600855206")
    with pytest.raises(CardAbsent):
        session.confirm("2600855207")
    readers.remove("C")
    with pytest.raises(CardAbsent):
        session.confirm("2600855206")


def test_asking_the_card_itself_leaves_its_keys_within_reach(session: CpsSession) -> None:
    session.login(CodePorteur("1234"))
    key = session.cle_signature
    session.confirm("2600855206")
    assert len(key.sign(b"acte", PKCS1v15(), SHA256())) == 256


def test_serial_that_is_not_ten_digits_is_malformed(autorite: Autorite) -> None:
    card = create_cps(replace(MAX_LIBRE, numero_carte="26008552A6"), autorite)
    with pytest.raises(Malformed):
        read_numero_serie(DirectConnection(card))


def test_contactless_card_says_its_serial_and_opens_no_session(
    acces: AccesCartes, readers: VirtualReaders, autorite: Autorite, tmp_path: Path
) -> None:
    readers.insert("A", create_card("cps-sans-contact", autorite, tmp_path))
    _, donnees = acces.read_cps_publique()
    assert (donnees.numero_serie, donnees.essais_restants) == ("2600855206", None)
    with pytest.raises(Unsupported):
        acces.open_cps()


def test_cps4_tells_its_attempts_without_using_any(
    acces: AccesCartes, readers: VirtualReaders, autorite: Autorite, tmp_path: Path
) -> None:
    readers.insert("A", create_card("cps4-libre", autorite, tmp_path))
    for _ in range(5):
        assert acces.read_cps_publique()[1].essais_restants == 3


def test_expired_card_shows_its_end(
    acces: AccesCartes, readers: VirtualReaders, autorite: Autorite, tmp_path: Path
) -> None:
    readers.insert("A", create_card("cps-expiree", autorite, tmp_path))
    with acces.open_cps() as session:
        assert session.read().fin_signature.year == 2024
    fin = acces.read_cps_publique()[1].fin_validite
    assert fin is not None
    assert fin.year == 2024


def test_removed_card_is_absent_for_an_open_connection(readers: VirtualReaders) -> None:
    readers.insert("A", VirtualVitale([ZOE_ADRUN]))
    connection: VirtualConnection = readers.connect("A")
    readers.insert("A", VirtualVitale([ZOE_ADRUN]))
    with pytest.raises(CardAbsent):
        connection.send_and_receive(b"\x00\xa4\x00\x00\x02\x3f\x00")
