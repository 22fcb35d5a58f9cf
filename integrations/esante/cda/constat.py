"""What a check of a document finds, and how it looks for it."""

from dataclasses import dataclass

from lxml import etree

N = {"h": "urn:hl7-org:v3"}


@dataclass(frozen=True)
class Constat:
    """One thing wrong in a document: a rule of ours, a sentence, where."""

    regle: str
    message: str
    chemin: str


def find_all(node: etree._Element, path: str) -> list[etree._Element]:
    found = node.xpath(path, namespaces=N)
    return [n for n in found if isinstance(n, etree._Element)] if isinstance(found, list) else []


def path_of(node: etree._Element) -> str:
    names = [etree.QName(n).localname for n in (node, *node.iterancestors())]
    return "/".join(reversed(names))
