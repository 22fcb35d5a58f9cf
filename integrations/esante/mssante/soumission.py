"""Submit a message: SMTP on the submission port, STARTTLS, a fresh token for each connection.

Nothing is sent to anyone when one recipient is refused: a message is delivered whole or not at all.
"""

import base64
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress

from esante.errors import EsanteError, Malformed, Refused, Rejected, Unreachable, Unsupported
from esante.mssante.adresses import AdresseMss
from esante.mssante.connexion import ClientSmtp
from esante.mssante.models import Compte, Mecanisme
from esante.mssante.sasl import format_jeton
from esante.transport import DIRECT, Proxy

TIMEOUT = 30.0


def submit(
    compte: Compte,
    jeton: str | None,
    tls: ssl.SSLContext,
    content: bytes,
    recipients: Sequence[AdresseMss],
    *,
    timeout: float = TIMEOUT,
    proxy: Proxy = DIRECT,
) -> None:
    """Hand a message over to the operator.

    Args:
        jeton: a token just obtained; None for an application box, whose certificate is in ``tls``.

    Raises:
        Unreachable: no answer, or a temporary refusal (4xx); whether the message left may be unknown.
        Refused: the token or the certificate was refused.
        Rejected: the operator refuses a recipient or the message, with its code.
        Unsupported: larger than the operator accepts.
    """
    try:
        with ClientSmtp(timeout, proxy) as smtp:
            _expect(smtp.connect(compte.smtp.host, compte.smtp.port), 220)
            _expect(smtp.ehlo(), 250)
            if not smtp.has_extn("starttls"):
                raise Refused("l’opérateur n’offre pas STARTTLS\u00a0: rien n’est envoyé en clair")
            smtp._host = compte.smtp.host  # type: ignore[attr-defined]  # the name TLS must prove
            _expect(smtp.starttls(context=tls), 220)
            _expect(smtp.ehlo(), 250)
            _authenticate(smtp, compte, jeton)
            _check_size(smtp, content)
            options = ["RET=HDRS"] if smtp.has_extn("dsn") else []
            notify = ["NOTIFY=SUCCESS,FAILURE,DELAY"] if options else []
            _expect(smtp.mail(compte.adresse, [f"SIZE={len(content)}", *options]), 250)
            for recipient in recipients:
                _expect(smtp.rcpt(recipient, notify), 250, 251)
            _expect(smtp.data(content), 250)
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
    except EsanteError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise Refused(f"certificat de l’opérateur refusé\u00a0: {error.verify_message}") from None
    except smtplib.SMTPResponseException as error:
        _expect((error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""))
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(f"opérateur de messagerie injoignable ({type(error).__name__})") from None


def _authenticate(smtp: smtplib.SMTP, compte: Compte, jeton: str | None) -> None:
    if compte.mecanisme is Mecanisme.CERTIFICAT:
        code, _ = smtp.docmd("AUTH", "EXTERNAL =")
    else:
        if jeton is None:
            raise Refused("aucun jeton Pro Santé Connect pour cette boîte")
        initial = base64.b64encode(
            format_jeton(compte.mecanisme, compte.adresse, jeton, compte.smtp)
        ).decode()
        code, _ = smtp.docmd("AUTH", f"{compte.mecanisme.value} {initial}")
        if code == 334:  # the server explains its refusal; an empty line ends the exchange
            code, _ = smtp.docmd("")
    if 400 <= code < 500 and code != 454:
        code = 454
    if code == 454:
        raise Unreachable("authentification momentanément indisponible chez l’opérateur")
    if code != 235:
        raise Refused("jeton ou certificat refusé par l’opérateur de messagerie")


def _check_size(smtp: smtplib.SMTP, content: bytes) -> None:
    announced = smtp.esmtp_features.get("size", "")
    if announced.isdigit() and 0 < int(announced) < len(content):
        raise Unsupported("message plus grand que ce que l’opérateur accepte")


def _expect(answer: tuple[int, bytes], *accepted: int) -> None:
    code, text = answer
    if code in accepted:
        return
    if 400 <= code < 500 or code in {-1, 221}:
        raise Unreachable(f"refus temporaire de l’opérateur ({code})")
    if 500 <= code < 600:
        enhanced = text.split(b" ", 1)[0].decode("ascii", "replace")
        # The rest of the sentence may quote an address: only the codes are kept.
        raise Rejected(f"{code} {enhanced}" if enhanced.count(".") == 2 else str(code))
    raise Malformed(f"réponse SMTP inattendue ({code})")
