"""Documents and DMP against their floors: bare lxml, bare zip, bare HTTPS posts of the same bytes."""

import io
import tempfile
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
from lxml import etree

from esante.cda.affichage import render_html
from esante.cda.ecriture import oid_de
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.dmp.client import DmpClient
from esante.dmp.environnement import sandbox
from esante.dmp.models import DocumentAEnvoyer, EnvoiDmp, PatientDmp, Signataire
from esante.dmp.mtom import build_multipart
from esante.sandbox.dmp import DmpService
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context
from esante.xdm.ecriture import build_xdm
from esante.xdm.modeles import Expediteur
from esante.xds.depuis_cda import describe_cda
from tests.bench._puits import Puits
from tests.bench.mesure import Mesure, compare
from tests.fakes.dmp_client import ACTEUR, CONTENU, LOGICIEL
from tests.fakes.documents import PATIENTE, entete, lot, ordonnance, paracetamol

ENVOIS = 100
"""Deposits of the feeding measure, each beside a bare post of as many bytes."""


def run() -> list[Mesure]:
    """Measure every document figure."""
    return [_order(), _display(), _archive(), _feeding(), _memory()]


def _order() -> Mesure:
    content = ordonnance(*(paracetamol(f"l{n}") for n in range(5)))
    header = entete()
    built = etree.fromstring(build_ordonnance(header, content))

    def copy(node: etree._Element) -> etree._Element:
        made = etree.Element(node.tag, dict(node.attrib), nsmap=node.nsmap)
        made.text, made.tail = node.text, node.tail
        for child in node:
            made.append(copy(child))
        return made

    return compare(
        "CDA d’une ordonnance de 5 lignes",
        lambda: build_ordonnance(header, content),
        lambda: etree.tostring(copy(built)),
        contre="lxml nu, même arbre",
    )


def _display() -> Mesure:
    data = build_ordonnance(entete(), ordonnance(*(paracetamol(f"l{n}") for n in range(400))))
    return compare(
        f"affichage d’un document de {len(data) / 1e6:.1f} Mo",
        lambda: render_html(data),
        lambda: etree.fromstring(data),
        contre="lecture lxml seule",
        tours=3,
        echauffement=1,
    )


def _archive() -> Mesure:
    data = build_ordonnance(entete(), ordonnance())
    fiche = describe_cda(data)
    sender = Expediteur("Dr Max LIBRE", "Ambroise", "0", "Ambroise")

    def bare() -> None:
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("DOC00001.XML", data)

    return compare(
        "archive XDM d’un document",
        lambda: build_xdm(lot(fiche), [(fiche, data)], sender),
        bare,
        contre="zip nu, même document",
    )


def _feeding() -> Mesure:
    services = [("dmp", DmpService), ("puits", Puits)]
    with tempfile.TemporaryDirectory() as folder, Sandbox(Path(folder), services) as box:
        carte = box.autorite.carte(MAX_LIBRE)
        context = tls_context(
            box.adresses.autorite,
            certificate_file=carte.authentification.certificate_file,
            key_file=carte.authentification.key_file,
        )
        with http_client(context) as http:
            return _deposits(http, box)


def _deposits(http: httpx.Client, box: Sandbox) -> Mesure:
    signer = box.autorite.carte(MAX_LIBRE).signature
    patient = PatientDmp("279035121518989", "1.2.250.1.213.1.4.10")
    client = DmpClient(
        http,
        sandbox(box.adresses.services["dmp"]),
        ACTEUR,
        Signataire(signer.key, signer.certificate, signer.chain),
        LOGICIEL,
    )
    person = replace(PATIENTE, matricule=patient.matricule, oid_ins=patient.oid)

    def prepare() -> EnvoiDmp:
        header = entete(identifiant=oid_de(uuid4()), identifiant_lot=oid_de(uuid4()), patient=person)
        data = build_ordonnance(header, ordonnance())
        document = DocumentAEnvoyer(describe_cda(data), data)
        return EnvoiDmp(oid_de(uuid4()), oid_de(uuid4()), (document,), CONTENU)

    content = prepare().documents[0].donnees * 2
    waiting = iter([prepare() for _ in range(ENVOIS + 2)])
    return compare(
        "dépôt d’un document au DMP (contrôlé, signé, vérifié, rangé)",
        lambda: client.submit(patient, next(waiting)),
        lambda: http.post(box.adresses.services["puits"], content=content).raise_for_status(),
        contre="httpx nu, mêmes octets",
        tours=ENVOIS,
    )


def _memory() -> Mesure:
    page = b"%PDF-1.4" + bytes(15 * 1024 * 1024)
    data = build_non_structure(entete("11488-4"), page)
    tracemalloc.start()
    message = build_multipart(b"<a/>", [("d", "text/xml", data)], action="urn:a", boundary="b")
    total = sum(len(piece) for piece in message.stream())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Mesure(
        f"mémoire d’un envoi MTOM de {total / 1e6:.0f} Mo",
        plancher="document déjà en mémoire",
        valeur=f"{peak / 1e6:.2f} Mo de plus",
    )
