"""What the database itself refuses, whatever the program asks: changing a trace, deleting a care record.

The statements are those of the migrations; they are kept here because both engines need their own words.
"""

from collections.abc import Iterable

from ambroise.persistence.errors import FINAL_MARK


def refuse(dialecte: str, table: str, evenement: str, condition: str = "") -> Iterable[str]:
    """Return the statements that refuse ``UPDATE`` or ``DELETE`` of a table.

    ``condition`` is SQL over ``OLD`` and ``NEW`` (the same words on both engines); empty means always.
    """
    nom = f"refuse_{evenement.lower()}_{table}"
    quand = f" WHEN ({condition})" if condition else ""
    if dialecte == "sqlite":
        yield (
            f"CREATE TRIGGER {nom} BEFORE {evenement} ON {table} FOR EACH ROW{quand} "
            f"BEGIN SELECT RAISE(ABORT, '{FINAL_MARK} : {table}'); END"
        )
    else:
        yield (
            f"CREATE TRIGGER {nom} BEFORE {evenement} ON {table} FOR EACH ROW{quand} "
            f"EXECUTE FUNCTION refuse_acte_final()"
        )


def prepare(dialecte: str) -> Iterable[str]:
    """Return the statements needed once before :func:`refuse`."""
    if dialecte != "sqlite":
        yield (
            "CREATE OR REPLACE FUNCTION refuse_acte_final() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{FINAL_MARK} : %', TG_TABLE_NAME; END $$"
        )
