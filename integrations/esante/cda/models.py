"""What a document says before it is a document: patient, professionals, structure, context.

Frozen and free of any application: whoever builds a document fills these. Vocabulary and cardinalities are
those of the CI-SIS "structuration minimale" (V1.16.8).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

OID_INS_NIR = "1.2.250.1.213.1.4.8"
OID_INS_NIA = "1.2.250.1.213.1.4.9"
OID_INS_TEST = "1.2.250.1.213.1.4.10"
OID_INS_DEMO = "1.2.250.1.213.1.4.11"
OIDS_INS = (OID_INS_NIR, OID_INS_NIA, OID_INS_TEST, OID_INS_DEMO)
OID_PS = "1.2.250.1.71.4.2.1"
OID_STRUCTURE = "1.2.250.1.71.4.2.2"
OID_EPU = "1.2.250.1.215.500.1.1"
LOINC = "2.16.840.1.113883.6.1"
TA_ASIP = "1.2.250.1.213.1.1.4.322"


@dataclass(frozen=True)
class Code:
    """A coded value: code, label and the OID of its code system."""

    code: str
    libelle: str
    systeme: str


@dataclass(frozen=True)
class Adresse:
    """A postal address: up to seven free lines, then its named end."""

    lignes: tuple[str, ...] = ()
    code_postal: str = ""
    ville: str = ""
    pays: str = ""
    usage: str = ""


@dataclass(frozen=True)
class Telecom:
    """A telephone number or an address, with its scheme (``tel:``, ``mailto:``…)."""

    valeur: str
    usage: str = ""


@dataclass(frozen=True)
class PatientCda:
    """The patient of a document (recordTarget).

    With an INS, the birth name, the first birth given name, the whole list, the birth date, the sex and the
    INSEE code of the birth place are all mandatory.
    """

    nom_naissance: str
    premier_prenom: str
    sexe: str
    date_naissance: date | None
    prenoms_naissance: str = ""
    matricule: str | None = None
    oid_ins: str | None = None
    lieu_naissance: str | None = None
    nom_utilise: str = ""
    prenom_utilise: str = ""
    ipp: str | None = None
    oid_ipp: str | None = None
    adresse: Adresse | None = None
    telecoms: tuple[Telecom, ...] = ()


@dataclass(frozen=True)
class StructureCda:
    """A structure: Struct_idNat (prefix + number), name and, for the place of care, its codes J02 and J04."""

    identifiant: str
    nom: str
    adresse: Adresse | None = None
    telecoms: tuple[Telecom, ...] = ()
    type: Code | None = None
    cadre_exercice: Code | None = None


@dataclass(frozen=True)
class ProfessionnelCda:
    """A professional: PS_IdNat (prefix + number), names, specialty J01, structure."""

    identifiant: str
    nom: str
    prenom: str
    specialite: Code
    structure: StructureCda
    civilite: str = ""
    titre: str = ""
    adresse: Adresse | None = None
    telecoms: tuple[Telecom, ...] = ()
    fonction: Code | None = None


class TypeParticipant(StrEnum):
    """Why another professional is named (JDV_J144)."""

    REMPLACE = "CON"
    EXECUTANT = "PRF"
    PRESCRIPTEUR = "REF"
    INFORMATEUR = "INF"


@dataclass(frozen=True)
class Participant:
    """Another professional, with the date that the role is about."""

    type: TypeParticipant
    professionnel: ProfessionnelCda | None
    instant: datetime | None = None
    fonction: Code | None = None


@dataclass(frozen=True)
class ActeDocumente:
    """The main act of the document (first documentationOf)."""

    code: Code | None
    debut: datetime
    fin: datetime | None = None
    identifiants: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Entete:
    """The header common to all documents.

    Args:
        identifiant: OID of this version, without extension.
        identifiant_lot: OID shared by all versions (setId).
        instant: when it was written; aware.
        auteurs: the first one wrote; a secretary who keyed it in for another is a further author.
        validateur: who answers for it; the first author when absent.
        drapeaux: secondary acts without performer (two-zone order, secure order…).
        modele: templateIds after the two common ones, as (root, extension).
    """

    identifiant: str
    identifiant_lot: str
    type: Code
    titre: str
    instant: datetime
    patient: PatientCda
    auteurs: tuple[ProfessionnelCda, ...]
    acte: ActeDocumente
    modele: tuple[tuple[str, str], ...]
    rencontre: Code
    version: int = 1
    remplace: str | None = None
    confidentialite: str = "N"
    validateur: ProfessionnelCda | None = None
    conservateur: StructureCda | None = None
    executant_acte: ProfessionnelCda | None = None
    participants: tuple[Participant, ...] = ()
    drapeaux: tuple[Code, ...] = ()
    debut_rencontre: datetime | None = None
    fin_rencontre: datetime | None = None
    commandes: tuple[tuple[str, str], ...] = field(default=())
