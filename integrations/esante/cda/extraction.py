"""What a received document proposes to the file: results, treatments, allergies, problems."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from esante.cda.analyse import inner_document
from esante.cda.lecture import N, read_code, read_jour, read_ts
from esante.cda.models import Code
from esante.cda.produit import OID_ATC, OID_CIP, OID_CIS

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_RESULTATS = ("1.2.250.1.213.1.1.3.80", "1.3.6.1.4.1.19376.1.3.1.6", "1.2.250.1.213.1.1.3.50")
_TRAITEMENTS = ("1.2.250.1.213.1.1.3.42", "1.2.250.1.213.1.1.3.83")
_ALLERGIES = ("1.2.250.1.213.1.1.3.41", "1.3.6.1.4.1.19376.1.5.3.1.4.6")
_PROBLEMES = ("1.2.250.1.213.1.1.3.37",)
_ABSENT = "2.16.840.1.113883.5.1150.1"
CRITIQUES = frozenset({"HH", "LL", "AA", "HU", "LU"})


@dataclass(frozen=True)
class ResultatLu:
    """A measured value with its unit, its reference range and how it was judged.

    Args:
        valeur: as written, with its comparison (``<1.0``) when it is a bound; words when it is not a number.
        drapeau: HL7 code (N, H, L, HH, LL, S, R…), empty when absent.
    """

    code: Code
    libelle: str
    valeur: str
    nombre: Decimal | None
    unite: str
    reference_basse: Decimal | None
    reference_haute: Decimal | None
    drapeau: str
    instant: datetime | None

    @property
    def is_critique(self) -> bool:
        return self.drapeau in CRITIQUES

    @property
    def is_anormal(self) -> bool:
        """Whether the document says so, or its own range does."""
        if self.drapeau:
            return self.drapeau not in ("N", "S")
        if self.nombre is None:
            return False
        below = self.reference_basse is not None and self.nombre < self.reference_basse
        return below or (self.reference_haute is not None and self.nombre > self.reference_haute)


@dataclass(frozen=True)
class TraitementLu:
    """A medicine named by a document."""

    denomination: str
    code_cis: str | None
    code_cip13: str | None
    code_atc: str | None
    texte: str
    debut: date | None
    fin: date | None


@dataclass(frozen=True)
class AllergieLue:
    """An allergy named by a document."""

    agent: str
    code: Code
    type: Code


@dataclass(frozen=True)
class ProblemeLu:
    """A problem named by a document."""

    libelle: str
    code: Code
    debut: date | None
    fin: date | None


@dataclass(frozen=True)
class ApportsLus:
    """Everything a document proposes."""

    resultats: tuple[ResultatLu, ...]
    traitements: tuple[TraitementLu, ...]
    allergies: tuple[AllergieLue, ...]
    problemes: tuple[ProblemeLu, ...]


def read_apports(data: bytes) -> ApportsLus:
    """Read what a document proposes; entries it does not understand are left out.

    Raises:
        Malformed: the bytes hold no ClinicalDocument.
    """
    racine = inner_document(data)
    words = _Narratif(racine)
    return ApportsLus(
        tuple(r for node in _entries(racine, "observation", _RESULTATS) if (r := _resultat(node, words))),
        tuple(
            t
            for node in _entries(racine, "substanceAdministration", _TRAITEMENTS)
            if (t := _traitement(node, words))
        ),
        tuple(a for node in _entries(racine, "observation", _ALLERGIES) if (a := _allergie(node, words))),
        tuple(p for node in _entries(racine, "observation", _PROBLEMES) if (p := _probleme(node, words))),
    )


class _Narratif:
    """The words of the narrative, by identifier."""

    def __init__(self, racine: etree._Element) -> None:
        self._nodes = {
            node.get("ID"): node for node in racine.iter() if isinstance(node.tag, str) and node.get("ID")
        }

    def of(self, node: etree._Element | None) -> str:
        """Return the words an element points to, or holds."""
        if node is None:
            return ""
        reference = node.find(".//h:reference", N)
        target = self._nodes.get(reference.get("value", "").lstrip("#")) if reference is not None else None
        source = target if target is not None else node
        return " ".join("".join(str(t) for t in source.itertext()).split())


def _entries(racine: etree._Element, tag: str, templates: tuple[str, ...]) -> Iterator[etree._Element]:
    for node in racine.iterfind(f".//h:{tag}", N):
        if any(t.get("root") in templates for t in node.findall("h:templateId", N)):
            yield node


def _resultat(node: etree._Element, words: _Narratif) -> ResultatLu | None:
    value = node.find("h:value", N)
    code = node.find("h:code", N)
    if value is None or code is None:
        return None
    texte, nombre, unite = _valeur(value, words)
    if not texte:
        return None
    low, high = _plage(node)
    flag = node.find("h:interpretationCode", N)
    moment = node.find("h:effectiveTime", N)
    return ResultatLu(
        code=read_code(code),
        libelle=code.get("displayName") or _translation(code) or words.of(code.find("h:originalText", N)),
        valeur=texte,
        nombre=nombre,
        unite=unite,
        reference_basse=low,
        reference_haute=high,
        drapeau=flag.get("code", "") if flag is not None else "",
        instant=read_ts(moment.get("value", "")) if moment is not None else None,
    )


def _valeur(value: etree._Element, words: _Narratif) -> tuple[str, Decimal | None, str]:
    kind = value.get(_XSI_TYPE, "").rsplit(":", 1)[-1]
    if kind == "IVL_PQ":
        low, high = value.find("h:low", N), value.find("h:high", N)
        if low is not None and high is not None and low.get("value") and high.get("value"):
            return f"{low.get('value')} – {high.get('value')}", None, low.get("unit", "")
        for bound, sign in ((high, "<"), (low, ">")):
            if bound is not None and bound.get("value"):
                return f"{sign}{bound.get('value')}", _decimal(bound.get("value")), bound.get("unit", "")
        return "", None, ""
    if kind in ("CD", "CE", "CV", "CO"):
        return value.get("displayName") or value.get("code") or words.of(value), None, ""
    if kind == "BL":
        return {"true": "oui", "false": "non"}.get(value.get("value", ""), ""), None, ""
    if kind in ("ST", "ED", ""):
        return words.of(value), None, ""
    return value.get("value", ""), _decimal(value.get("value")), value.get("unit", "")


def _plage(node: etree._Element) -> tuple[Decimal | None, Decimal | None]:
    value = node.find("h:referenceRange/h:observationRange/h:value", N)
    if value is None:
        return None, None
    low, high = value.find("h:low", N), value.find("h:high", N)
    return (
        _decimal(low.get("value")) if low is not None else None,
        _decimal(high.get("value")) if high is not None else None,
    )


def _traitement(node: etree._Element, words: _Narratif) -> TraitementLu | None:
    material = node.find("h:consumable/h:manufacturedProduct/h:manufacturedMaterial", N)
    code = material.find("h:code", N) if material is not None else None
    if material is None or code is None:
        return None
    codes = {c.get("codeSystem"): c.get("code") for c in (code, *code.findall("h:translation", N))}
    for atc in material.iter("{urn:ihe:pharm:medication}code"):
        codes.setdefault(atc.get("codeSystem"), atc.get("code"))
    name = (
        code.get("displayName")
        or words.of(material.find("h:name", N))
        or words.of(code.find("h:originalText", N))
    )
    if not name:
        return None
    times = [t for t in node.findall("h:effectiveTime", N) if t.find("h:low", N) is not None]
    low = times[0].find("h:low", N) if times else None
    high = times[0].find("h:high", N) if times else None
    return TraitementLu(
        name,
        codes.get(OID_CIS),
        codes.get(OID_CIP),
        codes.get(OID_ATC),
        words.of(node.find("h:text", N)),
        read_jour(low.get("value", "")) if low is not None else None,
        read_jour(high.get("value", "")) if high is not None else None,
    )


def _allergie(node: etree._Element, words: _Narratif) -> AllergieLue | None:
    entity = node.find("h:participant/h:participantRole/h:playingEntity", N)
    code = entity.find("h:code", N) if entity is not None else None
    agent = words.of(entity.find("h:name", N)) if entity is not None else ""
    if not agent and code is not None:
        agent = code.get("displayName") or words.of(code)
    value = node.find("h:value", N)
    if not agent and value is not None and value.get("codeSystem") != _ABSENT:
        agent = value.get("displayName", "") or words.of(value)
    return AllergieLue(agent, read_code(code), read_code(node.find("h:code", N))) if agent else None


def _probleme(node: etree._Element, words: _Narratif) -> ProblemeLu | None:
    parent = node.getparent()
    if parent is not None and parent.get("typeCode") == "MFST":
        return None  # the reaction of an allergy is not a problem of its own
    value = node.find("h:value", N)
    if value is None or value.get("codeSystem") == _ABSENT:
        return None
    label = value.get("displayName") or words.of(value) or words.of(node.find("h:text", N))
    low, high = node.find("h:effectiveTime/h:low", N), node.find("h:effectiveTime/h:high", N)
    if not label:
        return None
    return ProblemeLu(
        label,
        read_code(value),
        read_jour(low.get("value", "")) if low is not None else None,
        read_jour(high.get("value", "")) if high is not None else None,
    )


def _translation(code: etree._Element) -> str:
    found = code.find("h:translation", N)
    return found.get("displayName", "") if found is not None else ""


def _decimal(value: str | None) -> Decimal | None:
    try:
        number = Decimal(value or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
