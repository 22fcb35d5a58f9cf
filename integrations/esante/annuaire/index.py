"""Build the index from the open files, or bring it up to date with a new delivery.

The new index is made beside the old one and takes its place at the end, in one rename: a search never sees
half an import, and a killed import goes on where it stopped. A later delivery is compared line by line with
the former one, and only what changed is written.
"""

import contextlib
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from esante.annuaire import schema
from esante.annuaire.colonnes import TypeFichier
from esante.annuaire.extraction import Source, find_sources
from esante.annuaire.lecture import Lecture
from esante.annuaire.models import RapportImport
from esante.errors import Malformed

Progress = Callable[[int, int], None]
"""Called with bytes read and bytes to read."""


def import_extractions(
    folder: Path,
    index: Path,
    *,
    progress: Progress = lambda _done, _total: None,
    cancel: threading.Event | None = None,
) -> RapportImport:
    """Bring the index up to date with the files of a folder.

    Raises:
        Malformed: nothing to read in the folder, or a file that cannot be trusted; the old index stays.
        ImportInterrompu: ``cancel`` was set.
    """
    sources = _latest(find_sources(folder))
    if not sources:
        raise Malformed("aucune extraction de l’annuaire dans ce dossier")
    work = index.with_name(index.name + ".en-cours")
    _prepare(work, index)
    total = sum(source.taille for source in sources)
    with closing(_connect(work)) as base:
        done = 0
        delta = base.execute("SELECT count(*) FROM source").fetchone()[0] > 0
        added = removed = 0
        for source in sources:
            reading = Lecture(base, source, delta=delta)
            reading.run(lambda octets, before=done: progress(before + octets, total), cancel)  # type: ignore[misc]
            added += reading.added
            removed += reading.removed
            done += source.taille
        with base:
            _finish(base, sources, delta=delta)
        report = _report(base, sources, added, removed)
    _swap(work, index)
    return report


def _prepare(work: Path, index: Path) -> None:
    if work.exists() and not _is_ours(work):
        work.unlink()
    if not work.exists():
        index.parent.mkdir(parents=True, exist_ok=True)
        if index.exists() and _is_ours(index):
            temporary = work.with_name(work.name + ".copie")
            shutil.copyfile(index, temporary)
            temporary.replace(work)
            with closing(_connect(work)) as base, base:
                base.execute("DELETE FROM progression")
                base.execute("DELETE FROM ecart")
    with closing(_connect(work)) as base:
        if base.execute("PRAGMA user_version").fetchone()[0] == 0:
            base.executescript(f"BEGIN; {schema.TABLES} PRAGMA user_version = {schema.VERSION}; COMMIT;")
        with base:
            base.execute("CREATE TABLE IF NOT EXISTS touchee (identifiant TEXT PRIMARY KEY)")


