"""Cards: reading, insertion, signature and handshake, each against the bare calls on the same virtual card.

Alone, then with three other readers busy.  The cards answer in microseconds: what is measured is this
software and the PC/SC daemon, not silicon.
"""

import hashlib
import ssl
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pkcs11
from pkcs11 import Attribute, Mechanism, ObjectClass
from smartcard import scard

from esante.cartes.acces import AccesCartes, pkcs11_opener
from esante.cartes.code_porteur import CodePorteur
from esante.cartes.cps import CpsSession
from esante.cartes.jeton import SHA256_DIGEST_INFO
from esante.cartes.modules import candidates
from esante.cartes.pkcs11 import Pkcs11Jeton
from esante.cartes.vitale import VitaleSession
from esante.pcsc.monitor import CardMonitor, EvenementCarte, NatureEvenement
from esante.pcsc.service import PcscService
from esante.sandbox.autorite import Autorite
from esante.sandbox.cartes.catalogue import MICHELANGELO_NESSI, RUTH_NESSI, create_cps
from esante.sandbox.cartes.vitale import VirtualVitale
from esante.sandbox.ecoute import TlsContexts
from esante.sandbox.pcscd import PrivatePcscd
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.service import CertificatClient
from esante.tls import create_tls_context
from tests.bench.mesure import Mesure, compare

_VITALE, _CPS = "Lecteur Vitale 00 00", "Lecteur CPS 00 00"
_BARE_READ = (
    "00A40000023F00",
    "00B0820000",
    "00B082009C",
    "00A404000BD250000002564954414C45",
    "00C000000F",
    "00B0820000",
    "00B082002E",
    "00A40000023F00",
    "00B082009C",
)


def run() -> list[Mesure]:
    """Measure alone, then among four busy readers."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        autorite = Autorite(folder)
        readers = ["Lecteur CPS", "Lecteur Vitale", "Lecteur A", "Lecteur B", "Lecteur C"]
        daemon = stack.enter_context(PrivatePcscd(readers))
        daemon.insert(_CPS, create_cps(MAX_LIBRE, autorite))
        daemon.insert(_VITALE, VirtualVitale([RUTH_NESSI, MICHELANGELO_NESSI]))
        for name in readers[2:]:
            daemon.insert(f"{name} 00 00", VirtualVitale([RUTH_NESSI] * 9))
        _wait_for_cards(5)
        return [
            _read("lecture Vitale"),
            *_with_neighbours(lambda: _read("lecture Vitale, trois lecteurs occupés")),
            _insertion(daemon),
            *_sign(),
            *_handshake(autorite),
        ]


def _read(nom: str) -> Mesure:
    service = PcscService()

    def subject() -> None:
        with VitaleSession(service.connect(_VITALE)) as session:
            session.read()

    def floor() -> None:
        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        _, card, protocol = scard.SCardConnect(context, _VITALE, scard.SCARD_SHARE_SHARED, protocols)
        scard.SCardBeginTransaction(card)
        for apdu in _BARE_READ:
            result, _ = scard.SCardTransmit(card, protocol, list(bytes.fromhex(apdu)))
            assert result == scard.SCARD_S_SUCCESS
        scard.SCardEndTransaction(card, scard.SCARD_RESET_CARD)
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(context)

    return compare(nom, subject, floor, contre="les mêmes APDU par pyscard", cible=1.3, tours=120)


def _with_neighbours(measure: Callable[[], Mesure]) -> Iterator[Mesure]:
    """Measure while other threads read other readers without a pause of more than a few milliseconds."""
    stop = threading.Event()

    def busy(name: str) -> None:
        while not stop.wait(0.005):
            with VitaleSession(PcscService().connect(f"{name} 00 00")) as session:
                session.read()

    threads = [threading.Thread(target=busy, args=(f"Lecteur {x}",), daemon=True) for x in "ABC"]
    for thread in threads:
        thread.start()
    try:
        yield measure()
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)


def _insertion(daemon: PrivatePcscd) -> Mesure:
    """From the daemon's own event to the typed reading, against the event plus a bare reading."""
    acces = AccesCartes(PcscService())
    event, typed = threading.Event(), threading.Event()
    seen: dict[str, float] = {}

    def listen(evenement: EvenementCarte) -> None:
        if evenement.lecteur == _VITALE and evenement.nature is NatureEvenement.INSERTION:
            acces.read_vitale(_VITALE)
            seen["typed"] = time.perf_counter()
            typed.set()

    def raw_event() -> None:
        watch = PcscService().watch()
        watch.wait(0)
        while not any(r.nom == _VITALE and r.carte_presente for r in watch.wait(5)):
            pass
        seen["event"] = time.perf_counter()
        event.set()
        watch.close()

    subjects, floors = [], []
    for _ in range(8):
        daemon.remove(_VITALE)
        _wait_until(lambda: not _present(_VITALE))
        event.clear()
        typed.clear()
        with CardMonitor(PcscService()) as monitor:
            monitor.wait_ready()
            monitor.subscribe(listen)
            threading.Thread(target=raw_event, daemon=True).start()
            start = time.perf_counter()
            daemon.insert(_VITALE, VirtualVitale([RUTH_NESSI, MICHELANGELO_NESSI]))
            typed.wait(10)
            event.wait(10)
        subjects.append(seen["typed"] - start)
        floors.append(seen["event"] - start)
    return Mesure(
        "insertion à carte lue",
        statistics.median(subjects),
        statistics.median(floors),
        1.3,
        "l’événement de pcscd, sans lecture",
    )


