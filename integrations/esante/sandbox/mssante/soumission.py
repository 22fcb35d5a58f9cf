"""The submission service: SMTP with STARTTLS, XOAUTH2 or OAUTHBEARER, and the checks of an MSSanté operator.

It refuses a sender who is not the owner of the token, a domain outside the whitelist, an unknown box, a
message over 25 MB, and a message without the product header. It delivers by LMTP to every recipient, and
counts by Message-ID.
"""

import asyncio
import base64
import logging
import secrets
import smtplib
import ssl
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from esante.sandbox.mssante.boites import BOITES, LISTE_BLANCHE, find_boite
from esante.sandbox.psc.jetons import EmetteurJetons, JetonRefuse
from esante.sandbox.service import Compteurs, Reglages

LOG = logging.getLogger(__name__)
TAILLE_MAXIMALE = 25 * 1024 * 1024


class Soumission:
    """The listener, in a thread of its own.

    Args:
        jetons: checks the tokens.
        deliver: hands a message over to the boxes; raises OSError when they do not answer.
    """

    def __init__(
        self,
        jetons: EmetteurJetons,
        tls: ssl.SSLContext,
        reglages: Reglages,
        compteurs: Compteurs,
        deliver: Callable[[str, list[str], bytes], None],
    ) -> None:
        # The library writes commands, hence addresses that hold a matricule, at INFO.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        handler = _Handler(jetons, reglages, compteurs, deliver)
        self._controller = _Controller(
            handler,
            hostname="127.0.0.1",
            port=0,
            tls_context=tls,
            require_starttls=True,
            auth_required=True,
            auth_require_tls=True,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            data_size_limit=TAILLE_MAXIMALE,
            ident="Operateur MSSante du bac a sable",
        )

    @property
    def port(self) -> int:
        return self._controller.port

    def start(self) -> None:
        self._controller.start()

    def close(self) -> None:
        self._controller.stop()


class _Smtp(SMTP):
    line_length_limit = 12_288  # a token is longer than a line of RFC 5321; RFC 4954 allows this to AUTH


