"""Exchange what the phone showed for a context, read it, give it up.

The port of the application is this client; the real service opens to software agreed by GIE SESAM-Vitale,
the sandbox to all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
from lxml import etree

from esante import soap
from esante.apcv import messages
from esante.apcv.models import BeneficiaireApcv, ContenuApcv, ContexteApcv
from esante.errors import Malformed, Refused
from esante.fermeture import Closing
from esante.insi.authentification import Authentification
from esante.insi.messages import build_contexte_lps, fault_error
from esante.insi.models import Logiciel
from esante.transport import post

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
"""A public integration waits a minute: the phone's owner may have to confirm."""


class ContexteExpire(Refused):
    """The context reached its end: the phone must be shown again, or the card inserted."""


@dataclass(frozen=True)
class ProfessionnelApcv:
    """Who reads: Assurance Maladie number and key, AMO specialty code."""

    identifiant_facturation: str
    cle_facturation: str
    code_specialite_amo: str


class ApcvClient(Closing):
    """One professional speaking to the ApCV service; closes the HTTP client it was given."""

    def __init__(
        self,
        http: httpx.Client,
        endpoint: str,
        logiciel: Logiciel,
        authentification: Authentification,
        professionnel: ProfessionnelApcv,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        self._http, self._endpoint = http, endpoint
        self._logiciel, self._authentification = logiciel, authentification
        self._professionnel = professionnel
        self._now, self._new_id = now, new_id

    def open_contexte(self, contenu: ContenuApcv) -> ContexteApcv:
        """Exchange the content of a QR or of an NFC reading; it serves once.

        Raises:
            Refused: the content is stale, already used, or not one.
            Unreachable, Rejected, Malformed: see :mod:`esante.errors`.
        """
        ps = self._professionnel
        body = messages.build_authentifier(
            contenu, ps.identifiant_facturation, ps.cle_facturation, ps.code_specialite_amo
        )
        answer = self._call(messages.ACTION_AUTHENTIFIER, body)
        return messages.parse_contexte(answer, self._now())

    def read_beneficiaires(self, contexte: ContexteApcv) -> tuple[BeneficiaireApcv, ...]:
        """Read the people of a context.

        Raises:
            ContexteExpire: its end is reached; nothing was sent.
            Refused, Unreachable, Rejected, Malformed: see :mod:`esante.errors`.
        """
        if contexte.is_expired(self._now()):
            raise ContexteExpire("le contexte de l’appli carte Vitale est expiré")
        return messages.parse_beneficiaires(
            self._call(messages.ACTION_RESTITUER, messages.build_restituer(contexte))
        )

    def close_contexte(self, contexte: ContexteApcv) -> None:
        """Give a context up before its end."""
        self._call(messages.ACTION_DETRUIRE, messages.build_detruire(contexte))

    def _call(self, action: str, body: etree._Element) -> etree._Element | None:
        instant, message_id = self._now(), f"uuid:{self._new_id()}"
        emetteur = self._authentification.emetteur
        envelope = soap.build_envelope(
            body,
            action=action,
            message_id=message_id,
            to=self._endpoint,
            headers=[
                build_contexte_lps(self._new_id(), instant, emetteur, self._logiciel),
                soap.security_header(self._authentification.token(self._new_id(), instant)),
            ],
        )
        answer = post(
            self._http,
            self._endpoint,
            soap.envelope_bytes(envelope),
            {"Content-Type": soap.content_type(action)},
        )
        received = soap.parse_envelope(answer.content)
        soap.check_relates_to(received, message_id, required=False)
        if received.fault is not None:
            raise fault_error(received.fault)
        if answer.status != 200:
            raise Malformed(f"réponse HTTP {answer.status} inattendue de l’ApCV")
        return received.body

    def close(self) -> None:
        """Close the HTTP client."""
        self._http.close()
