"""A real PC/SC daemon of this test process, on its own socket: safe beside any other.

Use ``pcscd`` (two readers of two slots) and ``insert`` (cards pulled out at the end of the test).
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pkcs11
import pytest

from esante.cartes.modules import candidates
from esante.pcsc.connection import EtatLecteur
from esante.pcsc.service import PcscService
from esante.sandbox.cartes.carte import VirtualCard
from esante.sandbox.pcscd import PrivatePcscd, is_available

LECTEUR_CPS = "Lecteur CPS 00 00"
LECTEUR_VITALE = "Lecteur Vitale 00 00"


@pytest.fixture(scope="session")
def pcscd_session(socket_pcsc: Path) -> Iterator[PrivatePcscd]:
    if not is_available() and os.environ.get("CI") != "true":
        pytest.skip("pcscd et vsmartcard-vpcd sont nécessaires")
    with PrivatePcscd(["Lecteur CPS", "Lecteur Vitale"], socket_pcsc) as daemon:
        yield daemon


@pytest.fixture
def pcscd(pcscd_session: PrivatePcscd) -> Iterator[PrivatePcscd]:
    """The daemon, its slots empty before and after."""
    yield pcscd_session
    for slot in pcscd_session.slots:
        pcscd_session.remove(slot)
    wait_for(lambda readers: not any(r.carte_presente for r in readers))


def wait_for(condition: Callable[[tuple[EtatLecteur, ...]], bool]) -> None:
    """Follow the daemon's events until the readers are as wanted."""
    watch = PcscService().watch()
    try:
        while not condition(watch.wait(5)):
            pass
    finally:
        watch.close()


Insert = Callable[[str, VirtualCard], None]


@pytest.fixture
def insert(pcscd: PrivatePcscd) -> Insert:
    """Insert a card and wait until the daemon has powered it."""

    def put(slot: str, card: VirtualCard) -> None:
        pcscd.remove(slot)
        wait_for(lambda readers: not any(r.nom == slot and r.carte_presente for r in readers))
        pcscd.insert(slot, card)
        wait_for(lambda readers: any(r.nom == slot and r.carte_presente for r in readers))

    return put


@pytest.fixture
def opensc() -> Path:
    """The OpenSC module, as fresh as in a new process: it takes a card for the former one when the daemon was
    restarted between the two."""
    found = next((p for p in candidates() if "opensc" in p.name and p.exists()), None)
    if found is None:
        assert os.environ.get("CI") != "true", "opensc-pkcs11 is missing"
        pytest.skip("opensc-pkcs11 est nécessaire")
    pkcs11.lib(str(found)).reinitialize()
    return found
