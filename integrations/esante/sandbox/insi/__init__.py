"""The INSi téléservice, simulated: published test people, published codes, real checks."""

from esante.sandbox.insi.service import InsiService
from esante.sandbox.service import CertificatClient, Contexte, ServiceFactory


def _cpx(contexte: Contexte) -> InsiService:
    return InsiService("insi", CertificatClient.AUCUN, contexte)


def _tlsm(contexte: Contexte) -> InsiService:
    return InsiService("insi_tlsm", CertificatClient.EXIGE, contexte)


SERVICES: list[tuple[str, ServiceFactory]] = [("insi", _cpx), ("insi_tlsm", _tlsm)]
"""``insi`` takes an assertion signed by a card; ``insi_tlsm`` a software certificate, by mutual TLS."""
