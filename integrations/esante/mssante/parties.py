"""Sort the parts of a foreign message: text, pages, archives, attachments; 200 parts, 20 levels at most."""

import mimetypes
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message
from email.policy import compat32

from esante.mssante.entetes import clean_filename, decode_bytes, decode_text, repair_headers
from esante.mssante.message_lu import AlerteMessage, PieceJointe

MAX_PARTS = 200
MAX_DEPTH = 20
_MAX_TEXT = 1024 * 1024
_RUNNABLE = frozenset(
    [
        "bat",
        "chm",
        "cmd",
        "com",
        "cpl",
        "dll",
        "docm",
        "exe",
        "hta",
        "htm",
        "html",
        "img",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "msi",
        "msp",
        "one",
        "pif",
        "pptm",
        "ps1",
        "reg",
        "scr",
        "svg",
        "vbe",
        "vbs",
        "vhd",
        "wsf",
        "wsh",
        "xll",
        "xlsm",
    ]
)


class Parties:
    """The parts of a message sorted: text, HTML, archive, other attachments."""

    def __init__(self, mail: Message) -> None:
        self.alerts: set[AlerteMessage] = set()
        self.texts: list[str] = []
        self.pages: list[str] = []
        self.pieces: list[PieceJointe] = []
        self.archives: list[bytes] = []
        for rank, part in enumerate(self._walk(mail)):
            if rank >= MAX_PARTS:
                self.alerts.add(AlerteMessage.STRUCTURE_ANORMALE)
                break
            self._sort(part)

    def _walk(self, mail: Message) -> Iterator[Message]:
        stack: list[tuple[Message, int]] = [(mail, 0)]
        while stack:
            part, depth = stack.pop()
            repair_headers(part)
            payload = part.get_payload()
            if isinstance(payload, list) and part.get_content_type() != "message/rfc822":
                if depth >= MAX_DEPTH:
                    self.alerts.add(AlerteMessage.STRUCTURE_ANORMALE)
                    continue
                stack.extend((child, depth + 1) for child in reversed(payload) if isinstance(child, Message))
                continue
            yield part

    def _sort(self, part: Message) -> None:
        kind = part.get_content_type()
        name = decode_text(_filename(part))
        data = _payload(part)
        if not name and kind == "text/plain" and part.get_content_disposition() != "attachment":
            self.texts.append(self._text(part, data))
        elif not name and kind == "text/html" and part.get_content_disposition() != "attachment":
            self.pages.append(self._text(part, data))
        elif name.upper() == "IHE_XDM.ZIP":
            self.archives.append(data)
        elif kind not in {"message/disposition-notification", "message/delivery-status"}:
            clean = clean_filename(name, f"piece{mimetypes.guess_extension(kind) or ''}")
            runnable = (
                clean.rpartition(".")[2].lower() in _RUNNABLE or data[:2] == b"MZ" or data[:4] == b"\x7fELF"
            )
            if runnable:
                self.alerts.add(AlerteMessage.PIECE_DANGEREUSE)
            self.pieces.append(PieceJointe(clean, kind, data, runnable))

    def _text(self, part: Message, data: bytes) -> str:
        if len(data) > _MAX_TEXT:
            self.alerts.add(AlerteMessage.TEXTE_COUPE)
        charset = part.get_content_charset()
        return decode_bytes(data[:_MAX_TEXT], charset)


def _filename(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, TypeError, LookupError, AttributeError):
        return ""


def _payload(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        try:
            return inner.as_bytes(policy=compat32) if isinstance(inner, Message) else b""
        except (MessageError, ValueError, LookupError, RecursionError, AttributeError):
            return b""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError):
        return b""
    return data if isinstance(data, bytes) else b""
