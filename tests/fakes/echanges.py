"""The whole conversation of the DMP client with the sandbox, recorded; any XDS exchange, read and rebuilt.

Cut by other tools than ours: the parts by the ``email`` package, the bodies by lxml; and judged by the
schemas of OASIS and IHE when they are given (``scripts/echanges``).
"""

import base64
import email
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import httpx
from lxml import etree

from esante.cda.ecriture import oid_de
from esante.dmp.client import DmpClient
from esante.dmp.environnement import sandbox as environnement_sandbox
from esante.dmp.models import MiseAJour, PatientDmp, Signataire
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.transport import tls_context
from esante.xds.ebrim_ecriture import submit_objects_request, write_association, write_fiche, write_lot
from esante.xds.ebrim_lecture import read_associations, read_fiches, read_lots, read_soumission
from esante.xds.schemas import LCM, QUERY, RIM, RS, R
from tests.fakes.dmp_client import ACTEUR, CONTENU, LOGICIEL, OID_TEST, document, envoi

INCLUDE = "{http://www.w3.org/2004/08/xop/include}Include"
XDS_B = "urn:ihe:iti:xds-b:2007"
SOUMISSION = f"{{{LCM}}}SubmitObjectsRequest"
REPONSE_RECHERCHE = f"{{{QUERY}}}AdhocQueryResponse"
MESSAGES = (
    f"{{{XDS_B}}}ProvideAndRegisterDocumentSetRequest",
    f"{{{XDS_B}}}RetrieveDocumentSetRequest",
    f"{{{XDS_B}}}RetrieveDocumentSetResponse",
    f"{{{QUERY}}}AdhocQueryRequest",
    REPONSE_RECHERCHE,
    SOUMISSION,
    f"{{{RS}}}RegistryResponse",
)
"""What the schemas of XDS.b describe, the outermost first."""


@dataclass(frozen=True)
class Message:
    """One message as it crossed the wire: its way, its body, the parts beside it by Content-ID."""

    sens: str
    corps: etree._Element
    pieces: dict[str, bytes]

    @property
    def infoset(self) -> etree._Element:
        """The body as its schema describes it: each part back in the place that names it (XOP)."""
        entier = deepcopy(self.corps)
        for node in list(entier.iter(INCLUDE)):
            parent = node.getparent()
            assert parent is not None
            parent.text = base64.b64encode(self.pieces[part_of(node)]).decode()
            parent.remove(node)
        return entier


class Recorder(httpx.HTTPTransport):
    """A transport that keeps the bytes of both ways."""

    def __init__(self, sandbox: Sandbox) -> None:
        carte = sandbox.autorite.carte(MAX_LIBRE).authentification
        super().__init__(
            verify=tls_context(
                sandbox.adresses.autorite,
                certificate_file=carte.certificate_file,
                key_file=carte.key_file,
            )
        )
        self.messages: list[Message] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sent = request.read()
        response = super().handle_request(request)
        received = response.read()
        self.messages.append(split("requête", request.headers["content-type"], sent))
        self.messages.append(split("réponse", response.headers["content-type"], received))
        return response


def part_of(include: etree._Element) -> str:
    """Return the Content-ID that a place names."""
    return unquote(include.get("href", "")).removeprefix("cid:")


def split(sens: str, content_type: str, data: bytes) -> Message:
    """Part a message with the MIME parser of the standard library."""
    message = email.message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + data)
    if not message.is_multipart():
        return Message(sens, _body(data), {})
    parts = {
        p["Content-ID"].strip("<>"): p.get_payload(decode=True) for p in message.walk() if p["Content-ID"]
    }
    start = str(message.get_param("start")).strip("<>")
    return Message(sens, _body(parts.pop(start)), parts)


