"""The code that opens an account without a card: what it must be, how many tries, how long to wait.

The file of a patient is read under one's own name: a code is personal, chosen by its holder after the
provisional one an administrator gave, and each try is counted before it is checked.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from ambroise.domain.droits import Compte
from ambroise.domain.unites import fold

CHIFFRES_MINIMAUX: Final = 6
CARACTERES_MINIMAUX: Final = 10
ESSAIS_LIBRES: Final = 3
ESSAIS_MAXIMAUX: Final = 10
_ATTENTES: Final = (30, 60, 300, 900)
"""Seconds to wait after the third wrong try, the fourth… the last one holds for those that follow."""
_SUITES: Final = ("01234567890", "09876543210")


@dataclass(frozen=True)
class CodeCompte:
    """The code of an account as it is kept: stretched, with the tries made since it last opened.

    ``provisoire`` is a code somebody else knows: it opens nothing but the choice of another one.
    """

    compte_id: UUID
    empreinte: str = field(repr=False)
    provisoire: bool = True
    essais: int = 0
    attendre_jusqua: datetime | None = None

    @property
    def is_bloque(self) -> bool:
        """Whether too many wrong codes were given: an administrator must give another one."""
        return self.essais >= ESSAIS_MAXIMAUX

    @property
    def essais_restants(self) -> int:
        """How many tries are left."""
        return max(ESSAIS_MAXIMAUX - self.essais, 0)

    def wait_left(self, maintenant: datetime) -> timedelta:
        """Return how long before another try; never longer than was asked, were the clock put back."""
        if self.attendre_jusqua is None:
            return timedelta()
        plus_long = timedelta(seconds=_ATTENTES[-1])
        return min(max(self.attendre_jusqua - maintenant, timedelta()), plus_long)

    def count_try(self, maintenant: datetime) -> "CodeCompte":
        """Return the code with one more try, taken as wrong until it is checked."""
        essais = self.essais + 1
        rang = essais - ESSAIS_LIBRES
        attente = _ATTENTES[min(rang, len(_ATTENTES) - 1)] if rang >= 0 else 0
        jusqua = maintenant + timedelta(seconds=attente) if attente else None
        return replace(self, essais=essais, attendre_jusqua=jusqua)

    def forget_tries(self) -> "CodeCompte":
        """Return the code after the right one was given."""
        return replace(self, essais=0, attendre_jusqua=None)


def weakness_of(code: str, compte: Compte) -> str:
    """Return what makes a code too easy to find, empty when it will do."""
    if code != code.strip():
        return "Un code ne commence ni ne finit par une espace."
    if code.isdecimal():
        if len(code) < CHIFFRES_MINIMAUX:
            return f"Un code de chiffres en compte au moins {CHIFFRES_MINIMAUX}."
        if len(set(code)) < 3 or any(code in suite for suite in _SUITES):
            return "Ces chiffres se devinent\u00a0: choisissez-en d’autres."
    elif len(code) < CARACTERES_MINIMAUX:
        return f"Une phrase compte au moins {CARACTERES_MINIMAUX} caractères."
    pliee = fold(code)
    if any(mot in pliee for mot in fold(f"{compte.identifiant} {compte.nom}").split() if len(mot) > 3):
        return "Votre nom ne doit pas s’y trouver."
    return ""
