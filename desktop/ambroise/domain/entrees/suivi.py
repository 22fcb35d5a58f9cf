"""What is followed: history, problems, treatments, vaccinations, results, wounds, recognised diseases."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from ambroise.domain.plaie import Dimensions


@dataclass(frozen=True, slots=True)
class Antecedent:
    """Something of the past that matters: the patient's own, or a relative's when ``lien`` says whose."""

    id: UUID
    patient_id: UUID
    libelle: str
    depuis: date | None = None
    lien: str = ""
    code_cim10: str = ""
    commentaire: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Probleme:
    """A problem followed, active until ``fin``."""

    id: UUID
    patient_id: UUID
    libelle: str
    debut: date
    fin: date | None = None
    code_cim10: str = ""
    commentaire: str = ""
    version: int = 0

    def is_actif(self, le: date) -> bool:
        """Whether the problem is followed on a day."""
        return self.debut <= le and (self.fin is None or self.fin >= le)


@dataclass(frozen=True, slots=True)
class TraitementDeclare:
    """A treatment the patient takes that was not prescribed here: another doctor's, or self-medication."""

    id: UUID
    patient_id: UUID
    libelle: str
    debut: date
    fin: date | None = None
    posologie: str = ""
    code_cis: str = ""
    prescripteur: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class ArretTraitement:
    """A medicine prescribed here and stopped before its end: the line of the order, since when, why."""

    id: UUID
    patient_id: UUID
    ligne_id: UUID
    libelle: str
    le: date
    motif: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Vaccination:
    """One injection; ``valences`` are the diseases it protects from, as the calendar names them.

    ``type_injection``, ``voie`` and ``site`` hold the codes of ``domain.vaccination``; ``vaccinateur`` names
    who injected when it was not who writes.
    """

    id: UUID
    patient_id: UUID
    vaccin: str
    le: date
    valences: tuple[str, ...] = ()
    rang: str = ""
    lot: str = ""
    code_cis: str = ""
    site: str = ""
    rappel_le: date | None = None
    version: int = 0
    type_injection: str = ""
    voie: str = ""
    vaccinateur: str = ""
    commentaire: str = ""


@dataclass(frozen=True, slots=True)
class MesurePlaie:
    """A wound measured on a day, in millimetres; ``photo`` is a document of the file."""

    id: UUID
    patient_id: UUID
    site: str
    le: date
    longueur: int | None = None
    largeur: int | None = None
    photo: UUID | None = None
    version: int = 0

    @property
    def dimensions(self) -> Dimensions | None:
        """Length and width, unless only a photograph was taken."""
        if self.longueur is None or self.largeur is None:
            return None
        return Dimensions(self.longueur, self.largeur)


@dataclass(frozen=True, slots=True)
class ResultatBiologie:
    """One value of a laboratory report, as written there: unit, reference range, judgement (HL7 code).

    ``code`` is LOINC; ``source`` names the document it was taken from.
    """

    id: UUID
    patient_id: UUID
    libelle: str
    le: date
    valeur: str
    unite: str = ""
    reference_basse: Decimal | None = None
    reference_haute: Decimal | None = None
    drapeau: str = ""
    code: str = ""
    source: str = ""
    version: int = 0

    @property
    def is_critique(self) -> bool:
        """Whether the laboratory calls for someone at once."""
        return self.drapeau in ("HH", "LL", "AA", "HU", "LU")

    @property
    def is_anormal(self) -> bool:
        """Whether the laboratory says so."""
        return bool(self.drapeau) and self.drapeau not in ("N", "S")


@dataclass(frozen=True, slots=True)
class Ald:
    """An affection de longue durée the insurance recognised; ``numero`` in the list of thirty, or empty."""

    id: UUID
    patient_id: UUID
    libelle: str
    debut: date
    fin: date | None = None
    numero: str = ""
    code_cim10: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class AucuneAllergieConnue:
    """The question was asked and the answer was none: not the same as not asked."""

    id: UUID
    patient_id: UUID
    le: date
    version: int = 0
