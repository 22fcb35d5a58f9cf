"""What is looked at once a night while the application runs: files in double, and some of the INS.

RNIV (regular search for duplicates and verification of the INS held). The pace and the number of
verifications are ours: no public text gives a frequency.
"""

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import time, timedelta
from typing import Final, Protocol

from ambroise.domain.doublons import Rapprochement
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.echanges_insi import forget_old
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.verification_ins import EtatLot

CLE_NUIT = "lot/nuit-identites"
_BATTEMENT: Final = timedelta(minutes=1)
_PAUSE: Final = timedelta(seconds=2)
"""Between two calls to INSi: the batch is never in a hurry."""

_journal = logging.getLogger(__name__)

Comparer = Callable[[Callable[[], bool]], Sequence[Rapprochement]]
"""Compares all the files; is given what tells that it must stop."""
Verifier = Callable[[Callable[[], bool]], EtatLot]
"""Goes on with the batch of verifications; is given what is called between two files."""


@dataclass(frozen=True)
class BilanNuit:
    """What the last nights found; the days are those of the practice, ISO, empty before the first."""

    doublons_le: str = ""
    nombre: int = 0
    """Pairs of close files, found by the night or by the last comparison asked for."""
    verification_le: str = ""
    arret: str = ""


@dataclass(frozen=True)
class OptionsNuit:
    """When to look, and how many INS to verify; a negative hour never looks, zero verifies none."""

    heure: int = 2
    verifications: int = 200

    @property
    def is_active(self) -> bool:
        """Whether there is anything to do at night."""
        return 0 <= self.heure <= 23


class NuitIdentites:
    """Does once what is due; a night missed is made up for when the application is next open."""

    def __init__(
        self,
        contexte: Contexte,
        options: OptionsNuit,
        comparer: Comparer,
        verifier: Verifier,
        is_session_ouverte: Callable[[], bool],
    ) -> None:
        self._contexte = contexte
        self._options = options
        self._comparer = comparer
        self._verifier = verifier
        self._is_session_ouverte = is_session_ouverte

    def run_due(self, wait: Callable[[timedelta], bool]) -> BilanNuit | None:
        """Do what is due now; None when nothing was.

        Args:
            wait: waits between two calls and returns True to stop everything; asked for no time, it only
                tells whether to stop.
        """
        jour = self._due_day()
        if jour is None:
            return None
        with self._contexte.uow() as uow:
            bilan = avant = read_bilan(uow)
            forget_old(self._contexte, uow)
            uow.commit()
        if bilan.doublons_le < jour:
            found = self._comparer(lambda: wait(timedelta(0)))
            if wait(timedelta(0)):
                return None
            bilan = replace(bilan, doublons_le=jour, nombre=len(found))
            self._write(bilan)
        # INSi is asked in the name of somebody: without a session, it waits for the next one.
        if self._options.verifications > 0 and bilan.verification_le < jour and self._is_session_ouverte():
            bilan = replace(bilan, verification_le=jour, arret=self._verify(wait))
            self._write(bilan)
        return bilan if bilan != avant else None

    def _due_day(self) -> str | None:
        if not self._options.is_active:
            return None
        maintenant = self._contexte.horloge().astimezone()
        jour = maintenant.date()
        if maintenant.time() < time(self._options.heure):
            jour -= timedelta(days=1)
        return jour.isoformat()

    def _verify(self, wait: Callable[[timedelta], bool]) -> str:
        reste = self._options.verifications

        def between() -> bool:
            nonlocal reste
            reste -= 1
            return reste <= 0 or wait(_PAUSE)

        try:
            return self._verifier(between).arret
        except AmbroiseError as erreur:
            return erreur.message

    def _write(self, bilan: BilanNuit) -> None:
        with self._contexte.uow() as uow:
            uow.brouillons.save(CLE_NUIT, json.dumps(asdict(bilan)), self._contexte.horloge())
            uow.commit()


def read_bilan(uow: UnitOfWork) -> BilanNuit:
    """Return what the last nights found."""
    ecrit = uow.brouillons.get(CLE_NUIT)
    return BilanNuit(**json.loads(ecrit[0])) if ecrit is not None else BilanNuit()


def keep_nombre(contexte: Contexte, change: Callable[[int], int]) -> None:
    """Keep how many pairs are left, after a comparison asked for or a merge."""
    with contexte.uow() as uow:
        bilan = read_bilan(uow)
        nouveau = replace(bilan, nombre=max(0, change(bilan.nombre)))
        if nouveau != bilan:
            uow.brouillons.save(CLE_NUIT, json.dumps(asdict(nouveau)), contexte.horloge())
            uow.commit()


class Nuit(Protocol):
    """What is done once a night."""

    def run_due(self, wait: Callable[[timedelta], bool]) -> object:
        """Do what is due now; ``wait`` waits, and tells whether to stop."""


class Veilleur:
    """The thread that looks every minute whether something is due.

    Args:
        battement: how often it looks once the day is open, when to look costs next to nothing.
    """

    def __init__(self, nuit: Nuit, battement: timedelta = _BATTEMENT) -> None:
        self._nuit = nuit
        self._battement = battement
        self._arret = threading.Event()
        self._thread = threading.Thread(target=self._run, name="veilleur", daemon=True)

    def start(self) -> None:
        """Start looking."""
        self._thread.start()

    def stop(self, timeout: float | None = 30) -> bool:
        """Stop after the file being verified; return whether the thread has ended."""
        self._arret.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _wait(self, duree: timedelta) -> bool:
        return self._arret.wait(duree.total_seconds())

    def _run(self) -> None:
        # The first look comes after a minute: opening the day comes first.
        battement = _BATTEMENT
        while not self._wait(battement):
            battement = self._battement
            try:
                self._nuit.run_due(self._wait)
            except AmbroiseError as erreur:
                _journal.warning("veille de nuit\u00a0: %s", erreur.code or type(erreur).__name__)
