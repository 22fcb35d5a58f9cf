"""Weight and height of a child, which his order bears (CSP R5132-3, 7°)."""

from dataclasses import dataclass
from decimal import Decimal

AGE_ADULTE = 15
"""Under this age a dose is looked at with the weight."""


@dataclass(frozen=True, slots=True)
class Mensurations:
    """What is known and recent enough; None for what is not."""

    poids_kg: Decimal | None = None
    taille_cm: Decimal | None = None

    @property
    def mots(self) -> tuple[tuple[str, str], ...]:
        """Return what is printed: label and value."""
        values = (("Poids", self.poids_kg, "kg"), ("Taille", self.taille_cm, "cm"))
        return tuple(
            (nom, f"{valeur.normalize():f}\u00a0{unite}".replace(".", ","))
            for nom, valeur, unite in values
            if valeur is not None
        )
