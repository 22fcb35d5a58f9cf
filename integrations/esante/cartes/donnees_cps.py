"""Data objects of a CPS: what is published of their content, and nothing more.

Labels: ANS Cryptolib CPS, external specifications PKCS#11.  Tags of a situation d'exercice and the
last-four-characters rule: field notes of the DMP kit and of a public DMP client.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from esante.errors import Malformed
from esante.pcsc.tlv import parse

SITUATIONS = tuple((number, f"CPS_ACTIVITY_{number:02d}_PS") for number in range(1, 17))
"""Sixteen labels, all to be tried: situations may be non-contiguous."""

INFO = "CPS_INFO_PS"
FACTURATION = "CPS_SIT_FACT"
_TAG_SITUATION, _TAG_NOM, _TAG_IDENTIFIANT, _TAG_SECTEUR = 0xEE, 0x84, 0x85, 0x86
_SPECIALITE = re.compile(r"[A-Z]{1,2}[0-9]{1,3}[A-Z]?|[A-Z]{4}")


@dataclass(frozen=True)
class SituationExercice:
    """One place and way of practice; structure and sector must be used together (a DMP rule)."""

    numero: int
    structure: str
    identifiant_structure: str
    secteur_activite: str


def read_situations(objects: Mapping[str, bytes]) -> tuple[SituationExercice, ...]:
    """Read the situations present, whatever their numbers.

    Raises:
        Malformed: an object is not a situation.
    """
    return tuple(
        parse_situation(number, objects[label]) for number, label in SITUATIONS if objects.get(label)
    )


def parse_situation(numero: int, content: bytes) -> SituationExercice:
    """Read ``EE { 84 structure name, 85 Struct_IdNat, 86 sector }``.

    Raises:
        Malformed: the template is missing.
    """
    template = next((tlv for tlv in parse(content) if tlv.tag == _TAG_SITUATION), None)
    if template is None:
        raise Malformed("objet CPS_ACTIVITY sans situation d’exercice")
    sector = _text(template.find(_TAG_SECTEUR))
    return SituationExercice(
        numero=numero,
        structure=_text(template.find(_TAG_NOM)),
        identifiant_structure=_text(template.find(_TAG_IDENTIFIANT)),
        secteur_activite=sector[-4:],
    )


def read_situation_facturation(objects: Mapping[str, bytes]) -> tuple[str, ...] | None:
    """Return the texts of the billing situation in the order of the card, ``None`` when it is not there.

    Which text means what is not public: they are shown, and nothing is deduced from them.

    Raises:
        Malformed: the object is not made of texts.
    """
    content = objects.get(FACTURATION)
    if not content:
        return None
    leaves = (leaf for template in parse(content) for leaf in template.children)
    return tuple(text for leaf in leaves if (text := _text(leaf.value)))


def read_specialite(objects: Mapping[str, bytes]) -> str | None:
    """Return the specialty code, the last four characters of CPS_INFO_PS (table R01), when there is one."""
    code = _text(objects.get(INFO, b"")[-4:])
    return code if _SPECIALITE.fullmatch(code) else None


def _text(value: bytes | None) -> str:
    """ISO-8859-1 as the rest of the card, UTF-8 when it is valid UTF-8."""
    raw = value or b""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("iso-8859-1")
    return "".join(c for c in text if c.isprintable()).strip()
