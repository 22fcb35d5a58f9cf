"""The consultation being typed, as kept through a crash and found again."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from ambroise.domain.dossier import GraviteAllergie
from ambroise.usecases.patients import NouvelleAllergie


@dataclass(frozen=True)
class BrouillonConsultation:
    """What is typed, exactly as typed."""

    motif: str = ""
    constantes: str = ""
    note: str = ""
    allergies: tuple[NouvelleAllergie, ...] = ()

    @property
    def is_vide(self) -> bool:
        """Whether nothing would be lost."""
        return not (self.motif.strip() or self.constantes.strip() or self.note.strip() or self.allergies)

    def to_text(self) -> str:
        """Return the text to keep."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, texte: str) -> "BrouillonConsultation":
        """Read a text kept earlier; one that cannot be read comes back whole in the note, never lost."""
        try:
            lu = json.loads(texte)
            return cls(
                str(lu["motif"]),
                str(lu["constantes"]),
                str(lu["note"]),
                tuple(
                    NouvelleAllergie(str(a["libelle"]), str(a["reaction"]), GraviteAllergie(a["gravite"]))
                    for a in lu["allergies"]
                ),
            )
        except (ValueError, KeyError, TypeError):
            return cls(note=texte)


def cle_of(patient_id: UUID) -> str:
    """Return the key of a patient's draft, the one the saved consultation erases."""
    return f"consultation/{patient_id}"
