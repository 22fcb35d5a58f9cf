"""Authorisations and lists (TD0.3, TD0.4, TD1.6), in the DMP's own services."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from esante.dmp.models import PatientDmp

HABILITATIONS = "urn:si-dmp-habilitations"
PATIENTS = "urn:si-dmp-patients"


@dataclass(frozen=True)
class AutorisationPs:
    """One professional authorised on, or blocked from, a record (TD1.6)."""

    identifiant: str
    nom: str
    prenom: str
    specialite: str
    etat: str
    debut: str
    derniere_action: str


@dataclass(frozen=True)
class DmpAutorise:
    """One record the user may open (TD0.4)."""

    patient: PatientDmp
    is_medecin_traitant: bool
    dernier_acces: str
    derniere_mise_a_jour: str
    dernier_ajout: str


def build_habilitation(action: str, role: str | None = None) -> etree._Element:
    """Write setAuthorization (TD0.3): ``AJOUT`` or ``SUPPRESSION``, with ``MEDECIN_TRAITANT`` if asked."""
    root = etree.Element(f"{{{HABILITATIONS}}}setAuthorization", nsmap={"hab": HABILITATIONS})
    etree.SubElement(root, f"{{{HABILITATIONS}}}action").text = action
    if role:
        etree.SubElement(root, f"{{{HABILITATIONS}}}role").text = role
    return root


def build_liste_ps(mode: str = "TOUTE") -> etree._Element:
    """Write listAuthorizationByPatient (TD1.6)."""
    root = etree.Element(f"{{{HABILITATIONS}}}listAuthorizationByPatient", nsmap={"hab": HABILITATIONS})
    etree.SubElement(root, f"{{{HABILITATIONS}}}mode").text = mode
    return root


def build_liste_dmp(depuis: str, type_date: str = "LASTAUTORIZATION") -> etree._Element:
    """Write patientList (TD0.4); ``LASTAUTORIZATION`` (sic) or ``LASTDOC``, since a UTC instant."""
    root = etree.Element(f"{{{PATIENTS}}}patientList", nsmap={"pat": PATIENTS})
    etree.SubElement(root, f"{{{PATIENTS}}}startDate").text = depuis
    etree.SubElement(root, f"{{{PATIENTS}}}dateType").text = type_date
    return root


def read_liste_ps(body: etree._Element) -> tuple[AutorisationPs, ...]:
    """Read the professionals of TD1.6."""
    return tuple(
        AutorisationPs(
            values.get("nationalId", ""),
            values.get("lastName", ""),
            values.get("firstName", ""),
            values.get("libSpeciality", ""),
            values.get("mode", ""),
            values.get("startOfAuthorization", ""),
            values.get("lastActionDate", ""),
        )
        for values in _records(body, "listOfAuthorizationByPatient")
    )


def read_liste_dmp(body: etree._Element) -> tuple[DmpAutorise, ...]:
    """Read the records of TD0.4; the old INS-C identifiers are left out."""
    found = []
    for node in _named(body, "patientlistData"):
        ids = [
            {etree.QName(c).localname: (c.text or "").strip() for c in i if isinstance(c.tag, str)}
            for i in _named(node, "patientIdentifier")
        ]
        values = _texts(node)
        for identifier in ids:
            oid = identifier.get("nationalIdType", "")
            if oid == "1.2.250.1.213.1.4.2":
                continue
            found.append(
                DmpAutorise(
                    PatientDmp(identifier.get("nationalId", ""), oid),
                    values.get("MT") == "true",
                    values.get("lastAccessDate", ""),
                    values.get("lastUpdateDate", ""),
                    values.get("lastAddDate", ""),
                )
            )
    return tuple(found)


def _named(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (n for n in node.iter() if isinstance(n.tag, str) and etree.QName(n).localname == name)


def _texts(node: etree._Element) -> dict[str, str]:
    return {
        etree.QName(child).localname: (child.text or "").strip()
        for child in node
        if isinstance(child.tag, str)
    }


def _records(node: etree._Element, name: str) -> Iterator[dict[str, str]]:
    return (_texts(record) for record in _named(node, name))
