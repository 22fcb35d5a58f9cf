"""An order as it leaves, and what others could have written in its place."""

from lxml import html

from esante.cda.affichage import render_html
from esante.cda.ordonnance import build_ordonnance
from tests.fakes.documents import entete, ordonnance


def order() -> bytes:
    return build_ordonnance(entete(), ordonnance())


def with_narrative(words: bytes) -> bytes:
    """Put foreign narrative in place of the words of the order."""
    data = order()
    start = data.index(b"<text><table")
    return data[:start] + b"<text>" + words + b"</text>" + data[data.index(b"</text>", start) + 7 :]


def page(data: bytes) -> html.HtmlElement:
    return html.fromstring(render_html(data))
