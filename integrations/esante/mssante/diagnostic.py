"""Reach the two servers of a box as far as one can without a token: name, port, STARTTLS, certificate,
mechanisms."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass

from imapclient.exceptions import IMAPClientError

from esante.errors import EsanteError, Refused, Unreachable, Unsupported
from esante.mssante.connexion import ClientImap, ClientSmtp
from esante.mssante.models import Compte
from esante.transport import DIRECT, Proxy

TIMEOUT = 10.0


@dataclass(frozen=True)
class EtatServeurs:
    """The outcome of each server: None when it is as it should be, else why not."""

    imap: EsanteError | None
    smtp: EsanteError | None

    @property
    def is_ok(self) -> bool:
        return self.imap is None and self.smtp is None


def check_serveurs(
    compte: Compte, tls: ssl.SSLContext, *, timeout: float = TIMEOUT, proxy: Proxy = DIRECT
) -> EtatServeurs:
    """Try both servers; one in trouble does not hide the other."""
    return EtatServeurs(_check_imap(compte, tls, timeout, proxy), _check_smtp(compte, tls, timeout, proxy))


def _check_imap(compte: Compte, tls: ssl.SSLContext, timeout: float, proxy: Proxy) -> EsanteError | None:
    session = None
    try:
        session = ClientImap(compte.imap, timeout, proxy)
        session.starttls(tls)
        if not session.has_capability(f"AUTH={compte.mecanisme.value}"):
            return Unsupported(f"le serveur n’offre pas {compte.mecanisme.value}")
    except (EsanteError, ssl.SSLError, OSError, IMAPClientError, EOFError) as error:
        return _explain(error)
    finally:
        if session is not None:
            with suppress(Exception):
                session.logout()
    return None


def _check_smtp(compte: Compte, tls: ssl.SSLContext, timeout: float, proxy: Proxy) -> EsanteError | None:
    try:
        with ClientSmtp(timeout, proxy) as smtp:
            smtp.connect(compte.smtp.host, compte.smtp.port)
            smtp._host = compte.smtp.host  # type: ignore[attr-defined]  # the name TLS must prove
            smtp.ehlo()
            if not smtp.has_extn("starttls"):
                return Refused("le serveur n’offre pas STARTTLS")
            smtp.starttls(context=tls)
            smtp.ehlo()
            if compte.mecanisme.value not in smtp.esmtp_features.get("auth", "").split():
                return Unsupported(f"le serveur n’offre pas {compte.mecanisme.value}")
    except (EsanteError, OSError, smtplib.SMTPException) as error:
        return _explain(error)
    return None


def _explain(error: Exception) -> EsanteError:
    if isinstance(error, EsanteError):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refused(f"certificat refusé\u00a0: {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return Refused("aucune suite TLS permise n’est commune")
    return Unreachable(f"serveur injoignable ({type(error).__name__})")