def _module() -> Path:
    return next(path for path in candidates() if path.exists() and "opensc" in path.name)


def _sign() -> Iterator[Mesure]:
    """A signature through the isolated process, and inside this one, against C_Sign alone."""
    acces = AccesCartes(PcscService(), pkcs11_opener(str(_module())))
    with acces.open_cps(_CPS) as isolated:
        isolated.login(CodePorteur("1234"))
        jeton = Pkcs11Jeton(_module(), _CPS)
        with CpsSession(jeton) as inside:
            inside.login(CodePorteur("1234"))
            key = _bare_key(jeton)
            digest = SHA256_DIGEST_INFO + hashlib.sha256(b"acte").digest()

            def floor() -> object:
                return key.sign(digest, mechanism=Mechanism.RSA_PKCS)

            contre = "C_Sign par python-pkcs11"
            for nom, session in (
                ("signature, module isolé", isolated),
                ("signature, même processus", inside),
            ):
                yield compare(
                    nom, lambda s=session: s.sign_sha256_rsa(b"acte"), floor, contre=contre, cible=1.3
                )  # type: ignore[misc]


def _bare_key(jeton: Pkcs11Jeton) -> pkcs11.PrivateKey:
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: "CPS_PRIV_SIG"}
    return next(iter(jeton._session.get_objects(wanted)))


def _handshake(autorite: Autorite) -> Iterator[Mesure]:
    """A whole mutual handshake with the card, against the same with a key in memory plus one C_Sign."""
    jeton = Pkcs11Jeton(_module(), _CPS)
    with CpsSession(jeton) as session:
        session.login(CodePorteur("1234"))
        key = next(iter(jeton._session.get_objects({Attribute.LABEL: "CPS_PRIV_AUT"})))
        card = create_tls_context(
            autorite.ca_file, session.cle_authentification, session.certificat_authentification
        )
        credential = autorite.carte(MAX_LIBRE).authentification
        memory = ssl.create_default_context(cafile=str(autorite.ca_file))
        memory.maximum_version = ssl.TLSVersion.TLSv1_2
        memory.load_cert_chain(credential.certificate_file, credential.key_file)
        server = TlsContexts(autorite, CertificatClient.EXIGE).current()
        digest = SHA256_DIGEST_INFO + hashlib.sha256(b"acte").digest()

        def floor() -> None:
            _shake(memory, server)
            key.sign(digest, mechanism=Mechanism.RSA_PKCS)

        yield compare(
            "poignée de main TLS par carte",
            lambda: _shake(card, server),
            floor,
            contre="clé en mémoire, plus un C_Sign",
        )


def _shake(client: ssl.SSLContext, server: ssl.SSLContext) -> None:
    """Shake hands in memory: no socket, no thread."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname="localhost"),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    done = [False, False]
    while not all(done):
        for index, end in enumerate(ends):
            if not done[index]:
                try:
                    end.do_handshake()
                    done[index] = True
                except ssl.SSLWantReadError:
                    continue


@contextmanager
def _watching() -> Iterator[Callable[[float], tuple[object, ...]]]:
    watch = PcscService().watch()
    try:
        yield watch.wait
    finally:
        watch.close()


def _present(slot: str) -> bool:
    return any(r.nom == slot and r.carte_presente for r in PcscService().list_readers())


def _wait_for_cards(count: int) -> None:
    _wait_until(lambda: sum(r.carte_presente for r in PcscService().list_readers()) == count)


def _wait_until(condition: Callable[[], bool]) -> None:
    with _watching() as wait:
        while not condition():
            wait(0.5)
