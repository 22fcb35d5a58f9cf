"""The TLS that MSSanté demands: version, suites, one branch of the IGC-Santé, revocation.

Only the branch *Élémentaire / Organisations* is believed, and its TEST twin only where the environment says
so. Suites: 0xC030, 0xC02F, 0xC028, 0xC027. They exist in TLS 1.2 alone, which the evidence of the first wave
demanded exactly.
"""

import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from esante.errors import Unsupported

SUITES = (
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES256-SHA384",
    "ECDHE-RSA-AES128-SHA256",
)
BRANCHE = "AC IGC-SANTE ELEMENTAIRE ORGANISATIONS"
BRANCHE_TEST = f"TEST {BRANCHE}"


def make_contexte(
    autorites: Path,
    revocations: Path | None,
    *,
    accept_test: bool,
    certificat: tuple[Path, Path] | None = None,
) -> ssl.SSLContext:
    """Return the context of a connection to an operator.

    Args:
        autorites: PEM file of authorities; only the right branch is taken from it.
        revocations: PEM file of revocation lists; without it no revocation is checked.
        accept_test: the environment is not production.
        certificat: certificate and key files, for application boxes.

    Raises:
        Unsupported: the file does not hold the branch.
    """
    wanted = BRANCHE_TEST if accept_test else BRANCHE
    certificates = x509.load_pem_x509_certificates(autorites.read_bytes())
    branch = [certificate for certificate in certificates if _name(certificate) == wanted]
    if not branch:
        raise Unsupported(f"autorité absente du magasin\u00a0: {wanted}")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(":".join(SUITES))
    context.load_verify_locations(
        cadata="".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in branch)
    )
    # The intermediate itself is the anchor: its root also signs branches that must not be believed.
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    if revocations is not None:
        context.load_verify_locations(cafile=revocations)
        context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
    if certificat is not None:
        context.load_cert_chain(*certificat)
    return context


def _name(certificate: x509.Certificate) -> str:
    values = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(values[0].value) if values else ""
