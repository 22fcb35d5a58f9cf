"""A message that a screen proposes: to whom, about whom, in which words; it is read again, then sent."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class MessagePropose:
    """``adresse`` is empty when no secure box of that person is known: it is then looked for by name.

    ``concerne`` is what the message is about besides the patient, a care plan: the letter kept in the file
    bears it, whatever becomes of its subject. Nothing of it leaves: the message format has no header for it.
    """

    patient_id: UUID | None
    nom: str
    adresse: str
    objet: str
    corps: str
    concerne: UUID | None = None
