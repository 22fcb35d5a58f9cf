"""The simulated ApCV service: checks assertion, software and content, keeps contexts, forgets them on time.

Refusals of the real service are not public: SOAP faults shaped like those of the Assurance Maladie stand for
them, with the texts of this sandbox.
"""

import base64
import binascii
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from lxml import etree
from werkzeug.wrappers import Request, Response

from esante import soap
from esante.apcv.messages import ACTION_AUTHENTIFIER, ACTION_DETRUIRE, ACTION_RESTITUER, NS
from esante.errors import Malformed
from esante.insi.messages import NS_SIRAM
from esante.saml import read_attributs
from esante.sandbox.apcv.telephone import PORTEURS, PorteurApcv, load_key, sign
from esante.sandbox.insi.securite import Refus, check_assertion, check_logiciel
from esante.sandbox.service import CertificatClient, Contexte, ServiceFactory

_DUREE = timedelta(seconds=1800)
_MAX_REQUEST = 256 * 1024


@dataclass(frozen=True)
class _Ouvert:
    porteur: PorteurApcv
    emetteur: str
    fin: datetime


class ApcvService:
    """One listener: authenticate, read a context, destroy it."""

    nom = "apcv"
    certificat_client = CertificatClient.AUCUN

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._key = load_key(contexte.folder)
        self._lock = Lock()
        self._ouverts: dict[str, _Ouvert] = {}
        self._vus: set[str] = set()

    def handle(self, request: Request) -> Response:
        """Answer one operation, or refuse it with a fault (HTTP 500)."""
        message_id = None
        try:
            if request.method != "POST" or request.path.rstrip("/") != "/wssoap/apcv/auth/1/0":
                return Response("introuvable", status=404)
            envelope = soap.parse_envelope(request.get_data(), max_size=_MAX_REQUEST)
            message_id = envelope.message_id
            body = self._answer(envelope)
        except Malformed:
            return _fault(_refus("Message illisible."))
        except Refus as refus:
            return _fault(refus)
        reply = soap.build_envelope(
            body,
            action=f"{envelope.action}Response",
            message_id=f"{message_id}-reponse",
            relates_to=message_id,
        )
        return Response(soap.envelope_bytes(reply), content_type=soap.CONTENT_TYPE)

    def refuse(self, request: Request, code: str) -> Response:  # noqa: ARG002 - the same whatever is asked
        """Answer with the fault of an official code."""
        return _fault(Refus((NS_SIRAM, "siram_100"), "Refus.", code=code))

    def _answer(self, envelope: soap.Envelope) -> etree._Element:
        emetteur = check_logiciel(envelope)
        now = self._contexte.now()
        assertion = envelope.security_token()
        identifier = check_assertion(assertion, self._contexte.confiance(), at=now, emetteur=emetteur)
        self._use_once(f"assertion {identifier}")
        body = envelope.body
        name = etree.QName(body).localname if body is not None else ""
        expected = {
            "AuthentifierUtilisateurProximiteReq": ACTION_AUTHENTIFIER,
            "RestituerContexteApCVReq": ACTION_RESTITUER,
            "DetruireContexteApCVReq": ACTION_DETRUIRE,
        }
        if body is None or etree.QName(body).namespace != NS or expected.get(name) != envelope.action:
            raise _refus("Opération inconnue, ou wsa:Action d’une autre.")
        if name == "AuthentifierUtilisateurProximiteReq":
            assert assertion is not None
            return self._open(body, assertion, emetteur, now)
        key = (body.findtext(f"{{{NS}}}ContexteApCV/{{{NS}}}Identifiant") or "").strip()
        with self._lock:
            ouvert = self._ouverts.get(key)
        if ouvert is None or ouvert.emetteur != emetteur:
            raise _refus("Contexte inconnu.")
        if now >= ouvert.fin:
            raise _refus("Contexte expiré.")
        if name == "DetruireContexteApCVReq":
            with self._lock:
                self._ouverts.pop(key, None)
            return etree.Element(f"{{{NS}}}DetruireContexteApCVRes", nsmap={"apcv": NS})
        return _beneficiaires(ouvert.porteur)

    def _open(
        self, body: etree._Element, assertion: etree._Element, emetteur: str, now: datetime
    ) -> etree._Element:
        billing = body.find(f"{{{NS}}}ProfessionnelSante/{{{NS}}}IdentifiantFacturation")
        specialite = body.findtext(f"{{{NS}}}ProfessionnelSante/{{{NS}}}CodeSpecialiteAMO")
        told = read_attributs(assertion).get("identifiantFacturation", ())
        if body.get("version") != "1.0" or billing is None or not billing.get("cle") or not specialite:
            raise _refus("Professionnel de santé incomplet.")
        if [(v.text or "").strip() for v in told] != [(billing.text or "").strip()]:
            raise _refus("Le numéro de facturation n’est pas celui de l’assertion.")
        porteur = self._read_contenu((body.findtext(f"{{{NS}}}Donnees") or "").strip(), now)
        identifiant, fin = secrets.token_hex(16), now + _DUREE
        with self._lock:
            self._ouverts[identifiant] = _Ouvert(porteur, emetteur, fin)
        self._contexte.compteurs.count_accepted(identifiant)
        answer = etree.Element(f"{{{NS}}}AuthentifierUtilisateurProximiteRes", nsmap={"apcv": NS})
        contexte = etree.SubElement(answer, f"{{{NS}}}ContexteApCV")
        for tag, text in (
            ("Identifiant", identifiant),
            ("Token", secrets.token_urlsafe(24)),
            ("DateFinValidite", fin.isoformat()),
        ):
            etree.SubElement(contexte, f"{{{NS}}}{tag}").text = text
        return answer

    def _read_contenu(self, contenu: str, now: datetime) -> PorteurApcv:
        """Check the code of a phone: of this sandbox, of the last minute, never seen."""
        prefix, _, rest = contenu.partition(".")
        payload, _, signature = rest.partition(".")
        if prefix != "APCV" or not hmac.compare_digest(sign(self._key, payload), signature):
            raise _refus("Contenu qui n’est pas celui d’une appli carte Vitale.")
        try:
            claims = json.loads(base64.urlsafe_b64decode(payload))
        except (ValueError, binascii.Error):
            raise _refus("Contenu illisible.") from None
        if now >= datetime.fromisoformat(claims["jusqua"]):
            raise _refus("Code expiré\u00a0: le faire afficher de nouveau.")
        self._use_once(f"code {claims['nonce']}")
        return PORTEURS[claims["porteur"]]

    def _use_once(self, identifier: str) -> None:
        with self._lock:
            if identifier in self._vus:
                raise _refus("Déjà utilisé.")
            self._vus.add(identifier)


