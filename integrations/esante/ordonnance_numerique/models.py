"""What a prescriber deposits, what an executing professional sends back, and what the service says of both.

Legal frame: CSP L4071-1 to -4 and R4071-1 to R4073-2. The completeness codes are those of
JDV_CompletudeDispensation (1.2.250.1.213.1.1.5.765, HL7 ActCode); states and outcomes have no published code
list and are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

from esante.ordonnance_numerique.numero import NumeroOrdonnance


class TypeLigne(StrEnum):
    """The kinds of lines the service knows; imaging and psychologist sessions are not among them."""

    MEDICAMENT = "medicament"
    DISPOSITIF_MEDICAL = "dispositifMedical"
    ACTE_BIOLOGIE = "acteBiologieMedicale"
    ACTE_INFIRMIER = "acteInfirmier"
    ACTE_KINESITHERAPIE = "acteKinesitherapie"
    ACTE_PEDICURIE = "actePedicurie"
    ACTE_ORTHOPHONIE = "acteOrthophonie"
    ACTE_ORTHOPTIE = "acteOrthoptie"


class ExecutantAttendu(Enum):
    """Who executes a line; the value is the set of professions (TRE_G15). One kind of executor per
    ordonnance."""

    PHARMACIEN = frozenset({"21"})
    PHARMACIEN_OU_DISTRIBUTEUR = frozenset({"21", "26", "28"})
    BIOLOGISTE = frozenset({"10", "21"})
    INFIRMIER = frozenset({"60"})
    MASSEUR_KINESITHERAPEUTE = frozenset({"70"})
    PEDICURE = frozenset({"80"})
    ORTHOPHONISTE = frozenset({"91", "94"})
    ORTHOPTISTE = frozenset({"92", "95"})


EXECUTANT_BY_TYPE = {
    TypeLigne.MEDICAMENT: ExecutantAttendu.PHARMACIEN,
    TypeLigne.DISPOSITIF_MEDICAL: ExecutantAttendu.PHARMACIEN_OU_DISTRIBUTEUR,
    TypeLigne.ACTE_BIOLOGIE: ExecutantAttendu.BIOLOGISTE,
    TypeLigne.ACTE_INFIRMIER: ExecutantAttendu.INFIRMIER,
    TypeLigne.ACTE_KINESITHERAPIE: ExecutantAttendu.MASSEUR_KINESITHERAPEUTE,
    TypeLigne.ACTE_PEDICURIE: ExecutantAttendu.PEDICURE,
    TypeLigne.ACTE_ORTHOPHONIE: ExecutantAttendu.ORTHOPHONISTE,
    TypeLigne.ACTE_ORTHOPTIE: ExecutantAttendu.ORTHOPTISTE,
}


class EtatOrdonnance(StrEnum):
    """Where an ordonnance stands in the service."""

    DEPOSEE = "deposee"
    PARTIELLEMENT_EXECUTEE = "partiellement_executee"
    EXECUTEE = "executee"
    EXPIREE = "expiree"
    ANNULEE = "annulee"


class Completude(StrEnum):
    """HL7 ActCode completeness of one dispensing of one line."""

    FFC = "FFC"
    """First fill, complete."""
    FFP = "FFP"
    """First fill, partial."""
    RFP = "RFP"
    """Next fill, partial."""
    RFC = "RFC"
    """Next fill, complete."""

    @property
    def is_first(self) -> bool:
        return self in {Completude.FFC, Completude.FFP}

    @property
    def is_complete(self) -> bool:
        return self in {Completude.FFC, Completude.RFC}


class IssueLigne(StrEnum):
    """What the executing professional did with one line."""

    DELIVREE = "delivree"
    SUBSTITUEE = "substituee"
    MODIFIEE = "modifiee"
    NON_DELIVREE = "non_delivree"


class MotifNonDelivrance(StrEnum):
    """Why a line was not delivered; only a shortage leaves it open for another day."""

    REFUS_PATIENT = "refus_patient"
    CONTRE_INDICATION = "contre_indication"
    DEJA_EN_POSSESSION = "deja_en_possession"
    REFUS_PHARMACIEN = "refus_pharmacien"
    RUPTURE = "rupture"


class MentionLigne(StrEnum):
    """What the prescriber adds to a line; no code list is published, these are ours."""

    CHEVAUCHEMENT = "chevauchement-autorise"
    """The express mention of CSP R5132-33."""
    UNE_FOIS = "delivrance-en-une-seule-fois"
    NON_RENOUVELABLE = "non-renouvelable"
    HORS_AMM = "hors-amm"
    EXCEPTION = "medicament-d-exception"
    NON_REMBOURSABLE = "non-remboursable"
    ACCIDENT_TRAVAIL = "accident-du-travail-ou-maladie-professionnelle"
    PREVENTION = "prevention"


@dataclass(frozen=True)
class Code:
    """A code, its system (URI) and its label."""

    system: str
    code: str
    display: str = ""


@dataclass(frozen=True)
class PatientDepose:
    """The patient of an ordonnance: identity must be qualified for the matricule to be sent."""

    nom_naissance: str
    premier_prenom: str
    date_naissance: date
    sexe: str
    """``M`` or ``F``, ``I`` when unknown."""
    matricule: str | None = None
    oid: str | None = None


@dataclass(frozen=True)
class Prescripteur:
    """Who signs. ``rpps_remplacant`` is set when a locum signs for the holder of ``rpps``."""

    rpps: str
    nom: str
    prenom: str
    profession: str
    numero_am: str | None = None
    numero_finess: str | None = None
    rpps_remplacant: str | None = None

    @property
    def signataire(self) -> str:
        return self.rpps_remplacant or self.rpps


@dataclass(frozen=True)
class LigneDeposee:
    """One prescribed line, readable without any reference table."""

    identifiant: str
    type: TypeLigne
    designation: str
    posologie: str
    codes: tuple[Code, ...] = ()
    duree_jours: int | None = None
    nombre_boites: int | None = None
    renouvellements: int = 0
    non_substituable: str | None = None
    """MTE, EFG or CIF (arrêté du 12/11/2019)."""
    en_rapport_ald: bool = False
    fraction_jours: int | None = None
    """Days of one fraction of a narcotic (CSP R5132-30)."""
    dosages: tuple[Mapping[str, Any], ...] = ()
    """The posology as FHIR R4 ``Dosage`` elements, empty when it is words alone."""
    mention: str = ""
    """What the prescriber writes to who dispenses (R4 ``note``)."""
    indication: str = ""
    """Why it is prescribed (R4 ``reasonCode``)."""
    mentions: frozenset[MentionLigne] = frozenset()


@dataclass(frozen=True)
class Depot:
    """An ordonnance as deposited by EP4."""

    numero: NumeroOrdonnance
    date_prescription: date
    patient: PatientDepose
    prescripteur: Prescripteur
    lignes: tuple[LigneDeposee, ...]
    opposition_consultation: bool
    """The patient opposes that the prescriber reads the executions (the only opposition the law knows)."""
    recueil_opposition_le: date
    remplace: NumeroOrdonnance | None = None


@dataclass(frozen=True)
class ExecutionLigne:
    """The answer to one line."""

    ligne: str
    issue: IssueLigne
    completude: Completude | None = None
    """Absent when nothing was delivered."""
    produit: Code | None = None
    designation_delivree: str = ""
    quantite: Decimal | None = None
    quantite_due: Decimal | None = None
    motif: MotifNonDelivrance | None = None
    accord_prescripteur_le: date | None = None
    posologie_modifiee: str = ""
    numero_lot: str = ""
    non_substituable: str = ""
    """MTE-PH when the pharmacist himself excluded the substitution (arrêté of 12/11/2019)."""
    is_exceptionnelle: bool = False
    """Given after the end of the ordonnance (CSP R5123-2-1): one more month, not one of its dispensings."""
    unite: str = ""
    """What ``quantite`` and ``quantite_due`` count, empty for packs: units of an opened one otherwise."""


@dataclass(frozen=True)
class Executant:
    """Who executes: national identifier, profession (TRE_G15), and the AM number or FINESS the service
    requires."""

    identifiant_national: str
    profession: str
    nom: str
    numero_am: str | None = None
    numero_finess: str | None = None


@dataclass(frozen=True)
class Execution:
    """The data of one execution, sent by EP1; ``identifiant`` makes the sending idempotent."""

    identifiant: str
    numero: NumeroOrdonnance
    executant: Executant
    execute_le: datetime
    lignes: tuple[ExecutionLigne, ...]
    remarque: str = ""


@dataclass(frozen=True)
class EtatLigne:
    """What remains to do on a line."""

    ligne: str
    delivrances_completes: int
    delivrances_prevues: int
    entamee: bool
    close: bool

    @property
    def is_soldee(self) -> bool:
        return self.close or self.delivrances_completes >= self.delivrances_prevues


@dataclass(frozen=True)
class Accuse:
    """The acknowledgement of a deposit, an execution or a cancellation."""

    numero: NumeroOrdonnance
    version: str
    deja_enregistre: bool
    """The service already held exactly this: nothing was doubled."""


@dataclass(frozen=True)
class OrdonnanceConsultee:
    """An ordonnance as the service holds it now."""

    depot: Depot
    etat: EtatOrdonnance
    version: str
    """To give back with an execution: the service refuses it when another pharmacy came between."""
    lignes: tuple[EtatLigne, ...]
    executions: tuple[Execution, ...] | None
    """None when the patient opposed that the prescriber sees them."""
    remplacee_par: NumeroOrdonnance | None = None


@dataclass(frozen=True)
class ResumeOrdonnance:
    """One answer of a search."""

    numero: NumeroOrdonnance
    etat: EtatOrdonnance
    date_prescription: date
    designations: tuple[str, ...] = field(default=())


class CodeErreur(StrEnum):
    """Why the service answers no.

    The official codes are not public; these are ours, one for each case of the functional analysis.
    """

    NUMERO_INCONNU = "ON-NUMERO-INCONNU"
    NUMERO_DEJA_UTILISE = "ON-NUMERO-DEJA-UTILISE"
    DEJA_EXECUTEE = "ON-DEJA-EXECUTEE"
    EXPIREE = "ON-EXPIREE"
    ANNULEE = "ON-ANNULEE"
    EXECUTION_COMMENCEE = "ON-EXECUTION-COMMENCEE"
    PATIENT_DIFFERENT = "ON-PATIENT-DIFFERENT"
    APPELANT_NON_HABILITE = "ON-APPELANT-NON-HABILITE"
    LIGNE_REFUSEE = "ON-LIGNE-REFUSEE"
    CHAMP_ABSENT = "ON-CHAMP-ABSENT"
    CONSENTEMENT_ABSENT = "ON-CONSENTEMENT-ABSENT"
    MODIFIEE_ENTRE_TEMPS = "ON-MODIFIEE-ENTRE-TEMPS"
    MESSAGE_ILLISIBLE = "ON-MESSAGE-ILLISIBLE"
