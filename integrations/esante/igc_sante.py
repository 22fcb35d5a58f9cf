"""Read and name what an IGC-Santé certificate says of its holder: card, profession, identifier, DN.

Object identifiers and subject layout: ANS, IGC-Santé certificate profiles; the subject ends in ONE
multi-valued RDN (GN + SN + CN) whose CN is the PS_IdNat.
"""

from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

OID_TYPE_CARTE = x509.ObjectIdentifier("1.2.250.1.71.1.2.2")
OID_NUMERO_CARTE = x509.ObjectIdentifier("1.2.250.1.71.1.2.3")
OID_USAGE = x509.ObjectIdentifier("1.2.250.1.71.1.2.5")
OID_PROFESSION = x509.ObjectIdentifier("1.2.250.1.71.1.2.7")
OID_SPECIALITE = x509.ObjectIdentifier("1.2.250.1.71.4.2.5")
OID_TABLEAU = x509.ObjectIdentifier("1.2.250.1.71.4.2.6")
"""Section of the register of pharmacists (TRE_G05); that its certificate bears it is not published."""

_TYPES_CARTE = {0: "CPS", 1: "CPF", 2: "CDE-CPE", 3: "CPA"}
_DN_NAMES = {
    NameOID.COUNTRY_NAME: "C",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.COMMON_NAME: "CN",
    NameOID.SURNAME: "SN",
    NameOID.GIVEN_NAME: "GN",
    NameOID.TITLE: "title",
    NameOID.STATE_OR_PROVINCE_NAME: "ST",
    NameOID.LOCALITY_NAME: "L",
}


@dataclass(frozen=True)
class CertificatSante:
    """The holder as the certificate names it; absent fields are ``None``.

    ``type_carte`` is CPS, CPF, CDE-CPE, CPA or ``None`` for an organisation; ``numero_carte`` is the
    ten-digit serial printed in the card; ``identifiant`` is the CN (PS_IdNat for a professional).
    """

    identifiant: str
    nom: str | None
    prenom: str | None
    titre: str | None
    organisation: str | None
    structure: str | None
    type_carte: str | None
    numero_carte: str | None
    profession: str | None
    specialite: str | None


def read_certificat(certificate: x509.Certificate) -> CertificatSante:
    """Read the fields of a person's or an organisation's certificate, tolerating absent ones.

    Raises:
        ValueError: an extension is repeated or damaged.
    """
    subject = certificate.subject

    def name(oid: x509.ObjectIdentifier) -> str | None:
        values = subject.get_attributes_for_oid(oid)
        return str(values[0].value) if values else None

    card_type = _integer(_extension(certificate, OID_TYPE_CARTE))
    card = _string(_extension(certificate, OID_NUMERO_CARTE))
    profession = _integer(_extension(certificate, OID_PROFESSION))
    specialite = _extension(certificate, OID_SPECIALITE) or _extension(certificate, OID_TABLEAU)
    return CertificatSante(
        identifiant=name(NameOID.COMMON_NAME) or "",
        nom=name(NameOID.SURNAME),
        prenom=name(NameOID.GIVEN_NAME),
        titre=name(NameOID.TITLE),
        organisation=name(NameOID.ORGANIZATION_NAME),
        structure=name(NameOID.ORGANIZATIONAL_UNIT_NAME),
        type_carte=_TYPES_CARTE.get(card_type) if card_type is not None else None,
        numero_carte=card.rsplit("/", 1)[-1] if card else None,
        profession=str(profession) if profession is not None else None,
        specialite=_string(specialite[2:]) if specialite and specialite[0] == 0x30 else None,
    )


def subject_dn(certificate: x509.Certificate) -> str:
    """Return the subject in RFC 2253 order (last RDN first), with the names the national samples use."""
    return name_dn(certificate.subject)


def name_dn(name: x509.Name) -> str:
    """Return any distinguished name the same way."""
    return ",".join(
        "+".join(f"{_DN_NAMES.get(a.oid, a.oid.dotted_string)}={_escape(str(a.value))}" for a in rdn)
        for rdn in reversed(name.rdns)
    )


def _escape(value: str) -> str:
    escaped = "".join(f"\\{c}" if c in ',+"\\<>;' else c for c in value)
    if escaped[:1] in ("#", " "):
        escaped = "\\" + escaped
    return escaped[:-1] + "\\ " if escaped.endswith(" ") and len(escaped) > 1 else escaped


def _extension(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> bytes | None:
    try:
        value = certificate.extensions.get_extension_for_oid(oid).value
    except x509.ExtensionNotFound:
        return None
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as exc:
        raise ValueError("extensions de certificat illisibles") from exc
    return value.value if isinstance(value, x509.UnrecognizedExtension) else None


def _integer(der: bytes | None) -> int | None:
    if der is None or len(der) < 3 or der[0] != 0x02 or der[1] != len(der) - 2:
        return None
    return int.from_bytes(der[2:], "big", signed=True)


def _string(der: bytes | None) -> str | None:
    if der is None or len(der) < 2 or der[0] not in (0x0C, 0x13, 0x16) or der[1] != len(der) - 2:
        return None
    return der[2:].decode("utf-8", "replace")
