"""Which backups stay: the last ones, then one a day, a week, a month; the name of each tells its instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

PREFIXE, SUFFIXE = "ambroise-", ".ambroise"
_FORME = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Retention:
    """How many backups are kept: the last ones, then one a day, a week, a month."""

    dernieres: int = 3
    jours: int = 7
    semaines: int = 5
    mois: int = 12

    def kept(self, noms: Sequence[str]) -> frozenset[str]:
        """Return the names to keep; a name that tells no instant was put there by someone and stays."""
        instants = {nom: instant_of(nom) for nom in sorted(noms, reverse=True)}
        datees = {nom: instant for nom, instant in instants.items() if instant is not None}
        gardees = {*list(datees)[: self.dernieres], *(set(noms) - set(datees))}
        for forme, combien in (("%Y-%m-%d", self.jours), ("%G-%V", self.semaines), ("%Y-%m", self.mois)):
            periodes: dict[str, str] = {}
            for nom, instant in datees.items():
                periodes.setdefault(instant.strftime(forme), nom)
            gardees.update(list(periodes.values())[:combien])
        return frozenset(gardees)


def backup_name(instant: datetime) -> str:
    """Return the name of the backup of an instant."""
    return f"{PREFIXE}{instant.astimezone(UTC).strftime(_FORME)}{SUFFIXE}"


def instant_of(nom: str) -> datetime | None:
    """Return the instant a name tells, None when it tells none."""
    try:
        texte = nom.removeprefix(PREFIXE).removesuffix(SUFFIXE)
        return datetime.strptime(texte, _FORME).replace(tzinfo=UTC)
    except ValueError:
        return None
