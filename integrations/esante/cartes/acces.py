"""The cards of this machine, each call bounded in time: what an application or a terminal asks.

A read runs in a thread of its own.  That is enough here: every connection has its own PC/SC context, pyscard
releases the interpreter lock, so a thread stuck in one reader's driver holds neither the others nor us; it is
left behind, and its reader is not asked again until it comes back.  PKCS#11 modules, which run inside the
caller, get a process instead (``isolation``).
"""

from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import TypeVar

from esante.apcv.models import ContenuApcv
from esante.apcv.nfc import AID_NDEF, read_nfc
from esante.cartes.cps import CpsSession
from esante.cartes.cps_publique import (
    DonneesPubliquesCps,
    read_attempts_left,
    read_donnees_publiques,
    read_numero_serie,
)
from esante.cartes.homologue import LecteurHomologue, SansLecteurHomologue
from esante.cartes.isolation import IsolatedJeton
from esante.cartes.jeton import Jeton
from esante.cartes.lecture_vitale import LectureVitale
from esante.cartes.modules import find_module
from esante.cartes.vitale import VitaleSession
from esante.errors import CardAbsent, EsanteError, Unreachable, Unsupported
from esante.pcsc.atr import TypeCarte, is_sans_contact
from esante.pcsc.connection import CardConnection, CardService, EtatLecteur, find_reader

T = TypeVar("T")
OpenJeton = Callable[[str, tuple[str, ...]], Jeton]
"""Opens the token in a reader, given the other readers' names."""

_VITALES = (TypeCarte.VITALE_2, TypeCarte.VITALE_1)
_CPS = (TypeCarte.CPS_3, TypeCarte.CPS_4)
_TRIES = 3


class ReaderStuck(Unreachable):
    """A reader did not answer in time; it is left alone until it does, or is plugged again."""


