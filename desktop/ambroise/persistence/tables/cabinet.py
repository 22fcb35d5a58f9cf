"""The office: accounts, who may read a restricted file, appointments, text being typed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ambroise.persistence.tables.base import Base, Traced


class CompteRow(Traced, Base):
    """An account of the office."""

    __tablename__ = "compte"

    identifiant: Mapped[str] = mapped_column(Text, unique=True)
    nom: Mapped[str]
    role: Mapped[str] = mapped_column(String(32))
    du: Mapped[date | None]
    au: Mapped[date | None]


class CodeCompteRow(Base):
    """The code that opens an account without a card, stretched, and the tries since it last opened."""

    __tablename__ = "code_compte"

    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    empreinte: Mapped[str]
    provisoire: Mapped[bool]
    essais: Mapped[int] = mapped_column(Integer)
    attendre_jusqua: Mapped[datetime | None]


class AccesRow(Base):
    """Someone who may read a restricted file."""

    __tablename__ = "acces"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    identifiant: Mapped[str] = mapped_column(Text, primary_key=True)


class RendezVousRow(Traced, Base):
    """An appointment; two that are not cancelled never overlap for one practitioner."""

    __tablename__ = "rendez_vous"
    __table_args__ = (Index("ix_rendez_vous_praticien_debut", "praticien", "debut"),)

    praticien: Mapped[str]
    lieu: Mapped[str]
    uid: Mapped[str] = mapped_column(Text, unique=True)
    debut: Mapped[datetime]
    fin: Mapped[datetime]
    motif: Mapped[str]
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)
    etat: Mapped[str] = mapped_column(String(32))
    arrive_le: Mapped[datetime | None]
    teleconsultation: Mapped[bool]
    type: Mapped[str] = mapped_column(Text, server_default="")
    serie: Mapped[UUID | None] = mapped_column(index=True)
    notes: Mapped[str] = mapped_column(Text, server_default="")


class ReglageAgendaRow(Traced, Base):
    """What the office, or one practitioner, decided of an agenda; the office has no practitioner."""

    __tablename__ = "reglage_agenda"

    praticien: Mapped[str] = mapped_column(Text, unique=True)
    contenu: Mapped[str]


class BrouillonRow(Base):
    """Text being typed."""

    __tablename__ = "brouillon"

    cle: Mapped[str] = mapped_column(Text, primary_key=True)
    contenu: Mapped[str]
    modifie_le: Mapped[datetime]
