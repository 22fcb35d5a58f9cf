"""Who may do what: roles of the office, dated, and the reading of a restricted file with a reason."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """Roles; the administrator keeps the machine and never reads a file."""

    PRATICIEN = "praticien"
    REMPLACANT = "remplaçant"
    INFIRMIER = "infirmier"
    PHARMACIEN = "pharmacien"
    SECRETAIRE = "secrétaire"
    ADMINISTRATEUR = "administrateur"


class Droit(StrEnum):
    """What can be allowed."""

    LIRE_IDENTITE = "lire_identite"
    ECRIRE_IDENTITE = "ecrire_identite"
    LIRE_CLINIQUE = "lire_clinique"
    ECRIRE_CLINIQUE = "ecrire_clinique"
    PRESCRIRE = "prescrire"
    DISPENSER = "dispenser"
    AGENDA = "agenda"
    CLASSER = "classer"
    EXPORTER = "exporter"
    LIRE_TRACES = "lire_traces"
    LIRE_JOURNAL = "lire_journal"
    ADMINISTRER = "administrer"


_COMMUNS = {Droit.LIRE_IDENTITE, Droit.ECRIRE_IDENTITE, Droit.AGENDA, Droit.CLASSER}
_SOINS = _COMMUNS | {Droit.LIRE_CLINIQUE, Droit.ECRIRE_CLINIQUE}

DROITS: dict[Role, frozenset[Droit]] = {
    Role.PRATICIEN: frozenset(_SOINS | {Droit.PRESCRIRE, Droit.EXPORTER, Droit.LIRE_TRACES}),
    Role.REMPLACANT: frozenset(_SOINS | {Droit.PRESCRIRE}),
    Role.INFIRMIER: frozenset(_SOINS | {Droit.PRESCRIRE}),
    Role.PHARMACIEN: frozenset(_SOINS | {Droit.DISPENSER, Droit.EXPORTER, Droit.LIRE_TRACES}),
    Role.SECRETAIRE: frozenset(_COMMUNS),
    Role.ADMINISTRATEUR: frozenset({Droit.ADMINISTRER, Droit.AGENDA, Droit.LIRE_JOURNAL}),
}

DUREE_BRIS = timedelta(hours=1)
_IDENTIFIANT_RPPS = re.compile(r"8\d{11}", re.ASCII)


def rpps_of(identifiant: str) -> str:
    """Return the RPPS number within a PS_IdNat, empty for a local name."""
    return identifiant[1:] if _IDENTIFIANT_RPPS.fullmatch(identifiant) else ""


@dataclass(frozen=True)
class Compte:
    """A person of the office.

    ``identifiant`` is the PS_IdNat of a professional, a local name for the others. A replacement has an
    account from one day to another; nobody works outside the dates of the account.
    """

    id: UUID
    identifiant: str
    nom: str
    role: Role
    du: date | None = None
    au: date | None = None
    version: int = 0

    @property
    def numero_rpps(self) -> str:
        """The RPPS number this account is bound to, empty for a local name."""
        return rpps_of(self.identifiant)

    def is_actif(self, le: date) -> bool:
        """Whether the account is open on a day."""
        return (self.du is None or self.du <= le) and (self.au is None or le <= self.au)

    def is_allowed(self, droit: Droit, le: date) -> bool:
        """Whether the role allows it, on a day."""
        return self.is_actif(le) and droit in DROITS[self.role]


@dataclass(frozen=True)
class SessionCompte:
    """Who works here without a card, opened by a code: nothing is signed nor sent in this session."""

    compte: Compte
    ouverte_le: datetime


@dataclass(frozen=True)
class BrisDeGlace:
    """The reading of a restricted file by someone who is not on its list, for a stated reason."""

    auteur: str
    patient_id: UUID
    instant: datetime
    motif: str

    def covers(self, auteur: str, patient_id: UUID | None, instant: datetime) -> bool:
        """Whether this statement still opens that file to that person."""
        return (auteur, patient_id) == (
            self.auteur,
            self.patient_id,
        ) and self.instant <= instant < self.instant + DUREE_BRIS
