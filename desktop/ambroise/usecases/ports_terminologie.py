"""What coding asks of the terminologies of this seat."""

from collections.abc import Sequence
from typing import Protocol

from ambroise.domain.terminologie import Terme


class Terminologies(Protocol):
    """Terms for what follows a patient: the list of the ALD, the diseases when a classification is given."""

    def search_ald(self, texte: str) -> Sequence[Terme]: ...
    def search_maladies(self, texte: str) -> Sequence[Terme]: ...

    def find_ald(self, libelle: str) -> Terme | None:
        """Return the term of this very label."""

    def find_maladie(self, libelle: str) -> Terme | None:
        """Return the term of this very label."""


class SansTerminologie:
    """Where none is given: everything stays in words."""

    def search_ald(self, texte: str) -> Sequence[Terme]:  # noqa: ARG002
        return ()

    def search_maladies(self, texte: str) -> Sequence[Terme]:  # noqa: ARG002
        return ()

    def find_ald(self, libelle: str) -> Terme | None:  # noqa: ARG002
        return None

    def find_maladie(self, libelle: str) -> Terme | None:  # noqa: ARG002
        return None
