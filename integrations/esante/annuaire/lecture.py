"""One file of a delivery on its way into the index: read in batches, compared with the former delivery."""

import bisect
import sqlite3
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b

from esante.annuaire import schema
from esante.annuaire.colonnes import COLONNES, TypeFichier
from esante.annuaire.extraction import LONGEST_LINE, Source, open_source, split_line
from esante.errors import EsanteError

BATCH = 20_000
Row = tuple[int | str, ...]


class ImportInterrompu(EsanteError):
    """The person stopped the import; the next one goes on from there."""


class Lecture:
    """One file on its way into the index."""

    def __init__(self, base: sqlite3.Connection, source: Source, *, delta: bool) -> None:
        self._base = base
        self._source = source
        self._table = "activite" if source.plan.type is TypeFichier.ACTIVITES else "bal"
        self._columns = tuple(COLONNES[source.plan.type])
        self._key = self._columns.index("adresse" if self._table == "bal" else "identifiant")
        self._known = _Known(base, self._table) if delta else None
        marks = ", ".join("?" * (len(self._columns) + 1))
        names = ", ".join(("empreinte", *self._columns))
        self._insert = f"INSERT INTO {self._table} ({names}) VALUES ({marks})"
        self.added = self.removed = 0

    def run(self, progress: Callable[[int], None], cancel: threading.Event | None) -> None:
        """Read on from where a former run stopped; each batch is written with its place in the file.

        Raises:
            ImportInterrompu: ``cancel`` was set.
        """
        row = self._base.execute(
            "SELECT octet, lignes, retenues, fini FROM progression WHERE signature = ?",
            (self._source.signature,),
        ).fetchone()
        if row is not None and row[3]:
            return
        # A delta is quick and keeps what it saw in memory: it starts again rather than goes on.
        offset, lines, kept = row[:3] if row is not None and self._known is None else (0, 0, 0)
        with open_source(self._source, offset) as stream:
            if not offset:
                self._base.execute("DELETE FROM ecart WHERE signature = ?", (self._source.signature,))
                offset += len(stream.readline(LONGEST_LINE))
            for batch, octets, read, refused in _batches(stream, self._source, self._key):
                if cancel is not None and cancel.is_set():
                    raise ImportInterrompu("import interrompu\u00a0: il reprendra où il s’est arrêté")
                fresh = batch if self._known is None else [r for r in batch if not self._known.see(int(r[0]))]
                offset, lines, kept = offset + octets, lines + read, kept + len(batch)
                self.added += len(fresh)
                with self._base:
                    self._base.executemany(self._insert, fresh)
                    self._note(offset, lines, kept, refused)
                progress(offset)
        with self._base:
            if self._known is not None:
                self.removed = self._known.remove_unseen()
            self._base.execute(
                "UPDATE progression SET fini = 1 WHERE signature = ?", (self._source.signature,)
            )

    def _note(self, offset: int, lines: int, kept: int, refused: dict[str, int]) -> None:
        signature = self._source.signature
        self._base.execute(
            "INSERT OR REPLACE INTO progression VALUES (?, ?, ?, ?, 0)", (signature, offset, lines, kept)
        )
        self._base.executemany(
            "INSERT INTO ecart VALUES (?, ?, ?) "
            "ON CONFLICT (signature, raison) DO UPDATE SET nombre = nombre + excluded.nombre",
            [(signature, reason, count) for reason, count in refused.items()],
        )


class _Known:
    """The hashes of the lines of the former delivery, eight bytes each, and which of them were seen again."""

    def __init__(self, base: sqlite3.Connection, table: str) -> None:
        self._base = base
        self._table = table
        self._hashes = array("q")
        rows = base.execute(f"SELECT DISTINCT empreinte FROM {table} ORDER BY empreinte")
        for (value,) in rows:
            self._hashes.append(value)
        self._seen = bytearray(len(self._hashes))

    def see(self, value: int) -> bool:
        place = bisect.bisect_left(self._hashes, value)
        if place == len(self._hashes) or self._hashes[place] != value:
            return False
        self._seen[place] = 1
        return True

    def remove_unseen(self) -> int:
        gone = [(value,) for value, seen in zip(self._hashes, self._seen, strict=True) if not seen]
        self._base.execute("CREATE TEMP TABLE IF NOT EXISTS partie (empreinte INTEGER PRIMARY KEY)")
        self._base.execute("DELETE FROM partie")
        self._base.executemany("INSERT INTO partie VALUES (?)", gone)
        key = schema.CLE_BAL if self._table == "bal" else "identifiant"
        self._base.execute(
            f"INSERT OR IGNORE INTO touchee SELECT {key} FROM {self._table} "
            "WHERE empreinte IN (SELECT empreinte FROM partie)"
        )
        self._base.execute(f"DELETE FROM {self._table} WHERE empreinte IN (SELECT empreinte FROM partie)")
        return len(gone)


def _batches(
    stream: Iterable[bytes], source: Source, key: int
) -> Iterator[tuple[list[Row], int, int, dict[str, int]]]:
    rows: list[Row] = []
    octets = lines = 0
    refused: dict[str, int] = {}
    for line in _lines(stream):
        octets += len(line)
        lines += 1
        fields = split_line(line, source.plan) if len(line) < LONGEST_LINE else "ligne démesurée"
        if isinstance(fields, str):
            refused[fields] = refused.get(fields, 0) + 1
        elif not fields[key]:
            refused["sans identifiant"] = refused.get("sans identifiant", 0) + 1
        else:
            rows.append((_hash(line), *fields))
        if lines % BATCH == 0:
            yield rows, octets, BATCH, refused
            rows, octets, refused = [], 0, {}
    yield rows, octets, lines % BATCH, refused


def _lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    # A file without line breaks must not fill the memory.
    reader = getattr(stream, "readline", None)
    if reader is None:
        yield from stream
        return
    while line := reader(LONGEST_LINE):
        yield line


def _hash(line: bytes) -> int:
    return int.from_bytes(blake2b(line.rstrip(b"\r\n"), digest_size=8).digest(), "big", signed=True)
