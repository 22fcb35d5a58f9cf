"""Who may open a record, what its patient opposes, and the records a professional may open."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ambroise.domain.identite import MatriculeIns


@dataclass(frozen=True)
class PsAutorise:
    """A professional authorised on a record, or blocked by its patient (TD1.6).

    ``etat`` is the code of the DMP, as it came.
    """

    identifiant: str
    nom: str
    prenom: str
    specialite: str
    etat: str
    depuis: datetime | None = None
    dernier_acces: datetime | None = None


@dataclass(frozen=True)
class DroitsDmp:
    """Who opens a record (TD1.6) and what the patient opposes (TD1.3a); None when the DMP does not say."""

    professionnels: tuple[PsAutorise, ...] = ()
    oppose_bris_de_glace: bool | None = None
    oppose_urgence: bool | None = None


@dataclass(frozen=True)
class DmpOuvrable:
    """A record this professional may open (TD0.4).

    ``matricules`` are those its patient may be known by here: a test DMP names a test OID where the identity
    bears the production one. The answer holds no name, and none is shown but the file's own (EX_0.2-1020).
    """

    matricules: tuple[MatriculeIns, ...]
    is_medecin_traitant: bool = False
    dernier_acces: datetime | None = None
    dernier_ajout: datetime | None = None


@dataclass(frozen=True)
class LigneDmp:
    """A record of the list beside the file of its patient, when there is one here."""

    dmp: DmpOuvrable
    patient_id: UUID | None = None
    nom: str = ""
    prenom: str = ""
