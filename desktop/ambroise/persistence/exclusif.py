"""One seat at a time does what concerns the whole office; the server frees the door of one that died."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from ambroise.persistence.errors import server_unreachable


@contextmanager
def alone(engine: Engine, tache: str) -> Iterator[bool]:
    """Tell whether this seat is the only one at a task; where there is no server it always is.

    Raises:
        ProfilIllisible: the server does not answer.
    """
    if engine.dialect.name != "postgresql":
        yield True
        return
    try:
        porte = engine.connect()
    except DBAPIError:
        raise server_unreachable() from None
    with porte as connexion:
        libre = connexion.scalar(text("SELECT pg_try_advisory_lock(hashtext(:tache))"), {"tache": tache})
        connexion.commit()  # the lock is the session's: no transaction stays open behind it
        try:
            yield bool(libre)
        finally:
            if libre:
                connexion.execute(text("SELECT pg_advisory_unlock(hashtext(:tache))"), {"tache": tache})
                connexion.commit()
