"""What the use cases ask of the card readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ambroise.domain.professionnel import Professionnel


@dataclass(frozen=True)
class BeneficiaireVitale:
    """One person on a Vitale card. ``nom`` may be a birth or a used name; ``nir`` the insured's.

    Only the appli carte Vitale tells ``nom_naissance`` apart; a card leaves it empty.
    """

    rang: int
    nom: str
    prenom: str
    date_naissance: date | None
    nir: str
    nom_naissance: str = ""


@dataclass(frozen=True)
class CarteVitale:
    """What a Vitale card said."""

    lecteur: str
    nature: str
    beneficiaires: tuple[BeneficiaireVitale, ...]


@dataclass(frozen=True)
class EtatLecteur:
    """A reader and the type of the card in it (``vitale2``, ``cps3``…), None when empty."""

    nom: str
    carte: str | None = None
    atr: str = ""


class PortCartes(Protocol):
    """Readers, Vitale cards, and the CPS of the session."""

    def list_lecteurs(self) -> Sequence[EtatLecteur]: ...

    def read_vitale(self, lecteur: str | None = None) -> CarteVitale:
        """Raises CarteAbsente, ReponseInvalide, NonPrisEnCharge."""

    def attempts_left(self) -> int | None:
        """Return the tries left before the CPS blocks, None when the card does not tell."""

    def open_cps(self, code_porteur: str) -> tuple[Professionnel, str]:
        """Log in once and return the holder and the card's serial number. Raises CodePorteurRefuse…"""

    def close_cps(self) -> None: ...
