"""Our own checks of the body of a document: model, sections, narrative, what a vaccination must say."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from esante.cda.constat import Constat, N, find_all, path_of
from esante.cda.produit import OID_ATC
from esante.resources import resource

_N1 = "1.3.6.1.4.1.19376.1.2.20"
_NOTE_VACCINATION = "1.2.250.1.213.1.1.1.46"


@dataclass(frozen=True)
class ModeleAttendu:
    """What a structured model must hold: its sections by LOINC code, mandatory or one of several."""

    racine: str
    version: str
    obligatoires: tuple[str, ...]
    au_moins_une: tuple[str, ...]


def check_corps(racine: etree._Element) -> Iterator[Constat]:
    """Yield what is wrong below the header."""
    yield from _modele(racine)
    yield from _sections(racine)
    yield from _renvois(racine)
    yield from _vaccin(racine)


def _modele(racine: etree._Element) -> Iterator[Constat]:
    templates = [(t.get("root"), t.get("extension", "")) for t in racine.findall("h:templateId", N)]
    type_code = racine.find("h:code", N)
    attendus = _modeles_attendus()
    if racine.find("h:component/h:nonXMLBody", N) is not None:
        if len(templates) != 3 or templates[-1] != (_N1, ""):
            yield Constat(
                "modele-n1", "Un document non structuré porte exactement trois modèles.", "h:templateId"
            )
        return
    known = [a for root, _ in templates for a in attendus if a.racine == root]
    if known and (known[0].racine, known[0].version) not in templates:
        yield Constat(
            "modele-version", f"La version attendue du modèle est {known[0].version}.", "h:templateId"
        )
    if not known and type_code is not None and type_code.get("code") in ("57833-6", "60593-1", "87273-9"):
        yield Constat("modele-absent", "Le modèle de ce type de document est absent.", "h:templateId")


def _sections(racine: etree._Element) -> Iterator[Constat]:
    body = racine.find("h:component/h:structuredBody", N)
    if body is None:
        content = racine.find("h:component/h:nonXMLBody/h:text", N)
        if content is None or not (content.text or "").strip():
            yield Constat("corps-vide", "Le document n’a pas de contenu.", "h:component")
        return
    codes = []
    for section in find_all(body, ".//h:section"):
        code = section.find("h:code", N)
        name = code.get("code", "") if code is not None else ""
        codes.append(name)
        text = section.find("h:text", N)
        nested = section.find("h:component/h:section", N) is not None
        shows = text is not None and (
            "".join(str(t) for t in text.itertext()).strip()
            or text.find(".//h:renderMultiMedia", N) is not None
        )
        if not shows and not nested:
            yield Constat("narratif", "Une section n’a pas de texte lisible.", f"section {name}")
    roots = [t.get("root") for t in racine.findall("h:templateId", N)]
    for modele in _modeles_attendus():
        if modele.racine not in roots:
            continue
        for wanted in modele.obligatoires:
            if wanted not in codes:
                yield Constat(
                    "section-absente", f"La section obligatoire {wanted} est absente.", "h:structuredBody"
                )
        if modele.au_moins_une and not set(modele.au_moins_une) & set(codes):
            yield Constat("section-absente", "Aucune section de contenu n’est présente.", "h:structuredBody")


def _renvois(racine: etree._Element) -> Iterator[Constat]:
    ids = [str(node.get("ID")) for node in find_all(racine, ".//*[@ID]")]
    for repeated in sorted({i for i in ids if ids.count(i) > 1}) if len(ids) != len(set(ids)) else ():
        yield Constat("renvoi-double", "Deux parties du texte portent le même identifiant.", f"#{repeated}")
    known = set(ids)
    for node in find_all(racine, ".//h:reference[starts-with(@value, '#')]"):
        if node.get("value", "")[1:] not in known:
            yield Constat("renvoi", "Une donnée renvoie à un texte absent.", node.get("value", ""))
    for node in find_all(racine, ".//h:renderMultiMedia"):
        if node.get("referencedObject") not in known:
            yield Constat("renvoi", "Une image annoncée est absente.", str(node.get("referencedObject")))


def _vaccin(racine: etree._Element) -> Iterator[Constat]:
    """E_Vaccination_VAC-Note: the vaccine of a note bears its ATC class."""
    if racine.find(f"h:templateId[@root='{_NOTE_VACCINATION}']", N) is None:
        return
    for node in racine.iterfind(".//h:manufacturedMaterial/h:code", N):
        if not any(t.get("codeSystem") == OID_ATC for t in node.iterfind("h:translation", N)):
            yield Constat("vaccin-atc", "Le vaccin ne porte pas sa classe ATC.", path_of(node))


def _modeles_attendus() -> tuple[ModeleAttendu, ...]:
    lines = resource("nomenclatures/cisis/modeles.csv").read_text(encoding="utf-8").splitlines()[2:]
    found = []
    for line in lines:
        racine, version, obligatoires, au_moins_une = line.split(",")
        found.append(ModeleAttendu(racine, version, tuple(obligatoires.split()), tuple(au_moins_une.split())))
    return tuple(found)
