"""One line of the audit trail, chained to the former one by its hash."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ActionAudit(StrEnum):
    """What was done; reading a file is an event too."""

    OUVERTURE_SESSION = "ouverture_session"
    FERMETURE_SESSION = "fermeture_session"
    REFUS_SESSION = "refus_session"
    LECTURE = "lecture"
    CREATION = "creation"
    MODIFICATION = "modification"
    ANNULATION = "annulation"
    SIGNATURE = "signature"
    IMPRESSION = "impression"
    ENVOI = "envoi"
    EXPORT = "export"
    INTERROGATION = "interrogation"
    BRIS_DE_GLACE = "bris_de_glace"
    DESTRUCTION = "destruction"
    """What the law no longer wants kept was destroyed on request."""


@dataclass(frozen=True)
class EntreeAudit:
    """Who did what to which object, when, from which seat and in which situation d’exercice.

    ``situation`` is the Struct_idNat of the place where the author then worked; empty for an account without
    a card, for the terminal and for the seat itself.
    """

    id: UUID
    instant: datetime
    auteur: str
    poste: str
    action: ActionAudit
    objet: str
    patient_id: UUID | None = None
    detail: str = ""
    situation: str = ""

    def digest(self, precedent: str) -> str:
        """Return the SHA-256 (hex) of this entry chained to the digest of the former one.

        Without a situation it is that of the entries written before traces told it.
        """
        corps = json.dumps(
            [
                precedent,
                str(self.id),
                self.instant.isoformat(),
                self.auteur,
                self.poste,
                self.action.value,
                self.objet,
                str(self.patient_id or ""),
                self.detail,
                *([self.situation] if self.situation else []),
            ],
            ensure_ascii=False,
        )
        return hashlib.sha256(corps.encode()).hexdigest()


@dataclass(frozen=True)
class FiltreTraces:
    """Which entries are wanted, the newest first; nothing means all of them.

    ``avant`` is a rank: the entries older than it, to read a long trail page by page.
    """

    actions: frozenset[ActionAudit] = field(default=frozenset())
    auteur: str = ""
    du: datetime | None = None
    au: datetime | None = None
    avant: int | None = None
    limite: int = 200


@dataclass(frozen=True)
class TraceRangee:
    """An entry and its rank in the chain."""

    rang: int
    entree: EntreeAudit
