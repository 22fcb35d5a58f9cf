"""Read an open file of the directory, plain or zipped, line by line, in flat memory.

UTF-8, ``|``, no quoting (quotes are text), a header line, a trailing separator. A line with another number of
fields than its header is left out and counted: its columns cannot be trusted.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

from esante.annuaire.colonnes import Plan, recognise
from esante.errors import Malformed

LONGEST_LINE = 64 * 1024
_SUFFIXES = {".txt", ".csv", ".zip"}


@dataclass(frozen=True)
class Source:
    """One file of a delivery; ``membre`` is its name inside the zip."""

    chemin: Path
    membre: str | None
    plan: Plan
    taille: int
    date: datetime

    @property
    def signature(self) -> str:
        """What tells a delivery from another without reading it whole."""
        return f"{self.membre or self.chemin.name}|{self.taille}|{self.date.isoformat()}"


def find_sources(folder: Path) -> tuple[Source, ...]:
    """Return the files of a folder that we read, whatever their names.

    Raises:
        Malformed: a zip is damaged, or a file of ours lacks a needed column.
    """
    sources: list[Source] = []
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in _SUFFIXES and p.is_file()):
        if path.suffix.lower() != ".zip":
            stat = path.stat()
            modified = datetime.fromtimestamp(stat.st_mtime, UTC)
            with path.open("rb") as stream:
                _add(sources, path, None, stream, stat.st_size, modified)
            continue
        try:
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    if not entry.is_dir() and entry.filename.lower().endswith((".txt", ".csv")):
                        with archive.open(entry) as stream:
                            modified = datetime(*entry.date_time, tzinfo=UTC)
                            _add(sources, path, entry.filename, stream, entry.file_size, modified)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
            raise Malformed(f"archive illisible\u00a0: {path.name}") from None
    return tuple(sources)


@contextmanager
def open_source(source: Source, offset: int = 0) -> Iterator[IO[bytes]]:
    """Open a source at a byte; inside a zip, the way there is decompressed and thrown away."""
    if source.membre is None:
        with source.chemin.open("rb") as stream:
            stream.seek(offset)
            yield stream
        return
    try:
        with zipfile.ZipFile(source.chemin) as archive, archive.open(source.membre) as member:
            member.seek(offset)
            yield cast(IO[bytes], io.BufferedReader(cast(io.RawIOBase, member), 1 << 20))
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise Malformed(f"archive illisible\u00a0: {source.chemin.name}") from None


def split_line(line: bytes, plan: Plan) -> list[str] | str:
    """Return the wanted fields of a line, or the reason why it is left out."""
    try:
        fields = line.decode("utf-8").rstrip("\r\n").split("|")
    except UnicodeDecodeError:
        return "encodage"
    if len(fields) == plan.largeur + 1 and not fields[-1]:
        fields.pop()
    if len(fields) != plan.largeur:
        return "colonnes décalées"
    return [fields[place].strip() if place is not None else "" for place in plan.places]


def _add(
    sources: list[Source], path: Path, member: str | None, stream: IO[bytes], size: int, modified: datetime
) -> None:
    header = stream.readline(LONGEST_LINE).decode("utf-8", "replace")
    plan = recognise(header)
    if plan is not None:
        sources.append(Source(path, member, plan, size, modified))
