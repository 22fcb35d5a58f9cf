"""What a file holds: encounters, measures, allergies, documents, entries, and their words."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ambroise.persistence.tables.base import Base, Traced, Voidable


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


class TexteDocumentRow(Base):
    """The words of a document's bytes, once per SHA-256: absent as long as nobody tried to read them."""

    __tablename__ = "texte_document"
    # The state is counted and looked up without reading the words.
    __table_args__ = (Index("ix_texte_document_empreinte_etat", "empreinte", "etat"),)

    empreinte: Mapped[str] = mapped_column(ForeignKey("contenu.empreinte"), primary_key=True)
    etat: Mapped[str] = mapped_column(String(16))
    texte: Mapped[str]


class TexteRow(Base):
    """An object whose words are searched, under a small number that the index shares."""

    __tablename__ = "texte"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    numero: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    objet_id: Mapped[UUID] = mapped_column(unique=True)
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)
