"""Make the HTML of a message harmless: known tags, no attribute, nothing to fetch, links shown by their true
address.

The output is written anew from a list of what is allowed; nothing of the original markup is copied.
"""

from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from esante.mssante.entetes import BIDI, clean

LONGEST = 2 * 1024 * 1024
_MAX_NODES = 50_000
_TAGS = frozenset(
    [
        "p",
        "br",
        "div",
        "span",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "sub",
        "sup",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
    ]
)
_INVISIBLE = dict.fromkeys(map(ord, f"\x00{BIDI}"))
_VOID = frozenset({"br", "hr"})
_DROPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "template",
        "svg",
        "math",
        "object",
        "embed",
        "applet",
        "iframe",
        "frame",
        "frameset",
        "noscript",
        "audio",
        "video",
        "source",
        "track",
        "canvas",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "option",
        "link",
        "meta",
        "base",
        "img",
        "picture",
        "area",
        "map",
    ]
)
_EXTERNAL = frozenset(
    {"img", "iframe", "object", "embed", "link", "script", "audio", "video", "source", "form", "base"}
)
_URL_ATTRIBUTES = frozenset(
    {"src", "href", "background", "action", "poster", "data", "srcset", "ping", "formaction"}
)


@dataclass(frozen=True)
class HtmlSur:
    """Markup safe to show, its text, and how many things of the original would have gone to the network."""

    html: str
    texte: str
    ressources_bloquees: int


def sanitise(source: str) -> HtmlSur:
    """Return the harmless form of a page; an unreadable one gives an empty page."""
    try:
        parser = lxml_html.HTMLParser(
            remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
        )
        root = lxml_html.document_fromstring(
            source[:LONGEST].replace("\x00", "").encode("utf-8", "replace"), parser=parser
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return HtmlSur("", "", 0)
    writer = _Writer()
    writer.write(root)
    return HtmlSur("".join(writer.markup), _tidy("".join(writer.text)), writer.blocked)


class _Writer:
    """Walks the tree without recursion: depth is the sender's choice."""

    def __init__(self) -> None:
        self.markup: list[str] = []
        self.text: list[str] = []
        self.blocked = 0
        self._nodes = 0

    def write(self, root: etree._Element) -> None:
        stack: list[tuple[etree._Element, bool]] = [(root, False)]
        while stack and self._nodes < _MAX_NODES:
            node, closing = stack.pop()
            tag = node.tag.lower() if isinstance(node.tag, str) else ""
            if closing:
                self._close(node, tag)
                continue
            self._nodes += 1
            self._count(node, tag)
            if tag in _DROPPED or not tag:
                self._say(node.tail)
                continue
            self._open(node, tag)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))

    def _open(self, node: etree._Element, tag: str) -> None:
        if tag in _TAGS:
            self.markup.append(f"<{tag}>")
        if tag in {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}:
            self.text.append("\n")
        self._say(node.text)

    def _close(self, node: etree._Element, tag: str) -> None:
        if tag == "a":
            self._say(_shown_link(node.get("href")))
        if tag in {"td", "th"}:
            self.text.append("\t")
        if tag in _TAGS and tag not in _VOID:
            self.markup.append(f"</{tag}>")
        self._say(node.tail)

    def _say(self, text: str | None) -> None:
        if text:
            text = text.translate(_INVISIBLE)
            self.markup.append(escape(text, quote=True))
            self.text.append(text)

    def _count(self, node: etree._Element, tag: str) -> None:
        style = str(node.get("style") or "").lower()
        names = {str(name).lower() for name in node.attrib}
        if tag in _EXTERNAL or "url(" in style or (tag != "a" and names & _URL_ATTRIBUTES):
            self.blocked += 1


def _shown_link(href: str | None) -> str:
    """Show where a link really leads; addresses that are not of the web are not shown."""
    if not href:
        return ""
    try:
        parts = urlsplit(clean(href))
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    return f" [{parts.scheme}://{host.encode('idna', 'ignore').decode() if not host.isascii() else host}]"


def _tidy(text: str) -> str:
    lines = [" ".join(line.split(" ")).rstrip() for line in text.replace("\r", "").split("\n")]
    tidy: list[str] = []
    for line in lines:
        if line.strip() or (tidy and tidy[-1]):
            tidy.append(line.strip(" "))
    return "\n".join(tidy).strip()
