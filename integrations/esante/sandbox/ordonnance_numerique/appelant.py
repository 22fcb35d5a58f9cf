"""Who calls the service, as its authentication certificate proves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Appelant:
    """A professional: national identifier (``8`` + RPPS…) and profession (TRE_G15)."""

    identifiant_national: str
    profession: str

    @property
    def rpps(self) -> str | None:
        return self.identifiant_national[1:] if self.identifiant_national.startswith("8") else None


PRESCRIPTEURS = frozenset({"10", "40", "50", "60", "70", "80", "21", "86"})
"""Professions of TRE_G15 that the law lets prescribe something."""
