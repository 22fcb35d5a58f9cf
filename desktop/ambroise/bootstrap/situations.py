"""The place of practice each professional chose on this seat, kept among the options of the profile."""

import logging
from collections.abc import Callable
from dataclasses import replace

from ambroise.settings import Reglages

_journal = logging.getLogger(__name__)


class SituationsDuProfil:
    """``usecases.sessions.SituationsChoisies`` over ``config.toml``.

    Args:
        read: returns the options as they stand.
        save: writes them; the next reading gives them.
    """

    def __init__(self, read: Callable[[], Reglages], save: Callable[[Reglages], None]) -> None:
        self._read, self._save = read, save

    def find(self, identifiant: str) -> str:
        """Return the Struct_idNat chosen, the one of the seat without a choice, empty without either."""
        reglages = self._read()
        return reglages.situations.get(identifiant, reglages.situation)

    def keep(self, identifiant: str, struct_idnat: str) -> None:
        """Remember a choice; one that cannot be written is asked again at the next login, no more."""
        reglages = self._read()
        if reglages.situations.get(identifiant) == struct_idnat:
            return
        try:
            self._save(replace(reglages, situations={**reglages.situations, identifiant: struct_idnat}))
        except OSError as exc:
            _journal.warning("situation d’exercice non enregistrée (%s)", type(exc).__name__)
