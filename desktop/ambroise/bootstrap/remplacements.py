"""Who each professional of this seat replaces, kept among the options of the profile."""

from collections.abc import Callable
from datetime import date

from ambroise.domain.professionnel import ProfessionnelRemplace
from ambroise.settings import Reglages


def find_remplace(read: Callable[[], Reglages]) -> Callable[[str], ProfessionnelRemplace | None]:
    """Return what finds who a professional replaces, by his PS_IdNat."""

    def find(identifiant: str) -> ProfessionnelRemplace | None:
        garde = read().remplacements.get(identifiant)
        if garde is None:
            return None
        return ProfessionnelRemplace(
            garde.rpps, garde.nom, date.fromisoformat(garde.au) if garde.au else None
        )

    return find
