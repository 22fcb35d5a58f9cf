"""Mail and directory against their floors: a bare IMAP fetch, bare zip and lxml, ``executemany``, a bare FTS5
query.

``AMBROISE_BENCH_ANNUAIRE`` sets the number of activity lines (100 000 by default, 1 900 000 at full size),
and ``AMBROISE_BENCH_MESSAGES`` the sizes of the mailboxes (``1000`` by default).
"""

import io
import os
import random
import resource
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import imapclient
from lxml import etree

from ambroise.adapters.reception import BoitesReception
from ambroise.domain.message import RoleDossier
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.keys import generate_key
from ambroise.persistence.profile import open_profile
from ambroise.persistence.trace import Origine
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.releve import ReleveService
from esante.annuaire.index import import_extractions
from esante.annuaire.recherche import Annuaire
from esante.mssante import tls
from esante.mssante.adresses import AdresseMss
from esante.mssante.client import MssanteClient
from esante.mssante.models import Compte, Mecanisme, Serveur, TypeBal
from esante.mssante.sasl import format_jeton
from esante.sandbox.annuaire.generation import write_extractions
from esante.sandbox.autorite import Autorite
from esante.sandbox.mssante.boites import MEDECIN
from esante.sandbox.mssante.dovecot import Dovecot, find_dovecot
from esante.sandbox.psc.jetons import ISSUER, SCOPE, EmetteurJetons
from esante.xdm.lecture import read_xdm
from tests.bench.mesure import Mesure, compare, percentile
from tests.unit.esante.xdm.test_archive import archive

LIGNES = int(os.environ.get("AMBROISE_BENCH_ANNUAIRE", "100000"))
MESSAGES = [int(n) for n in os.environ.get("AMBROISE_BENCH_MESSAGES", "1000").split(",")]


def run() -> list[Mesure]:
    """Measure the archive, the directory, then the boxes where Dovecot is installed."""
    with tempfile.TemporaryDirectory(prefix="ambroise-bench-") as folder:
        measures = [*_archive(), *_annuaire(Path(folder))]
        if find_dovecot() is not None:
            for count in MESSAGES:
                measures += _boite(Path(folder) / f"bal-{count}", count)
    return measures


def _archive() -> list[Mesure]:
    data = archive()

    def bare() -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            for name in opened.namelist():
                content = opened.read(name)
                if name.endswith(".XML"):
                    etree.fromstring(content)

    return [compare("XDM : ouverture vérifiée", lambda: read_xdm(data), bare, contre="zip et lxml nus")]


