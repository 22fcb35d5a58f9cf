"""Acts that are final: orders, what was dispensed, what has to leave."""

import datetime as dt
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambroise.persistence.tables.base import Base, Traced


class OrdonnanceRow(Traced, Base):
    """An order; ``contenu`` is frozen by a trigger from the signature on."""

    __tablename__ = "ordonnance"
    __table_args__ = (Index("ix_ordonnance_patient_id_date", "patient_id", "date"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    date: Mapped[dt.date]
    numero: Mapped[str | None] = mapped_column(String(40), unique=True)
    statut: Mapped[str] = mapped_column(String(16))
    signee_le: Mapped[datetime | None]
    remplace: Mapped[UUID | None]
    remplacee_par: Mapped[UUID | None]
    annulation: Mapped[str | None]
    contenu: Mapped[str]


class DispensationRow(Traced, Base):
    """What a pharmacy dispensed, never changed."""

    __tablename__ = "dispensation"

    numero_ordonnance: Mapped[str] = mapped_column(String(40), index=True)
    ordonnance_id: Mapped[UUID | None]
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)
    instant: Mapped[datetime]
    rang: Mapped[int] = mapped_column(Integer)
    contenu: Mapped[str]


class BoiteDelivreeRow(Base):
    """The serial number of a pack that left, read from its dispensing: a pack leaves once."""

    __tablename__ = "boite_delivree"
    __table_args__ = (Index("ix_boite_delivree_code_cip13_numero_serie", "code_cip13", "numero_serie"),)

    dispensation_id: Mapped[UUID] = mapped_column(ForeignKey("dispensation.id"), primary_key=True)
    code_cip13: Mapped[str] = mapped_column(String(13), primary_key=True)
    numero_serie: Mapped[str] = mapped_column(String(20), primary_key=True)


class CopieOrdonnanceRow(Traced, Base):
    """The copy of an order of narcotics: ``contenu`` is emptied when it is destroyed, the row stays."""

    __tablename__ = "copie_ordonnance"

    dispensation_id: Mapped[UUID] = mapped_column(ForeignKey("dispensation.id"), index=True)
    origine: Mapped[str] = mapped_column(String(16))
    numeros: Mapped[list[Any]]
    contenu: Mapped[bytes] = mapped_column(LargeBinary)
    detruite_le: Mapped[datetime | None]
    detruite_par: Mapped[str]


class CompteurRow(Base):
    """A number that follows the last one without a gap."""

    __tablename__ = "compteur"

    nom: Mapped[str] = mapped_column(String(40), primary_key=True)
    dernier: Mapped[int] = mapped_column(Integer)


class EnvoiRow(Traced, Base):
    """One delivery of the outbox, the INS frozen in it, and when a worker last took it (``prise_le``)."""

    __tablename__ = "envoi"
    __table_args__ = (
        UniqueConstraint("type", "cle_idempotence"),
        Index("ix_envoi_etat_prochaine", "etat", "prochaine"),
        CheckConstraint(
            "etat IN ('en_attente', 'en_cours', 'remis', 'refusé', 'à_reprendre', 'annulé')", name="etat"
        ),
    )

    type: Mapped[str] = mapped_column(String(40))
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)
    libelle: Mapped[str]
    cle_idempotence: Mapped[str]
    contenu: Mapped[bytes] = mapped_column(LargeBinary)
    etat: Mapped[str] = mapped_column(String(16))
    essais: Mapped[int] = mapped_column(Integer)
    prochaine: Mapped[datetime | None]
    erreur: Mapped[str]
    accuse: Mapped[str]
    apres: Mapped[UUID | None] = mapped_column(ForeignKey("envoi.id"), index=True)
    ins_numero: Mapped[str | None]
    ins_oid: Mapped[str | None]
    prise_le: Mapped[datetime | None]
