"""Subjects and extensions of the sandbox certificates, after the IGC-Santé TEST certificate profiles."""

import ipaddress

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from esante import igc_sante
from esante.sandbox.professionnels import ProfessionnelTest

Extension = tuple[x509.ExtensionType, bool]

_SMARTCARD_LOGON = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.2")
_POLICY_SIGNATURE = x509.ObjectIdentifier("1.2.250.1.213.1.7.2.1.1.1.1")


def authority_subject(name: str) -> x509.Name:
    """Return the subject of a TEST authority."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "ASIP-SANTE"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "0002 187512751"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "IGC-SANTE TEST"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def authority_extensions(*, root: bool) -> list[Extension]:
    """Return the extensions of a root or an intermediate."""
    return [
        (x509.BasicConstraints(ca=True, path_length=1 if root else 0), True),
        (_key_usage(cert_sign=True), True),
    ]


def organisation_subject(organisation: str, structure: str, name: str) -> x509.Name:
    """Return an organisation's subject; OU is the structure identifier INSi takes as emitter."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.STATE_OR_PROVINCE_NAME, "Paris (75)"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, structure),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def professionnel_subject(professionnel: ProfessionnelTest) -> x509.Name:
    """Return a card holder's subject: country, profession, then ONE multi-valued RDN."""
    return x509.Name(
        [
            x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COUNTRY_NAME, "FR")]),
            x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.TITLE, professionnel.titre)]),
            x509.RelativeDistinguishedName(
                [
                    x509.NameAttribute(NameOID.GIVEN_NAME, professionnel.prenom),
                    x509.NameAttribute(NameOID.SURNAME, professionnel.nom),
                    x509.NameAttribute(NameOID.COMMON_NAME, professionnel.identifiant),
                ]
            ),
        ]
    )


def server_extensions(name: str) -> list[Extension]:
    """Return the extensions of a loopback TLS server."""
    names = [x509.DNSName(name), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]
    return [
        (_END_ENTITY, True),
        (_key_usage(signature=True, encipherment=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName(names), False),
    ]


def organisation_auth() -> list[Extension]:
    """Return the extensions of an ORG AUTH_CLI certificate."""
    return [
        (_END_ENTITY, True),
        (_key_usage(signature=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        _usage(0x83),
    ]


def organisation_sign() -> list[Extension]:
    """Return the extensions of an ORG SIGN certificate."""
    return [(_END_ENTITY, True), (_key_usage(signature=True, non_repudiation=True), True), _usage(0x83)]


def carte_authentification(professionnel: ProfessionnelTest) -> list[Extension]:
    """Return the extensions of the authentication certificate of a CPS."""
    return [
        (_END_ENTITY, True),
        (_key_usage(signature=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, _SMARTCARD_LOGON]), False),
        *_carte(professionnel),
    ]


def carte_signature(professionnel: ProfessionnelTest) -> list[Extension]:
    """Return the extensions of the signature certificate of a CPS."""
    policy = x509.PolicyInformation(_POLICY_SIGNATURE, None)
    return [
        (_END_ENTITY, True),
        (_key_usage(non_repudiation=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False),
        (x509.CertificatePolicies([policy]), False),
        *_carte(professionnel),
    ]


_END_ENTITY = x509.BasicConstraints(ca=False, path_length=None)


def _carte(professionnel: ProfessionnelTest) -> list[Extension]:
    extensions = [
        _der(igc_sante.OID_TYPE_CARTE, b"\x02\x01\x00"),
        _der(igc_sante.OID_NUMERO_CARTE, _tlv(0x13, f"8025000001/{professionnel.numero_carte}".encode())),
        _usage(0x80),
        _der(igc_sante.OID_PROFESSION, b"\x02\x01" + bytes([int(professionnel.profession)])),
    ]
    if professionnel.specialite:
        value = _tlv(0x30, _tlv(0x0C, professionnel.specialite.encode()))
        extensions.append(_der(igc_sante.OID_SPECIALITE, value))
    if professionnel.tableau:
        value = _tlv(0x30, _tlv(0x0C, professionnel.tableau.encode()))
        extensions.append(_der(igc_sante.OID_TABLEAU, value))
    return extensions


def _usage(flag: int) -> Extension:
    return _der(igc_sante.OID_USAGE, _tlv(0x04, bytes([flag])))


def _der(oid: x509.ObjectIdentifier, value: bytes) -> Extension:
    return x509.UnrecognizedExtension(oid, value), False


def _tlv(tag: int, value: bytes) -> bytes:
    assert len(value) < 128
    return bytes([tag, len(value)]) + value


def _key_usage(
    *,
    signature: bool = False,
    non_repudiation: bool = False,
    encipherment: bool = False,
    cert_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signature,
        content_commitment=non_repudiation,
        key_encipherment=encipherment,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=cert_sign,
        crl_sign=cert_sign,
        encipher_only=False,
        decipher_only=False,
    )