def converse(sandbox: Sandbox) -> list[Message]:
    """Hold every conversation of the client: rights, feeding, replacement, search, reading, updates."""
    recorder, patient = Recorder(sandbox), _patient()
    carte = sandbox.autorite.carte(MAX_LIBRE)
    signataire = Signataire(carte.signature.key, carte.signature.certificate, carte.signature.chain)
    with httpx.Client(transport=recorder) as http:
        dmp = DmpClient(
            http, environnement_sandbox(sandbox.adresses.services["dmp"]), ACTEUR, signataire, LOGICIEL
        )
        dmp.check_existence(patient)
        first, second = document(patient), document(patient)
        dmp.submit(patient, envoi(first, second))
        dmp.submit(patient, envoi(replace(document(patient), remplace=first.fiche.identifiant)))
        dmp.set_autorisation(patient, ajout=True)
        dmp.list_dmp(datetime.now(UTC) - timedelta(days=1))
        dmp.list_autorisations(patient)
        dmp.read_gestion(patient)
        found = {fiche.identifiant: fiche for fiche in dmp.search(patient)}
        dmp.search_since(patient, datetime.now(UTC) - timedelta(hours=1))
        dmp.retrieve(patient, [second.fiche.identifiant])
        fiche = found[second.fiche.identifiant]
        dmp.set_visibilite(patient, fiche, replace(_mise_a_jour(), masques=("MASQUE_PS",)))
        dmp.archive(patient, fiche, _mise_a_jour())
        dmp.delete_by_id(patient, second.fiche.identifiant, _mise_a_jour(), archive=True)
    return recorder.messages


def messages_of(corps: etree._Element) -> Iterator[etree._Element]:
    """Yield the outermost XDS messages of anything that holds some."""
    if corps.tag in MESSAGES:
        yield corps
        return
    for child in corps.iterchildren(tag=etree.Element):
        yield from messages_of(child)


def differences(message: etree._Element) -> tuple[int, list[str]]:
    """Read the objects of a message, write them, read them again; return how many, and what changed."""
    wrong: list[str] = []
    count = 0
    for soumission in message.iter(SOUMISSION):
        lu = read_soumission(soumission)
        count += 1
        if read_soumission(submit_objects_request(lu)) != lu:
            wrong.append(f"lot {lu.lot.identifiant}")
    for reponse in message.iter(REPONSE_RECHERCHE):
        objets = etree.Element(f"{{{RIM}}}RegistryObjectList")
        fiches, lots, liens = (tuple(read(reponse)) for read in (read_fiches, read_lots, read_associations))
        objets.extend(write_fiche(fiche, registry=True) for fiche in fiches)
        objets.extend(write_lot(lot) for lot in lots)
        objets.extend(write_association(lien) for lien in liens)
        count += len(objets)
        relu = tuple(tuple(read(objets)) for read in (read_fiches, read_lots, read_associations))
        if relu != (fiches, lots, liens):
            wrong.append("réponse à une recherche")
    return count, wrong


def facts(node: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield every slot value, code and identifier of an object, as they are written."""
    for slot in node.iter(f"{R}Slot"):
        yield from ((slot.get("name", ""), (v.text or "").strip()) for v in slot.iter(f"{R}Value"))
    for code in node.iter(f"{R}Classification"):
        scheme = code.get("classificationScheme") or code.get("classificationNode", "")
        yield scheme, code.get("nodeRepresentation", "")
    for identifier in node.iter(f"{R}ExternalIdentifier"):
        yield identifier.get("identificationScheme", ""), identifier.get("value", "")


def lost(message: etree._Element) -> tuple[int, Counter[str]]:
    """Write the entries of a message as they were read; return how much they said, and what is missing."""
    missing: Counter[str] = Counter()
    count = 0
    for entry in message.iter(f"{R}ExtrinsicObject"):
        before = set(facts(entry))
        after = set(facts(write_fiche(next(iter(read_fiches(entry))), registry=True)))
        missing.update(name for name, _ in before - after)
        count += len(before)
    return count, missing


class Schemas:
    """The schemas of OASIS ebXML RegRep 3.0 and of IHE XDS.b, from a folder of whoever has them."""

    def __init__(self, folder: Path) -> None:
        found = sorted(folder.rglob("XDS.b_DocumentRepository.xsd"))
        if not found:
            raise FileNotFoundError(f"XDS.b_DocumentRepository.xsd absent de {folder}")
        self._schema = etree.XMLSchema(etree.parse(str(found[0])))

    def errors(self, message: etree._Element) -> list[str]:
        """Return what the schemas refuse of a message."""
        alone = etree.fromstring(etree.tostring(message))
        if self._schema.validate(alone):
            return []
        return [f"{e.message} ({e.path})" for e in self._schema.error_log][:5]  # type: ignore[attr-defined]


def _body(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _patient() -> PatientDmp:
    """Invent a patient: the sandbox keeps its records."""
    number = f"2790399{uuid4().int % 1_000_000:06}"
    return PatientDmp(f"{number}{97 - int(number) % 97:02}", OID_TEST)


def _mise_a_jour() -> MiseAJour:
    return MiseAJour(oid_de(uuid4()), CONTENU)
