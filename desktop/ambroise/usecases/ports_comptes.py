"""What accounts ask of the outside: where they and their codes are kept, and how a code is stretched."""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from ambroise.domain.code_compte import CodeCompte
from ambroise.domain.droits import Compte


class CompteRepository(Protocol):
    """Accounts of the office, their codes, and the readers of restricted files."""

    def save(self, compte: Compte) -> Compte: ...
    def find(self, identifiant: str) -> Compte | None: ...
    def list(self) -> Sequence[Compte]: ...
    def restrict(self, patient_id: UUID, identifiants: Iterable[str]) -> None: ...
    def readers(self, patient_id: UUID) -> Sequence[str]: ...

    def code(self, compte_id: UUID) -> CodeCompte | None:
        """Return the code of an account, held until the transaction ends; None when it opens by card only."""

    def codes(self) -> Sequence[CodeCompte]: ...

    def note_try(self, code: CodeCompte) -> None:
        """Write the tries of a code, or the code its own holder chose."""

    def give_code(self, code: CodeCompte) -> None:
        """Write the code of somebody else."""


class PortEmpreintes(Protocol):
    """Stretches a code, so that whoever reads the store does not read the code."""

    def make(self, code: str) -> str: ...
    def is_matching(self, code: str, empreinte: str) -> bool: ...
