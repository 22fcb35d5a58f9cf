"""MSSanté addresses: syntax, patients' boxes, look-alike domains.

Only what RFC 5321 lets travel without SMTPUTF8 is accepted; domains beyond US-ASCII are written in punycode,
as some domains of the national whitelist are.
"""

import re
import unicodedata
from typing import NewType

from esante.errors import Malformed

AdresseMss = NewType("AdresseMss", str)

DOMAINE_PATIENT = "patient.mssante.fr"

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_MATRICULE = re.compile(r"[12378]\d{4}(\d{2}|2[AB])\d{8}")


def parse_adresse(text: str) -> AdresseMss:
    """Read an address, the domain in lower case and punycode.

    Raises:
        Malformed: not an address that may travel by MSSanté.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        raise Malformed("adresse de messagerie mal formée")
    try:
        ascii_domain = unicodedata.normalize("NFC", domain).lower().encode("idna").decode("ascii")
    except UnicodeError:
        raise Malformed("domaine de messagerie mal formé") from None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or len(ascii_domain) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Malformed("domaine de messagerie mal formé")
    return AdresseMss(f"{local}@{ascii_domain}")


def domain_of(adresse: AdresseMss) -> str:
    """Return the domain, in lower case and punycode."""
    return adresse.rpartition("@")[2]


def make_adresse_patient(matricule: str) -> AdresseMss:
    """Return the address of a patient in Mon espace santé; the caller has checked that the INS is
    *qualifiée*.

    Raises:
        Malformed: not a matricule of 15 characters with the right key.
    """
    matricule = matricule.upper()
    if not _MATRICULE.fullmatch(matricule):
        raise Malformed("matricule INS mal formé")
    digits = matricule[:13].replace("2A", "19").replace("2B", "18")
    if int(matricule[13:]) != 97 - int(digits) % 97:
        raise Malformed("clé du matricule INS fausse")
    return AdresseMss(f"{matricule}@{DOMAINE_PATIENT}")


def is_adresse_patient(adresse: AdresseMss) -> bool:
    """Tell whether the box is a patient's."""
    return domain_of(adresse) == DOMAINE_PATIENT


def looks_alike(domain: str, trusted: str) -> bool:
    """Tell whether a domain imitates a trusted one: another domain that reads the same.

    Cyrillic or Greek letters, figures for letters and ``rn`` for ``m`` are folded before comparing.
    """
    return domain != trusted and _fold(domain) == _fold(trusted)


def _fold(domain: str) -> str:
    try:
        shown = domain.encode("ascii").decode("idna")
    except UnicodeError:
        shown = domain
    plain = "".join(c for c in unicodedata.normalize("NFKD", shown.lower()) if not unicodedata.combining(c))
    return plain.translate(_CONFUSABLES).replace("rn", "m").replace("vv", "w")


_CONFUSABLES = str.maketrans("аеорсухіѕјԁοαν0135", "aeopcyxisjdoavoles")
