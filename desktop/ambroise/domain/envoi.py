"""What has to leave the office, and where it stands: one row of the outbox."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ambroise.domain.identite import MatriculeIns


class EtatEnvoi(StrEnum):
    """``à_reprendre`` waits for a person (card, right); ``refusé`` was answered no for good."""

    EN_ATTENTE = "en_attente"
    EN_COURS = "en_cours"
    REMIS = "remis"
    REFUSE = "refusé"
    A_REPRENDRE = "à_reprendre"
    ANNULE = "annulé"


class TypeEnvoi(StrEnum):
    """The services the outbox serves."""

    ORDONNANCE_NUMERIQUE = "ordonnance_numerique"
    EXECUTION_ORDONNANCE = "execution_ordonnance"
    DMP = "dmp"
    MSSANTE = "mssante"
    RECTIFICATION = "rectification"
    """Tells the recipient of a message that its document bears a wrong identity."""
    SUPPRESSION_DMP = "suppression_dmp"
    """Takes a document out of the DMP of the wrong person."""
    ANNULATION_ORDONNANCE = "annulation_ordonnance"
    """Cancels, in the name of its author, an order already deposited."""


RECTIFICATIONS = frozenset(
    {TypeEnvoi.RECTIFICATION, TypeEnvoi.SUPPRESSION_DMP, TypeEnvoi.ANNULATION_ORDONNANCE}
)
TERMINES = frozenset({EtatEnvoi.REMIS, EtatEnvoi.REFUSE, EtatEnvoi.ANNULE})
ANNULABLES = frozenset({EtatEnvoi.EN_ATTENTE, EtatEnvoi.A_REPRENDRE})
_PARTIS = frozenset({EtatEnvoi.REMIS, EtatEnvoi.EN_COURS})
RETENU = "Retenu : "
INS_CHANGE = (
    "Annulé, car le patient a été requalifié sous un autre INS que celui que porte ce document. "
    "Il est à signer de nouveau."
)


@dataclass(frozen=True)
class Envoi:
    """One delivery to make, exactly once.

    ``cle_idempotence`` is the document's own identifier at the receiver (number of the ordonnance,
    uniqueId, Message-ID): a second row with the same type and key is refused by the database.
    ``contenu`` is all that the transmission needs, frozen when the act was signed.
    ``patient_id`` is None for a person without a file here (a pharmacy's passing patient).
    ``apres`` names an envoi that must be ``remis`` before this one may leave.
    ``ins`` is the INS that ``contenu`` bears, None when it bears none: whoever makes an envoi has to say.
    """

    id: UUID
    type: TypeEnvoi
    patient_id: UUID | None
    libelle: str
    cle_idempotence: str
    contenu: bytes
    cree_le: datetime
    etat: EtatEnvoi = EtatEnvoi.EN_ATTENTE
    essais: int = 0
    prochaine: datetime | None = None
    erreur: str = ""
    accuse: str = ""
    apres: UUID | None = None
    version: int = 0
    ins: MatriculeIns | None = field(kw_only=True)

    @property
    def is_annulable(self) -> bool:
        """Whether the user may still cancel it: nothing has left, or nothing more will."""
        return self.etat in ANNULABLES

    @property
    def a_pu_partir(self) -> bool:
        """Whether its receiver may hold it: acknowledged, leaving, or tried and left without an answer."""
        return self.etat in _PARTIS or (self.is_annulable and self.essais > 0)

    @property
    def is_reprenable(self) -> bool:
        """Whether asking again makes sense: what withdraws a document is asked for until it is agreed to."""
        return self.is_annulable or (self.etat is EtatEnvoi.REFUSE and self.type in RECTIFICATIONS)

    @property
    def is_retenu(self) -> bool:
        """Whether it was held back: only a person lets it go, never the opening of a session."""
        return self.etat is EtatEnvoi.A_REPRENDRE and self.erreur.startswith(RETENU)

    @property
    def is_perime(self) -> bool:
        """Whether it was cancelled because its patient bears another INS now."""
        return self.etat is EtatEnvoi.ANNULE and self.erreur == INS_CHANGE

    @property
    def document(self) -> str:
        """What leaves, without its recipient: ``Ordonnance du 04/06/2026``."""
        return self.libelle.partition(" · ")[0]

    def outdate(self) -> "Envoi":
        """Return it cancelled: the INS frozen in it is no longer its patient's."""
        return replace(self, etat=EtatEnvoi.ANNULE, erreur=INS_CHANGE, prochaine=None)

    def hold(self, motif: str) -> "Envoi":
        """Return it held back until a person decides, for a reason that ends a sentence."""
        return replace(self, etat=EtatEnvoi.A_REPRENDRE, erreur=f"{RETENU}{motif}", prochaine=None)


@dataclass(frozen=True)
class EnvoiNomme:
    """A row of the outbox as people follow it: whose it is, when it last changed; its content is left out."""

    envoi: Envoi
    nom: str
    prenom: str
    change_le: datetime
