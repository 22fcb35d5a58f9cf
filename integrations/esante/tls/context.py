"""The TLS policy of the national services: TLS 1.2 at least, named anchors, revocation checked.

RGS annex B and the ANSSI TLS guide: TLS 1.2 with forward secrecy and AEAD suites, TLS 1.3 where the key
allows.
"""

import ssl
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from esante.errors import Unsupported
from esante.tls.openssl import use_private_key

_SUITES_TLS_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM"


def create_tls_context(
    trust_anchor: Path | Sequence[x509.Certificate],
    cle: rsa.RSAPrivateKey | None = None,
    certificat: x509.Certificate | None = None,
    *,
    chaine: Sequence[x509.Certificate] = (),
    revocations: Path | None = None,
) -> ssl.SSLContext:
    """Return a client context for ``httpx.Client(verify=…)``.

    Args:
        trust_anchor: PEM file or certificates of the roots trusted for these services, and no others.
        cle: the client key, in a card (``CleCarte``) or not; it is only ever asked to sign.
        certificat: its certificate.
        chaine: intermediates to send after it.
        revocations: PEM file of CRLs, one of each issuer; servers are then refused when revoked, or when no
            valid CRL covers them.

    Raises:
        Unsupported: this Python cannot use a key kept in a card.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_SUITES_TLS_1_2)
    # Intermediates named as anchors are enough: the national lists publish roots and intermediates apart.
    context.verify_flags |= ssl.VERIFY_X509_TRUSTED_FIRST
    if isinstance(trust_anchor, Path):
        context.load_verify_locations(cafile=str(trust_anchor))
    else:
        context.load_verify_locations(cadata=b"".join(c.public_bytes(Encoding.DER) for c in trust_anchor))
    if revocations is not None:
        context.load_verify_locations(cafile=str(revocations))
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    if cle is not None:
        if certificat is None:
            raise ValueError("une clé sans certificat")
        if not isinstance(certificat.public_key(), rsa.RSAPublicKey):
            raise Unsupported("certificat client d’un autre type que RSA")
        use_private_key(context, cle, certificat, chaine)
    return context