class _Controller(Controller):
    def factory(self) -> SMTP:
        """Make the protocol of one connection."""
        smtp = _Smtp(self.handler, **self.SMTP_kwargs)
        smtp.command_size_limits["AUTH"] = _Smtp.line_length_limit
        return smtp

    def _trigger_server(self) -> None:
        """Learn which port the system gave before dialling it, as the library does to see that it answers."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class _Handler:
    def __init__(
        self,
        jetons: EmetteurJetons,
        reglages: Reglages,
        compteurs: Compteurs,
        deliver: Callable[[str, list[str], bytes], None],
    ) -> None:
        self._jetons = jetons
        self._reglages = reglages
        self._compteurs = compteurs
        self._deliver = deliver

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        if self._reglages.down:
            _cut(server)
        session.host_name = hostname
        return responses

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 (aiosmtpd's name)
        fields = await self._sasl(server, args)
        return self._authenticate(fields.get("user", ""), fields)

    async def auth_OAUTHBEARER(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        fields = await self._sasl(server, args)
        return self._authenticate(fields.get("a", ""), fields)

    async def auth_EXTERNAL(self, server: SMTP, _args: list[str]) -> AuthResult:  # noqa: N802
        tls = server.transport.get_extra_info("ssl_object") if server.transport else None
        shown = tls.getpeercert() if tls is not None else None
        subject = {key: value for row in (shown or {}).get("subject", ()) for key, value in row}
        owner = next((b for b in BOITES if b.certificat and b.certificat == subject.get("commonName")), None)
        if owner is None:
            return AuthResult(success=False, handled=False, message="535 5.7.8 certificat refuse")
        return AuthResult(success=True, auth_data=owner.adresse)

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.lower() != str(session.auth_data).lower():
            return "553 5.7.1 l'expediteur n'est pas le titulaire de la boite"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.rpartition("@")[2].lower() not in LISTE_BLANCHE:
            return "550 5.7.1 domaine hors de l'espace de confiance"
        if find_boite(address) is None:
            return "550 5.1.1 boite inconnue"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        settings = self._reglages
        self._compteurs.count_request()
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(content, policy=compat32)
        identifier = str(mail.get("Message-ID", "")).strip()
        self._compteurs.count_received(identifier)
        if settings.slow:
            await asyncio.sleep(settings.slow)
        if settings.garbage:
            return f"{secrets.choice(['999', 'abc'])} {secrets.token_hex(8)}"
        if settings.fail_next > 0:
            settings.fail_next -= 1
            return "451 4.3.0 service momentanement indisponible"
        if settings.refuse is not None:
            return f"{settings.refuse} refus du bac a sable"
        defect = _find_defect(mail, identifier, str(envelope.mail_from))
        if defect:
            return f"554 5.6.0 {defect}"
        try:
            # The server drops what it does for a client that left: what was taken is delivered all the same.
            await asyncio.shield(asyncio.to_thread(self._accept, identifier, envelope, content))
        except (OSError, smtplib.SMTPException) as error:
            LOG.warning("remise impossible\u00a0: %s", type(error).__name__)
            return "451 4.3.0 boites momentanement indisponibles"
        if settings.lose_answers > 0:
            settings.lose_answers -= 1
            _cut(server)
        return "250 2.0.0 message accepte"

    def _accept(self, identifier: str, envelope: Envelope, content: bytes) -> None:
        self._deliver(str(envelope.mail_from), list(envelope.rcpt_tos), content)
        self._compteurs.count_accepted(identifier)

    async def _sasl(self, server: SMTP, args: list[str]) -> dict[str, str]:
        raw: Any = args[1] if len(args) > 1 else await server.challenge_auth("")
        try:
            content = base64.b64decode(raw, validate=True) if isinstance(raw, str) else bytes(raw)
            text = content.decode()
        except ValueError:
            return {}
        fields = {}
        for part in text.replace(",", "\x01").split("\x01"):
            key, _, value = part.partition("=")
            fields[key] = value
        return fields

    def _authenticate(self, user: str, fields: dict[str, str]) -> AuthResult:
        kind, _, token = fields.get("auth", "").partition(" ")
        try:
            claims = self._jetons.check(token) if kind.lower() == "bearer" else {}
        except JetonRefuse:
            claims = {}
        owner = claims.get("email")
        if not isinstance(owner, str) or owner.lower() != user.lower():
            return AuthResult(success=False, handled=False, message="535 5.7.8 jeton refuse")
        return AuthResult(success=True, auth_data=owner)


def _cut(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


def _find_defect(mail: Message, identifier: str, sender: str) -> str | None:
    if not identifier:
        return "Message-ID absent"
    if not mail.get("X-MSS-NIL"):
        return "X-MSS-NIL absent"
    if sender.lower() not in str(mail.get("From", "")).lower():
        return "From different de l'expediteur"
    archive = _carries_archive(mail)
    if archive and (mail.get("X-MSS-INS") not in {"O", "N"} or not mail.get_all("X-MSS-CODECDA")):
        return "archive XDM sans X-MSS-INS ni X-MSS-CODECDA"
    if not archive and (mail.get("X-MSS-INS") or mail.get("X-MSS-CODECDA")):
        return "X-MSS-INS ou X-MSS-CODECDA sans archive XDM"
    return None


def _carries_archive(part: Message) -> bool:
    """Tell whether a message carries documents itself; those of a message it returns are not its own."""
    if part.get_content_type() == "message/rfc822":
        return False
    if (part.get_filename() or "").upper() == "IHE_XDM.ZIP":
        return True
    payload = part.get_payload()
    return isinstance(payload, list) and any(
        _carries_archive(child) for child in payload if isinstance(child, Message)
    )
