"""Carry documents beside a SOAP message: MTOM/XOP, streamed on the way out, strict on the way in."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote

from lxml import etree

from esante.errors import Malformed

XOP = "http://www.w3.org/2004/08/xop/include"
_CHUNK = 64 * 1024
_MAX_PARTS = 100


@dataclass(frozen=True)
class Multipart:
    """A message ready to be sent: its headers are known before its bytes are produced."""

    content_type: str
    length: int
    parts: tuple[bytes, ...]

    def stream(self) -> Iterator[bytes]:
        """Yield the bytes in small pieces, without ever joining the documents."""
        for part in self.parts:
            view = memoryview(part)
            for start in range(0, len(view), _CHUNK):
                yield bytes(view[start : start + _CHUNK])


def include(cid: str) -> etree._Element:
    """Return the element that stands for a document in the message."""
    return etree.Element(f"{{{XOP}}}Include", href=f"cid:{cid}", nsmap={"xop": XOP})


def build_multipart(
    envelope: bytes, documents: Sequence[tuple[str, str, bytes]], *, action: str, boundary: str
) -> Multipart:
    """Assemble the message and its documents, each given as (content id, media type, bytes)."""
    root = "message.racine@ambroise"
    inner = f'application/soap+xml; action=\\"{action}\\"'
    parts = [
        f'--{boundary}\r\nContent-Type: application/xop+xml; charset=UTF-8; type="{inner}"\r\n'
        f"Content-Transfer-Encoding: binary\r\nContent-ID: <{root}>\r\n\r\n".encode(),
        envelope,
    ]
    for cid, media, data in documents:
        parts.append(
            f"\r\n--{boundary}\r\nContent-Type: {media}\r\nContent-Transfer-Encoding: binary\r\n"
            f"Content-ID: <{cid}>\r\n\r\n".encode()
        )
        parts.append(data)
    parts.append(f"\r\n--{boundary}--\r\n".encode())
    content_type = (
        f'multipart/related; type="application/xop+xml"; boundary="{boundary}"; start="<{root}>"; '
        f'start-info="application/soap+xml"; action="{action}"'
    )
    return Multipart(content_type, sum(len(p) for p in parts), tuple(parts))


def read_message(content_type: str, data: bytes) -> tuple[bytes, Mapping[str, bytes]]:
    """Return the SOAP message and the parts by content id; a simple message has no part.

    Raises:
        Malformed: not a multipart that RFC 2387 allows, a part without identifier or twice the same.
    """
    header = Message()
    header["Content-Type"] = content_type
    if header.get_content_type() != "multipart/related":
        return data, {}
    boundary, start = header.get_param("boundary"), header.get_param("start")
    if not isinstance(boundary, str) or not 0 < len(boundary) <= 200:
        raise Malformed("message multipart sans séparateur")
    parts: dict[str, bytes] = {}
    order: list[str] = []
    for number, (headers, content) in enumerate(_split(data, boundary.encode("latin-1", "replace"))):
        if number >= _MAX_PARTS:
            raise Malformed("message multipart démesuré")
        cid = headers.get("content-id", "").strip().strip("<>")
        if not cid and number:
            raise Malformed("partie de message sans identifiant")
        if cid in parts:
            raise Malformed("deux parties de message portent le même identifiant")
        if headers.get("content-transfer-encoding", "binary").strip().lower() not in (
            "binary",
            "8bit",
            "7bit",
        ):
            raise Malformed("partie de message dans un codage inattendu")
        parts[cid] = content
        order.append(cid)
    if not order:
        raise Malformed("message multipart vide")
    root = start.strip("<>") if isinstance(start, str) else order[0]
    if root not in parts:
        raise Malformed("message multipart sans sa partie principale")
    return parts.pop(root), parts


def read_document(element: etree._Element, parts: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a document element, by reference to a part or inline in base64.

    Raises:
        Malformed: the part is absent, or the base64 is not.
    """
    found = element.find(f"{{{XOP}}}Include")
    if found is not None:
        cid = unquote(found.get("href", "").removeprefix("cid:"))
        if cid not in parts:
            raise Malformed("document annoncé mais absent du message")
        return parts[cid]
    try:
        return b64decode("".join((element.text or "").split()), validate=True)
    except (Base64Error, ValueError):
        raise Malformed("document en base64 illisible") from None


def _split(data: bytes, boundary: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    delimiter = b"--" + boundary
    position = data.find(delimiter)
    if position < 0:
        raise Malformed("message multipart sans séparateur")
    position += len(delimiter)
    while data[position : position + 2] != b"--":
        if data[position : position + 2] != b"\r\n":
            raise Malformed("message multipart mal séparé")
        end = data.find(b"\r\n" + delimiter, position)
        if end < 0:
            raise Malformed("message multipart interrompu")
        head_end = data.find(b"\r\n\r\n", position, end)
        if head_end < 0:
            raise Malformed("partie de message sans en-tête")
        yield _headers(data[position:head_end]), data[head_end + 4 : end]
        position = end + 2 + len(delimiter)


def _headers(block: bytes) -> dict[str, str]:
    text = re.sub(r"\r\n[ \t]+", " ", block.decode("latin-1").strip("\r\n"))
    found = {}
    for line in text.split("\r\n"):
        name, separator, value = line.partition(":")
        if separator:
            found[name.strip().lower()] = value.strip()
    return found
