"""The whitelist of the trusted space of MSSanté: fetched once a day, the last one kept when it cannot be."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ambroise.usecases.errors import AmbroiseError
from esante.errors import EsanteError, Malformed
from esante.mssante.liste_blanche import ListeBlanche, parse_liste_blanche

_journal = logging.getLogger(__name__)
_AGE = timedelta(days=1)
_PAUSE = timedelta(hours=1)


class EspaceConfiance:
    """The domains whose senders belong to the trusted space.

    Args:
        fichier: where the last list is kept.
        fetch: reads the national one; raises EsanteError or AmbroiseError.
    """

    def __init__(self, fichier: Path, fetch: Callable[[], bytes], horloge: Callable[[], datetime]) -> None:
        self._fichier, self._fetch, self._horloge = fichier, fetch, horloge
        self._liste: ListeBlanche | None = None
        self._lue_le = self._essai_le = datetime.min.replace(tzinfo=UTC)
        self._one = threading.Lock()

    def __call__(self) -> ListeBlanche | None:
        """Return the list, None as long as none was ever read: no sender is then said to be outside."""
        with self._one:
            if self._liste is None:
                self._load()
            now = self._horloge()
            if now - self._lue_le >= _AGE and now - self._essai_le >= _PAUSE:
                self._essai_le = now
                self._renew()
            return self._liste

    def _load(self) -> None:
        try:
            self._liste = parse_liste_blanche(self._fichier.read_bytes())
            self._lue_le = datetime.fromtimestamp(self._fichier.stat().st_mtime, UTC)
        except (OSError, Malformed):
            self._liste = None

    def _renew(self) -> None:
        try:
            content = self._fetch()
            liste = parse_liste_blanche(content)
        except (EsanteError, AmbroiseError) as error:
            _journal.info("liste blanche MSSanté\u00a0: %s", type(error).__name__)
            return
        self._fichier.parent.mkdir(parents=True, exist_ok=True)
        provisoire = self._fichier.with_suffix(".tmp")
        provisoire.write_bytes(content)
        provisoire.replace(self._fichier)
        self._liste, self._lue_le = liste, self._horloge()
