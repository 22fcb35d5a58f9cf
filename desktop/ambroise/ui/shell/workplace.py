"""Where one works, as the frame says it: profession, environment, training."""

from dataclasses import dataclass
from typing import Final

from ambroise.domain.professionnel import Profession
from ambroise.settings import Environnement
from ambroise.ui.painting import ChipText

ENVIRONMENTS: Final = {
    Environnement.BAC_A_SABLE: ChipText("Bac à sable", "info", "flask-conical"),
    Environnement.QUALIFICATION: ChipText("Qualification", "warning", "test-tube"),
    Environnement.PRODUCTION: None,
}


@dataclass(frozen=True)
class Workplace:
    """What the frame says of where one works."""

    profession: Profession = Profession.MEDECIN
    environnement: Environnement = Environnement.BAC_A_SABLE
    formation: bool = False
    verrouillage_minutes: int = 20
