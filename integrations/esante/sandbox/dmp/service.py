"""The simulated DMP behind its listener: one address a service, SOAP 1.2, faults with the published codes."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from uuid import uuid4

from lxml import etree
from werkzeug.wrappers import Request, Response

from esante import soap
from esante.dmp import messages, requetes
from esante.dmp.models import ErreurRegistre
from esante.dmp.mtom import build_multipart, include, read_document, read_message
from esante.errors import Malformed
from esante.sandbox.dmp import alimentation, consultation, gestion
from esante.sandbox.dmp.depot import Depot
from esante.sandbox.dmp.pages import WEB, open_page
from esante.sandbox.dmp.passe import fill_passe
from esante.sandbox.dmp.securite import Demandeur, RefusDmp, check_demandeur
from esante.sandbox.service import CertificatClient, Contexte, peer_certificate
from esante.xds.ebrim_lecture import read_soumission
from esante.xds.schemas import QUERY, RIM, RS

BASE = "/si-dmp-server/v2/services/"
REPOSITORY = "1.2.250.1.213.4.1.1.1.2"
_ERREURS_DMP = "urn:dmp:erreurs"
_SEVERITE = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error"


class DmpService:
    """One simulated DMP with its state in a folder."""

    nom = "dmp"
    certificat_client = CertificatClient.EXIGE

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self.depot = Depot(contexte.folder)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def handle(self, request: Request) -> Response:
        """Answer one call; every refusal of the whole call is a fault (HTTP 500)."""
        if request.path.startswith(WEB):
            return open_page(request)
        if request.method != "POST" or not request.path.startswith(BASE):
            return Response("introuvable", status=404)
        message_id = None
        try:
            data, parts = read_message(request.content_type or "", request.get_data())
            envelope = soap.parse_envelope(data)
            message_id = envelope.message_id
            if message_id is None:
                raise RefusDmp("MessageAddressingHeaderRequired", "wsa:MessageID absent")
            demandeur = check_demandeur(
                envelope.security_token(),
                peer_certificate(request),
                self._contexte.confiance(),
                self._contexte.now(),
            )
            self._use_once(demandeur.assertion)
            if demandeur.patient is not None:
                fill_passe(self.depot, demandeur.patient, self._contexte.now())
            return self._answer(request.path.removeprefix(BASE), envelope, dict(parts), demandeur)
        except Malformed:
            return _fault("DMPInvalidMessage", "Message illisible", message_id)
        except RefusDmp as refus:
            return _fault(refus.code, refus.libelle, message_id)

    def refuse(self, request: Request, code: str) -> Response:
        """Answer with a fault of that code, for scenarios."""
        try:
            data, _ = read_message(request.content_type or "", request.get_data())
            message_id = soap.parse_envelope(data).message_id
        except Malformed:
            message_id = None
        return _fault(code, "Refus demandé au bac à sable", message_id)

    def _use_once(self, assertion: str) -> None:
        with self._lock:
            if assertion in self._seen:
                raise RefusDmp("DMPInvalidToken", "Le VIHF a déjà été utilisé")
            self._seen[assertion] = None
            while len(self._seen) > 50_000:
                self._seen.popitem(last=False)

    def _answer(
        self, service: str, envelope: soap.Envelope, parts: dict[str, bytes], demandeur: Demandeur
    ) -> Response:
        body, action = envelope.body, envelope.action or ""
        if body is None:
            raise RefusDmp("DMPInvalidMessage", "Message vide")
        if demandeur.patient is None and service != "patientsSpecific":
            raise RefusDmp("DMPInvalidToken", "Le champ Resource_id est incorrect")
        handlers = {
            ("patients", messages.ACTION_EXISTENCE): self._existence,
            ("habilitations", messages.ACTION_HABILITATION): self._habilitation,
            ("habilitations", messages.ACTION_LISTE_PS): self._habilitation,
            ("patientsSpecific", messages.ACTION_LISTE_DMP): self._liste,
            ("registry", messages.ACTION_RECHERCHE): self._query,
            ("registry", messages.ACTION_MISE_A_JOUR): self._update,
        }
        if (service, action) == ("repository", messages.ACTION_ALIMENTATION):
            return self._reply(envelope, self._submit(body, parts, demandeur))
        if (service, action) == ("repository", messages.ACTION_LECTURE):
            return self._retrieve(envelope, body, demandeur)
        handler = handlers.get((service, action))
        if handler is None:
            raise RefusDmp("ActionNotSupported", "Service ou action inconnus")
        return self._reply(envelope, handler(body, demandeur))

    def _existence(self, body: etree._Element, demandeur: Demandeur) -> etree._Element:
        return gestion.answer_existence(body, demandeur, self.depot, self._contexte.now())

    def _habilitation(self, body: etree._Element, demandeur: Demandeur) -> etree._Element:
        return gestion.answer_habilitation(body, demandeur, self.depot, self._contexte.now())

    def _liste(self, body: etree._Element, demandeur: Demandeur) -> etree._Element:
        return gestion.answer_liste(body, demandeur, self.depot)

    def _submit(self, body: etree._Element, parts: dict[str, bytes], demandeur: Demandeur) -> etree._Element:
        if demandeur.mode.value == "INDIRECTE_RENFORCEE":
            raise RefusDmp("DMPAccessDeniedByRightsService", "Alimentation interdite à ce mode")
        soumission = read_soumission(body)
        documents: dict[str, bytes] = {}
        used = set()
        for node in body.findall(f"{{{requetes.XDS_B}}}Document"):
            uuid = node.get("id", "")
            if uuid in documents:
                raise RefusDmp("DMPInvalidMessage", "Document répété")
            href = "".join(child.get("href", "") for child in node)
            if href and href in used:
                raise RefusDmp("DMPInvalidMessage", "Deux documents renvoient à la même partie")
            used.add(href)
            documents[uuid] = read_document(node, parts)
        for fiche in soumission.fiches:
            self._contexte.compteurs.count_received(fiche.identifiant)
        now = self._contexte.now()
        with self.depot.transaction():
            errors = alimentation.check_soumission(
                soumission, documents, demandeur, self.depot, self._contexte.confiance(), now
            )
            if errors:
                return registry_response(errors)
            alimentation.keep_soumission(soumission, documents, self.depot, REPOSITORY, now)
        for fiche in soumission.fiches:
            self._contexte.compteurs.count_accepted(fiche.identifiant)
        return registry_response(())

    def _query(self, body: etree._Element, demandeur: Demandeur) -> etree._Element:
        root = etree.Element(f"{{{QUERY}}}AdhocQueryResponse", nsmap={"query": QUERY, "rim": RIM, "rs": RS})
        try:
            found = list(consultation.answer_query(body, demandeur, self.depot))
        except consultation.RefusRegistre as refus:
            root.set("status", messages.ECHEC)
            root.append(_error_list(refus.erreurs))
        else:
            root.set("status", messages.SUCCES)
            root.set("startIndex", "0")
            root.set("totalResultCount", str(len(found)))
            objects = etree.SubElement(root, f"{{{RIM}}}RegistryObjectList")
            objects.extend(found)
        return root

    def _update(self, body: etree._Element, demandeur: Demandeur) -> etree._Element:
        try:
            consultation.update(read_soumission(body), demandeur, self.depot)
        except consultation.RefusRegistre as refus:
            return registry_response(refus.erreurs)
        return registry_response(())

    def _retrieve(self, envelope: soap.Envelope, body: etree._Element, demandeur: Demandeur) -> Response:
        xds = requetes.XDS_B
        root = etree.Element(f"{{{xds}}}RetrieveDocumentSetResponse", nsmap={"xds": xds, "rs": RS})
        asked = [
            (n.findtext(f"{{{xds}}}DocumentUniqueId") or "").strip()
            for n in body.findall(f"{{{xds}}}DocumentRequest")
        ]
        parts: list[tuple[str, str, bytes]] = []
        errors: list[ErreurRegistre] = []
        try:
            consultation.check_consultation(demandeur, self.depot)
        except consultation.RefusRegistre as refus:
            errors.extend(refus.erreurs)
            asked = []
        root.append(etree.Element(f"{{{RS}}}RegistryResponse"))
        for unique_id in asked:
            fiche, data = self.depot.find(unique_id), self.depot.content(unique_id)
            seen = fiche is not None and fiche.patient_id == demandeur.patient
            if fiche is None or data is None or not seen or not consultation.is_visible(fiche, demandeur):
                error = ErreurRegistre("XDSDocumentUniqueIdError", "Document introuvable", objet=unique_id)
                errors.append(error)
                continue
            cid = f"{len(parts) + 1}-{uuid4()}@{xds}"
            parts.append((cid, fiche.media, data))
            answer = etree.SubElement(root, f"{{{xds}}}DocumentResponse")
            etree.SubElement(answer, f"{{{xds}}}RepositoryUniqueId").text = REPOSITORY
            etree.SubElement(answer, f"{{{xds}}}DocumentUniqueId").text = unique_id
            etree.SubElement(answer, f"{{{xds}}}mimeType").text = fiche.media
            etree.SubElement(answer, f"{{{xds}}}Document").append(include(cid.replace(":", "%3A")))
        status = messages.ECHEC if not parts else messages.PARTIEL
        root[0].set("status", status if errors else messages.SUCCES)
        if errors:
            root[0].append(_error_list(errors))
        reply = _envelope(envelope, root)
        message = build_multipart(
            reply, parts, action=f"{envelope.action}Response", boundary=f"uuid:{uuid4()}"
        )
        return Response(message.stream(), content_type=message.content_type)

    @staticmethod
    def _reply(envelope: soap.Envelope, body: etree._Element) -> Response:
        return Response(_envelope(envelope, body), content_type=soap.CONTENT_TYPE)


def registry_response(errors: Iterable[ErreurRegistre]) -> etree._Element:
    """Write a RegistryResponse: success, or failure with every reason."""
    found = list(errors)
    root = etree.Element(f"{{{RS}}}RegistryResponse", nsmap={"rs": RS})
    root.set("status", messages.ECHEC if found else messages.SUCCES)
    if found:
        root.append(_error_list(found))
    return root


def _error_list(errors: Iterable[ErreurRegistre]) -> etree._Element:
    node = etree.Element(f"{{{RS}}}RegistryErrorList", highestSeverity=_SEVERITE, nsmap={"rs": RS})
    for error in errors:
        etree.SubElement(
            node,
            f"{{{RS}}}RegistryError",
            errorCode=error.code,
            codeContext=error.libelle,
            severity=_SEVERITE,
            location=error.objet,
        )
    return node


def _envelope(request: soap.Envelope, body: etree._Element) -> bytes:
    return soap.envelope_bytes(
        soap.build_envelope(
            body,
            action=_answer_action(request.action or ""),
            message_id=f"urn:uuid:{uuid4()}",
            to=soap.ANONYMOUS,
            relates_to=request.message_id,
        )
    )


def _answer_action(action: str) -> str:
    if action == messages.ACTION_EXISTENCE:
        return action.replace("201307", "201308")
    return f"{action}Response"


def _fault(code: str, libelle: str, message_id: str | None) -> Response:
    body = soap.build_fault("Sender", libelle, subcodes=[(_ERREURS_DMP, code)])
    envelope = soap.build_envelope(
        body,
        action="http://www.w3.org/2005/08/addressing/soap/fault",
        message_id=f"urn:uuid:{uuid4()}",
        relates_to=message_id,
    )
    return Response(soap.envelope_bytes(envelope), status=500, content_type=soap.CONTENT_TYPE)
