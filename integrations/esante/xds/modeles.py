"""What a registry knows of a document and of a submission, whatever carries it (ITI-41, ITI-18, XDM)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from esante.cda.models import Code

OID_PS = "1.2.250.1.71.4.2.1"
OID_STRUCTURE = "1.2.250.1.71.4.2.2"
OID_MASQUES = "1.2.250.1.213.1.1.4.13"
MASQUE_PS = "MASQUE_PS"
INVISIBLE_PATIENT = "INVISIBLE_PATIENT"
INVISIBLE_REPRESENTANTS_LEGAUX = "INVISIBLE_REPRESENTANTS_LEGAUX"


class EtatDocument(StrEnum):
    """availabilityStatus of an entry; archived and deleted are French additions."""

    APPROUVE = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"
    OBSOLETE = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated"
    ARCHIVE = "urn:asip:ci-sis:2010:StatusType:Archived"
    SUPPRIME = "urn:asip:ci-sis:2010:StatusType:Deleted"


class TypeAssociation(StrEnum):
    """Relations between the objects of a submission."""

    CONTIENT = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"
    REMPLACE = "urn:ihe:iti:2007:AssociationType:RPLC"
    SIGNE = "urn:ihe:iti:2007:AssociationType:signs"
    CHANGE_ETAT = "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus"


@dataclass(frozen=True)
class AuteurXds:
    """An author as the registry writes it: HL7 XCN, XON and coded specialty.

    ``autres_institutions`` are those of an author who has several; the DMP writes one.
    """

    personne: str
    institution: str = ""
    specialite: str = ""
    role: str = ""
    autres_institutions: tuple[str, ...] = ()

    @property
    def identifiant(self) -> str:
        return self.personne.split("^", 1)[0]

    @property
    def identifiant_structure(self) -> str:
        return self.institution.rsplit("^", 1)[-1] if self.institution else ""


@dataclass(frozen=True)
class FicheDocument:
    """A DocumentEntry.

    Times are the registry's digits, UTC without offset (``AAAAMMJJhhmmss`` or less precise).

    Args:
        identifiant: uniqueId, the one thing to store; the entryUUID changes with each update of the metadata.
        entry_uuid: as given in a submission or known by the registry.
    """

    identifiant: str
    patient_id: str
    auteurs: tuple[AuteurXds, ...]
    creation: str
    type: Code
    classe: Code
    format: Code
    cadre: Code
    structure: Code
    confidentialites: tuple[Code, ...]
    titre: str
    media: str
    empreinte: str
    taille: int
    source_patient_id: str = ""
    source_patient_info: tuple[str, ...] = ()
    responsable: str = ""
    debut_acte: str = ""
    fin_acte: str = ""
    evenements: tuple[Code, ...] = ()
    commentaire: str = ""
    langue: str = "fr-FR"
    references: tuple[str, ...] = ()
    entry_uuid: str = ""
    logical_id: str = ""
    version: int = 1
    etat: EtatDocument = EtatDocument.APPROUVE
    depot: str = ""
    uri: str = ""

    @property
    def is_masque_ps(self) -> bool:
        return any(c.code == MASQUE_PS for c in self.confidentialites)

    @property
    def is_invisible_patient(self) -> bool:
        return any(c.code == INVISIBLE_PATIENT for c in self.confidentialites)

    @property
    def is_invisible_representants(self) -> bool:
        return any(c.code == INVISIBLE_REPRESENTANTS_LEGAUX for c in self.confidentialites)

    @property
    def is_du_patient(self) -> bool:
        """Whether the patient put it there (class 90, or an author known as patient)."""
        return self.classe.code == "90" or self.type.code.startswith("DOCPAT")


@dataclass(frozen=True)
class LotSoumission:
    """A SubmissionSet: who sends, what kind of content, from which installation."""

    identifiant: str
    source_id: str
    patient_id: str
    auteur: AuteurXds
    contenu: Code
    instant: str
    titre: str = ""
    commentaire: str = ""
    entry_uuid: str = ""
    etat: EtatDocument = EtatDocument.APPROUVE


@dataclass(frozen=True)
class AssociationXds:
    """A link; ``precedente`` and the two states serve the updates of metadata (ITI-57)."""

    type: TypeAssociation
    source: str
    cible: str
    statut: str = ""
    precedente: str = ""
    etat_initial: str = ""
    etat_final: str = ""
    identifiant: str = ""


@dataclass(frozen=True)
class Soumission:
    """A submission set, its entries and their associations."""

    lot: LotSoumission
    fiches: tuple[FicheDocument, ...]
    associations: tuple[AssociationXds, ...]


def patient_id(matricule: str, oid: str) -> str:
    """Write an INS as the registry wants it (CX)."""
    return f"{matricule}^^^&{oid}&ISO^NH"


def instant_utc(moment: datetime) -> str:
    """Write an instant as registry digits."""
    if moment.tzinfo is None:
        raise ValueError("instant sans fuseau")
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def read_instant(digits: str) -> datetime | None:
    """Read registry digits; a less precise value starts its period, nonsense is ``None``."""
    formats = {4: "%Y", 6: "%Y%m", 8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    layout = formats.get(len(digits))
    if layout is None or not digits.isdigit():
        return None
    try:
        return datetime.strptime(digits, layout).replace(tzinfo=UTC)
    except ValueError:
        return None


def xcn(identifiant: str, nom: str, prenom: str) -> str:
    """Write a professional as an HL7 extended composite name."""
    kind = "IDNPS" if identifiant[:1] in ("0", "8") else "EI"
    return f"{identifiant}^{escape(nom)}^{escape(prenom)}^^^^^^&{OID_PS}&ISO^D^^^{kind}"


def xon(identifiant: str, nom: str) -> str:
    """Write a structure as an HL7 extended organisation name."""
    return f"{escape(nom)}^^^^^&{OID_STRUCTURE}&ISO^IDNST^^^{identifiant}"


def escape(text: str) -> str:
    """Escape the HL7 v2 separators that a name may hold."""
    letters = {"\\": "E", "^": "S", "&": "T", "|": "F", "~": "R"}
    return "".join(f"\\{letters[char]}\\" if char in letters else char for char in text)
