"""The signature of a submission covers the set and each document, and sees any change."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from esante.cda.ordonnance import build_ordonnance
from esante.confiance import CertificatRefused, Confiance, load_confiance
from esante.dmp.models import Signataire
from esante.dmp.signature_lot import sign_lot, verify_lot
from esante.sandbox.autorite import Autorite
from esante.sandbox.professionnels import MAX_LIBRE
from esante.signature_xml import SignatureInvalid
from tests.fakes.documents import entete, ordonnance

LOT, DOCUMENT, SIGNATURE = "1.2.250.1.999.3", "1.2.250.1.999.4", "1.2.250.1.999.5"
NOW = datetime.now(UTC)


@pytest.fixture
def confiance(autorite: Autorite) -> Confiance:
    return load_confiance(autorite.ca_file, autorite.crl_file, require_crl=True)


@pytest.fixture
def signed(autorite: Autorite) -> Callable[[bytes], bytes]:
    credential = autorite.carte(MAX_LIBRE).signature
    signataire = Signataire(credential.key, credential.certificate, credential.chain)
    return lambda data: sign_lot(SIGNATURE, LOT, [(DOCUMENT, data)], signataire, NOW)


def order() -> bytes:
    return build_ordonnance(entete(), ordonnance())


def test_a_signature_verifies_and_names_its_signer(
    signed: Callable[[bytes], bytes], confiance: Confiance, autorite: Autorite
) -> None:
    certificate = verify_lot(signed(order()), LOT, {DOCUMENT: order()}, confiance, NOW)
    assert certificate == autorite.carte(MAX_LIBRE).signature.certificate


def test_white_space_that_canonical_form_ignores_does_not_matter(
    signed: Callable[[bytes], bytes], confiance: Confiance
) -> None:
    same = order().replace(b'<realmCode code="FR"/>', b'<realmCode  code="FR" ></realmCode>')
    verify_lot(signed(order()), LOT, {DOCUMENT: same}, confiance, NOW)


@pytest.mark.parametrize(
    ("lot", "document"),
    [
        (LOT, {DOCUMENT: b"<a/>"}),
        ("1.2.3", {DOCUMENT: None}),
        (LOT, {"1.2.3": None}),
        (LOT, {DOCUMENT: None, "1.2.3": b"<a/>"}),
        (LOT, {}),
    ],
    ids=["other-content", "other-set", "other-identifier", "one-more", "none"],
)
def test_a_signature_of_something_else_is_refused(
    signed: Callable[[bytes], bytes], confiance: Confiance, lot: str, document: dict[str, bytes | None]
) -> None:
    documents = {uid: order() if data is None else data for uid, data in document.items()}
    with pytest.raises(SignatureInvalid):
        verify_lot(signed(order()), lot, documents, confiance, NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (rb"<SigningTime>20", b"<SigningTime>19"),
        (rb"urn:oid:1.2.250.1.999.4", b"urn:oid:1.2.250.1.999.9"),
        (rb"<SignatureValue>.", b"<SignatureValue>A"),
        (rb"rsa-sha256", b"rsa-sha1"),
        (rb'Id="IHEManifest"', b'Id="Autre"'),
        (rb'URI="#S0-SignedProperties"', b'URI="#IHEManifest"'),
        (rb"<X509Certificate>.", b"<X509Certificate>@"),
        (rb"<DigestValue>AA==", b"<DigestValue>@@"),
    ],
)
def test_any_change_of_a_signature_is_seen(
    signed: Callable[[bytes], bytes], confiance: Confiance, before: bytes, after: bytes
) -> None:
    altered = re.sub(before, after, signed(order()), count=1)
    assert altered != signed(order()) or before == rb"<SignatureValue>."
    try:
        verify_lot(altered, LOT, {DOCUMENT: order()}, confiance, NOW)
    except SignatureInvalid:
        return
    # The first character of a signature may already be the one put in its place.
    assert altered == signed(order())


def test_the_authentication_key_does_not_sign_submissions(autorite: Autorite, confiance: Confiance) -> None:
    wrong = autorite.carte(MAX_LIBRE).authentification
    data = sign_lot(SIGNATURE, LOT, [(DOCUMENT, order())], Signataire(wrong.key, wrong.certificate), NOW)
    with pytest.raises(CertificatRefused):
        verify_lot(data, LOT, {DOCUMENT: order()}, confiance, NOW)


def test_an_independent_verifier_agrees(
    signed: Callable[[bytes], bytes], autorite: Autorite, tmp_path: Path
) -> None:
    xmlsec = shutil.which("xmlsec1")
    if xmlsec is None:
        if os.environ.get("CI") == "true":
            pytest.fail("xmlsec1 absent")
        pytest.skip("xmlsec1 absent : paquet xmlsec1")
    target = tmp_path / "signature.xml"
    target.write_bytes(signed(order()))
    trusted = []
    for rank, certificate in enumerate(load_confiance(autorite.ca_file).ancres):
        file = tmp_path / f"{rank}.pem"
        file.write_bytes(certificate.public_bytes(Encoding.PEM))
        trusted += ["--trusted-pem", str(file)]
    for rank, certificate in enumerate(load_confiance(autorite.ca_file).intermediaires):
        file = tmp_path / f"i{rank}.pem"
        file.write_bytes(certificate.public_bytes(Encoding.PEM))
        trusted += ["--untrusted-pem", str(file)]
    ids = [
        "--id-attr:Id",
        "http://www.w3.org/2000/09/xmldsig#:Manifest",
        "--id-attr:Id",
        "http://uri.etsi.org/01903/v1.1.1#:SignedProperties",
    ]
    # The manifest names documents by OID, which no tool resolves by itself.
    done = subprocess.run(
        [xmlsec, "--verify", *ids, *trusted, "--ignore-manifests", str(target)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
