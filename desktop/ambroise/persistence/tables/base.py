"""What every row carries: version, author, seat and instants; nothing is deleted but annulled.

So a part of the office can leave on a laptop and come back: who wrote, when, and why it was annulled.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Integer, MetaData, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ambroise.persistence.sql_types import DecimalText, Instant

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

OCTETS = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared byte by byte, so that a prefix is an interval on both engines."""


class Base(DeclarativeBase):
    """Common metadata."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        Decimal: DecimalText,
        UUID: Uuid(),
        str: Text,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


class Traced:
    """Who wrote a row last, from which seat, when, and how many times it changed."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    auteur: Mapped[str]
    poste: Mapped[str]
    cree_le: Mapped[datetime]
    modifie_le: Mapped[datetime]


class Voidable:
    """Annulled rather than deleted."""

    annule_le: Mapped[datetime | None]
    annule_par: Mapped[str | None]
    motif_annulation: Mapped[str | None]
