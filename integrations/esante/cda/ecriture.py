"""Write CDA elements: short constructors, data types of the standard, and the final bytes.

Data types: "structuration minimale" V1.16.8. Instants are written in local time with their offset.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from lxml import etree

from esante.cda.models import LOINC, Adresse, Code, Telecom

HL7 = "urn:hl7-org:v3"
PHARM = "urn:ihe:pharm:medication"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NSMAP = {None: HL7, "xsi": XSI, "pharm": PHARM}
PARIS = ZoneInfo("Europe/Paris")

_PREFIXES = {"pharm": PHARM}
_DEGUISEMENTS = (
    *(0x61C, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xD800, 0xE000),
)
"""What is not seen, or turns the writing round: the page of the document drops it too."""
_INVALID = dict.fromkeys(
    [*(c for c in range(0x20) if c not in (0x09, 0x0A, 0x0D)), 0xFFFE, 0xFFFF, *_DEGUISEMENTS]
)

Contenu = etree._Element | str | None


def el(tag: str, *contenu: Contenu, xsi_type: str | None = None, **attributs: str | None) -> etree._Element:
    """Build one element without ``None`` attributes nor children, nor control or disguising characters."""
    prefix, _, local = tag.rpartition(":")
    node = etree.Element(f"{{{_PREFIXES.get(prefix, HL7)}}}{local}", nsmap=NSMAP)  # type: ignore[arg-type]
    if xsi_type is not None:
        node.set(f"{{{XSI}}}type", xsi_type)
    for name, value in attributs.items():
        if value is not None:
            node.set(name, value.translate(_INVALID))
    for child in contenu:
        if isinstance(child, str):
            text = child.translate(_INVALID)
            if len(node):
                node[-1].tail = (node[-1].tail or "") + text
            else:
                node.text = (node.text or "") + text
        elif child is not None:
            node.append(child)
    return node


def modele(root: str, extension: str | None = None) -> etree._Element:
    return el("templateId", root=root, extension=extension or None)


def code_el(tag: str, code: Code, *contenu: Contenu, xsi_type: str | None = None) -> etree._Element:
    return el(
        tag,
        *contenu,
        xsi_type=xsi_type,
        code=code.code,
        displayName=code.libelle or None,
        codeSystem=code.systeme,
        codeSystemName="LOINC" if code.systeme == LOINC else None,
    )


def reference(identifiant: str) -> etree._Element:
    """Point to a part of the narrative."""
    return el("text", el("reference", value=f"#{identifiant}"))


def original(identifiant: str) -> etree._Element:
    return el("originalText", el("reference", value=f"#{identifiant}"))


def uid(identifiant: UUID) -> etree._Element:
    return el("id", root=str(identifiant).upper())


def horodatage(instant: datetime) -> str:
    """Write an instant to the second with its offset; UTC becomes Paris time."""
    if instant.tzinfo is None:
        raise ValueError("instant sans fuseau")
    if instant.tzinfo is UTC or instant.tzname() == "UTC":
        instant = instant.astimezone(PARIS)
    return instant.strftime("%Y%m%d%H%M%S%z")


def jour(valeur: date) -> str:
    return valeur.strftime("%Y%m%d")


def nombre(valeur: Decimal) -> str:
    """Write a decimal without exponent nor useless zeros."""
    text = f"{valeur:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def adresse_el(adresse: Adresse | None) -> etree._Element:
    if adresse is None or not (adresse.lignes or adresse.code_postal or adresse.ville):
        return el("addr", nullFlavor="NAV")
    return el(
        "addr",
        *(el("streetAddressLine", ligne) for ligne in adresse.lignes[:7]),
        el("postalCode", adresse.code_postal) if adresse.code_postal else None,
        el("city", adresse.ville) if adresse.ville else None,
        el("country", adresse.pays) if adresse.pays else None,
        use=adresse.usage or None,
    )


def telecom_els(telecoms: tuple[Telecom, ...]) -> tuple[etree._Element, ...]:
    if not telecoms:
        return (el("telecom", nullFlavor="NAV"),)
    return tuple(el("telecom", value="".join(t.valeur.split()), use=t.usage or None) for t in telecoms)


def octets(racine: etree._Element) -> bytes:
    """Return the exact bytes that will be hashed, sent and kept: UTF-8, without added white space."""
    etree.cleanup_namespaces(racine, keep_ns_prefixes=["xsi"])
    return bytes(etree.tostring(racine, xml_declaration=True, encoding="UTF-8"))


def oid_de(identifiant: UUID) -> str:
    """Write a UUID as an OID (arc 2.25)."""
    return f"2.25.{identifiant.int}"
