"""Who did what: the chained trail, and what an object was before a change."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambroise.persistence.tables.base import Base


class AuditRow(Base):
    """One entry of the trail: its rank, and its digest chained to the one before."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_patient_id_rang", "patient_id", "rang"),
        Index("ix_audit_instant", "instant"),
    )

    rang: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(unique=True)
    instant: Mapped[datetime]
    auteur: Mapped[str]
    poste: Mapped[str]
    action: Mapped[str] = mapped_column(String(32))
    objet: Mapped[str]
    patient_id: Mapped[UUID | None]
    detail: Mapped[str]
    empreinte: Mapped[str] = mapped_column(String(64))
    situation: Mapped[str] = mapped_column(server_default="")


class AuditTeteRow(Base):
    """How many entries there are and the last digest, sealed: a cut tail shows."""

    __tablename__ = "audit_tete"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    nombre: Mapped[int] = mapped_column(Integer)
    empreinte: Mapped[str] = mapped_column(String(64))
    sceau: Mapped[str] = mapped_column(String(64))


class RevisionRow(Base):
    """What an object was before a change: who changed it, when, from which seat."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("objet", "objet_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    objet: Mapped[str] = mapped_column(String(32))
    objet_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(Integer)
    auteur: Mapped[str]
    poste: Mapped[str]
    instant: Mapped[datetime]
    avant: Mapped[dict[str, Any]]


class EchangeInsiRow(Base):
    """What the machine asked INSi on its own: compressed messages, kept for a time."""

    __tablename__ = "echange_insi"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    instant: Mapped[datetime] = mapped_column(index=True)
    operation: Mapped[str] = mapped_column(String(32))
    resultat: Mapped[str]
    contenu: Mapped[bytes] = mapped_column(LargeBinary)
