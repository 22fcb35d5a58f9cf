"""SOAP 1.2 envelopes with WS-Addressing 1.0: build, parse, faults read by namespace.

INSi and the DMP share nothing but this envelope (W3C SOAP 1.2 part 1; WS-Addressing 1.0 SOAP binding).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from esante.errors import Malformed
from esante.xml import parse_xml, serialize_xml

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous"
CONTENT_TYPE = "application/soap+xml; charset=utf-8"


@dataclass(frozen=True)
class Fault:
    """A SOAP 1.2 fault; codes are local names, whatever the prefix the server chose."""

    code: str
    subcodes: tuple[str, ...]
    reason: str
    lang: str | None
    detail: etree._Element | None


@dataclass(frozen=True)
class Envelope:
    """A parsed envelope; ``body`` is the first element of the Body, ``None`` when it is empty."""

    action: str | None
    message_id: str | None
    relates_to: str | None
    to: str | None
    headers: tuple[etree._Element, ...]
    body: etree._Element | None
    fault: Fault | None

    def header(self, namespace: str, name: str) -> etree._Element | None:
        """Return the first header block of that qualified name."""
        return next((h for h in self.headers if h.tag == f"{{{namespace}}}{name}"), None)

    def security_token(self) -> etree._Element | None:
        """Return the only child of ``wsse:Security``, usually a SAML assertion.

        Raises:
            Malformed: the security header holds several elements.
        """
        security = self.header(WSSE, "Security")
        children = [c for c in security if isinstance(c.tag, str)] if security is not None else []
        if len(children) > 1:
            raise Malformed("plusieurs jetons dans l’en-tête de sécurité")
        return children[0] if children else None


def content_type(action: str) -> str:
    """Return the SOAP 1.2 media type with its action parameter."""
    return f'{CONTENT_TYPE}; action="{action}"'


def build_envelope(
    body: etree._Element | None,
    *,
    action: str,
    message_id: str,
    to: str | None = None,
    relates_to: str | None = None,
    reply_to_anonymous: bool = False,
    headers: Iterable[etree._Element] = (),
) -> etree._Element:
    """Build an envelope with its addressing headers, then ``headers``, then the body."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, "wsa": WSA})
    header = etree.SubElement(envelope, f"{{{SOAP}}}Header")
    for name, value in (("Action", action), ("MessageID", message_id), ("To", to), ("RelatesTo", relates_to)):
        if value is not None:
            etree.SubElement(header, f"{{{WSA}}}{name}").text = value
    if reply_to_anonymous:
        reply_to = etree.SubElement(header, f"{{{WSA}}}ReplyTo")
        etree.SubElement(reply_to, f"{{{WSA}}}Address").text = ANONYMOUS
    for block in headers:
        header.append(block)
    content = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    if body is not None:
        content.append(body)
    return envelope


def security_header(token: etree._Element | None) -> etree._Element:
    """Return ``wsse:Security`` around a token; empty for the software certificate mode of INSi."""
    security = etree.Element(f"{{{WSSE}}}Security", nsmap={"wsse": WSSE})
    if token is not None:
        security.append(token)
    return security


def build_fault(
    code: str,
    reason: str,
    *,
    subcodes: Iterable[tuple[str, str]] = (),
    lang: str = "fr",
    detail: etree._Element | None = None,
) -> etree._Element:
    """Build the body of a fault; ``code`` is ``Sender`` or ``Receiver``, a subcode (namespace, name)."""
    fault = etree.Element(f"{{{SOAP}}}Fault", nsmap={"soap": SOAP})
    parent = etree.SubElement(fault, f"{{{SOAP}}}Code")
    etree.SubElement(parent, f"{{{SOAP}}}Value").text = f"soap:{code}"
    for namespace, name in subcodes:
        parent = etree.SubElement(parent, f"{{{SOAP}}}Subcode")
        value = etree.SubElement(parent, f"{{{SOAP}}}Value", nsmap={"sub": namespace})
        value.text = f"sub:{name}"
    text = etree.SubElement(etree.SubElement(fault, f"{{{SOAP}}}Reason"), f"{{{SOAP}}}Text")
    text.set("{http://www.w3.org/XML/1998/namespace}lang", lang)
    text.text = reason
    if detail is not None:
        etree.SubElement(fault, f"{{{SOAP}}}Detail").append(detail)
    return fault


def envelope_bytes(envelope: etree._Element) -> bytes:
    """Serialise an envelope as it goes on the wire."""
    return serialize_xml(envelope)


def parse_envelope(data: bytes, *, max_size: int = 32 * 1024 * 1024) -> Envelope:
    """Parse a SOAP 1.2 message; SOAP 1.1 and anything else is not one.

    Raises:
        Malformed: not an envelope, or an envelope without exactly one Body.
    """
    root = parse_xml(data, max_size=max_size)
    if root.tag != f"{{{SOAP}}}Envelope":
        raise Malformed("la réponse n’est pas une enveloppe SOAP 1.2")
    bodies = root.findall(f"{{{SOAP}}}Body")
    if len(bodies) != 1:
        raise Malformed("une enveloppe SOAP porte exactement un Body")
    header = root.find(f"{{{SOAP}}}Header")
    blocks = tuple(b for b in header if isinstance(b.tag, str)) if header is not None else ()
    content = [c for c in bodies[0] if isinstance(c.tag, str)]
    body = content[0] if content else None
    fault = _parse_fault(body) if body is not None and body.tag == f"{{{SOAP}}}Fault" else None
    return Envelope(
        action=_text(blocks, "Action"),
        message_id=_text(blocks, "MessageID"),
        relates_to=_text(blocks, "RelatesTo"),
        to=_text(blocks, "To"),
        headers=blocks,
        body=body,
        fault=fault,
    )


def check_relates_to(envelope: Envelope, message_id: str, *, required: bool = True) -> None:
    """Refuse the answer to another request.

    Raises:
        Malformed: the answer names another message, or none although ``required``.
    """
    if envelope.relates_to is None:
        if required:
            raise Malformed("la réponse ne dit pas à quelle demande elle répond")
    elif envelope.relates_to != message_id:
        raise Malformed("la réponse concerne une autre demande")


def _text(blocks: Iterable[etree._Element], name: str) -> str | None:
    found = [b for b in blocks if b.tag == f"{{{WSA}}}{name}"]
    if len(found) > 1:
        raise Malformed(f"en-tête wsa:{name} répété")
    return (found[0].text or "").strip() or None if found else None


def _parse_fault(fault: etree._Element) -> Fault:
    codes: list[str] = []
    node = fault.find(f"{{{SOAP}}}Code")
    while node is not None:
        value = (node.findtext(f"{{{SOAP}}}Value") or "").strip()
        codes.append(value.rsplit(":", 1)[-1])
        node = node.find(f"{{{SOAP}}}Subcode")
    text = fault.find(f"{{{SOAP}}}Reason/{{{SOAP}}}Text")
    detail = fault.find(f"{{{SOAP}}}Detail")
    first = next((d for d in detail if isinstance(d.tag, str)), None) if detail is not None else None
    return Fault(
        code=codes[0] if codes else "",
        subcodes=tuple(codes[1:]),
        reason=(text.text or "").strip() if text is not None else "",
        lang=text.get("{http://www.w3.org/XML/1998/namespace}lang") if text is not None else None,
        detail=first,
    )
