"""The patient: identity, what a search needs to find it, and two files read as one."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ambroise.persistence.tables.base import OCTETS, Base, Traced, Voidable


class PatientRow(Traced, Voidable, Base):
    """A patient; the lists of the identity (proofs, former matricules) are kept as JSON."""

    __tablename__ = "patient"
    __table_args__ = (
        Index("ix_patient_traits", "nom_naissance", "date_naissance"),
        Index(
            "uq_patient_ins",
            "ins_numero",
            "ins_oid",
            unique=True,
            sqlite_where=text("ins_numero IS NOT NULL AND annule_le IS NULL"),
            postgresql_where=text("ins_numero IS NOT NULL AND annule_le IS NULL"),
        ),
    )

    nom_naissance: Mapped[str]
    prenoms_naissance: Mapped[str]
    premier_prenom: Mapped[str]
    sexe: Mapped[str] = mapped_column(String(1))
    date_naissance: Mapped[date]
    date_estimee: Mapped[bool]
    lieu_naissance: Mapped[str]
    nom_utilise: Mapped[str]
    prenom_utilise: Mapped[str]
    statut: Mapped[str] = mapped_column(String(16))
    ins_numero: Mapped[str | None] = mapped_column(String(15))
    ins_oid: Mapped[str | None] = mapped_column(String(40))
    ins: Mapped[dict[str, Any] | None]
    justificatifs: Mapped[list[Any]]
    attributs: Mapped[list[Any]]
    telephone: Mapped[str]
    email: Mapped[str]
    adresse: Mapped[str]
    code_postal: Mapped[str]
    commune: Mapped[str]
    nir_facturation: Mapped[str]


class PatientIndexRow(Base):
    """What the list of a search shows of a patient, under a small number that the indexes share."""

    __tablename__ = "patient_index"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy reads it so

    numero: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), unique=True)
    nom_naissance: Mapped[str]
    nom_utilise: Mapped[str]
    prenom: Mapped[str]
    date_naissance: Mapped[date]
    sexe: Mapped[str] = mapped_column(String(1))
    statut: Mapped[str] = mapped_column(String(16))
    tri: Mapped[str]


class FusionRow(Traced, Base):
    """Two files read as one: the absorbed one is annulled, its rows stay its own, and it can be undone."""

    __tablename__ = "fusion"

    conserve_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    absorbe_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    motif: Mapped[str]
    conserve_avant: Mapped[dict[str, Any]]
    defaite_le: Mapped[datetime | None]
    defaite_par: Mapped[str | None]
    defaite_motif: Mapped[str | None]


class PatientCleRow(Base):
    """One key under which a patient is found: a name, its sound, a date, a number (see ``search``)."""

    __tablename__ = "patient_cle"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    genre: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    cle: Mapped[str] = mapped_column(OCTETS, primary_key=True)
    numero: Mapped[int] = mapped_column(
        ForeignKey("patient_index.numero"), primary_key=True, autoincrement=False, index=True
    )


class MotProcheRow(Base):
    """A known name under its sound, itself, and itself less one letter: near names share such a key."""

    __tablename__ = "mot_proche"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    cle: Mapped[str] = mapped_column(OCTETS, primary_key=True)
    mot: Mapped[str] = mapped_column(OCTETS, primary_key=True)
