"""Keep the reference sources of a profile and their built base: first build, update, rollback.

``actif`` names the folder of sources in use and the former one; it is replaced in one rename, so that a crash
leaves the old base or the new one. Without it, the shipped sources are used. A base is named after
the hash of its sources: it is rebuilt when they or its layout change, and never while it is read.
"""

import contextlib
import gzip
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from ambroise.referentiels.base import BaseMedicamentsSqlite
from ambroise.referentiels.construction import FICHIERS, Progres, build, empreinte_sources, read_editions
from ambroise.referentiels.lecture import FichierInvalide, find_fichier, read_bytes
from ambroise.resources import resource

_ACTIF = "actif"
_AGE_MAXIMUM = 24 * 3600.0
"""A base younger than a day may still be read by another version at work."""


@dataclass(frozen=True, slots=True)
class MiseAJour:
    """What an update did: the files replaced; none when every hash was the same."""

    fichiers: tuple[str, ...]
    empreinte: str


def open_base(dossier: Path, progres: Progres | None = None) -> BaseMedicamentsSqlite:
    """Open the base of a profile folder, building it first when it is absent, damaged or out of date.

    Raises:
        FichierInvalide: even the sources shipped with the product cannot be read.
        OSError: the folder cannot be written.
    """
    sources = active_sources(dossier)
    try:
        return _open_or_build(dossier, sources, progres)
    except FichierInvalide:
        shipped = resource("medicaments")
        if sources == shipped:
            raise
        return _open_or_build(dossier, shipped, progres)


def active_sources(dossier: Path) -> Path:
    """Return the folder of sources in use: the last good update, else the ones shipped."""
    current, _ = _pointer(dossier)
    return current or resource("medicaments")


def update(
    dossier: Path, origine: Path, editions: dict[str, str] | None = None, progres: Progres | None = None
) -> MiseAJour:
    """Replace the files of ``origine`` that differ, build their base, then switch to it in one rename.

    Files that are not there are kept from the sources in use. Whatever fails, the base in use stays.

    Args:
        dossier: folder of the profile.
        origine: folder holding some of the reference files, plain or gzipped.
        editions: date of each new file, ISO; the former one is dropped when not given.
        progres: told of each step.

    Raises:
        FichierInvalide: no reference file there, or one that is not what it should be.
    """
    current = active_sources(dossier)
    given = {nom: path for nom in FICHIERS if (path := find_fichier(origine, nom)) is not None}
    if not given:
        raise FichierInvalide(origine.name, "aucun fichier de référence dans ce dossier")
    dossier.mkdir(parents=True, exist_ok=True)
    staging = dossier / f"sources-{uuid4().hex[:12]}"
    staging.mkdir()
    try:
        changed = _stage(current, given, staging, editions or {}, origine)
        empreinte = empreinte_sources(staging)
        if not changed:
            shutil.rmtree(staging)
            return MiseAJour((), empreinte_sources(current))
        avant = _volumes(dossier, current)
        build(staging, base_path(dossier, staging), progres, avant)
        BaseMedicamentsSqlite(base_path(dossier, staging)).close()
        former, _ = _pointer(dossier)
        _point(dossier, staging, former)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _clean(dossier)
    return MiseAJour(tuple(sorted(changed)), empreinte)


def rollback(dossier: Path) -> Path:
    """Go back to the sources in use before the last update, or to the shipped ones.

    Raises:
        FichierInvalide: nothing was ever updated.
    """
    current, former = _pointer(dossier)
    if current is None:
        raise FichierInvalide("référentiels", "aucune mise à jour à annuler")
    if former is not None:
        _point(dossier, former, None)
    else:
        (dossier / _ACTIF).unlink()
    return active_sources(dossier)


def base_path(dossier: Path, sources: Path) -> Path:
    """Return where the base of those sources is built."""
    return dossier / f"medicaments-{empreinte_sources(sources)[:16]}.sqlite"


def _open_or_build(dossier: Path, sources: Path, progres: Progres | None) -> BaseMedicamentsSqlite:
    path = base_path(dossier, sources)
    if path.exists():
        try:
            return BaseMedicamentsSqlite(path)
        except FichierInvalide:
            path.unlink(missing_ok=True)
    try:
        build(sources, path, progres)
    except PermissionError:
        # Windows: another process built the same base meanwhile and reads it.
        if not path.exists():
            raise
    _clean_bases(dossier)
    return BaseMedicamentsSqlite(path)


def _stage(
    current: Path, given: dict[str, Path], staging: Path, editions: dict[str, str], origine: Path
) -> list[str]:
    """Fill the staging folder; return the names whose content changed."""
    dates = read_editions(current)
    new_dates = read_editions(origine) | editions
    changed = []
    for nom in FICHIERS:
        old, new = find_fichier(current, nom), given.get(nom)
        kept = new or old
        if kept is None:
            continue
        content = read_bytes(kept)
        if new and (old is None or read_bytes(old) != content):
            changed.append(nom)
            dates.pop(nom, None)
            if nom in new_dates:
                dates[nom] = new_dates[nom]
        (staging / f"{nom}.gz").write_bytes(gzip.compress(content, 6, mtime=0))
    (staging / "editions.json").write_text(json.dumps(dates, indent=2), encoding="utf-8")
    return changed


def _volumes(dossier: Path, sources: Path) -> dict[str, int]:
    base = _open_or_build(dossier, sources, None)
    try:
        return {e.nom: e.lignes for e in base.editions()}
    finally:
        base.close()


def _pointer(dossier: Path) -> tuple[Path | None, Path | None]:
    path = dossier / _ACTIF
    if not path.is_file():
        return None, None
    names = path.read_text(encoding="utf-8").split()
    found = [dossier / n if n.startswith("sources-") and (dossier / n).is_dir() else None for n in names[:2]]
    found += [None] * (2 - len(found))
    return found[0], found[1]


def _point(dossier: Path, current: Path, former: Path | None) -> None:
    temporary = dossier / f".{_ACTIF}.tmp"
    temporary.write_text("\n".join(p.name for p in (current, former) if p), encoding="utf-8")
    temporary.replace(dossier / _ACTIF)


def _clean(dossier: Path) -> None:
    """Remove what neither the current nor the former sources need."""
    kept = {p for p in _pointer(dossier) if p}
    for folder in dossier.glob("sources-*"):
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    _clean_bases(dossier)


def _clean_bases(dossier: Path) -> None:
    """Remove the bases of other sources or versions, but the recent ones; one being read waits its turn."""
    kept_sources = {p for p in _pointer(dossier) if p} | {resource("medicaments")}
    kept = {base_path(dossier, p) for p in kept_sources}
    for path in dossier.glob("medicaments-*.sqlite"):
        with contextlib.suppress(OSError):
            if path not in kept and time.time() - path.stat().st_mtime > _AGE_MAXIMUM:
                path.unlink()
