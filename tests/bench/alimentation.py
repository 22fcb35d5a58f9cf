"""A thousand documents through the outbox to the DMP, against bare posts of as many bytes."""

import base64
import json
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.lecteurs import LECTEUR_CPS
from ambroise.demo.monde import CODE_PORTEUR, Monde
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from esante.cda.ecriture import oid_de
from esante.cda.ordonnance import build_ordonnance
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context
from tests.bench._puits import Puits
from tests.bench.mesure import Mesure
from tests.fakes.documents import PATIENTE, entete, ordonnance

DOCUMENTS = 1000
MATRICULE, OID_TEST = "279035121518989", "1.2.250.1.213.1.4.10"


def run() -> list[Mesure]:
    """Feed, and measure the floor in a server of the same kind."""
    with tempfile.TemporaryDirectory(prefix="ambroise-bench-") as folder:
        root = Path(folder)
        with Monde(root, root / "resultat") as monde:
            monde.insert("cps-libre", LECTEUR_CPS)
            app = monde.medecin
            app.session.open(CODE_PORTEUR)
            size = _fill(app)
            start = time.perf_counter()
            delivered = app.deliver_due().remis
            duration = time.perf_counter() - start
            with app.contexte.uow() as uow:
                left = [e for e in uow.envois.list(limite=2 * DOCUMENTS) if e.etat is not EtatEnvoi.REMIS]
        if delivered != DOCUMENTS or left:
            raise RuntimeError(f"{delivered} documents remis, {len(left)} restants")
        return [
            Mesure(
                f"alimentation de {DOCUMENTS} documents par la boîte d’envoi, par document",
                duration / DOCUMENTS,
                _floor(root / "puits", size),
                plancher="httpx nu, mêmes octets",
            )
        ]


def _fill(app: Application) -> int:
    """Put the documents in the outbox; return the mean size of what leaves."""
    person = replace(PATIENTE, matricule=MATRICULE, oid_ins=OID_TEST)
    sizes = []
    with app.contexte.uow() as uow:
        for _ in range(DOCUMENTS):
            document, batch = oid_de(uuid4()), oid_de(uuid4())
            header = entete(identifiant=document, identifiant_lot=batch, patient=person)
            data = build_ordonnance(header, ordonnance())
            sizes.append(2 * len(data))
            content = {
                "matricule": MATRICULE,
                "oid": OID_TEST,
                "soumission": oid_de(uuid4()),
                "signature": oid_de(uuid4()),
                "cda": base64.b64encode(data).decode(),
            }
            uow.envois.add(
                Envoi(
                    app.contexte.new_id(),
                    TypeEnvoi.DMP,
                    None,
                    "Mesure",
                    document,
                    json.dumps(content).encode(),
                    app.contexte.horloge(),
                    ins=None,
                )
            )
        uow.commit()
    return sum(sizes) // len(sizes)


def _floor(folder: Path, size: int) -> float:
    with Sandbox(folder, [("puits", Puits)]) as box:
        carte = box.autorite.carte(MAX_LIBRE).authentification
        context = tls_context(
            box.adresses.autorite, certificate_file=carte.certificate_file, key_file=carte.key_file
        )
        durations = []
        with http_client(context) as http:
            for _ in range(DOCUMENTS // 5):
                start = time.perf_counter()
                http.post(box.adresses.services["puits"], content=bytes(size)).raise_for_status()
                durations.append(time.perf_counter() - start)
    return statistics.median(durations)
