"""Build SAML 2.0 assertions: the skeleton that the INSi assertion and the DMP VIHF share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from esante.signature_xml import sign_enveloped

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
X509_SUBJECT_NAME = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"


@dataclass(frozen=True)
class Attribut:
    """A SAML attribute: values are texts, or elements for the coded ones (Role, PurposeOfUse)."""

    nom: str
    valeurs: tuple["str | etree._Element", ...]


def build_assertion(
    *,
    identifier: UUID,
    issue_instant: datetime,
    issuer: str,
    name_id: str,
    attributs: Iterable[Attribut],
    issuer_format: str | None = X509_SUBJECT_NAME,
    name_qualifier: str | None = None,
    not_before: datetime | None = None,
    not_on_or_after: datetime | None = None,
    authn_context: str | None = None,
    authn_instant: datetime | None = None,
) -> etree._Element:
    """Build an unsigned assertion: Issuer, Subject, Conditions, AuthnStatement, AttributeStatement."""
    assertion = etree.Element(
        f"{{{SAML}}}Assertion",
        ID=f"_{identifier}",
        IssueInstant=instant(issue_instant),
        Version="2.0",
        nsmap={"saml": SAML},
    )
    emitter = etree.SubElement(assertion, f"{{{SAML}}}Issuer")
    emitter.text = issuer
    if issuer_format is not None:
        emitter.set("Format", issuer_format)
    subject = etree.SubElement(etree.SubElement(assertion, f"{{{SAML}}}Subject"), f"{{{SAML}}}NameID")
    subject.text = name_id
    if name_qualifier is not None:
        subject.set("NameQualifier", name_qualifier)
    if not_before is not None or not_on_or_after is not None:
        conditions = etree.SubElement(assertion, f"{{{SAML}}}Conditions")
        if not_before is not None:
            conditions.set("NotBefore", instant(not_before))
        if not_on_or_after is not None:
            conditions.set("NotOnOrAfter", instant(not_on_or_after))
    if authn_context is not None:
        statement = etree.SubElement(
            assertion, f"{{{SAML}}}AuthnStatement", AuthnInstant=instant(authn_instant or issue_instant)
        )
        context = etree.SubElement(statement, f"{{{SAML}}}AuthnContext")
        etree.SubElement(context, f"{{{SAML}}}AuthnContextClassRef").text = authn_context
    _add_attributes(assertion, list(attributs))
    return assertion


def sign_assertion(
    assertion: etree._Element, *, key: rsa.RSAPrivateKey, certificate: x509.Certificate
) -> etree._Element:
    """Sign an assertion; SAML core §5.4 puts the Signature right after the Issuer."""
    return sign_enveloped(assertion, key=key, certificate=certificate, position=1)


def read_attributs(assertion: etree._Element) -> dict[str, tuple[etree._Element, ...]]:
    """Return the attribute values of an assertion, by attribute name."""
    return {
        attribute.get("Name", ""): tuple(attribute.findall(f"{{{SAML}}}AttributeValue"))
        for attribute in assertion.iterfind(f"{{{SAML}}}AttributeStatement/{{{SAML}}}Attribute")
    }


def instant(moment: datetime) -> str:
    """Return a UTC xs:dateTime with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _add_attributes(assertion: etree._Element, attributs: list[Attribut]) -> None:
    if not attributs:
        return
    statement = etree.SubElement(assertion, f"{{{SAML}}}AttributeStatement")
    for attribut in attributs:
        node = etree.SubElement(statement, f"{{{SAML}}}Attribute", Name=attribut.nom)
        for valeur in attribut.valeurs:
            target = etree.SubElement(node, f"{{{SAML}}}AttributeValue")
            if isinstance(valeur, str):
                target.text = valeur
            else:
                target.append(valeur)
