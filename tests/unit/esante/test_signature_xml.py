"""Enveloped signatures: made with any RSA key, believed only when whole, trusted and in force."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from esante.confiance import CertificatRefused, Confiance, RefusCertificat, Usage, load_confiance
from esante.errors import EsanteError
from esante.sandbox import profils
from esante.sandbox.autorite import PERSONNES, Autorite, Credential
from esante.sandbox.professionnels import MAX_LIBRE, OLIVIER_INFIRMCS
from esante.signature_xml import DS, SignatureInvalid, sign_enveloped, verify_enveloped
from esante.xml import parse_xml

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def signature(autorite: Autorite) -> Credential:
    return autorite.carte(MAX_LIBRE).signature


@pytest.fixture
def confiance(autorite: Autorite) -> Confiance:
    return load_confiance(autorite.ca_file, autorite.crl_file, require_crl=True)


def signed_with(credential: Credential) -> etree._Element:
    element = parse_xml(
        b'<a:Assertion xmlns:a="urn:a" ID="_1"><a:Issuer>X</a:Issuer><a:Nom>NESSI</a:Nom></a:Assertion>'
    )
    signed = sign_enveloped(element, key=credential.key, certificate=credential.certificate, position=1)
    return parse_xml(etree.tostring(signed))


def test_a_signed_element_is_verified_and_only_the_signed_content_returned(
    signature: Credential, confiance: Confiance
) -> None:
    signed = signed_with(signature)
    assert [etree.QName(c).localname for c in signed] == ["Issuer", "Signature", "Nom"]
    result = verify_enveloped(signed, confiance, at=NOW)
    assert result.certificat == signature.certificate
    assert [etree.QName(c).localname for c in result.element] == ["Issuer", "Nom"]


def test_the_signature_holds_inside_another_document(signature: Credential, confiance: Confiance) -> None:
    envelope = etree.Element("{urn:e}Envelope", nsmap={"e": "urn:e", "x": "urn:x"})
    envelope.append(signed_with(signature))
    read = parse_xml(etree.tostring(envelope))
    assert verify_enveloped(read[0], confiance, at=NOW).certificat == signature.certificate


def test_an_altered_element_is_refused(signature: Credential, confiance: Confiance) -> None:
    signed = signed_with(signature)
    signed[2].text = "NESSY"
    with pytest.raises(SignatureInvalid):
        verify_enveloped(signed, confiance, at=NOW)


def test_an_altered_signature_value_is_refused(signature: Credential, confiance: Confiance) -> None:
    signed = signed_with(signature)
    value = signed.find(f".//{{{DS}}}SignatureValue")
    assert value is not None
    assert value.text is not None
    value.text = ("A" if value.text[0] != "A" else "B") + value.text[1:]
    with pytest.raises(SignatureInvalid):
        verify_enveloped(signed, confiance, at=NOW)


def test_an_unsigned_element_is_refused(confiance: Confiance) -> None:
    with pytest.raises(SignatureInvalid, match="absente"):
        verify_enveloped(parse_xml(b'<a ID="_1"/>'), confiance, at=NOW)


def test_a_signature_over_an_inner_element_does_not_cover_the_outer_one(
    signature: Credential, confiance: Confiance
) -> None:
    inner = signed_with(signature)
    outer = etree.Element("{urn:a}Assertion", ID="_2")
    outer.append(deepcopy(inner))
    outer.append(inner[1])
    with pytest.raises(SignatureInvalid):
        verify_enveloped(outer, confiance, at=NOW)


def test_the_certificate_of_another_holder_is_refused(
    autorite: Autorite, signature: Credential, confiance: Confiance
) -> None:
    signed = signed_with(signature)
    other = signed_with(autorite.carte(OLIVIER_INFIRMCS).signature)
    signed.find(f".//{{{DS}}}X509Certificate").text = other.findtext(f".//{{{DS}}}X509Certificate")  # type: ignore[union-attr]
    with pytest.raises(SignatureInvalid):
        verify_enveloped(signed, confiance, at=NOW)


def test_the_authentication_key_of_the_card_may_not_sign(autorite: Autorite, confiance: Confiance) -> None:
    signed = signed_with(autorite.carte(MAX_LIBRE).authentification)
    with pytest.raises(CertificatRefused) as caught:
        verify_enveloped(signed, confiance, at=NOW)
    assert caught.value.raison is RefusCertificat.USAGE


def test_a_certificate_from_another_authority_is_refused(
    signature: Credential, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Autorite(tmp_path_factory.mktemp("autre"))
    with pytest.raises(CertificatRefused) as caught:
        verify_enveloped(signed_with(signature), load_confiance(other.ca_file), at=NOW)
    assert caught.value.raison is RefusCertificat.SIGNATURE_EMETTEUR


def test_no_anchor_believes_nobody(signature: Credential) -> None:
    with pytest.raises(CertificatRefused) as caught:
        Confiance(ancres=()).verify(signature.certificate, at=NOW, usage=Usage.SIGNATURE)
    assert caught.value.raison is RefusCertificat.EMETTEUR_INCONNU


@pytest.mark.parametrize(
    ("shift", "raison"),
    [
        (timedelta(days=4000), RefusCertificat.EXPIRE),
        (timedelta(days=-30), RefusCertificat.PAS_ENCORE_VALIDE),
    ],
)
def test_a_certificate_out_of_its_dates_is_refused(
    signature: Credential, confiance: Confiance, shift: timedelta, raison: RefusCertificat
) -> None:
    with pytest.raises(CertificatRefused) as caught:
        confiance.verify(signature.certificate, at=NOW + shift, usage=Usage.SIGNATURE)
    assert caught.value.raison is raison


def test_an_expired_certificate_is_issued_on_demand(autorite: Autorite, confiance: Confiance) -> None:
    expired = autorite.issue(
        "cps-expiree",
        PERSONNES,
        profils.professionnel_subject(MAX_LIBRE),
        profils.carte_signature(MAX_LIBRE),
        not_after=NOW - timedelta(days=2),
    )
    with pytest.raises(CertificatRefused) as caught:
        verify_enveloped(signed_with(expired), confiance, at=NOW)
    assert caught.value.raison is RefusCertificat.EXPIRE


def test_a_revoked_certificate_is_refused(autorite: Autorite) -> None:
    card = autorite.issue(
        "cps-revoquee",
        PERSONNES,
        profils.professionnel_subject(MAX_LIBRE),
        profils.carte_signature(MAX_LIBRE),
    )
    autorite.revoke(card.certificate)
    confiance = load_confiance(autorite.ca_file, autorite.crl_file)
    with pytest.raises(CertificatRefused) as caught:
        verify_enveloped(signed_with(card), confiance, at=NOW)
    assert caught.value.raison is RefusCertificat.REVOQUE


def test_without_a_revocation_list_the_strict_verifier_refuses(
    autorite: Autorite, signature: Credential
) -> None:
    with pytest.raises(CertificatRefused) as caught:
        load_confiance(autorite.ca_file, require_crl=True).verify(
            signature.certificate, at=NOW, usage=Usage.SIGNATURE
        )
    assert caught.value.raison is RefusCertificat.REVOCATION_INCONNUE


def test_a_leaf_is_no_authority(autorite: Autorite, signature: Credential, confiance: Confiance) -> None:
    forged = autorite.carte(MAX_LIBRE)
    fake = Confiance(ancres=confiance.ancres, intermediaires=(signature.certificate,))
    with pytest.raises(EsanteError):
        fake.verify(forged.signature.certificate, at=NOW, usage=Usage.SIGNATURE)
