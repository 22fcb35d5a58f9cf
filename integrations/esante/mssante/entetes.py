"""Read the headers of a foreign message: decoded, without control characters, without tricks of writing
direction."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from esante.errors import Malformed
from esante.mssante.adresses import AdresseMss, parse_adresse

LONGEST = 1000
_IDENTIFIER = re.compile(r"<[^<>\s]{1,250}@[^<>\s]{1,250}>")
BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Correspondant:
    """Who wrote or receives: the address is what counts, the name is only what the sender claims."""

    adresse: AdresseMss | None
    nom: str
    brut: str


def repair_headers(part: Message) -> None:
    """Give back their letters to headers written in raw bytes: UTF-8, else Windows-1252."""
    items = [(name, str(value)) for name, value in part.raw_items()]
    repaired = [
        (name, decode_bytes(value.encode("utf-8", "surrogateescape"), None) if not value.isascii() else value)
        for name, value in items
    ]
    if repaired != items:
        for name, _ in items:
            del part[name]
        for name, value in repaired:
            part[name] = value


def read_header(mail: Message, name: str) -> str:
    """Return a header decoded and made harmless, empty when absent."""
    raw = mail.get(name)
    return decode_text(str(raw)) if raw is not None else ""


def decode_text(raw: str) -> str:
    """Decode RFC 2047 words, whatever their charset claims, and clean the result."""
    try:
        parts = decode_header(raw[: LONGEST * 4])
    except (HeaderParseError, ValueError, LookupError):
        return clean(raw)
    text = ""
    for part, charset in parts:
        text += part if isinstance(part, str) else decode_bytes(part, charset)
    return clean(text)


def decode_bytes(content: bytes, charset: str | None) -> str:
    """Decode bytes by their charset, by UTF-8, at worst by Windows-1252."""
    for candidate in (charset, "utf-8"):
        try:
            return content.decode(candidate or "utf-8").replace("\x00", "")
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace").replace("\x00", "")


def clean(text: str) -> str:
    """Drop control characters and invisible marks that change the order of what is read."""
    kept = (c if c not in "\t\r\n" else " " for c in text if c not in BIDI)
    plain = "".join(c for c in kept if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return re.sub(r"\s+", " ", plain).strip()[:LONGEST]


def read_correspondants(mail: Message, name: str) -> tuple[Correspondant, ...]:
    """Return the people of an address header, at most a hundred."""
    raw = [str(value)[: LONGEST * 10] for value in mail.get_all(name, ())]
    found = []
    for shown, address in getaddresses(raw)[:100]:
        if not (shown or address):
            continue
        try:
            adresse: AdresseMss | None = parse_adresse(address)
        except Malformed:
            adresse = None
        found.append(Correspondant(adresse, decode_text(shown), clean(address)))
    return tuple(found)


def read_identifiants(mail: Message, name: str) -> tuple[str, ...]:
    """Return the message identifiers of a header (Message-ID, In-Reply-To, References)."""
    return tuple(_IDENTIFIER.findall(" ".join(str(v) for v in mail.get_all(name, ()))[:20_000]))


def read_date(mail: Message) -> datetime | None:
    """Return the date of a message, aware, or None when unreadable."""
    try:
        date = parsedate_to_datetime(str(mail.get("Date", "")))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def clean_filename(raw: str, default: str = "piece") -> str:
    """Return a name that stays in its folder on every system, and shows its true extension."""
    name = clean(raw).replace("\\", "/").rpartition("/")[2]
    name = re.sub(r'[<>:"|?*]', "-", name).strip(" .")
    if not name or set(name) <= {".", "-", " "}:
        name = default
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:100]}{dot}{extension[:10]}" if dot else name[:110]
