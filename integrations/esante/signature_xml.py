"""Sign and verify enveloped XML signatures: exclusive c14n, RSA with SHA-256, full certificate in KeyInfo.

The form every national message uses (INSi assertion, VIHF, e-CPS tokens).  Verification trusts nothing the
message says about itself: the certificate is checked against the anchors given, the signature must cover
the whole element, and only the bytes that were signed are handed back.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from esante.confiance import Confiance, Usage
from esante.errors import Malformed
from esante.xml import parse_xml

DS = "http://www.w3.org/2000/09/xmldsig#"
_EXC_C14N = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
_METHODS = frozenset({SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512})
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})


class SignatureInvalid(Malformed):
    """The signature is absent, altered, or does not cover what it should."""


@dataclass(frozen=True)
class ElementSigne:
    """What was really signed, re-read from the signed bytes, and the certificate that signed it."""

    element: etree._Element
    certificat: x509.Certificate


def sign_enveloped(
    element: etree._Element,
    *,
    key: rsa.RSAPrivateKey,
    certificate: x509.Certificate,
    position: int | None = None,
) -> etree._Element:
    """Return a signed copy of an element identified by its ``ID`` (or ``Id``) attribute.

    Args:
        key: any RSA private key, a card's included: only ``sign`` and ``key_size`` are called on it.
        position: index of the Signature among the children; last when ``None``.
    """
    copy = deepcopy(element)
    if copy.get("ID") is None and copy.get("Id") is None:
        raise ValueError("un élément signé porte un attribut ID")
    placeholder = etree.Element(f"{{{DS}}}Signature", nsmap={"ds": DS}, Id="placeholder")
    copy.insert(len(copy) if position is None else position, placeholder)
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=_EXC_C14N,
    )
    identifier = copy.get("ID") or copy.get("Id")
    signed: etree._Element = signer.sign(copy, key=key, cert=[certificate], reference_uri=f"#{identifier}")
    return signed


def verify_enveloped(
    element: etree._Element, confiance: Confiance, *, at: datetime, usage: Usage = Usage.SIGNATURE
) -> ElementSigne:
    """Verify the signature that an element carries as a direct child.

    Raises:
        SignatureInvalid: no signature, more than one, altered content, or partial cover.
        CertificatRefused: the signing certificate is not believed.
    """
    signatures = element.findall(f"{{{DS}}}Signature")
    if len(signatures) != 1:
        raise SignatureInvalid("signature absente" if not signatures else "plusieurs signatures")
    certificate = _certificate(signatures[0])
    confiance.verify(certificate, at=at, usage=usage)
    identifier = element.get("ID") or element.get("Id")
    reference = signatures[0].find(f"{{{DS}}}SignedInfo/{{{DS}}}Reference")
    if not identifier or reference is None or reference.get("URI") != f"#{identifier}":
        raise SignatureInvalid("la signature ne couvre pas l’élément entier")
    if _count_identifier(element, identifier) != 1:
        raise SignatureInvalid("identifiant répété")
    config = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        verification_time=at,
    )
    # Alone in its document, the element cannot be confused with a twin elsewhere in the message.
    alone = parse_xml(etree.tostring(element, with_tail=False))
    try:
        result = XMLVerifier().verify(alone, x509_cert=certificate, expect_config=config)
    except (SignXMLException, ValueError, etree.LxmlError) as error:
        raise SignatureInvalid(f"signature XML fausse ({type(error).__name__})") from None
    if isinstance(result, list):
        raise SignatureInvalid("plusieurs références signées")
    signed = result.signed_xml
    if signed is None or signed.tag != element.tag:
        raise SignatureInvalid("la signature ne couvre pas l’élément entier")
    return ElementSigne(element=signed, certificat=certificate)


def _count_identifier(element: etree._Element, identifier: str) -> int:
    nodes = [n for n in element.iter() if isinstance(n.tag, str)]
    return sum(identifier in (n.get("ID"), n.get("Id")) for n in nodes)


def _certificate(signature: etree._Element) -> x509.Certificate:
    found = signature.findall(f"{{{DS}}}KeyInfo/{{{DS}}}X509Data/{{{DS}}}X509Certificate")
    if not found:
        raise SignatureInvalid("certificat du signataire absent")
    try:
        return x509.load_der_x509_certificate(
            b64decode("".join((found[0].text or "").split()), validate=True)
        )
    except (ValueError, Base64Error):
        raise SignatureInvalid("certificat du signataire illisible") from None
