"""The message being written, as kept through a crash and found again."""

import json
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from ambroise.ui.messages.ports import Depart
from ambroise.usecases.redaction import Destinataire


@dataclass(frozen=True)
class BrouillonMessage:
    """What is typed and ticked, and where the writing started from."""

    depart: Depart
    boite: str = ""
    destinataires: tuple[Destinataire, ...] = ()
    objet: str = ""
    corps: str = ""
    documents: tuple[UUID, ...] = ()
    joindre_lettre: bool = False
    accuse_lecture: bool = False
    clore: bool = False

    def to_text(self) -> str:
        """Return the text to keep."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_text(cls, texte: str) -> "BrouillonMessage":
        """Read a text kept earlier; one that cannot be read comes back whole as the words, never lost."""
        try:
            lu = json.loads(texte)
            depart = lu["depart"]
            patient, concerne = depart["patient_id"], depart.get("concerne")
            return replace(
                cls(
                    Depart(
                        UUID(patient) if patient else None,
                        str(depart["message_id"]),
                        bool(depart["transfert"]),
                        concerne=UUID(concerne) if concerne else None,
                    ),
                    str(lu["boite"]),
                    tuple(Destinataire(d["adresse"], d["nom"], d["role"]) for d in lu["destinataires"]),
                    str(lu["objet"]),
                    str(lu["corps"]),
                    tuple(UUID(id_) for id_ in lu["documents"]),
                ),
                joindre_lettre=bool(lu["joindre_lettre"]),
                accuse_lecture=bool(lu["accuse_lecture"]),
                clore=bool(lu["clore"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls(Depart(), corps=texte)
