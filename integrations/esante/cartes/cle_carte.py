"""A private key that stays in the card, usable wherever ``cryptography`` takes an RSA private key.

signxml, certificate builders and our own TLS call ``sign``; everything that would take the key out refuses.
"""

import hashlib
from collections.abc import Callable
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding as paddings
from cryptography.hazmat.primitives.asymmetric import rsa, utils

from esante.errors import CardAbsent, Unsupported

_DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


class CleCarte(rsa.RSAPrivateKey):
    """An RSA key known by its public half and by two signing functions.

    Args:
        public_key: the key of the certificate.
        sign_digest: signs a DigestInfo.
        sign_sha256: signs data by SHA-256, hashed by the token where it prefers.
    """

    def __init__(
        self,
        public_key: rsa.RSAPublicKey,
        sign_digest: Callable[[bytes], bytes],
        sign_sha256: Callable[[bytes], bytes],
    ) -> None:
        self._public_key = public_key
        self._sign_digest, self._sign_sha256 = sign_digest, sign_sha256

    @property
    def key_size(self) -> int:
        """Size of the modulus in bits."""
        return self._public_key.key_size

    def public_key(self) -> rsa.RSAPublicKey:
        """Return the public half."""
        return self._public_key

    def sign(
        self,
        data: bytes,
        padding: paddings.AsymmetricPadding,
        algorithm: utils.Prehashed | hashes.HashAlgorithm | utils.NoDigestInfo,
    ) -> bytes:
        """Sign by PKCS#1 v1.5 with SHA-256, SHA-384 or SHA-512, hashed or to be hashed.

        Raises:
            Unsupported: another padding or hash.
            CardAbsent: the card left, or another one took its place.
            Refused: no code porteur was given.
        """
        if not isinstance(padding, paddings.PKCS1v15):
            raise Unsupported("la carte ne signe ici qu’en PKCS#1 v1.5")
        if isinstance(algorithm, utils.NoDigestInfo):
            raise Unsupported("la carte signe une empreinte, pas des données brutes")
        data = bytes(data)
        signature = self._sign(data, algorithm)
        try:
            self._public_key.verify(signature, data, padding, algorithm)
        except InvalidSignature:
            # OpenSC takes a card for the former one when the daemon restarts between the two.
            raise CardAbsent("la carte CPS a été remplacée par une autre") from None
        return signature

    def _sign(self, data: bytes, algorithm: utils.Prehashed | hashes.HashAlgorithm) -> bytes:
        if isinstance(algorithm, hashes.SHA256):
            return self._sign_sha256(data)
        if isinstance(algorithm, utils.Prehashed):
            name, size, digest = algorithm._algorithm.name, algorithm.digest_size, data
            if len(digest) != size:
                raise ValueError("empreinte de mauvaise longueur")
        else:
            name = algorithm.name
            digest = hashlib.new(name, data).digest() if name in _DIGEST_INFO else b""
        if name not in _DIGEST_INFO:
            raise Unsupported(f"la carte ne signe pas en {name}")
        return self._sign_digest(_DIGEST_INFO[name] + digest)

    def decrypt(self, ciphertext: bytes, padding: paddings.AsymmetricPadding) -> bytes:  # noqa: ARG002
        """Refuse: CPS keys sign only."""
        raise Unsupported("la carte ne déchiffre pas")

    def private_numbers(self) -> rsa.RSAPrivateNumbers:
        """Refuse: the key stays in the card."""
        self._never_out()

    def private_bytes(
        self,
        encoding: serialization.Encoding,  # noqa: ARG002
        format: serialization.PrivateFormat,  # noqa: ARG002
        encryption_algorithm: serialization.KeySerializationEncryption,  # noqa: ARG002
    ) -> bytes:
        """Refuse: the key stays in the card."""
        self._never_out()

    def __copy__(self) -> "CleCarte":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "CleCarte":
        return self

    def _never_out(self) -> NoReturn:
        raise Unsupported("la clé privée ne sort pas de la carte")
