"""Send a message exactly once, whatever happens to the connection or to this process.

SMTP has no idempotency: when the answer to DATA is lost, nobody knows whether the message left. So the
sender's own box receives a witness copy in the same SMTP transaction, and before any new attempt the client
asks the box (sent messages, then the inbox) whether it holds the Message-ID. The witness is then filed among
the sent messages.
"""

import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress

from esante.errors import EsanteError, Malformed
from esante.mssante.adresses import AdresseMss
from esante.mssante.boite import BoiteSession, DossierSpecial
from esante.mssante.composition import build_message
from esante.mssante.models import Compte, MessageMss, ResultatEnvoi
from esante.mssante.soumission import submit
from esante.transport import DIRECT, Proxy

INBOX = "INBOX"


class MssanteClient:
    """A box to write from and read.

    Args:
        jeton: gives a token just issued; called for each connection, as a token lives two minutes. None for
            an application box, known by its certificate.
        tls: made by :func:`esante.mssante.tls.make_contexte`.
        reference_produit: reference of the software in Convergence (X-MSS-NIL).
    """

    def __init__(
        self,
        compte: Compte,
        jeton: Callable[[], str] | None,
        tls: ssl.SSLContext,
        reference_produit: str,
        *,
        timeout: float = 30.0,
        proxy: Proxy = DIRECT,
    ) -> None:
        self.compte = compte
        self._jeton = jeton
        self.tls = tls
        self._reference_produit = reference_produit
        self._timeout = timeout
        self.proxy = proxy

    def open(self) -> BoiteSession:
        """Open an IMAP connection with a fresh token."""
        return BoiteSession(self.compte, self._fresh(), self.tls, timeout=self._timeout, proxy=self.proxy)

    def send(self, message: MessageMss) -> ResultatEnvoi:
        """Send a message, unless the box shows that it already left.

        Raises:
            Unreachable: try again with the same message; it will not be doubled.
            Rejected: the operator refuses a recipient or the message; nobody received anything.
        """
        if message.expediteur.adresse != self.compte.adresse:
            raise Malformed("l’expéditeur n’est pas le titulaire de la boîte")
        content = build_message(message, self._reference_produit)
        return self.deliver(message.identifiant, content, message.destinataires)

    def deliver(self, identifiant: str, content: bytes, destinataires: Sequence[AdresseMss]) -> ResultatEnvoi:
        """Send a message already built (a receipt), under the same promises as :meth:`send`."""
        with self.open() as boite:
            if self._file_witness(boite, identifiant):
                return ResultatEnvoi(identifiant, deja_envoye=True)
        recipients = dict.fromkeys((*destinataires, self.compte.adresse))
        submit(
            self.compte,
            self._fresh(),
            self.tls,
            content,
            tuple(recipients),
            timeout=self._timeout,
            proxy=self.proxy,
        )
        with suppress(EsanteError):  # the message left; the next attempt or reading will file its witness
            self.is_sent(identifiant)
        return ResultatEnvoi(identifiant, deja_envoye=False)

    def is_sent(self, message_id: str) -> bool:
        """Tell whether the box holds the message; its witness copy is filed among the sent messages."""
        with self.open() as boite:
            return self._file_witness(boite, message_id)

    def _file_witness(self, boite: BoiteSession, message_id: str) -> bool:
        sent = boite.find_dossier(DossierSpecial.ENVOYES)
        if sent is not None:
            boite.select(sent)
            if boite.search_identifiant(message_id):
                return True
        boite.select(INBOX, readonly=False)
        found = boite.search_identifiant(message_id)
        for uid in found:
            boite.add_drapeau(uid, "\\Seen")
            if sent is not None:
                boite.move(uid, sent)
        return bool(found)

    def _fresh(self) -> str | None:
        return self._jeton() if self._jeton else None