def _is_ours(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as base:
            version: int = base.execute("PRAGMA user_version").fetchone()[0]
            base.execute("SELECT count(*) FROM progression")
    except sqlite3.DatabaseError:
        return False
    return version == schema.VERSION


def _connect(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    # The file is thrown away if the machine stops; only the death of the process must leave it whole.
    base.execute("PRAGMA journal_mode = TRUNCATE")
    base.execute("PRAGMA synchronous = OFF")
    base.execute("PRAGMA cache_size = -65536")
    base.execute("PRAGMA temp_store = FILE")
    return base


def _finish(base: sqlite3.Connection, sources: tuple[Source, ...], *, delta: bool) -> None:
    if delta:
        _refresh_fiches(base)
    else:
        for table in ("activite", "bal"):
            base.execute(f"CREATE INDEX IF NOT EXISTS {table}_empreinte ON {table}(empreinte)")
            base.execute(  # a line repeated in the delivery is kept once
                f"DELETE FROM {table} WHERE empreinte IN (SELECT empreinte FROM {table} GROUP BY 1 HAVING "
                f"count(*) > 1) AND rowid NOT IN (SELECT min(rowid) FROM {table} GROUP BY empreinte "
                "HAVING count(*) > 1)"
            )
        for statement in filter(str.strip, schema.INDEXES.split(";")):
            base.execute(statement.replace("INDEX ", "INDEX IF NOT EXISTS ", 1))
        base.execute("DELETE FROM fiche")
        base.execute(schema.FICHES_ACTIVITES.format(where=""))
        base.execute(schema.FICHES_BAL.format(where=""))
        base.execute("INSERT INTO recherche(recherche) VALUES ('rebuild')")
    base.executemany(
        "INSERT OR REPLACE INTO source VALUES (?, ?, ?)",
        [(s.plan.type.value, s.signature, s.date.isoformat()) for s in sources],
    )
    base.execute("DROP TABLE touchee")


def _refresh_fiches(base: sqlite3.Connection) -> None:
    """Make again the cards of whoever gained or lost a line."""
    columns = schema.FTS_COLUMNS
    base.execute(
        "INSERT OR IGNORE INTO touchee SELECT a.identifiant FROM activite a "
        "LEFT JOIN fiche f ON f.identifiant = a.identifiant WHERE f.id IS NULL"
    )
    base.execute(
        f"INSERT OR IGNORE INTO touchee SELECT cle FROM (SELECT {schema.CLE_BAL} AS cle FROM bal) "
        "WHERE cle NOT IN (SELECT identifiant FROM fiche)"
    )
    base.execute(
        f"INSERT INTO recherche(recherche, rowid, {columns}) SELECT 'delete', id, {columns} FROM fiche "
        "WHERE identifiant IN (SELECT identifiant FROM touchee)"
    )
    base.execute("DELETE FROM fiche WHERE identifiant IN (SELECT identifiant FROM touchee)")
    last = base.execute("SELECT coalesce(max(id), 0) FROM fiche").fetchone()[0]
    base.execute(
        schema.FICHES_ACTIVITES.format(where="WHERE identifiant IN (SELECT identifiant FROM touchee)")
    )
    base.execute(
        schema.FICHES_BAL.format(where=f"WHERE {schema.CLE_BAL} IN (SELECT identifiant FROM touchee)")
    )
    base.execute(
        f"INSERT INTO recherche(rowid, {columns}) SELECT id, {columns} FROM fiche WHERE id > ?",
        (last,),
    )


def _report(base: sqlite3.Connection, sources: tuple[Source, ...], added: int, removed: int) -> RapportImport:
    lines, kept = base.execute(
        "SELECT coalesce(sum(lignes), 0), coalesce(sum(retenues), 0) FROM progression"
    ).fetchone()
    refused = dict(base.execute("SELECT raison, sum(nombre) FROM ecart GROUP BY raison").fetchall())
    stored = sum(base.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("activite", "bal"))
    if kept > stored:
        refused["ligne répétée"] = kept - stored
    return RapportImport(
        lines,
        stored,
        refused,
        added,
        removed,
        base.execute("SELECT count(*) FROM fiche").fetchone()[0],
        base.execute("SELECT count(DISTINCT adresse) FROM bal").fetchone()[0],
        max((source.date for source in sources), default=None),
    )


def _latest(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Keep the newest file of each kind: a folder may hold yesterday's delivery too."""
    newest: dict[TypeFichier, Source] = {}
    for source in sources:
        known = newest.get(source.plan.type)
        if known is None or source.date > known.date:
            newest[source.plan.type] = source
    return tuple(newest.values())


def _swap(work: Path, index: Path) -> None:
    work.replace(index)
    with contextlib.suppress(FileNotFoundError):
        work.with_name(work.name + "-journal").unlink()


def data_date(index: Path) -> datetime | None:
    """Return the date of the data, to show their age; None when there is no index."""
    if not index.exists():
        return None
    with closing(sqlite3.connect(f"file:{index}?mode=ro", uri=True)) as base:
        row = base.execute("SELECT max(date) FROM source").fetchone()
    return datetime.fromisoformat(row[0]) if row and row[0] else None


def has_news(folder: Path, index: Path) -> bool:
    """Tell whether a folder holds a delivery that the index does not, without reading it whole.

    Raises:
        Malformed: a zip is damaged, or a file of ours lacks a needed column.
    """
    signatures = {source.signature for source in _latest(find_sources(folder))}
    if not index.exists() or not _is_ours(index):
        return bool(signatures)
    with closing(sqlite3.connect(f"file:{index}?mode=ro", uri=True)) as base:
        return bool(signatures - {row[0] for row in base.execute("SELECT signature FROM source")})