def _refus(texte: str) -> Refus:
    return Refus((soap.WSSE, "InvalidSecurityToken"), texte)


def _beneficiaires(porteur: PorteurApcv) -> etree._Element:
    answer = etree.Element(f"{{{NS}}}RestituerContexteApCVRes", nsmap={"apcv": NS})
    person = etree.SubElement(etree.SubElement(answer, f"{{{NS}}}Beneficiaires"), f"{{{NS}}}Beneficiaire")
    for tag, text in (
        ("NomUsage", porteur.nom_usage),
        ("NomFamille", porteur.nom_famille),
        ("Prenom", porteur.prenom),
        ("DateNaissance", porteur.date_naissance),
        ("RangGemellaire", str(porteur.rang)),
    ):
        if text:
            etree.SubElement(person, f"{{{NS}}}{tag}").text = text
    nir = etree.SubElement(person, f"{{{NS}}}NIRCertifie", cle=porteur.cle)
    nir.text = porteur.nir
    return answer


def _fault(refus: Refus) -> Response:
    detail = etree.Element(f"{{{NS_SIRAM}}}Erreur", severite=refus.severite, nsmap={"siram": NS_SIRAM})
    if refus.code:
        detail.set("code", refus.code)
    detail.text = refus.texte
    fault = soap.build_fault("Sender", refus.texte, subcodes=[refus.subcode], detail=detail)
    envelope = etree.Element(f"{{{soap.SOAP}}}Envelope", nsmap={"soap": soap.SOAP})
    etree.SubElement(envelope, f"{{{soap.SOAP}}}Body").append(fault)
    return Response(soap.envelope_bytes(envelope), status=500, content_type=soap.CONTENT_TYPE)


SERVICES: tuple[tuple[str, ServiceFactory], ...] = (("apcv", ApcvService),)
