"""The successive shapes of the database, read in order by ``migrate``."""