def _annuaire(folder: Path) -> list[Mesure]:
    delivery, index = folder / "livraison", folder / "annuaire.sqlite"
    write_extractions(delivery, LIGNES, LIGNES * 28 // 100)
    before = _memory()
    start = time.perf_counter()
    report = import_extractions(delivery, index)
    imported = time.perf_counter() - start
    grown = _memory() - before
    start = time.perf_counter()
    _bare_import(delivery, folder / "nu.sqlite")
    bare = time.perf_counter() - start
    start = time.perf_counter()
    import_extractions(delivery, index)
    again = time.perf_counter() - start
    size = index.stat().st_size / 1e6
    return [
        Mesure(f"annuaire : import de {report.lignes} lignes", imported, bare, None, "executemany nu"),
        Mesure("annuaire : livraison du lendemain", again, bare, None, "executemany nu"),
        Mesure("annuaire : fichier", valeur=f"{size:.0f} Mo"),
        Mesure("annuaire : mémoire ajoutée par l’import", valeur=f"{grown:.0f} Mo"),
        *_searches(index),
    ]


def _bare_import(delivery: Path, path: Path) -> None:
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA synchronous = OFF")
        for rank, source in enumerate(sorted(delivery.iterdir())):
            with source.open(encoding="utf-8") as stream:
                width = stream.readline().count("|")
                base.execute(f"CREATE TABLE t{rank} ({', '.join(f'c{i}' for i in range(width))})")
                marks = ", ".join("?" * width)
                rows = (line.rstrip("\n").split("|")[:width] for line in stream)
                with base:
                    base.executemany(f"INSERT INTO t{rank} VALUES ({marks})", rows)


def _searches(index: Path) -> list[Mesure]:
    draw = random.Random(7)
    words = [
        "kermoal",
        "jou",
        "lyon med",
        "escande bruno",
        "899000000123",
        "garrigues-martel",
        "pharm nantes",
        "le goff",
    ]
    queries = [draw.choice(words) for _ in range(120)]
    with Annuaire(index) as annuaire, closing(sqlite3.connect(index)) as base:
        ours, bare = [], []
        for text in queries:
            start = time.perf_counter()
            annuaire.search(text)
            ours.append(time.perf_counter() - start)
            match = " AND ".join(f'"{word}"*' for word in text.replace("-", " ").split())
            start = time.perf_counter()
            base.execute("SELECT rowid FROM recherche WHERE recherche MATCH ? LIMIT 400", (match,)).fetchall()
            bare.append(time.perf_counter() - start)
    return [
        Mesure(
            f"annuaire : recherche, p{part * 100:.0f}",
            percentile(ours, part),
            percentile(bare, part),
            None,
            "FTS5 nu, rangs seuls",
        )
        for part in (0.5, 0.95)
    ]


@dataclass
class _Boite:
    """What the reading of boxes takes of one."""

    adresse: str
    client: MssanteClient


def _boite(folder: Path, count: int) -> list[Mesure]:
    """Measure the reading of a box into the encrypted store, as a user waits for it."""
    with _dovecot(folder, count) as (client, token):
        boites = BoitesReception([_Boite(client.compte.adresse, client)])  # type: ignore[list-item]
        stores = [Database.open(open_profile(folder / f"profil-{n}"), generate_key(), _now) for n in range(4)]
        releves = iter([_releve(store, boites) for store in stores])

        def first() -> None:
            assert next(releves).run().nouveaux == count

        def bare() -> None:
            compte = client.compte
            imap = imapclient.IMAPClient(compte.imap.host, compte.imap.port, ssl=False, timeout=60)
            imap.starttls(client.tls)
            initial = format_jeton(Mecanisme.XOAUTH2, compte.adresse, token(), compte.imap)
            imap.sasl_login("XOAUTH2", lambda challenge: b"" if challenge else initial)
            imap.select_folder("INBOX", readonly=True)
            uids = imap.search("ALL")
            for start in range(0, len(uids), 1000):  # one command for all is longer than servers allow
                imap.fetch(uids[start : start + 1000], ["RFC822.SIZE", "FLAGS", "BODY.PEEK[HEADER]"])
            imap.logout()

        label = "lecture IMAP nue des mêmes en-têtes"
        before = _memory()
        measures = [
            compare(
                f"{count} messages\u00a0: première relève, gardée chiffrée",
                first,
                bare,
                contre=label,
                tours=3,
                echauffement=1,
            )
        ]
        grown = f"{_memory() - before:.0f}\u00a0Mo"
        measures.append(Mesure(f"{count} messages\u00a0: mémoire ajoutée", valeur=grown))
        known = _releve(stores[0], boites)

        def following() -> None:
            assert known.run().nouveaux == 0

        measures.append(
            compare(
                f"{count} messages\u00a0: relève suivante",
                following,
                bare,
                contre=label,
                tours=3,
                echauffement=1,
            )
        )
        page = stores[0].reading(_origine, _now)

        def read_page() -> None:
            with page() as uow:
                assert uow.messages.list(RoleDossier.RECUS, du_patient=False)

        start = time.perf_counter()
        read_page()
        measures.append(
            Mesure(
                f"{count} messages\u00a0: une page de la liste, hors ligne",
                valeur=f"{(time.perf_counter() - start) * 1000:.0f}\u00a0ms",
            )
        )
        for store in stores:
            store.close()
        return measures


def _releve(store: Database, boites: BoitesReception) -> ReleveService:
    units = store.unit_of_work(_origine, _now)
    contexte = Contexte(units, _now, new_id, "mesure", store.reading(_origine, _now))
    return ReleveService(contexte, boites)


def _origine() -> Origine:
    return Origine("mesure", "mesure")


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _dovecot(folder: Path, count: int) -> Iterator[tuple[MssanteClient, Callable[[], str]]]:
    folder.mkdir(parents=True)
    autorite, jetons = Autorite(folder / "autorite"), EmetteurJetons(folder / "jetons")
    current = folder / "boites" / MEDECIN.adresse / "cur"
    current.mkdir(parents=True)
    body = "x" * 900
    for rank in range(count):
        day = f"{rank % 28 + 1} Nov 2026 {rank % 24:02}:{rank % 60:02}:00 +0100"
        message = (
            f"Subject: message {rank}\r\nMessage-ID: <{rank}@b.fr>\r\nDate: {day}\r\n"
            f"From: a@b.fr\r\n\r\n{body}\r\n"
        )
        (current / f"{1_700_000_000 + rank}.M{rank}.mesure:2,").write_text(message, newline="")
    dovecot = Dovecot(folder, autorite.server(), autorite.ca_file, jetons.public_pem, ISSUER)
    dovecot.start()
    try:
        compte = Compte(
            AdresseMss(MEDECIN.adresse),
            TypeBal.PERSONNELLE,
            Serveur("localhost", dovecot.imap_port),
            Serveur("localhost", 1),
        )
        context = tls.make_contexte(autorite.ca_file, autorite.crl_file, accept_test=True)

        def token() -> str:
            return jetons.sign({"sub": MEDECIN.adresse, "email": MEDECIN.adresse, "scope": SCOPE})

        yield MssanteClient(compte, token, context, "MESURE", timeout=60), token
    finally:
        dovecot.close()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
