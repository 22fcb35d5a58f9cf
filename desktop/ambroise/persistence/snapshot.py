"""Read one instant of a base while others write in it."""

from sqlalchemy import Engine


def snapshot(engine: Engine) -> Engine:
    """Return the engine whose transactions read one instant of the base; an encrypted file always does."""
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")
