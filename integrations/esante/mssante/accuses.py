"""Receipts: read those we get (MDN, DSN), build those we are asked for.

MDN: RFC 8098, with the ``Error:`` field of volume « Transmission d'un document CDA-R2 par messagerie » v1.1.3
and the older ``processed/Error: code^text`` form. DSN: RFC 3464.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesParser, Parser
from email.policy import SMTP, compat32
from email.utils import format_datetime
from enum import StrEnum

from esante.mssante.adresses import AdresseMss
from esante.mssante.entetes import clean, read_header, read_identifiants

CODES_ECHEC = {
    "900": "version non prise en charge",
    "901": "auteur non autorisé",
    "902": "patient inconnu",
    "903": "document sans INS",
    "904": "INS différente",
    "905": "INS incomplète",
    "906": "autre erreur",
}


class GenreAccuse(StrEnum):
    """What a receipt says."""

    LU = "lu"
    SUPPRIME = "supprime"
    INTEGRE = "integre"
    ECHEC_INTEGRATION = "echec_integration"
    DISTRIBUE = "distribue"
    RETARDE = "retarde"
    ECHEC_DISTRIBUTION = "echec_distribution"
    AUTRE = "autre"


@dataclass(frozen=True)
class Accuse:
    """A receipt read: which message, which box, what happened."""

    genre: GenreAccuse
    message: str | None
    destinataire: str
    code_erreur: str | None = None
    detail: str = ""

    @property
    def is_echec_integration(self) -> bool:
        return self.genre is GenreAccuse.ECHEC_INTEGRATION

    @property
    def is_echec_distribution(self) -> bool:
        return self.genre is GenreAccuse.ECHEC_DISTRIBUTION


def read_accuse(mail: Message) -> Accuse | None:
    """Return the receipt a message is, or None when it is none."""
    for part in list(mail.walk())[:50]:
        kind = part.get_content_type()
        if kind == "message/disposition-notification":
            return _read_mdn(_fields(part)[0])
        if kind == "message/delivery-status":
            return _read_dsn(_fields(part), mail)
    return None


def build_mdn(
    original: bytes,
    expediteur: AdresseMss,
    destinataire: AdresseMss,
    genre: GenreAccuse,
    identifiant: str,
    date: datetime,
    reference_produit: str,
    *,
    automatique: bool,
    code_erreur: str | None = None,
) -> bytes:
    """Return a receipt for a message received: three parts, the last one being the message whole.

    Args:
        expediteur: our box, the final recipient of the original.
        destinataire: the address that asked for the receipt.
    """
    source = BytesParser(policy=compat32).parsebytes(original)
    subject = read_header(source, "Subject")
    failed = genre is GenreAccuse.ECHEC_INTEGRATION
    code = code_erreur or "906"
    mail = MIMEMultipart("report")
    mail.set_param("report-type", "disposition-notification")
    title = f"[KO Intégration système !][{code}] {subject}" if failed else f"Accusé\u00a0: {subject}"
    for name, value in (
        ("From", expediteur),
        ("To", destinataire),
        ("Subject", title),
        ("Date", format_datetime(date)),
        ("Message-ID", identifiant),
        ("X-MSS-NIL", reference_produit),
    ):
        mail[name] = value if value.isascii() else Header(value, "utf-8", maxlinelen=70).encode()
    if identifiants := read_identifiants(source, "Message-ID"):
        mail["In-Reply-To"] = identifiants[0]
        mail["References"] = identifiants[0]
    mail.attach(MIMEText(_sentence(genre, code), "plain", "utf-8"))
    mode = "automatic-action/MDN-sent-automatically" if automatique else "manual-action/MDN-sent-manually"
    kind = {
        GenreAccuse.LU: "displayed",
        GenreAccuse.SUPPRIME: "deleted",
        GenreAccuse.INTEGRE: "processed",
        GenreAccuse.ECHEC_INTEGRATION: "processed/error",
    }[genre]
    lines = [
        f"Original-Recipient: rfc822;{expediteur}",
        f"Final-Recipient: rfc822;{expediteur}",
        *(f"Original-Message-ID: {identifier}" for identifier in identifiants[:1]),
        f"Disposition: {mode}; {kind}",
    ]
    if failed:
        lines.append(f"Error: {code} {CODES_ECHEC.get(code, '')}".rstrip())
    notice = MIMEBase("message", "disposition-notification")
    notice.set_payload("\r\n".join(_ascii(line) for line in lines) + "\r\n")
    mail.attach(notice)
    mail.attach(MIMEMessage(source))
    return mail.as_bytes(policy=SMTP)


def _read_mdn(fields: Message) -> Accuse:
    disposition = clean(str(fields.get("Disposition", ""))).lower()
    kind = disposition.rpartition(";")[2].strip()
    error = clean(str(fields.get("Error", ""))) or (kind.partition("error")[2] if "error" in kind else "")
    code = re.search(r"\b(90[0-6])\b", error)
    if "error" in kind or "failed" in kind:
        genre = GenreAccuse.ECHEC_INTEGRATION
    else:
        word = kind.split("/")[0].strip()
        genre = {
            "displayed": GenreAccuse.LU,
            "deleted": GenreAccuse.SUPPRIME,
            "processed": GenreAccuse.INTEGRE,
            "dispatched": GenreAccuse.INTEGRE,
        }.get(word, GenreAccuse.AUTRE)
    return Accuse(
        genre,
        next(iter(read_identifiants(fields, "Original-Message-ID")), None),
        clean(str(fields.get("Final-Recipient", ""))).rpartition(";")[2].strip(),
        (code.group(1) if code else "906") if genre is GenreAccuse.ECHEC_INTEGRATION else None,
        error.strip(" :^"),
    )


def _read_dsn(groups: list[Message], mail: Message) -> Accuse:
    recipient = next((group for group in groups if group.get("Action")), None)
    action = clean(str(recipient.get("Action", ""))).lower() if recipient is not None else ""
    genre = {
        "failed": GenreAccuse.ECHEC_DISTRIBUTION,
        "delayed": GenreAccuse.RETARDE,
        "delivered": GenreAccuse.DISTRIBUE,
        "relayed": GenreAccuse.DISTRIBUE,
        "expanded": GenreAccuse.DISTRIBUE,
    }.get(action, GenreAccuse.AUTRE)
    original: str | None = None
    for part in list(mail.walk())[:50]:
        if part is not mail and (found := read_identifiants(part, "Message-ID")):
            original = found[0]
        elif part.get_content_type() == "text/rfc822-headers":
            headers = Parser(policy=compat32).parsestr(str(part.get_payload()), headersonly=True)
            original = next(iter(read_identifiants(headers, "Message-ID")), original)
    status = clean(str(recipient.get("Status", ""))) if recipient is not None else ""
    target = clean(str(recipient.get("Final-Recipient", ""))) if recipient is not None else ""
    failed = genre is GenreAccuse.ECHEC_DISTRIBUTION
    return Accuse(
        genre, original, target.rpartition(";")[2].strip(), status or None if failed else None, status
    )


def _fields(part: Message) -> list[Message]:
    """Return the groups of fields of a report part, however the parser cut them."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [group for group in payload if isinstance(group, Message)] or [Message()]
    text = str(payload)
    if str(part.get("Content-Transfer-Encoding", "")).lower() in {"base64", "quoted-printable"}:
        decoded = part.get_payload(decode=True)
        text = decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else text
    groups = re.split(r"\r?\n\r?\n", text.strip())
    return [Parser(policy=compat32).parsestr(group, headersonly=True) for group in groups[:50]] or [Message()]


def _sentence(genre: GenreAccuse, code: str) -> str:
    return {
        GenreAccuse.LU: "Votre message a été lu.",
        GenreAccuse.SUPPRIME: "Votre message a été supprimé sans être lu.",
        GenreAccuse.INTEGRE: "Le document de votre message a été classé dans le dossier du patient.",
    }.get(
        genre,
        f"Le document de votre message n’a pas pu être classé\u00a0: {CODES_ECHEC.get(code, 'erreur')}.",
    )


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode()
