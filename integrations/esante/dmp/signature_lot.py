"""Sign a submission: the IHE Document Digital Signature (DSG) as the DMP wants it, and verify one.

XAdES 1.1.1 detached from the documents: a manifest names the submission set and every document with the
digest of its canonical form. Form and algorithms are those of the 2023 published trace (rsa-sha256).
"""

import hashlib
import io
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import IO, Any, cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from esante.cda.analyse import parse_document
from esante.cda.models import Code
from esante.confiance import Confiance, Usage
from esante.dmp.models import Signataire
from esante.igc_sante import name_dn
from esante.signature_xml import SignatureInvalid
from esante.xds.modeles import FicheDocument, LotSoumission
from esante.xml import parse_xml

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.1.1#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
CLASSE_SIGNATURE = Code("urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "Digital Signature", "URN")
_BUT = "1.2.840.10065.1.12.1.14"
_MASQUES = (
    Code("N", "Normal", "2.16.840.1.113883.5.25"),
    Code("MASQUE_PS", "Masqué aux professionnels de santé", "1.2.250.1.213.1.1.4.13"),
    Code("INVISIBLE_PATIENT", "Non visible par le patient", "1.2.250.1.213.1.1.4.13"),
)


def sign_lot(
    identifiant: str,
    lot: str,
    documents: Sequence[tuple[str, bytes]],
    signataire: Signataire,
    instant: datetime,
) -> bytes:
    """Return the signature document of a submission.

    Args:
        identifiant: uniqueId of the signature itself.
        lot: uniqueId of the submission set.
        documents: uniqueId and bytes of each document.
    """
    root = etree.Element(f"{{{DS}}}Signature", Id=identifiant, nsmap={None: DS})  # type: ignore[dict-item]
    info = _sub(root, "SignedInfo")
    value = _sub(root, "SignatureValue")
    x509_data = _sub(_sub(root, "KeyInfo"), "X509Data")
    _sub(x509_data, "X509Certificate").text = _b64(signataire.certificate.public_bytes(Encoding.DER))
    manifest = _sub(_sub(root, "Object"), "Manifest", Id="IHEManifest")
    _reference(manifest, f"urn:oid:{lot}", "AA==")
    for uid, data in documents:
        _reference(manifest, f"urn:oid:{uid}", _b64(_document_digest(data)), canonical=True)
    properties = etree.SubElement(_sub(root, "Object"), "SignatureProperties", nsmap={})
    prop = etree.SubElement(
        properties, "SignatureProperty", Id="purposeOfSignature", Target=f"#{identifiant}"
    )
    prop.text = _BUT
    signed = _signed_properties(_sub(root, "Object"), identifiant, signataire, instant)
    _sub(info, "CanonicalizationMethod", Algorithm=C14N)
    _sub(info, "SignatureMethod", Algorithm=RSA_SHA256)
    _reference(info, "#IHEManifest", _b64(_digest(manifest)), kind=f"{DS}Manifest")
    _reference(info, "#S0-SignedProperties", _b64(_digest(signed)), kind=f"{XADES}SignedProperties")
    signature = signataire.key.sign(_canonical(info), padding.PKCS1v15(), hashes.SHA256())
    value.text = _b64(signature)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def describe_signature(
    identifiant: str, entry_uuid: str, data: bytes, lot: LotSoumission, modele: FicheDocument
) -> FicheDocument:
    """Return the entry of a signature document; place of care and patient are those of a document signed."""
    return replace(
        modele,
        identifiant=identifiant,
        entry_uuid=entry_uuid,
        auteurs=(lot.auteur,),
        responsable=lot.auteur.personne,
        creation=lot.instant,
        debut_acte=lot.instant,
        fin_acte="",
        type=Code("E1762", "Full Document", "ASTM"),
        classe=CLASSE_SIGNATURE,
        format=Code(DS, "Default Signature Style", "URN"),
        evenements=(Code(_BUT, "Source", "1.2.840.10065.1.12"),),
        confidentialites=_MASQUES,
        titre="Source",
        commentaire="",
        langue="art",
        media="text/xml",
        references=(),
        empreinte=hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        taille=len(data),
    )


def verify_lot(
    data: bytes, lot: str, documents: Mapping[str, bytes], confiance: Confiance, at: datetime
) -> x509.Certificate:
    """Verify a signature document against the submission it came with; return the signing certificate.

    Raises:
        SignatureInvalid: altered, or not of this submission.
        CertificatRefused: the signing certificate is not believed.
    """
    root = parse_xml(data)
    if root.tag != f"{{{DS}}}Signature":
        raise SignatureInvalid("le document de signature n’en est pas un")
    certificate = _certificate(root)
    confiance.verify(certificate, at=at, usage=Usage.SIGNATURE)
    info, value = root.find(f"{{{DS}}}SignedInfo"), root.findtext(f"{{{DS}}}SignatureValue") or ""
    key = certificate.public_key()
    if info is None or not isinstance(key, rsa.RSAPublicKey):
        raise SignatureInvalid("signature de lot incomplète")
    method = info.find(f"{{{DS}}}SignatureMethod")
    if method is None or method.get("Algorithm") != RSA_SHA256:
        raise SignatureInvalid("algorithme de signature inattendu")
    try:
        key.verify(_unb64(value), _canonical(info), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise SignatureInvalid("signature de lot fausse") from None
    targets = {}
    for reference in info.findall(f"{{{DS}}}Reference"):
        target = _by_id(root, reference.get("URI", ""))
        if _unb64(reference.findtext(f"{{{DS}}}DigestValue") or "") != _digest(target):
            raise SignatureInvalid("contenu signé altéré")
        targets[reference.get("URI")] = target
    manifest = targets.get("#IHEManifest")
    if manifest is None or "#S0-SignedProperties" not in targets:
        raise SignatureInvalid("signature de lot incomplète")
    _verify_manifest(manifest, lot, documents)
    return certificate


def _verify_manifest(manifest: etree._Element, lot: str, documents: Mapping[str, bytes]) -> None:
    found = {
        reference.get("URI", ""): reference.findtext(f"{{{DS}}}DigestValue") or ""
        for reference in manifest.findall(f"{{{DS}}}Reference")
    }
    if set(found) != {f"urn:oid:{lot}", *(f"urn:oid:{uid}" for uid in documents)}:
        raise SignatureInvalid("la signature ne porte pas sur cette soumission")
    for uid, data in documents.items():
        if _unb64(found[f"urn:oid:{uid}"]) != _document_digest(data):
            raise SignatureInvalid("un document diffère de sa signature")


def _signed_properties(
    parent: etree._Element, identifiant: str, signataire: Signataire, instant: datetime
) -> etree._Element:
    def sub(node: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
        child = etree.SubElement(node, f"{{{XADES}}}{name}", attributes)
        child.text = text
        return child

    qualifying = etree.SubElement(
        parent,
        f"{{{XADES}}}QualifyingProperties",
        Target=f"#{identifiant}",
        nsmap={None: XADES},  # type: ignore[dict-item]
    )
    signed = sub(qualifying, "SignedProperties", Id="S0-SignedProperties")
    signature = sub(signed, "SignedSignatureProperties")
    sub(signature, "SigningTime", instant.isoformat(timespec="milliseconds"))
    chain = sub(signature, "SigningCertificate")
    for certificate in (signataire.certificate, *signataire.chain):
        cert = sub(chain, "Cert")
        digest = sub(cert, "CertDigest")
        sub(digest, "DigestMethod", Algorithm=SHA256)
        sub(digest, "DigestValue", _b64(certificate.fingerprint(hashes.SHA256())))
        serial = sub(cert, "IssuerSerial")
        name = etree.SubElement(serial, f"{{{DS}}}X509IssuerName", nsmap={None: DS})  # type: ignore[dict-item]
        name.text = name_dn(certificate.issuer)
        number = etree.SubElement(serial, f"{{{DS}}}X509SerialNumber", nsmap={None: DS})  # type: ignore[dict-item]
        number.text = str(certificate.serial_number)
    sub(sub(signature, "SignaturePolicyIdentifier"), "SignaturePolicyImplied")
    sub(signed, "SignedDataObjectProperties")
    return signed


def _reference(
    parent: etree._Element, uri: str, digest: str, *, kind: str | None = None, canonical: bool = False
) -> None:
    reference = _sub(parent, "Reference", URI=uri)
    if kind:
        reference.set("Type", kind)
    if canonical:
        _sub(_sub(reference, "Transforms"), "Transform", Algorithm=C14N)
    _sub(reference, "DigestMethod", Algorithm=SHA256)
    _sub(reference, "DigestValue").text = digest


def _sub(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{DS}}}{name}", attributes)


def _document_digest(data: bytes) -> bytes:
    tree = parse_document(data).getroottree()
    sink = _Hashing()
    tree.write_c14n(cast("IO[Any]", sink), with_comments=True)
    return sink.digest.digest()


class _Hashing(io.RawIOBase):
    """A file that only remembers the digest of what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        content = bytes(data)  # type: ignore[call-overload]
        self.digest.update(content)
        return len(content)


def _canonical(element: etree._Element) -> bytes:
    # lxml canonicalises a subtree as if its children had left their namespace: alone in its document, the
    # element keeps the declarations in scope and the result is the one every other tool computes.
    alone = parse_xml(etree.tostring(element, with_tail=False))
    return bytes(etree.tostring(alone, method="c14n", exclusive=False, with_comments=True))


def _digest(element: etree._Element) -> bytes:
    return hashlib.sha256(_canonical(element)).digest()


def _by_id(root: etree._Element, uri: str) -> etree._Element:
    found = [n for n in root.iter() if isinstance(n.tag, str) and n.get("Id") == uri.removeprefix("#")]
    if not uri.startswith("#") or len(found) != 1:
        raise SignatureInvalid("référence de signature introuvable ou répétée")
    return found[0]


def _certificate(root: etree._Element) -> x509.Certificate:
    text = root.findtext(f"{{{DS}}}KeyInfo/{{{DS}}}X509Data/{{{DS}}}X509Certificate") or ""
    try:
        return x509.load_der_x509_certificate(_unb64(text))
    except ValueError:
        raise SignatureInvalid("certificat du signataire illisible") from None


def _b64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _unb64(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except (Base64Error, ValueError):
        raise SignatureInvalid("signature de lot illisible") from None
