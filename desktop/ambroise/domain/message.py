"""A message of a secure box as the office keeps it: what the list shows, and what it answers to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RoleDossier(StrEnum):
    """The two folders of a box that the office keeps a copy of."""

    RECUS = "recus"
    ENVOYES = "envoyes"


class PolitiqueAccuses(StrEnum):
    """How read receipts leave: asked for each time, alone where RFC 8098 allows it, or never."""

    DEMANDER = "demander"
    SEULS = "seuls"
    JAMAIS = "jamais"


class Suivi(StrEnum):
    """What is known of a message that left, what matters most last."""

    RETARDE = "retardé"
    DISTRIBUE = "distribué"
    SUPPRIME = "supprimé sans être lu"
    LU = "lu"
    INTEGRE = "classé par le destinataire"
    NON_INTEGRE = "non classé par le destinataire"
    ECHEC = "non distribué"


@dataclass(frozen=True)
class AccuseRecu:
    """What a receipt says of a message that left: ``message`` is its Message-ID."""

    suivi: Suivi
    message: str
    destinataire: str = ""
    detail: str = ""


@dataclass(frozen=True)
class EnteteMessage:
    """One line of a box. ``id`` names the box, the folder and the message in it.

    ``patient`` and what follows are known once the message itself was read.
    """

    id: str
    expediteur: str
    objet: str
    recu_le: datetime
    lu: bool
    classe: bool
    """Its documents were filed, on this seat or another: the box itself remembers."""
    porte_document: bool
    du_patient: bool
    adresse: str = ""
    identifiant: str = ""
    en_reponse_a: str = ""
    references: tuple[str, ...] = ()
    urgent: bool = False
    is_rapport: bool = False
    """A receipt or a failure, by its form."""
    patient: str = ""
    type_document: str = ""
    critique: bool = False
    """A result that its laboratory flags as critical (AA, HH, LL…)."""
    remplace: bool = False
    annule: bool = False
    accuse: AccuseRecu | None = None
    accuse_rendu: bool = False
    """The read receipt was sent or declined: it is never asked for again (RFC 3503)."""

    @property
    def place(self) -> tuple[str, str, int]:
        """The box, the folder and the number of the message in it."""
        return split_id(self.id)


def make_id(boite: str, dossier: str, uid: int) -> str:
    """Return the identifier of a message."""
    return f"{boite}/{dossier}/{uid}"


def split_id(id_: str) -> tuple[str, str, int]:
    """Return the box, the folder and the number of a message.

    Raises:
        ValueError: it is no such identifier.
    """
    boite, _, reste = id_.partition("/")
    dossier, _, uid = reste.rpartition("/")
    if not (boite and dossier and uid.isascii() and uid.isdigit()):
        raise ValueError("identifiant de message mal formé")
    return boite, dossier, int(uid)