class AccesCartes:
    """Find the right card in any reader or slot and read it.

    Args:
        service: the readers (``PcscService``, or those of the sandbox).
        open_jeton: how a CPS is opened for signing; by default its PKCS#11 module in a child process.
        deadline: seconds a card may take for one whole reading.
        homologue: the licensed components, asked first when a publisher plugs them in.
    """

    def __init__(
        self,
        service: CardService,
        open_jeton: OpenJeton | None = None,
        *,
        deadline: float = 10.0,
        homologue: LecteurHomologue | None = None,
    ) -> None:
        self.service = service
        self._homologue = homologue or SansLecteurHomologue()
        self._open_jeton = open_jeton or pkcs11_opener()
        self._deadline = deadline
        self._lock = Lock()
        self._stuck: dict[str, Thread] = {}

    def list_readers(self) -> tuple[EtatLecteur, ...]:
        """Return every reader and what it holds.

        Raises:
            Unreachable: no PC/SC daemon.
        """
        return self.service.list_readers()

    def read_vitale(self, lecteur: str | None = None) -> tuple[str, LectureVitale]:
        """Read the Vitale card of a reader, or the first one found; return the reader's name too.

        Raises:
            CardAbsent: no Vitale card.
            ReaderStuck: the card or its reader does not answer.
            Malformed, Unsupported, Unreachable: see ``VitaleSession.read``.
        """
        state = find_reader(self.list_readers(), _VITALES, lecteur)

        def read() -> LectureVitale:
            try:
                return self._homologue.read_vitale(state.nom).as_lecture()
            except Unsupported:
                if state.type_carte is TypeCarte.VITALE_1:
                    raise
            with VitaleSession(self.service.connect(state.nom)) as session:
                return session.read()

        return state.nom, self._bounded(state.nom, lambda: _again_if_disturbed(read))

    def confirm_vitale(self, lecteur: str, lecture: LectureVitale) -> None:
        """Make sure the card read is still in its reader, before its data are used.

        Raises:
            CardAbsent: it left, or another took its place.
        """
        _, again = self.read_vitale(lecteur)
        if again.empreinte != lecture.empreinte:
            raise CardAbsent("la carte Vitale a été remplacée par une autre")

    def read_telephone(self, aid: bytes = AID_NDEF) -> tuple[str, ContenuApcv]:
        """Read the ApCV of the phone laid on a contactless reader; return the reader's name too.

        Raises:
            CardAbsent: no phone, or it was taken away.
            ReaderStuck, Refused, Malformed, Unsupported, Unreachable: see ``read_nfc``.
        """
        for state in self.list_readers():
            if state.type_carte is TypeCarte.INCONNUE and is_sans_contact(state.atr):
                break
        else:
            raise CardAbsent("aucun téléphone n’est posé sur un lecteur sans contact")

        def read() -> ContenuApcv:
            with self.service.connect(state.nom) as connection:
                return read_nfc(connection, aid)

        return state.nom, self._bounded(state.nom, lambda: _again_if_disturbed(read))

    def read_cps_publique(self, lecteur: str | None = None) -> tuple[str, DonneesPubliquesCps]:
        """Read what a CPS says without code porteur, contactless included.

        Raises:
            CardAbsent, ReaderStuck, Malformed, Unsupported, Unreachable: as ``read_vitale``.
        """
        state = find_reader(self.list_readers(), (*_CPS, TypeCarte.CPS_3_SANS_CONTACT), lecteur)

        def read() -> DonneesPubliquesCps:
            with self.service.connect(state.nom, reset_on_close=False) as connection:
                return read_donnees_publiques(connection)

        return state.nom, self._bounded(state.nom, lambda: _again_if_disturbed(read))

    def open_cps(self, lecteur: str | None = None) -> CpsSession:
        """Open the holder's session of a CPS, not logged in.

        Raises:
            CardAbsent: no contact CPS in the readers.
            Unsupported: no PKCS#11 module, or a card presented without contact.
            Unreachable: the module failed.
        """
        readers = self.list_readers()
        if not any(r.type_carte in _CPS and lecteur in (None, r.nom) for r in readers) and any(
            r.type_carte is TypeCarte.CPS_3_SANS_CONTACT and lecteur in (None, r.nom) for r in readers
        ):
            raise Unsupported("la CPS sans contact n’a pas de code porteur\u00a0: insérez-la dans le lecteur")
        state = find_reader(readers, _CPS, lecteur)
        others = tuple(r.nom for r in readers if r.nom != state.nom)
        return CpsSession(self._open_jeton(state.nom, others), _CarteDuLecteur(self, state))

    def ask_cps(self, lecteur: str, ask: Callable[[CardConnection], T]) -> T | None:
        """Ask a CPS by APDU beside its session; ``None`` when it cannot be asked now.

        Raises:
            CardAbsent: the card left.
        """

        def work() -> T:
            with self.service.connect(lecteur, reset_on_close=False) as connection:
                return ask(connection)

        try:
            return self._bounded(lecteur, work)
        except CardAbsent:
            raise
        except EsanteError:
            return None

    def _bounded(self, lecteur: str, work: Callable[[], T]) -> T:
        """Run ``work`` in a thread and leave it behind after the deadline."""
        results: list[T] = []
        failures: list[BaseException] = []

        def run() -> None:
            try:
                results.append(work())
            except BaseException as exc:  # noqa: BLE001 - raised again in the caller's thread
                failures.append(exc)

        with self._lock:
            stuck = self._stuck.get(lecteur)
            if stuck is not None and stuck.is_alive():
                raise ReaderStuck(
                    "ce lecteur ne répond plus\u00a0: retirez la carte ou rebranchez le lecteur"
                )
            self._stuck.pop(lecteur, None)
        thread = Thread(target=run, name=f"carte-{lecteur}", daemon=True)
        thread.start()
        thread.join(self._deadline)
        if thread.is_alive():
            with self._lock:
                self._stuck[lecteur] = thread
            raise ReaderStuck("la carte ou son lecteur ne répond plus\u00a0: retirez la carte")
        if failures:
            raise failures[0]
        return results[0]


class _CarteDuLecteur:
    """The CPS of a reader, as its session asks it beside the module. See ``CarteDirecte``."""

    def __init__(self, acces: AccesCartes, lecteur: EtatLecteur) -> None:
        self._acces, self._lecteur = acces, lecteur

    def numero_serie(self) -> str | None:
        self._require_never_left()
        return self._acces.ask_cps(self._lecteur.nom, read_numero_serie)

    def attempts_left(self) -> int | None:
        card_type = self._lecteur.type_carte
        assert card_type is not None
        return self._acces.ask_cps(self._lecteur.nom, lambda card: read_attempts_left(card, card_type))

    def _require_never_left(self) -> None:
        """A card put back may be the same one: its holder gives the code again. PC/SC counts the moves."""
        try:
            readers = self._acces.list_readers()
        except Unreachable:
            return  # the card itself will not answer either
        here = next((reader for reader in readers if reader.nom == self._lecteur.nom), None)
        if here is not None and here.changements != self._lecteur.changements:
            raise CardAbsent("la carte CPS a quitté le lecteur\u00a0: son code est à redonner")


def pkcs11_opener(module: str | None = None, *, deadline: float = 20.0) -> OpenJeton:
    """Return what opens a token by its PKCS#11 module, found per setting, environment and system."""

    def open_jeton(lecteur: str, others: tuple[str, ...]) -> Jeton:
        return IsolatedJeton(Path(find_module(module)), lecteur, others, deadline=deadline)

    return open_jeton


def _again_if_disturbed(read: Callable[[], T]) -> T:
    """Start over when another program reset the card or kept it a moment; never when it left."""
    for _ in range(_TRIES - 1):
        try:
            return read()
        except CardAbsent:
            raise
        except Unreachable:
            continue
    return read()
