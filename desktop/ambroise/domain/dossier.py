"""The clinical content of a patient file: consultations, measures, allergies, documents."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, StrEnum
from uuid import UUID


class TypeConstante(Enum):
    """Measures the office takes: short code, label, unit (UCUM), plausible range for typing errors."""

    POIDS = ("poids", "Poids", "kg", Decimal("0.3"), Decimal(400))
    TAILLE = ("taille", "Taille", "cm", Decimal(20), Decimal(260))
    TENSION_SYSTOLIQUE = ("tas", "Tension systolique", "mmHg", Decimal(40), Decimal(300))
    TENSION_DIASTOLIQUE = ("tad", "Tension diastolique", "mmHg", Decimal(20), Decimal(200))
    FREQUENCE_CARDIAQUE = ("fc", "Fréquence cardiaque", "/min", Decimal(20), Decimal(300))
    TEMPERATURE = ("temp", "Température", "°C", Decimal(30), Decimal(44))
    SATURATION = ("sat", "Saturation en oxygène", "%", Decimal(40), Decimal(100))
    GLYCEMIE = ("gly", "Glycémie", "g/L", Decimal("0.1"), Decimal(10))
    HBA1C = ("hba1c", "HbA1c", "%", Decimal(3), Decimal(20))
    CREATININE = ("creat", "Créatinine", "µmol/L", Decimal(20), Decimal(2000))
    PERIMETRE_CRANIEN = ("pc", "Périmètre crânien", "cm", Decimal(20), Decimal(70))

    def __init__(self, code: str, libelle: str, unite: str, minimum: Decimal, maximum: Decimal) -> None:
        self.code = code
        self.libelle = libelle
        self.unite = unite
        self.minimum = minimum
        self.maximum = maximum


@dataclass(frozen=True)
class Constante:
    """One measured value, in the unit of its type."""

    id: UUID
    patient_id: UUID
    type: TypeConstante
    valeur: Decimal
    mesuree_le: datetime


class GraviteAllergie(StrEnum):
    """How badly the patient reacted."""

    LEGERE = "légère"
    MODEREE = "modérée"
    SEVERE = "sévère"


@dataclass(frozen=True)
class Allergie:
    """A known allergy; that none is known is an answer of its own, kept on the patient's file."""

    id: UUID
    patient_id: UUID
    libelle: str
    constatee_le: datetime
    code_substance: str = ""
    code_atc: str = ""
    reaction: str = ""
    gravite: GraviteAllergie = GraviteAllergie.MODEREE


@dataclass(frozen=True)
class Consultation:
    """One encounter: why, what was found and decided, and what was measured."""

    id: UUID
    patient_id: UUID
    auteur: str
    debut: datetime
    motif: str
    note: str
    constantes: tuple[Constante, ...] = ()


class TypeDocument(StrEnum):
    """What a stored document is."""

    ORDONNANCE_PDF = "ordonnance_pdf"
    ORDONNANCE_CDA = "ordonnance_cda"
    PARTAGE_CDA = "partage_cda"
    DMP = "dmp"
    AUTRE = "autre"


@dataclass(frozen=True)
class Document:
    """A document of the file; content is addressed by its SHA-256, so that copies are stored once."""

    id: UUID
    patient_id: UUID
    type: TypeDocument
    titre: str
    type_mime: str
    empreinte: str
    taille: int
    ajoute_le: datetime

    @property
    def is_deplacable(self) -> bool:
        """Whether it may change file: what was signed here for a patient is cancelled and made again."""
        return self.type in (TypeDocument.DMP, TypeDocument.AUTRE)
