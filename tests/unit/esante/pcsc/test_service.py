import logging

import pytest
from smartcard import scard

from esante.errors import CardAbsent, EsanteError, Malformed, ReaderBusy, Unreachable
from esante.pcsc.service import pcsc_error
from esante.pcsc.traffic import TRAFFIC, log_traffic


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (scard.SCARD_W_REMOVED_CARD, CardAbsent),
        (scard.SCARD_E_NO_SMARTCARD, CardAbsent),
        (scard.SCARD_E_SHARING_VIOLATION, ReaderBusy),
        (scard.SCARD_W_UNRESPONSIVE_CARD, Unreachable),
        (scard.SCARD_W_UNPOWERED_CARD, Unreachable),
        (scard.SCARD_W_RESET_CARD, Unreachable),
        (scard.SCARD_E_UNKNOWN_READER, Unreachable),
        (scard.SCARD_E_NO_SERVICE, Unreachable),
        (scard.SCARD_E_SERVICE_STOPPED, Unreachable),
        (scard.SCARD_F_COMM_ERROR, Unreachable),
        (scard.SCARD_E_INSUFFICIENT_BUFFER, Malformed),
        (0x12345678, Unreachable),
        (-2146435063, Unreachable),
    ],
)
def test_return_code_of_the_daemon_is_a_typed_error(code: int, error: type[EsanteError]) -> None:
    assert type(pcsc_error(code)) is error


def test_unknown_code_is_kept_in_the_message() -> None:
    assert "0x12345678" in str(pcsc_error(0x12345678))


@pytest.mark.parametrize(
    "command", ["002000010431323334", "00240001083132333435363738", "002C00010431323334"]
)
def test_code_porteur_never_reaches_the_traffic_log(caplog: pytest.LogCaptureFixture, command: str) -> None:
    log = logging.getLogger("esante.test")
    with caplog.at_level(TRAFFIC, "esante.test"):
        log_traffic(log, ">", bytes.fromhex(command))
    assert "31 32 33 34" not in caplog.text
    assert "masqué" in caplog.text


def test_bytes_are_logged_only_at_traffic_level(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("esante.test")
    with caplog.at_level(logging.DEBUG, "esante.test"):
        log_traffic(log, "<", b"\x90\x00")
    assert caplog.text == ""
    with caplog.at_level(TRAFFIC, "esante.test"):
        log_traffic(log, "<", b"\x90\x00")
    assert "90 00" in caplog.text
