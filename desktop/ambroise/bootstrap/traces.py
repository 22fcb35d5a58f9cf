"""Watches the chain of the trail: verified once a day in the background, its verdict kept in the profile."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ambroise.persistence.files import write_private
from ambroise.usecases.contexte import Contexte

TOUS_LES = timedelta(days=1)


class VeilleTraces:
    """Says whether the chain was whole when it was last verified; a broken one stays told until it is not."""

    def __init__(self, contexte: Callable[[], Contexte], fichier: Path) -> None:
        self._contexte = contexte
        self._fichier = fichier

    def constats(self) -> tuple[str, ...]:
        """Return what the last verification found wrong, nothing when the chain was whole."""
        return self._read()[1]

    def verify(self) -> Sequence[str]:
        """Recompute the whole chain, and keep the verdict."""
        contexte = self._contexte()
        with contexte.reading() as uow:
            constats = tuple(uow.audit.verify())
        etat = {"instant": contexte.horloge().astimezone(UTC).isoformat(), "constats": constats}
        with suppress(OSError):  # a full disk must not hide the verdict
            write_private(self._fichier, json.dumps(etat, ensure_ascii=False).encode())
        return constats

    def verify_if_due(self) -> Sequence[str]:
        """Verify at most once a day."""
        maintenant = self._contexte().horloge()
        instant, constats = self._read()
        if instant is not None and timedelta() <= maintenant - instant < TOUS_LES:
            return constats
        return self.verify()

    def _read(self) -> tuple[datetime | None, tuple[str, ...]]:
        try:
            etat = json.loads(self._fichier.read_text("utf-8"))
            return datetime.fromisoformat(etat["instant"]), tuple(str(c) for c in etat["constats"])
        except (OSError, ValueError, KeyError, TypeError):
            return None, ()
