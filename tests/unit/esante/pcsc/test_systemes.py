"""PC/SC as each system answers: a service that stops with its last reader, one that has no reader at all."""

from collections.abc import Iterator
from typing import Any

import pytest
from smartcard import scard

from esante.errors import Unreachable
from esante.pcsc import service
from esante.pcsc.service import PcscService


class ScardFactice:
    """The functions of ``scard`` over a list of answers to a listing, one a turn."""

    def __init__(self, listings: list[tuple[int, list[str]]]) -> None:
        self._listings: Iterator[tuple[int, list[str]]] = iter(listings)
        self.contexts = 0
        self.released = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(scard, name)

    def SCardEstablishContext(self, _scope: int) -> tuple[int, int]:
        self.contexts += 1
        return scard.SCARD_S_SUCCESS, self.contexts

    def SCardReleaseContext(self, _context: int) -> int:
        self.released += 1
        return int(scard.SCARD_S_SUCCESS)

    def SCardListReaders(self, _context: int, _groups: list[str]) -> tuple[int, list[str]]:
        return next(self._listings)

    def SCardGetStatusChange(
        self, _context: int, _timeout: int, known: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int, list[int]]]]:
        return scard.SCARD_S_SUCCESS, [(name, scard.SCARD_STATE_EMPTY, []) for name, _ in known]


def test_windows_stops_its_service_with_the_last_reader_and_a_new_reader_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faux = ScardFactice(
        [
            (scard.SCARD_S_SUCCESS, ["ACS ACR39U 0"]),
            (scard.SCARD_E_SERVICE_STOPPED, []),
            (scard.SCARD_S_SUCCESS, ["ACS ACR39U 1"]),
        ]
    )
    monkeypatch.setattr(service, "scard", faux)
    pcsc = PcscService()
    assert [r.nom for r in pcsc.list_readers()] == ["ACS ACR39U 0"]
    with pytest.raises(Unreachable, match="service des cartes"):
        pcsc.list_readers()
    assert [r.nom for r in pcsc.list_readers()] == ["ACS ACR39U 1"]
    assert faux.contexts == faux.released == 3


def test_no_reader_is_an_empty_list_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "scard", ScardFactice([(scard.SCARD_E_NO_READERS_AVAILABLE, [])]))
    assert PcscService().list_readers() == ()
