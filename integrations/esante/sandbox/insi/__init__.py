"""The INSi téléservice, simulated: published test people, published codes, real checks."""

from esante.sandbox.insi.service import InsiService, Mode
from esante.sandbox.service import Contexte, ServiceFactory


def _cpx(contexte: Contexte) -> InsiService:
    return InsiService("insi", Mode.CPX, contexte)


def _tlsm(contexte: Contexte) -> InsiService:
    return InsiService("insi_tlsm", Mode.LOGICIEL, contexte)


def _psc(contexte: Contexte) -> InsiService:
    return InsiService("insi_psc", Mode.PSC, contexte)


SERVICES: list[tuple[str, ServiceFactory]] = [("insi", _cpx), ("insi_tlsm", _tlsm), ("insi_psc", _psc)]
"""``insi`` takes an assertion signed by a card; ``insi_tlsm`` a software certificate, by mutual TLS;
``insi_psc`` the token that the relay adds to the message of a Pro Santé Connect session."""
