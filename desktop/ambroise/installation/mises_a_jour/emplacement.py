"""Where the versions of the program lie, and which one is in use.

``versions/<number>/`` holds one whole program each; ``courant`` names the one that the launcher starts. A
version is changed by replacing that small file, which every system does at once; symbolic links are not used
because Windows gives them to administrators only.
"""

import os
import shutil
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ambroise.installation.mises_a_jour.versions import Version, format_version, parse_version
from ambroise.persistence.files import sync_folder, write_private
from ambroise.usecases.errors import NonPrisEnCharge, ReponseInvalide

PROGRAMME = "ambroise.exe" if sys.platform == "win32" else "ambroise"
_LANCEUR = """#!/bin/sh
# Starts the version whose name is in the file courant.
d=$(dirname "$(readlink -f "$0")")
exec "$d/versions/$(cat "$d/courant")/ambroise" "$@"
"""
_LANCEUR_WINDOWS = """@echo off
set /p V=<"%~dp0courant"
"%~dp0versions\\%V%\\ambroise.exe" %*
"""


@dataclass(frozen=True)
class Emplacement:
    """One installation of the program."""

    racine: Path

    @property
    def courant(self) -> Path:
        """The file that names the version in use."""
        return self.racine / "courant"

    @property
    def atelier(self) -> Path:
        """Where an update works before anything is in use."""
        return self.racine / "mise-a-jour"

    @property
    def journal(self) -> Path:
        """The file that stands while an update is under way, or after it was cut."""
        return self.atelier / "journal.json"

    @property
    def version(self) -> Version:
        """The version in use. Raises NonPrisEnCharge when this folder is no installation."""
        try:
            return parse_version(self.courant.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError, ReponseInvalide):
            raise NonPrisEnCharge(
                "Ce dossier n’est pas une installation qui se met à jour elle-même.",
                code="pas_une_installation",
                remede="Un paquet se met à jour par son système\u202f; sinon, donnez le dossier avec --root.",
            ) from None

    def folder(self, version: Version) -> Path:
        """Return the folder of a version, there or not."""
        return self.racine / "versions" / format_version(version)

    def programme(self, version: Version) -> Path:
        """Return the executable of a version."""
        return self.folder(version) / PROGRAMME

    def list_versions(self) -> list[Version]:
        """Return the versions that are whole, the oldest first."""
        dossier = self.racine / "versions"
        noms = [d.name for d in dossier.iterdir() if not d.name.startswith(".")] if dossier.is_dir() else []
        return sorted(parse_version(nom) for nom in noms)

    def switch(self, version: Version) -> None:
        """Make a version the one in use, at once."""
        write_private(self.courant, format_version(version).encode())
        if os.name == "posix":
            self.courant.chmod(0o644)

    def unfold(self, archive: Path, version: Version) -> None:
        """Put the files of an archive in the folder of a version, which appears whole or not at all."""
        provisoire = self.folder(version).with_name(f".{format_version(version)}")
        shutil.rmtree(provisoire, ignore_errors=True)
        provisoire.mkdir(parents=True)
        with zipfile.ZipFile(archive) as zip_:
            for membre in zip_.infolist():
                _extract(zip_, membre, provisoire)
        self._publish(provisoire, version)

    def install(self, source: Path, version: Version) -> None:
        """Lay a frozen program as a version in use, with what starts it."""
        provisoire = self.folder(version).with_name(f".{format_version(version)}")
        shutil.rmtree(provisoire, ignore_errors=True)
        provisoire.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, provisoire)
        self._publish(provisoire, version)
        lanceur = self.racine / ("ambroise.cmd" if sys.platform == "win32" else "ambroise")
        lanceur.write_text(_LANCEUR_WINDOWS if sys.platform == "win32" else _LANCEUR, encoding="utf-8")
        lanceur.chmod(0o755)
        self.switch(version)

    def prune(self, gardees: set[Version]) -> None:
        """Remove the versions that are not kept and what an update left."""
        for version in self.list_versions():
            if version not in gardees:
                shutil.rmtree(self.folder(version), ignore_errors=True)
        for reste in (self.racine / "versions").glob(".*"):
            shutil.rmtree(reste, ignore_errors=True)

    def _publish(self, provisoire: Path, version: Version) -> None:
        if not (provisoire / PROGRAMME).is_file():
            shutil.rmtree(provisoire, ignore_errors=True)
            raise ReponseInvalide("Cette archive ne contient pas le programme.", code="archive")
        shutil.rmtree(self.folder(version), ignore_errors=True)
        provisoire.rename(self.folder(version))
        sync_folder(self.racine / "versions")


def running_installation() -> Emplacement | None:
    """Return the installation this program runs from, None for a package or the sources."""
    dossier = Path(sys.executable).resolve().parent
    if getattr(sys, "frozen", False) and dossier.parent.name == "versions":
        return Emplacement(dossier.parent.parent)
    return None


def _extract(zip_: zipfile.ZipFile, membre: zipfile.ZipInfo, dossier: Path) -> None:
    nom = PurePosixPath(membre.filename)
    mode = membre.external_attr >> 16
    is_odd = nom.is_absolute() or ".." in nom.parts or "\\" in membre.filename or ":" in membre.filename
    if is_odd or (mode & 0o170000) not in (0, 0o100000, 0o040000):
        raise ReponseInvalide("Cette archive contient un chemin ou un lien interdit.", code="archive")
    cible = dossier / nom
    if membre.is_dir():
        cible.mkdir(parents=True, exist_ok=True)
        return
    cible.parent.mkdir(parents=True, exist_ok=True)
    with zip_.open(membre) as source, cible.open("xb") as sortie:
        shutil.copyfileobj(source, sortie, 1 << 20)
    cible.chmod(0o755 if mode & 0o100 else 0o644)
