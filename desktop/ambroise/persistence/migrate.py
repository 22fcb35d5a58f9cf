"""Bring a database to the version of this program: after a copy, in one transaction.

Each migration is titled by what changes for the practitioner. One that only adds says ``additive = True``:
the programs before it go on working beside it, which is how an office updates its seats one after the other.
The oldest program that a server's database still serves is written on the database itself.
"""

from collections.abc import Callable

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from ambroise.persistence import errors, schema
from ambroise.persistence.tables import Base
from ambroise.usecases.errors import ProfilIllisible

_MARQUE = "Ambroise : programmes depuis la révision "


def script_directory() -> ScriptDirectory:
    """Return the migrations, in order."""
    return ScriptDirectory(str(schema.MIGRATIONS))


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
            inconnue = actuelle is not None and actuelle not in _known(scripts)
            if inconnue and _served_since(connexion) in _known(scripts):
                return
        if inconnue:
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
            if connexion.dialect.name == "postgresql" and revision_cible:
                depuis = compatible_since(scripts, revision_cible)
                connexion.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{_MARQUE}{depuis}'")
    except DBAPIError as erreur:
        raise (errors.translate(erreur) or errors.damaged()) from erreur


def compatible_since(scripts: ScriptDirectory, revision: str) -> str:
    """Return the oldest revision whose program still works on a database at this one."""
    script = scripts.get_revision(revision)
    while getattr(script.module, "additive", False) and isinstance(script.down_revision, str):
        script = scripts.get_revision(script.down_revision)
    return script.revision


def served(scripts: ScriptDirectory, ancienne: str, nouvelle: str) -> bool:
    """Whether a program of the former revision goes on working on a database at the new one."""
    depuis = compatible_since(scripts, nouvelle)
    return any(s.revision == depuis for s in scripts.iterate_revisions(ancienne, "base"))


def is_newer(engine: Engine) -> bool:
    """Whether a database was written by a newer program that still lets this one work."""
    with engine.connect() as connexion:
        actuelle = current_revision(connexion)
    return actuelle is not None and actuelle not in _known(script_directory())


def _known(scripts: ScriptDirectory) -> set[str]:
    return {s.revision for s in scripts.walk_revisions()}


def _served_since(connexion: Connection) -> str | None:
    """Return the oldest revision that a server's database says it serves, None when it says nothing."""
    if connexion.dialect.name != "postgresql":
        return None
    question = "SELECT obj_description('alembic_version'::regclass, 'pg_class')"
    marque = connexion.exec_driver_sql(question).scalar() or ""
    return marque.removeprefix(_MARQUE) if marque.startswith(_MARQUE) else None


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
