"""Sign and check the tokens of the sandbox: RS256 JWTs (RFC 7515, 7519), with one key kept in a state
folder."""

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

ISSUER = "https://auth.bac-a-sable.ambroise.invalid/auth/realms/esante-wallet"
SCOPE = "openid scope_all"
ACCESS_TOKEN_LIFE = 120
"""Two minutes, as Pro Santé Connect documents."""


class JetonRefuse(Exception):
    """A token is forged, expired or made for something else."""


class EmetteurJetons:
    """The signing key of the provider.

    Args:
        folder: where the key is kept, 0600; made at first use.
        clock: the sandbox's clock.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._key = _load_or_make(folder)

    @property
    def public_pem(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def jwks(self) -> dict[str, object]:
        """Return the public key as a JWK set (RFC 7517)."""
        numbers = self._key.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "n": _encode(numbers.n.to_bytes(256, "big")),
            "e": _encode(numbers.e.to_bytes(3, "big")),
        }
        return {"keys": [key]}

    def sign(self, claims: Mapping[str, object], life: int = ACCESS_TOKEN_LIFE) -> str:
        """Return a JWT with these claims, the issuer and the dates."""
        now = int(self._clock().timestamp())
        body = {"iss": ISSUER, "iat": now, "nbf": now - 1, "exp": now + life, "jti": secrets.token_hex(8)}
        head = _encode(json.dumps({"alg": "RS256", "typ": "JWT"}).encode())
        signed = f"{head}.{_encode(json.dumps(body | dict(claims)).encode())}"
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_encode(signature)}"

    def check(self, token: str) -> dict[str, object]:
        """Return the claims of a token of ours that is still alive.

        Raises:
            JetonRefuse: any defect.
        """
        try:
            head, body, signature = token.split(".")
            if json.loads(_decode(head)).get("alg") != "RS256":
                raise JetonRefuse("algorithme")
            self._key.public_key().verify(
                _decode(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256()
            )
            claims = json.loads(_decode(body))
            now = self._clock().timestamp()
            if claims["iss"] != ISSUER or not claims["nbf"] <= now < claims["exp"]:
                raise JetonRefuse("émetteur ou durée")
        except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
            raise JetonRefuse("jeton illisible ou mal signé") from None
        return dict(claims)


def _load_or_make(folder: Path) -> rsa.RSAPrivateKey:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "jetons.key"
    with suppress(FileNotFoundError):
        key = load_pem_private_key(path.read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key
    made = rsa.generate_private_key(65537, 2048)
    temporary = folder / f"jetons.{secrets.token_hex(4)}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with suppress(FileExistsError):
        os.link(temporary, path)  # two services starting at once keep the same key
    temporary.unlink()
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
