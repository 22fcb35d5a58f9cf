"""What the screen of the accounts asks; every call runs in a worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ambroise.domain.code_compte import CodeCompte
from ambroise.domain.droits import Compte, Role


@dataclass(frozen=True)
class LigneCompte:
    """An account, and its code when one opens it."""

    compte: Compte
    code: CodeCompte | None = None


@dataclass(frozen=True)
class EtatComptes:
    """Every account, and who would be the first practitioner of an office that has none."""

    lignes: Sequence[LigneCompte]
    nom: str = ""
    identifiant: str = ""
    role: Role = Role.PRATICIEN


@dataclass(frozen=True)
class CompteSaisi:
    """An account as it was typed, over the one that was read; over none, a new one."""

    identifiant: str
    nom: str
    role: Role
    du: date | None = None
    au: date | None = None
    lu: Compte | None = None


class Comptes(Protocol):
    """Accounts of the office."""

    def etat(self) -> EtatComptes: ...
    def save(self, saisi: CompteSaisi) -> object:
        """Raises ConflitVersion, whose ``actuel`` is the account as it stands."""

    def close(self, identifiant: str) -> object:
        """Let nobody work under an account from tomorrow."""

    def give_code(self, identifiant: str) -> str:
        """Return a provisional code, told once."""

    def found(self, praticien: CompteSaisi, administrateur: CompteSaisi) -> str:
        """Declare the first two accounts and return the code of the second."""
