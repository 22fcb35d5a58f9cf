"""One call to the DMP: a fresh assertion, the envelope, the documents beside it, the answer verified."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import httpx
from lxml import etree

from esante import soap
from esante.dmp.environnement import EnvironnementDmp
from esante.dmp.models import Acces, Acteur, Logiciel, PatientDmp, Signataire
from esante.dmp.mtom import Multipart, build_multipart, read_message
from esante.dmp.refus import fault_refusal
from esante.dmp.vihf import build_vihf
from esante.errors import Malformed
from esante.transport import post

MAX_REPONSE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Appel:
    """What every call of one user shares."""

    http: httpx.Client
    environnement: EnvironnementDmp
    acteur: Acteur
    signataire: Signataire
    logiciel: Logiciel
    acces: Acces
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    def call(
        self,
        service: str,
        action: str,
        body: etree._Element,
        patient: PatientDmp | None,
        parts: list[tuple[str, str, bytes]] | None = None,
    ) -> tuple[etree._Element, dict[str, bytes]]:
        """Send one message and return the body of its answer with the parts it carries.

        Raises:
            DmpRejected: the service answered with a fault.
            Unreachable, Refused, Malformed: see :mod:`esante.errors`.
        """
        url = self.environnement.url(service)
        message_id = f"urn:uuid:{self.new_id()}"
        assertion = build_vihf(
            identifier=self.new_id(),
            instant=self.now(),
            acteur=self.acteur,
            logiciel=self.logiciel,
            signataire=self.signataire,
            patient=patient,
            acces=self.acces,
        )
        envelope = soap.build_envelope(
            body,
            action=action,
            message_id=message_id,
            to=url,
            reply_to_anonymous=True,
            headers=[soap.security_header(assertion)],
        )
        data = soap.envelope_bytes(envelope)
        if parts is None:
            answer = post(
                self.http, url, data, {"Content-Type": soap.content_type(action)}, max_size=MAX_REPONSE
            )
        else:
            message: Multipart = build_multipart(data, parts, action=action, boundary=f"uuid-{self.new_id()}")
            headers = {"Content-Type": message.content_type, "Content-Length": str(message.length)}
            answer = post(self.http, url, message.stream(), headers, max_size=MAX_REPONSE)
        received, attached = read_message(answer.headers.get("content-type", ""), answer.content)
        parsed = soap.parse_envelope(received)
        if parsed.fault is not None:
            raise fault_refusal(parsed.fault)
        soap.check_relates_to(parsed, message_id)
        if answer.status != 200 or parsed.body is None:
            raise Malformed(f"réponse inattendue du DMP (HTTP {answer.status})")
        return parsed.body, dict(attached)
