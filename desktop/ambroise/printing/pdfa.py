"""What makes a PDF an archive: XMP metadata, an output intent, fixed dates (ISO 19005-1, level B).

Pages draw in DeviceGray only, without transparency; the output intent is a grey profile written here, so
that no profile of someone else has to be shipped.
"""

import io
import struct
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from ambroise.printing.fonts import NORMAL, clean, register_fonts

PRODUCTEUR = "Ambroise"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{titre}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{auteur}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{sujet}</rdf:li></rdf:Alt></dc:description>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{producteur}</xmp:CreatorTool>
<xmp:CreateDate>{instant}</xmp:CreateDate><xmp:ModifyDate>{instant}</xmp:ModifyDate></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producteur}</pdf:Producer><pdf:Keywords></pdf:Keywords></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def new_canvas(
    taille: tuple[float, float], titre: str, auteur: str, sujet: str, instant: datetime
) -> tuple[Canvas, io.BytesIO]:
    """Return a canvas that will save as PDF/A-1b, and the buffer it saves into.

    The same values give the same bytes: the date is the one given, never the clock.
    """
    register_fonts()
    titre, auteur, sujet = clean(titre), clean(auteur), clean(sujet)
    buffer = io.BytesIO()
    make: Any = Canvas
    canvas: Canvas = make(
        buffer,
        pagesize=taille,
        invariant=1,
        pageCompression=1,
        initialFontName=NORMAL,
        pdfVersion=(1, 4),
        lang="fr-FR",
    )
    canvas.setTitle(titre)
    canvas.setAuthor(auteur)
    canvas.setSubject(sujet)
    canvas.setCreator(PRODUCTEUR)
    canvas.setProducer(PRODUCTEUR)
    canvas.setKeywords("")
    document: Any = getattr(canvas, "_doc")  # noqa: B009  # not in the stubs
    document._timeStamp = _stamp(instant)
    document.encrypt = _EolBeforeEndstream()
    xmp = _XMP.format(
        titre=escape(titre),
        auteur=escape(auteur),
        sujet=escape(sujet),
        producteur=PRODUCTEUR,
        instant=instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
    )
    metadata = pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary(
            {"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}
        ),
        content=xmp.encode("utf-8"),
        filters=None,
    )
    document.Catalog.Metadata = metadata
    profile = pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary({"N": 1}), content=grey_profile(), filters=None
    )
    intent = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": pdfdoc.PDFString("Gray gamma 2.2"),
            "Info": pdfdoc.PDFString("Gray gamma 2.2"),
            "DestOutputProfile": document.Reference(profile),
        }
    )
    document.Catalog.OutputIntents = pdfdoc.PDFArray([intent])
    document.Catalog.__NoDefault__ = [*document.Catalog.__NoDefault__, "OutputIntents"]
    document.Catalog.__Refs__ = [r for r in document.Catalog.__Refs__ if r != "OutputIntents"]
    return canvas, buffer


class _EolBeforeEndstream(pdfdoc.NoEncryption):
    """Ends each stream with the end of line that ISO 19005-1 §6.1.7 wants and reportlab leaves out.

    The hook meant for encryption is the only one between the content of a stream and its ``endstream``.
    """

    def encode(self, t: Any) -> Any:
        """Return the content, as long as before, written with one end of line more."""
        return _Flux(t)


class _Flux(pdfdoc.PDFObject):
    def __init__(self, content: Any) -> None:
        self.content = content

    def __len__(self) -> int:
        return len(self.content)

    def format(self, document: Any) -> bytes:
        """Return the bytes written to the file."""
        written: bytes = pdfdoc.format(self.content, document)
        return written + b"\n"


def silent_canvas() -> tuple[Canvas, io.BytesIO]:
    """Return a canvas that draws nothing, to lay a document out and count its pages."""
    silent: Any = _Silence()
    return silent, io.BytesIO()


class _Silence:
    """Answers itself to everything."""

    def __getattr__(self, name: str) -> Any:
        return self

    def __call__(self, *_args: object, **_kwargs: object) -> Any:
        return self


def grey_profile() -> bytes:
    """Return a version 2 ICC display profile: one grey channel, gamma 2.2, D50."""

    def padded(data: bytes) -> bytes:
        return data + b"\0" * (-len(data) % 4)

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    name = b"Gray gamma 2.2\0"
    white = fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(name)) + name + bytes(8 + 3 + 67),
        b"cprt": b"text" + bytes(4) + b"No copyright\0",
        b"wtpt": b"XYZ " + bytes(4) + white,
        b"kTRC": b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)),
    }
    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for signature, data in tags.items():
        table += signature + struct.pack(">II", offset + len(body), len(data))
        body += padded(data)
    size = 128 + len(table) + len(body)
    header = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + white + bytes(4)
    return header.ljust(128, b"\0") + table + body


def _stamp(instant: datetime) -> Any:
    """Return the fixed time of the document, UTC."""
    moment = instant.astimezone(UTC)
    stamp: Any = TimeStamp(1)
    stamp.t = moment.timestamp()
    stamp.lt = moment.timetuple()
    stamp.YMDhms = tuple(stamp.lt)[:6]
    return stamp
