"""A private PostgreSQL cluster in a folder: unix socket only, no port, gone with the test session."""

import itertools
import os
import pwd
import shutil
import socket
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
        self._port = 0

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
        port = f"&port={self._port}" if self._port else ""
        return f"postgresql://cabinet@/{nom}?host={self._dossier}{port}"

    def serve_tls(self, certificat: Path, cle: Path) -> None:
        """Listen on a free port of this machine too, by TLS and SCRAM only."""
        self._admin("ALTER ROLE cabinet PASSWORD 'administration'")
        with socket.socket() as libre:
            libre.bind(("127.0.0.1", 0))
            self._port = libre.getsockname()[1]
        for source, nom in ((certificat, "serveur.crt"), (cle, "serveur.key")):
            copie = self._dossier / "data" / nom
            shutil.copy(source, copie)
            copie.chmod(0o600)
            if os.getuid() == 0:
                postgres = pwd.getpwnam("postgres")
                os.chown(copie, postgres.pw_uid, postgres.pw_gid)
        (self._dossier / "data" / "pg_hba.conf").write_text(
            "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
        )
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories={self._dossier} "
            "-c fsync=off -c ssl=on -c ssl_cert_file=serveur.crt -c ssl_key_file=serveur.key"
        )
        self._run("pg_ctl", "-D", "data", "-m", "fast", "-w", "-l", "journal", "-o", options, "restart")

    def tcp_address(self, nom: str) -> str:
        """Return the administrator's address of a database, by the network."""
        return f"postgresql://cabinet:administration@127.0.0.1:{self._port}/{nom}?sslmode=require"

    def has_role(self, nom: str) -> bool:
        """Whether a role exists."""
        with psycopg.connect(self.address("postgres")) as connexion:
            return bool(connexion.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (nom,)).fetchone())

    def drop(self, nom: str) -> None:
        """Drop a database and every seat's role."""
        self._admin(f"DROP DATABASE IF EXISTS {nom} WITH (FORCE)")
        with psycopg.connect(self.address("postgres"), autocommit=True) as connexion:
            roles = connexion.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'poste_%'").fetchall()
        for (role,) in roles:
            self._admin(f"DROP ROLE {role}")

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
