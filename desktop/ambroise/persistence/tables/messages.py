"""The copy of the secure boxes: a cache, not the file; what a box loses, its copy loses."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ambroise.persistence.tables.base import Base


class DossierBoiteRow(Base):
    """Where the copy of one folder of a box stands (UIDVALIDITY, HIGHESTMODSEQ)."""

    __tablename__ = "dossier_boite"

    boite: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    dossier: Mapped[str]
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    modseq: Mapped[int | None] = mapped_column(BigInteger)


class MessageRow(Base):
    """One message: what the list shows in ``entete``, the message itself in ``octets`` once it was read."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_role_recu_le", "role", "recu_le"),
        Index("ix_message_a_lire", "boite", "a_lire", "recu_le"),
        Index("ix_message_accuse_de", "accuse_de"),
    )

    boite: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(primary_key=True)
    uid: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(16))
    recu_le: Mapped[datetime]
    lu: Mapped[bool]
    classe: Mapped[bool]
    porte_document: Mapped[bool]
    du_patient: Mapped[bool]
    a_lire: Mapped[bool]
    accuse_de: Mapped[str]
    entete: Mapped[str]
    octets: Mapped[bytes | None] = mapped_column(LargeBinary)
