"""Bad cards and neighbours in the real PC/SC daemon: nobody else suffers."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from smartcard import scard

from esante.cartes.acces import AccesCartes, ReaderStuck
from esante.cartes.vitale import VitaleSession
from esante.errors import EsanteError, ReaderBusy, Unreachable
from esante.pcsc.atr import TypeCarte
from esante.pcsc.service import PcscService
from esante.sandbox.cartes.catalogue import RUTH_NESSI, ZOE_ADRUN
from esante.sandbox.cartes.pannes import HangingCard, MuteCard, SlowCard, TruncatedCard, WrongOrderCard
from esante.sandbox.cartes.vitale import VirtualVitale
from esante.sandbox.pcscd import PrivatePcscd, _is_listening, namespace
from tests.fakes.patience import ATTENTE_S
from tests.integration.pcsc_fixtures import LECTEUR_CPS, LECTEUR_VITALE, Insert


def test_mute_card_is_named_so(insert: Insert, pcscd: PrivatePcscd) -> None:
    insert(LECTEUR_VITALE, MuteCard(VirtualVitale([ZOE_ADRUN])))
    state = next(r for r in PcscService().list_readers() if r.nom == LECTEUR_VITALE)
    assert state.type_carte is TypeCarte.MUETTE
    with pytest.raises(Unreachable):
        PcscService().connect(LECTEUR_VITALE)


def test_hanging_card_frees_caller_and_other_readers(insert: Insert) -> None:
    hanging = HangingCard(VirtualVitale([ZOE_ADRUN]))
    insert(LECTEUR_VITALE, hanging)
    insert(LECTEUR_CPS, VirtualVitale([RUTH_NESSI]))
    acces = AccesCartes(PcscService(), deadline=0.5)
    with pytest.raises(ReaderStuck):
        acces.read_vitale(LECTEUR_VITALE)
    acces._deadline = ATTENTE_S
    assert acces.read_vitale(LECTEUR_CPS)[1].beneficiaires[0].prenom == "RUTH"
    thread = acces._stuck[LECTEUR_VITALE]
    hanging.release()
    thread.join(ATTENTE_S)
    assert not thread.is_alive()


def test_slow_card_is_waited_for(insert: Insert) -> None:
    insert(LECTEUR_VITALE, SlowCard(VirtualVitale([ZOE_ADRUN]), 0.05))
    assert AccesCartes(PcscService()).read_vitale()[1].beneficiaires[0].prenom == "ZOE"


@pytest.mark.parametrize("damage", [TruncatedCard, WrongOrderCard])
def test_damaged_card_ends_in_one_of_the_five_errors(insert: Insert, damage: type[TruncatedCard]) -> None:
    insert(LECTEUR_VITALE, damage(VirtualVitale([ZOE_ADRUN])))
    with pytest.raises(EsanteError):
        AccesCartes(PcscService()).read_vitale(LECTEUR_VITALE)


def test_reader_kept_by_another_program_is_busy(insert: Insert) -> None:
    insert(LECTEUR_VITALE, VirtualVitale([ZOE_ADRUN]))
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    result, card, _ = scard.SCardConnect(
        context, LECTEUR_VITALE, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0
    )
    assert result == scard.SCARD_S_SUCCESS
    try:
        with pytest.raises(ReaderBusy):
            PcscService().connect(LECTEUR_VITALE)
        assert next(r for r in PcscService().list_readers() if r.nom == LECTEUR_VITALE).occupe
    finally:
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(context)
    with VitaleSession(PcscService().connect(LECTEUR_VITALE)) as session:
        assert session.read().beneficiaires


def test_no_daemon_is_unreachable_and_says_so(tmp_path: Path) -> None:
    script = "from esante.pcsc.service import PcscService; PcscService().list_readers()"
    command = [sys.executable, "-c", script]
    roots = f"{Path(__file__).parents[2] / 'integrations'}"
    environment = {"PYTHONPATH": roots, "PCSCLITE_CSOCK_NAME": str(tmp_path / "absent")}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "esante.errors.Unreachable: le service des cartes à puce n’est pas démarré" in result.stderr


def test_readers_of_the_private_daemon_are_out_of_everybody_elses_reach(pcscd: PrivatePcscd) -> None:
    if not namespace():
        assert os.environ.get("CI") != "true", "no namespace can be made here"
        pytest.skip("espaces de noms nécessaires")
    for port in pcscd._ports.values():
        for slot in (0, 1):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port + slot), 1)
            assert not _is_listening(port + slot, Path("/proc/net/tcp"))


def test_daemon_whose_holder_died_starts_again(insert: Insert, pcscd: PrivatePcscd) -> None:
    process = pcscd._process
    assert process is not None
    process.kill()
    process.wait(ATTENTE_S)
    assert not pcscd.is_running
    pcscd.stop()
    pcscd.start()
    insert(LECTEUR_VITALE, VirtualVitale([ZOE_ADRUN]))
    assert AccesCartes(PcscService()).read_vitale()[1].beneficiaires[0].prenom == "ZOE"
