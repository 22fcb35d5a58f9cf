"""The simulated INSi: reads both operations of WSDL 1.5.0 and answers as the national test service."""

from collections import OrderedDict
from enum import Enum
from threading import Lock

from werkzeug.wrappers import Request, Response

from esante import soap
from esante.errors import Malformed
from esante.insi.messages import (
    NS_BAM,
    NS_SIRAM,
)
from esante.sandbox.insi.recherche import REFUS, search
from esante.sandbox.insi.reponses import answer, fault
from esante.sandbox.insi.securite import (
    Refus,
    check_assertion,
    check_assertion_psc,
    check_certificat_logiciel,
    check_logiciel,
)
from esante.sandbox.psc.jetons import EmetteurJetons, JetonRefuse
from esante.sandbox.service import CertificatClient, Contexte, peer_certificate

MAX_REQUEST = 256 * 1024


class Mode(Enum):
    """The three authentications of the integration guide, one listener each."""

    CPX = "assertion signée par une carte"
    LOGICIEL = "certificat logiciel"
    PSC = "Pro Santé Connect"


class InsiService:
    """One listener of the simulated service, for one way to authenticate."""

    def __init__(self, nom: str, mode: Mode, contexte: Contexte) -> None:
        self.nom = nom
        self.certificat_client = CertificatClient.EXIGE if mode is Mode.LOGICIEL else CertificatClient.AUCUN
        self._mode = mode
        self._contexte = contexte
        self._jetons = EmetteurJetons(contexte.folder.parent / "jetons", contexte.now)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def handle(self, request: Request) -> Response:
        """Answer a search, or refuse it with a fault (HTTP 500)."""
        message_id = None
        try:
            if request.method != "POST" or request.path.rstrip("/") not in ("", "/lps"):
                return Response("introuvable", status=404)
            data = request.get_data()
            envelope = soap.parse_envelope(data, max_size=MAX_REQUEST)
            message_id = envelope.message_id
            self._authenticate(request, envelope)
            self._contexte.compteurs.count_received(message_id or "")
            result = search(envelope)
        except Malformed:
            # SOAP 1.2 part 1 §5.4.6 leaves Sender for a message the node cannot read.
            return fault(Refus((NS_SIRAM, "siram_100"), "Message illisible."), message_id)
        except Refus as refus:
            return fault(refus, message_id)
        self._contexte.compteurs.count_accepted(message_id or "")
        return answer(result, message_id, envelope.action or "")

    def refuse(self, request: Request, code: str) -> Response:
        """Answer with the fault of an official code, known or not."""
        try:
            message_id = soap.parse_envelope(request.get_data(), max_size=MAX_REQUEST).message_id
        except Malformed:
            message_id = None
        return fault(REFUS.get(code) or Refus((NS_SIRAM, "siram_100"), "Refus.", code=code), message_id)

    def _authenticate(self, request: Request, envelope: soap.Envelope) -> None:
        emetteur = check_logiciel(envelope)
        if self._mode is Mode.LOGICIEL:
            check_certificat_logiciel(peer_certificate(request), emetteur)
        elif self._mode is Mode.PSC:
            self._use_once(f"assertion {self._check_psc(request, envelope, emetteur)}")
        else:
            at = self._contexte.now()
            identifier = check_assertion(
                envelope.security_token(), self._contexte.confiance(), at=at, emetteur=emetteur
            )
            self._use_once(f"assertion {identifier}")
        if envelope.message_id is None:
            raise Refus((soap.WSA, "MessageAddressingHeaderRequired"), "wsa:MessageID absent.")
        self._use_once(f"message {envelope.message_id}")
        context = envelope.header(NS_BAM, "ContexteBAM")
        if (
            context is None
            or context.get("Version") != "01_02"
            or context.find(f"{{{NS_BAM}}}COUVERTURE") is None
        ):
            raise Refus((NS_SIRAM, "siram_100"), "ContexteBAM absent ou d’une autre version.")

    def _check_psc(self, request: Request, envelope: soap.Envelope, emetteur: str) -> str:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            claims = self._jetons.check(token) if kind == "Bearer" else {}
        except JetonRefuse:
            claims = {}
        titulaire = str(claims.get("preferred_username", ""))
        return check_assertion_psc(
            envelope.security_token(), at=self._contexte.now(), emetteur=emetteur, titulaire=titulaire
        )

    def _use_once(self, identifier: str) -> None:
        with self._lock:
            if identifier in self._seen:
                raise Refus((soap.WSSE, "InvalidSecurity"), "Message ou assertion déjà utilisé.")
            self._seen[identifier] = None
            while len(self._seen) > 50_000:
                self._seen.popitem(last=False)
