"""Who takes part in the care and what is to do: team, tasks, letters, tags."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MembreEquipe:
    """A professional who takes part in the care: médecin traitant, specialist, nurse, pharmacist."""

    id: UUID
    patient_id: UUID
    role: str
    nom: str
    identifiant_national: str = ""
    adresse_mssante: str = ""
    telephone: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Tache:
    """Something to do, for a patient or for the office; ``pour`` is the account that must."""

    id: UUID
    libelle: str
    echeance: date
    patient_id: UUID | None = None
    pour: str = ""
    faite_le: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Courrier:
    """A letter as it was written, from a template or not; ``concerne`` is the care plan it is about."""

    id: UUID
    patient_id: UUID
    le: date
    destinataire: str
    objet: str
    corps: str
    modele: str = ""
    version: int = 0
    concerne: UUID | None = None


@dataclass(frozen=True, slots=True)
class Etiquette:
    """A free tag."""

    id: UUID
    patient_id: UUID
    libelle: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class RaccourciTexte:
    """Words that ``;mot`` stands for in a note: its author's own, or everybody's when ``partage``."""

    id: UUID
    auteur: str
    mot: str
    texte: str
    partage: bool = False
    patient_id: None = None
    """Nobody's: it is kept beside the entries of the files, without a patient."""
    version: int = 0
