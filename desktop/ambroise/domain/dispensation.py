"""What the pharmacist answers to an order, line by line, and the boxes that leave with it.

Completeness codes: ANS JDV_CompletudeDispensation (1.2.250.1.213.1.1.5.765, HL7 ActCode).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from ambroise.domain.posologie import Posologie


class ReponseLigne(StrEnum):
    """The five answers to a line."""

    TEL_QUEL = "tel_quel"
    SUBSTITUE = "substitue"
    MODIFIE = "modifie"
    PARTIEL = "partiel"
    REFUSE = "refuse"


class MotifRefus(StrEnum):
    """Why a line is not dispensed."""

    REFUS_PHARMACEUTIQUE = "refus_pharmaceutique"
    RUPTURE = "rupture"
    CONTRE_INDICATION = "contre_indication"
    DEJA_EN_POSSESSION = "deja_en_possession"
    REFUS_PATIENT = "refus_patient"


MOTIFS_REFUS = {
    MotifRefus.REFUS_PHARMACEUTIQUE: "refus du pharmacien",
    MotifRefus.RUPTURE: "rupture",
    MotifRefus.CONTRE_INDICATION: "contre-indication",
    MotifRefus.DEJA_EN_POSSESSION: "déjà en possession du patient",
    MotifRefus.REFUS_PATIENT: "refus du patient",
}
"""Why a line is not dispensed, in words."""


class CompletudeDispensation(StrEnum):
    """First or further, complete or partial dispensing (HL7 ActCode)."""

    PREMIERE_COMPLETE = "FFC"
    PREMIERE_PARTIELLE = "FFP"
    SUIVANTE_PARTIELLE = "RFP"
    SUIVANTE_COMPLETE = "RFC"


@dataclass(frozen=True, slots=True)
class Delivrance:
    """Boxes of one pack that leave: CIP13, and what its DataMatrix told (lot, expiry, serial)."""

    code_cip13: str
    code_cis: str
    denomination: str
    boites: int
    unites: Decimal | None = None
    lot: str | None = None
    peremption: date | None = None
    numero_serie: str | None = None
    prix: Decimal | None = None

    def __post_init__(self) -> None:
        if self.boites < 0 or (self.boites == 0 and not self.unites):
            raise ValueError("une délivrance compte au moins une boîte, ou les unités d’une boîte ouverte")

    @property
    def is_au_detail(self) -> bool:
        """Tell whether units leave without their pack, which stays open in stock."""
        return self.boites == 0


@dataclass(frozen=True, slots=True)
class AccordPrescripteur:
    """The prescriber's agreement to a change: who answered, when, how."""

    prescripteur: str
    date: date
    moyen: str = ""


@dataclass(frozen=True, slots=True)
class DispensationLigne:
    """The answer to one line of the order."""

    ligne_id: UUID
    reponse: ReponseLigne
    delivrances: tuple[Delivrance, ...] = ()
    motif: MotifRefus | None = None
    commentaire: str = ""
    accord: AccordPrescripteur | None = None
    posologie: Posologie | None = None
    boites_dues: int = 0
    numeros_ordonnancier: tuple[int, ...] = ()
    libelle: str = ""
    renouvelable_le: date | None = None
    """When the next dispensing of a line is due, None when none is left or boxes are owed."""
    couvert_jusqu_au: date | None = None
    """The last day that what left is for, None when the order says no length."""
    mte_ph: bool = False
    """The pharmacist himself excludes the substitution (arrêté of 12/11/2019): see ``marge_etroite``."""
    boites_a_venir: int = 0
    """Boxes prescribed that the law keeps for the next dispensings (CSP R5132-12): they are not owed."""
    is_exceptionnelle: bool = False
    """Given after the end of the order (CSP R5123-2-1): see ``renouvellement_exceptionnel``."""

    unites_a_venir: Decimal = Decimal(0)
    """Units that the next fractions are for, when this one was counted in units (CSP R5132-30)."""

    def __post_init__(self) -> None:
        if min(self.boites_dues, self.boites_a_venir) < 0:
            raise ValueError("un nombre de boîtes dues n’est pas négatif")
        if self.reponse is ReponseLigne.REFUSE:
            if self.motif is None:
                raise ValueError("une ligne refusée dit pourquoi")
            if self.delivrances:
                raise ValueError("une ligne refusée ne délivre rien")
        elif not self.delivrances:
            raise ValueError("une ligne délivrée compte au moins une délivrance")
        if self.reponse is ReponseLigne.MODIFIE and self.accord is None:
            raise ValueError("une modification demande l’accord du prescripteur")
        if self.mte_ph and self.reponse not in (ReponseLigne.TEL_QUEL, ReponseLigne.PARTIEL):
            raise ValueError("une substitution exclue ne va qu’avec ce qui était prescrit")
        if self.is_exceptionnelle and self.reponse not in (ReponseLigne.TEL_QUEL, ReponseLigne.SUBSTITUE):
            raise ValueError("une dispensation exceptionnelle poursuit le traitement, elle ne le change pas")
        if self.reponse is ReponseLigne.PARTIEL and self.boites_dues == 0:
            raise ValueError("une délivrance partielle dit ce qui reste dû")

    @property
    def boites_restantes(self) -> int:
        """Return the boxes of this dispensing that are still to give, today's or later ones."""
        return self.boites_dues + self.boites_a_venir

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing of this dispensing is left to give."""
        return not (self.boites_restantes or self.unites_a_venir)

    @property
    def is_au_detail(self) -> bool:
        """Tell whether units were counted, rather than packs."""
        return any(livree.is_au_detail for livree in self.delivrances) or bool(self.unites_a_venir)


@dataclass(frozen=True, slots=True)
class Dispensation:
    """One execution of an order in one pharmacy: an answer to each line it deals with."""

    id: UUID
    numero_ordonnance: str
    ordonnance_id: UUID | None
    patient_id: UUID | None
    pharmacien_rpps: str
    pharmacie: str
    instant: datetime
    lignes: tuple[DispensationLigne, ...]
    rang: int = 1
    porteur: str = ""
    patient: str = ""
    prescripteur: str = ""
    adresse_prescripteur: str = ""
    date_naissance: date | None = None
    """Of the patient; with the name, it tells the same person on another order."""

    def __post_init__(self) -> None:
        if self.instant.tzinfo is None:
            raise ValueError("un instant porte son fuseau")

    @property
    def completude(self) -> CompletudeDispensation:
        """Return the code that says whether this execution is the first and whether it leaves units owed."""
        partielle = not all(ligne.is_complete for ligne in self.lignes)
        if self.rang == 1:
            return (
                CompletudeDispensation.PREMIERE_PARTIELLE
                if partielle
                else CompletudeDispensation.PREMIERE_COMPLETE
            )
        return (
            CompletudeDispensation.SUIVANTE_PARTIELLE
            if partielle
            else CompletudeDispensation.SUIVANTE_COMPLETE
        )
