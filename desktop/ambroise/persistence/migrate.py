"""Bring a database to the version of this program: after a copy, in one transaction.

Each migration is titled by what changes for the practitioner.
"""

from collections.abc import Callable
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from ambroise.persistence import errors
from ambroise.persistence.tables import Base
from ambroise.usecases.errors import ProfilIllisible

MIGRATIONS = Path(__file__).parent / "migrations"


def script_directory() -> ScriptDirectory:
    """Return the migrations, in order."""
    return ScriptDirectory(str(MIGRATIONS))


def current_revision(connexion: Connection) -> str | None:
    """Return the version of a database, None when it is empty."""
    return MigrationContext.configure(connexion).get_current_revision()


def migrate(engine: Engine, before: Callable[[], None] = lambda: None, cible: str = "head") -> None:
    """Apply what is missing; ``before`` runs first when the database already holds something.

    Raises:
        ProfilIllisible: the database was written by a newer version, or there is no room.
    """
    scripts = script_directory()
    try:
        with engine.connect() as connexion:
            actuelle = current_revision(connexion)
        if actuelle is not None and actuelle not in {s.revision for s in scripts.walk_revisions()}:
            raise ProfilIllisible(
                "Cette base a été écrite par une version plus récente d’Ambroise. Rien n’a été modifié.",
                code="version_plus_recente",
                remede="Installez la dernière version d’Ambroise sur ce poste.",
            )
        revision_cible = scripts.get_current_head() if cible == "head" else cible
        if actuelle == revision_cible:
            return
        if actuelle is not None:
            before()
        with engine.begin() as connexion:
            _upgrade(connexion, scripts, cible)
    except DBAPIError as erreur:
        raise (errors.translate(erreur) or errors.damaged()) from erreur


def _upgrade(connexion: Connection, scripts: ScriptDirectory, cible: str) -> None:
    contexte = MigrationContext.configure(
        connexion,
        opts={
            "fn": lambda revision, _contexte: scripts._upgrade_revs(cible, revision),
            "transactional_ddl": True,
            "target_metadata": Base.metadata,
        },
    )
    with Operations.context(contexte):
        contexte.run_migrations()
