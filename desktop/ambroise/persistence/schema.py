"""Whether a database has the shape this program writes, told without the library that migrates.

Opening a window then never pays for that library, which is only used the day of an update.
"""

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

MIGRATIONS = Path(__file__).parent / "migrations"


def latest_revision() -> str:
    """Return the revision this program writes: each migration's file begins with its own."""
    return max((fichier.stem[:4] for fichier in (MIGRATIONS / "versions").glob("[0-9]*.py")), default="")


def is_current(engine: Engine) -> bool:
    """Whether nothing is to migrate; an empty, older, newer or damaged database is for who migrates."""
    try:
        with engine.connect() as connexion:
            lues = connexion.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    except DBAPIError:
        return False
    return list(lues) == [latest_revision()]
