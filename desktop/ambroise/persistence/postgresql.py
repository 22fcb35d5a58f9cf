"""The same store on PostgreSQL, for a group practice: several seats, one server, changes told at once.

One setting of the profile leads here: ``base_donnees`` (a libpq connection string or URL). The seal of the
audit trail is derived from the key all the seats of the office share.
"""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from ambroise.persistence import errors
from ambroise.persistence.database import Database
from ambroise.persistence.keys import derive_key
from ambroise.persistence.migrate import current_revision, is_newer, migrate, script_directory, served
from ambroise.persistence.serveur import PosteConnecte, list_seats, seat_mark
from ambroise.persistence.trace import CANAL
from ambroise.resources import program_version
from ambroise.usecases.errors import AmbroiseError, ProfilIllisible, ProfilOccupe

_journal = logging.getLogger(__name__)
_MIGRATION_LOCK = 0x416D6272
TOUT = "*"
"""The kind of a change that stands for every kind: the server was away, and nobody heard what was written."""


@dataclass(frozen=True)
class Changement:
    """An object another seat has just written: its kind, its identifier, and that seat. No health datum.

    Without identifier, several of that kind; ``TOUT`` when anything may have been written unheard.
    """

    objet: str
    id: str = ""
    poste: str = ""


def open_postgresql(url: str, cle: bytes, poste: str = "") -> Database:
    """Open the office's database and bring it to this version.

    Raises:
        ProfilIllisible: wrong address, server unreachable, or a newer database.
        ProfilOccupe: seats of a former version are at work, and would not bear what changes.
    """
    engine = create_server_engine(url, seat_mark(program_version(), poste))
    try:
        with engine.connect() as connexion:
            # Two seats started together: the second waits until the first has migrated.
            connexion.exec_driver_sql(f"SELECT pg_advisory_lock({_MIGRATION_LOCK})")
            try:
                migrate(engine, before=lambda: _check_other_seats(engine))
            finally:
                connexion.exec_driver_sql(f"SELECT pg_advisory_unlock({_MIGRATION_LOCK})")
    except DBAPIError as erreur:
        engine.dispose()
        raise (errors.translate(erreur) or errors.server_unreachable()) from None
    except AmbroiseError:
        engine.dispose()
        raise
    return Database(engine, derive_key(cle, "audit"))


def _check_other_seats(engine: Engine) -> None:
    """Refuse a change that the seats at work could not bear; one that only adds disturbs nobody."""
    scripts = script_directory()
    with engine.connect() as connexion:
        actuelle = current_revision(connexion)
    tete = scripts.get_current_head()
    anciens = [p for p in list_seats(engine) if p.version != program_version()]
    if not anciens or (tete and actuelle and served(scripts, actuelle, tete)):
        return
    noms = ", ".join(f"{p.nom} ({p.version})" for p in anciens)
    raise ProfilOccupe(
        "Cette version change la base du cabinet, et des postes d’une autre version y "
        f"travaillent\u00a0: {noms}.",
        code="versions_differentes",
        remede="Fermez Ambroise sur ces postes, ouvrez celui-ci, puis mettez-les à jour.",
    )


def create_server_engine(url: str, marque: str = "Ambroise") -> Engine:
    """Return an engine on a server; dead connections are replaced when taken from the pool."""
    try:
        adresse = make_url(url).set(drivername="postgresql+psycopg")
    except ArgumentError:
        raise ProfilIllisible(
            "L’adresse de la base de données du cabinet n’est pas comprise.",
            code="adresse_invalide",
            remede="Elle ressemble à postgresql://utilisateur@serveur/base.",
        ) from None
    return create_engine(
        adresse,
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=4,
        connect_args={"connect_timeout": 5, "application_name": marque},
    )


@dataclass(frozen=True)
class CabinetVu:
    """The office's server as a seat sees it; ``is_newer``: a newer program extended the database."""

    version: str
    is_newer: bool
    postes: tuple[PosteConnecte, ...]


def inspect_server(url: str) -> CabinetVu:
    """Look at the office's server without changing anything. Raises ProfilIllisible."""
    engine = create_server_engine(url)
    try:
        with engine.connect() as connexion:
            version = str(connexion.exec_driver_sql("SHOW server_version").scalar())
        return CabinetVu(version, is_newer(engine), list_seats(engine))
    except DBAPIError as erreur:
        raise (errors.translate(erreur) or errors.server_unreachable()) from None
    finally:
        engine.dispose()


class ChangeListener:
    """A thread that tells what the other seats write; it reconnects when the server comes back."""

    def __init__(self, engine: Engine, poste: str, on_change: Callable[[Changement], None]) -> None:
        self._engine = engine
        self._poste = poste
        self._on_change = on_change
        self._arret = threading.Event()
        self._pret = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ecoute", daemon=True)

    def start(self, timeout: float = 5) -> bool:
        """Start; return whether the server is being listened to."""
        self._thread.start()
        return self._pret.wait(timeout)

    def stop(self, timeout: float = 5) -> bool:
        """Stop; return whether the thread has ended."""
        self._arret.set()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        adresse = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not self._arret.is_set():
            try:
                with psycopg.connect(adresse, autocommit=True) as connexion:
                    connexion.execute(f"LISTEN {CANAL}")
                    if self._pret.is_set():
                        self._on_change(Changement(TOUT))
                    self._pret.set()
                    while not self._arret.is_set():
                        for avis in connexion.notifies(timeout=0.2):
                            self._tell(avis.payload)
            except psycopg.Error as erreur:
                _journal.warning("écoute des autres postes interrompue\u00a0: %s", type(erreur).__name__)
                self._arret.wait(2)

    def _tell(self, message: str) -> None:
        try:
            changement = Changement(*json.loads(message))
        except (ValueError, TypeError):
            return
        if changement.poste != self._poste:
            self._on_change(changement)
