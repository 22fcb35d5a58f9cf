"""A private PostgreSQL cluster in a folder: unix socket only, no port, gone with the test session."""

import itertools
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import pytest


class ServeurPostgresql:
    """Started by ``initdb`` and ``pg_ctl``, as the postgres user when the tests run as root."""

    def __init__(self, dossier: Path) -> None:
        binaires = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not binaires:
            if os.environ.get("CI"):
                pytest.fail("PostgreSQL manque")
            pytest.skip("PostgreSQL manque")
        self._bin = binaires[-1]
        # A unix socket's path is limited to 107 bytes: not under pytest's long folders.
        self._dossier = Path("/tmp") / f"ambroise-pg-{os.getpid()}-{dossier.name}"
        self._numeros = itertools.count()

    def __enter__(self) -> Self:
        self._dossier.mkdir(mode=0o700)
        if os.getuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chown(self._dossier, postgres.pw_uid, postgres.pw_gid)
        self._run("initdb", "-D", "data", "-U", "cabinet", "--auth=trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={self._dossier} -c fsync=off"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "journal", "-o", options, "start")
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._dossier, ignore_errors=True)

    @contextmanager
    def database(self, modele: str = "template1") -> Iterator[str]:
        """Give the address of a database made as a template, dropped afterwards."""
        nom = f"essai_{next(self._numeros)}"
        self._admin(f"CREATE DATABASE {nom} TEMPLATE {modele}")
        try:
            yield self.address(nom)
        finally:
            self._admin(f"DROP DATABASE {nom} WITH (FORCE)")

    def make_template(self, nom: str) -> str:
        """Create a database that others are made of, and give its address to fill it."""
        self._admin(f"CREATE DATABASE {nom}")
        return self.address(nom)

    def address(self, nom: str) -> str:
        """Return the address of a database."""
        return f"postgresql://cabinet@/{nom}?host={self._dossier}"

    def _admin(self, ordre: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connexion:
            connexion.execute(ordre)  # type: ignore[call-overload]

    def restart(self) -> None:
        """Stop at once and start again, as a server that loses its power."""
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "-l", "journal", "restart")

    def _run(self, programme: str, *arguments: str) -> None:
        prefixe: list[str] = []
        if os.getuid() == 0:
            gid = str(pwd.getpwnam("postgres").pw_gid)
            prefixe = ["setpriv", "--reuid", "postgres", "--regid", gid, "--clear-groups"]
        subprocess.run(
            [*prefixe, str(self._bin / programme), *arguments],
            check=True,
            cwd=self._dossier,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
