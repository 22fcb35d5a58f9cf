"""What a CPS session asks of the token that holds the keys: a PKCS#11 module, or the sandbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from esante.cartes.code_porteur import CodePorteur

SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""DER head of DigestInfo for SHA-256 (RFC 8017 §9.2, note 1)."""


@dataclass(frozen=True)
class CertificatCarte:
    """A certificate of the token with the identifier it shares with its key."""

    identifiant: bytes
    libelle: str
    der: bytes


class Jeton(Protocol):
    """One inserted token.

    Every method may raise CardAbsent (removed), Unreachable (module or reader failed), Malformed (nonsense
    came back).
    """

    def attempts_left(self) -> int | None:
        """Return the attempts before the card blocks, ``None`` when the token does not tell."""

    def login(self, code_porteur: CodePorteur) -> None:
        """Present the code porteur, once.

        Raises:
            CodePorteurRefused: wrong, or the card is blocked.
        """

    def certificates(self) -> tuple[CertificatCarte, ...]:
        """Return the certificates."""

    def data_objects(self) -> Mapping[str, bytes]:
        """Return the data objects by label; the protected ones only after ``login``."""

    def sign_digest(self, identifiant: bytes, digest_info: bytes) -> bytes:
        """Sign a DigestInfo by PKCS#1 v1.5 with the key of that identifier.

        Raises:
            Refused: not logged in.
            Unsupported: the key only signs what the token hashed itself.
        """

    def sign_sha256(self, identifiant: bytes, data: bytes) -> bytes:
        """Sign ``data`` by SHA-256 with RSA PKCS#1 v1.5, hashed in the token where it wants so."""

    def close(self) -> None:
        """Log out and release."""
