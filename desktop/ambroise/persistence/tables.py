"""The tables, one class each; no row leaves this package.

Every row carries its version, author, seat and instants, so that a part of the office can leave on a
laptop and come back. Nothing is deleted: a row is annulled, with who, when and why.
"""

import datetime as dt
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ambroise.persistence.sql_types import DecimalText, Instant

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


_OCTETS = Text().with_variant(Text(collation="C"), "postgresql")
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
    cle: Mapped[str] = mapped_column(_OCTETS, primary_key=True)
    numero: Mapped[int] = mapped_column(
        ForeignKey("patient_index.numero"), primary_key=True, autoincrement=False, index=True
    )


class MotProcheRow(Base):
    """A known name under its sound, itself, and itself less one letter: near names share such a key."""

    __tablename__ = "mot_proche"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    cle: Mapped[str] = mapped_column(_OCTETS, primary_key=True)
    mot: Mapped[str] = mapped_column(_OCTETS, primary_key=True)


class ConsultationRow(Traced, Voidable, Base):
    """One encounter."""

    __tablename__ = "consultation"
    __table_args__ = (Index("ix_consultation_patient_id_debut", "patient_id", "debut"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    praticien: Mapped[str]
    debut: Mapped[datetime]
    motif: Mapped[str]
    note: Mapped[str]


class ConstanteRow(Traced, Voidable, Base):
    """One measured value, alone or taken during a consultation."""

    __tablename__ = "constante"
    __table_args__ = (Index("ix_constante_patient_id_mesuree_le", "patient_id", "mesuree_le"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    consultation_id: Mapped[UUID | None] = mapped_column(ForeignKey("consultation.id"), index=True)
    type: Mapped[str] = mapped_column(String(40))
    valeur: Mapped[Decimal]
    mesuree_le: Mapped[datetime]


class AllergieRow(Traced, Voidable, Base):
    """A known allergy."""

    __tablename__ = "allergie"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    libelle: Mapped[str]
    constatee_le: Mapped[datetime]
    code_substance: Mapped[str]
    code_atc: Mapped[str]
    reaction: Mapped[str]
    gravite: Mapped[str] = mapped_column(String(16))


class ContenuRow(Base):
    """The bytes of a document, once per SHA-256."""

    __tablename__ = "contenu"

    empreinte: Mapped[str] = mapped_column(String(64), primary_key=True)
    octets: Mapped[bytes] = mapped_column(LargeBinary)


class DocumentRow(Traced, Voidable, Base):
    """A document of a patient's file."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_patient_id_ajoute_le", "patient_id", "ajoute_le"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    type: Mapped[str] = mapped_column(String(32))
    titre: Mapped[str]
    type_mime: Mapped[str]
    empreinte: Mapped[str] = mapped_column(ForeignKey("contenu.empreinte"), index=True)
    taille: Mapped[int] = mapped_column(Integer)
    ajoute_le: Mapped[datetime]


class EntreeRow(Traced, Voidable, Base):
    """An entry of a file of any kind of ``domain.entrees``; ``le`` is the date it is sorted by."""

    __tablename__ = "entree"
    __table_args__ = (
        Index("ix_entree_patient_id_genre_le", "patient_id", "genre", "le"),
        Index("ix_entree_genre_le", "genre", "le"),
    )

    genre: Mapped[str] = mapped_column(String(40))
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"))
    le: Mapped[date | None]
    contenu: Mapped[str]


class CompteRow(Traced, Base):
    """An account of the office."""

    __tablename__ = "compte"

    identifiant: Mapped[str] = mapped_column(Text, unique=True)
    nom: Mapped[str]
    role: Mapped[str] = mapped_column(String(32))
    du: Mapped[date | None]
    au: Mapped[date | None]


class AccesRow(Base):
    """Someone who may read a restricted file."""

    __tablename__ = "acces"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    identifiant: Mapped[str] = mapped_column(Text, primary_key=True)


class TexteRow(Base):
    """An object whose words are searched, under a small number that the index shares."""

    __tablename__ = "texte"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    numero: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    objet_id: Mapped[UUID] = mapped_column(unique=True)
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)


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


class AuditRow(Base):
    """One entry of the trail: its rank, and its digest chained to the one before."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_patient_id_rang", "patient_id", "rang"),)

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


class BrouillonRow(Base):
    """Text being typed."""

    __tablename__ = "brouillon"

    cle: Mapped[str] = mapped_column(Text, primary_key=True)
    contenu: Mapped[str]
    modifie_le: Mapped[datetime]
