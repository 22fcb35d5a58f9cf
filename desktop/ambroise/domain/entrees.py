"""What a file holds beside encounters: history, problems, treatments, vaccinations, team, tasks, letters.

Each entry is corrected by a further version of itself and annulled with a reason, never deleted.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from ambroise.domain.identite import IdentiteIns, MatriculeIns
from ambroise.domain.modele_ordonnance import ModeleOrdonnance
from ambroise.domain.ordonnancier import EcritureStupefiant
from ambroise.domain.plaie import Dimensions

DUREE_GROSSESSE: Final = timedelta(days=280)
DUREE_ALLAITEMENT: Final = timedelta(days=365)
DUREE_REPONSE: Final = timedelta(days=30)
"""How long « ni enceinte ni allaitante » holds: about one cycle."""


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
class Vaccination:
    """One injection; ``valences`` are the diseases it protects from, as the calendar names them."""

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


@dataclass(frozen=True, slots=True)
class EtatMaternel:
    """The answer to « enceinte, allaitante ? » on a day: it is asked again once it may have changed."""

    id: UUID
    patient_id: UUID
    le: date
    grossesse: bool
    allaitement: bool
    terme: date | None = None
    version: int = 0

    def grossesse_on(self, jour: date) -> bool | None:
        """Tell whether she is pregnant on a day; None when the answer is too old to say."""
        if self.grossesse:
            return True if jour <= (self.terme or self.le + DUREE_GROSSESSE) else None
        return False if jour <= self.le + DUREE_REPONSE else None

    def allaitement_on(self, jour: date) -> bool | None:
        """Tell whether she breast-feeds on a day; None when the answer is too old to say."""
        if self.allaitement:
            return True if jour <= self.le + DUREE_ALLAITEMENT else None
        return False if jour <= self.le + DUREE_REPONSE else None


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
    """A letter as it was written, from a template or not."""

    id: UUID
    patient_id: UUID
    le: date
    destinataire: str
    objet: str
    corps: str
    modele: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Etiquette:
    """A free tag."""

    id: UUID
    patient_id: UUID
    libelle: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class ConsentementDmp:
    """The patient's agreement to the consultation of the DMP by one professional, or its withdrawal."""

    id: UUID
    patient_id: UUID
    professionnel: str
    le: date
    accorde: bool
    version: int = 0


@dataclass(frozen=True, slots=True)
class OppositionDmp:
    """The patient's opposition to the feeding of the DMP by this office, or its end."""

    id: UUID
    patient_id: UUID
    le: date
    active: bool
    version: int = 0


@dataclass(frozen=True, slots=True)
class VisiteDmp:
    """When a professional last looked at the DMP of a patient: what came later is new."""

    id: UUID
    patient_id: UUID
    professionnel: str
    le: date
    instant: datetime
    version: int = 0


@dataclass(frozen=True, slots=True)
class InsLue:
    """The INS read from a datamatrix or a message before INSi answers: no proof, but not to be contradicted.

    ``oids`` are those under which the answer may name the same number, as an environment may have documents
    carry another OID than the one INSi answers; none when the document names no OID.
    """

    id: UUID
    patient_id: UUID
    numero: str
    oids: tuple[str, ...]
    le: date
    version: int = 0

    def is_concordante(self, ins: IdentiteIns) -> bool:
        """Whether INSi names the number that was read, as the one of today or a former one."""
        connus = (ins.matricule, *(ancien.matricule for ancien in ins.historique))
        return any(m.numero == self.numero and (not self.oids or m.oid in self.oids) for m in connus)

    @property
    def matricule(self) -> MatriculeIns:
        """The number as it was read, to be shown."""
        return MatriculeIns(self.numero, next(iter(self.oids), ""))


@dataclass(frozen=True, slots=True)
class EchangeInsi:
    """A question to INSi and its answer, word for word, for whoever has to prove what was received.

    ``contenu`` is what :mod:`ambroise.usecases.echanges_insi` makes of the messages.
    """

    id: UUID
    patient_id: UUID
    le: date
    instant: datetime
    resultat: str
    contenu: str
    version: int = 0


Entree = (
    Antecedent
    | Probleme
    | TraitementDeclare
    | Vaccination
    | ResultatBiologie
    | MesurePlaie
    | Ald
    | AucuneAllergieConnue
    | EtatMaternel
    | MembreEquipe
    | ModeleOrdonnance
    | EcritureStupefiant
    | Tache
    | Courrier
    | Etiquette
    | ConsentementDmp
    | OppositionDmp
    | VisiteDmp
    | InsLue
    | EchangeInsi
)


@dataclass(frozen=True)
class VersionAnterieure:
    """What an object was before a change: its content then, and who had written that."""

    version: int
    auteur: str
    poste: str
    instant: datetime
    contenu: dict[str, Any]


@dataclass(frozen=True)
class AnnulationEntree:
    """Who took an object out of the file, when and why."""

    auteur: str
    instant: datetime
    motif: str
