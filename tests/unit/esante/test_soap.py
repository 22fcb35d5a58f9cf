"""SOAP 1.2 envelopes are built, parsed and matched to their request."""

import pytest
from lxml import etree

from esante import soap
from esante.errors import Malformed


def envelope(**changes: str) -> bytes:
    body = etree.Element("{urn:x}Question")
    fields = {"action": "urn:x:ask", "message_id": "uuid:1", **changes}
    return soap.envelope_bytes(soap.build_envelope(body, **fields))


def test_what_is_built_is_read_back() -> None:
    parsed = soap.parse_envelope(envelope(to="https://localhost/lps", relates_to="uuid:0"))
    assert (parsed.action, parsed.message_id, parsed.relates_to) == ("urn:x:ask", "uuid:1", "uuid:0")
    assert parsed.to == "https://localhost/lps"
    assert parsed.body is not None
    assert parsed.body.tag == "{urn:x}Question"
    assert parsed.fault is None


def test_a_fault_is_read_whatever_the_prefixes() -> None:
    data = b"""<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body><env:Fault
      xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Code><env:Value>env:Sender</env:Value>
      <env:Subcode><env:Value xmlns:z="urn:siram">z:siram_100</env:Value></env:Subcode></env:Code>
      <env:Reason><env:Text xml:lang="fr">Refus</env:Text></env:Reason>
      <env:Detail><q:Erreur xmlns:q="urn:siram" code="desir_550"/></env:Detail></env:Fault>
      </S:Body></S:Envelope>"""
    fault = soap.parse_envelope(data).fault
    assert fault is not None
    assert (fault.code, fault.subcodes, fault.reason, fault.lang) == ("Sender", ("siram_100",), "Refus", "fr")
    assert fault.detail is not None
    assert fault.detail.get("code") == "desir_550"


def test_a_built_fault_is_read_back() -> None:
    fault = soap.build_fault("Receiver", "panne", subcodes=[("urn:siram", "siram_40")], lang="en")
    parsed = soap.parse_envelope(
        soap.envelope_bytes(soap.build_envelope(fault, action="urn:x", message_id="uuid:2"))
    )
    assert parsed.fault is not None
    assert (parsed.fault.code, parsed.fault.subcodes) == ("Receiver", ("siram_40",))


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>Maintenance</body></html>",
        b'<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body/></Envelope>',
        b'<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"/>',
        b'<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body/><Body/></Envelope>',
    ],
)
def test_what_is_not_a_soap_12_envelope_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        soap.parse_envelope(data)


def test_a_repeated_addressing_header_is_malformed() -> None:
    data = envelope().replace(b"</wsa:MessageID>", b"</wsa:MessageID><wsa:MessageID>x</wsa:MessageID>")
    with pytest.raises(Malformed):
        soap.parse_envelope(data)


def test_the_answer_to_another_request_is_refused() -> None:
    answer = soap.parse_envelope(envelope(relates_to="uuid:autre"))
    with pytest.raises(Malformed, match="autre demande"):
        soap.check_relates_to(answer, "uuid:1")


def test_an_answer_naming_no_request_is_refused_only_when_required() -> None:
    answer = soap.parse_envelope(envelope())
    soap.check_relates_to(answer, "uuid:1", required=False)
    with pytest.raises(Malformed):
        soap.check_relates_to(answer, "uuid:1")
