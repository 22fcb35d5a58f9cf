"""A box opened by IMAP: folders, search by Message-ID, fetch, flags.

One :class:`BoiteSession` is one connection with its own fresh token. IMAP4rev1, STARTTLS, SPECIAL-USE (RFC
6154), then a table of the names operators use.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError, ProtocolError
from imapclient.response_parser import parse_fetch_response

from esante.errors import EsanteError, Malformed, Refused, Rejected, Unreachable
from esante.fermeture import Closing
from esante.mssante.connexion import ClientImap
from esante.mssante.models import Compte, Mecanisme
from esante.mssante.sasl import format_jeton
from esante.transport import DIRECT, Proxy

TIMEOUT = 30.0
_BATCH = 100
_HEARTBEAT = 1.0
"""Seconds between two looks at whether the wait was called off."""


class DossierSpecial(StrEnum):
    """The folders with a meaning, by their RFC 6154 attribute."""

    ENVOYES = "\\Sent"
    BROUILLONS = "\\Drafts"
    CORBEILLE = "\\Trash"
    ARCHIVES = "\\Archive"
    INDESIRABLES = "\\Junk"


_USUAL_NAMES = {
    DossierSpecial.ENVOYES: ("sent", "sent items", "sent messages", "envoyés", "éléments envoyés"),
    DossierSpecial.BROUILLONS: ("drafts", "draft", "brouillons"),
    DossierSpecial.CORBEILLE: ("trash", "deleted items", "corbeille"),
    DossierSpecial.ARCHIVES: ("archive", "archives"),
    DossierSpecial.INDESIRABLES: ("junk", "spam", "indésirables"),
}


@dataclass(frozen=True)
class Enveloppe:
    """What a list needs, without the body."""

    uid: int
    taille: int
    drapeaux: frozenset[str]
    entetes: bytes


@dataclass(frozen=True)
class EtatDossier:
    """What tells whether the numbers of a folder still hold."""

    uidvalidity: int
    uidnext: int
    messages: int
    highestmodseq: int | None


class BoiteSession(Closing):
    """One authenticated IMAP connection; a context manager.

    Raises (at construction):
        Unreachable: nothing answers, or the connection was cut.
        Refused: certificate, token or right refused.
    """

    def __init__(
        self,
        compte: Compte,
        jeton: str | None,
        tls: ssl.SSLContext,
        *,
        timeout: float = TIMEOUT,
        proxy: Proxy = DIRECT,
    ) -> None:
        self.compte = compte
        with _translated():
            self._imap: Any = ClientImap(compte.imap, timeout, proxy)
        try:
            with _translated():
                if not self._imap.has_capability("STARTTLS"):
                    raise Refused("l’opérateur n’offre pas STARTTLS\u00a0: rien n’est dit en clair")
                self._imap.starttls(tls)
                self._authenticate(jeton)
                if self._imap.has_capability("ENABLE") and self._imap.has_capability("CONDSTORE"):
                    # Without it some servers keep no MODSEQ at all, and every reading is a full one.
                    self._imap.enable("CONDSTORE")
                self._imap.normalise_times = False
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Say goodbye, or just leave."""
        with suppress(Exception):
            self._imap.logout()
        with suppress(Exception):
            self._imap.shutdown()

    def list_dossiers(self) -> dict[str, frozenset[str]]:
        """Return the names of the folders with their attributes."""
        with _translated():
            rows = self._imap.list_folders()
            return {
                name: frozenset(flag.decode("ascii", "replace") for flag in flags) for flags, _, name in rows
            }

    def find_dossier(self, special: DossierSpecial) -> str | None:
        """Return the folder that plays a part, by SPECIAL-USE then by its usual names; None when there is
        none."""
        folders = self.list_dossiers()
        for name, flags in folders.items():
            if special.value.lower() in {flag.lower() for flag in flags}:
                return name
        for usual in _USUAL_NAMES[special]:
            for name in folders:
                if name.lower() == usual or name.lower().endswith((f"/{usual}", f".{usual}")):
                    return name
        return None

    def select(self, dossier: str, *, readonly: bool = True) -> EtatDossier:
        """Open a folder."""
        with _translated():
            answer = self._imap.select_folder(dossier, readonly=readonly)
            return EtatDossier(
                int(answer[b"UIDVALIDITY"]),
                int(answer.get(b"UIDNEXT", 0)),
                int(answer[b"EXISTS"]),
                int(answer[b"HIGHESTMODSEQ"]) if b"HIGHESTMODSEQ" in answer else None,
            )

    def search_identifiant(self, message_id: str) -> tuple[int, ...]:
        """Return the UIDs of the open folder whose Message-ID is this one."""
        with _translated():
            return tuple(self._imap.search(["HEADER", "Message-ID", message_id]))

    def search_from(self, uid: int) -> tuple[int, ...]:
        """Return the UIDs of the open folder from one on, in order."""
        with _translated():
            return tuple(sorted(found for found in self._imap.search(["UID", f"{uid}:*"]) if found >= uid))

    def fetch_enveloppes(self, uids: Iterable[int]) -> Iterator[Enveloppe]:
        """Yield headers, size and flags, by batches; messages gone meanwhile are left out."""
        for batch in _batches(uids):
            with _translated():
                rows = self._imap.fetch(batch, ["RFC822.SIZE", "FLAGS", "BODY.PEEK[HEADER]"])
                found = [
                    Enveloppe(
                        uid,
                        int(row[b"RFC822.SIZE"]),
                        frozenset(flag.decode("ascii", "replace") for flag in row[b"FLAGS"]),
                        row[b"BODY[HEADER]"],
                    )
                    for uid, row in sorted(rows.items())
                    if b"BODY[HEADER]" in row and b"RFC822.SIZE" in row and b"FLAGS" in row
                ]
            yield from found

    def fetch_message(self, uid: int) -> bytes | None:
        """Return a whole message without marking it read; None when it is gone."""
        with _translated():
            row = self._imap.fetch([uid], ["BODY.PEEK[]"]).get(uid)
            return bytes(row[b"BODY[]"]) if row and b"BODY[]" in row else None

    def fetch_drapeaux(self, uids: Iterable[int]) -> dict[int, frozenset[str]]:
        """Return the flags of messages."""
        flags: dict[int, frozenset[str]] = {}
        for batch in _batches(uids):
            with _translated():
                for uid, row in self._imap.fetch(batch, ["FLAGS"]).items():
                    flags[uid] = frozenset(flag.decode("ascii", "replace") for flag in row[b"FLAGS"])
        return flags

    def fetch_drapeaux_depuis(self, modseq: int) -> dict[int, frozenset[str]]:
        """Return the flags that changed since a state of the folder (CONDSTORE, RFC 7162)."""
        with _translated():
            # The library only takes numbers one by one, and keeps the answers of those alone.
            answered, data = self._imap._imap.uid("FETCH", "1:*", "(FLAGS)", f"(CHANGEDSINCE {modseq})")
            if answered != "OK":
                raise Rejected("IMAP-NO", "commande refusée par la boîte")
            rows = parse_fetch_response(data, normalise_times=False, uid_is_key=True)
            return {
                uid: frozenset(flag.decode("ascii", "replace") for flag in row[b"FLAGS"])
                for uid, row in rows.items()
                if b"FLAGS" in row
            }

    def add_drapeau(self, uid: int, drapeau: str) -> None:
        """Set a flag; the folder must be open for writing."""
        with _translated():
            self._imap.add_flags([uid], [drapeau], silent=True)

    def append(self, dossier: str, content: bytes, drapeaux: tuple[str, ...] = ("\\Seen",)) -> None:
        """Store a message in a folder."""
        with _translated():
            self._imap.append(dossier, content, flags=drapeaux)

    def move(self, uid: int, dossier: str) -> None:
        """Move a message of the open folder."""
        with _translated():
            if self._imap.has_capability("MOVE"):
                self._imap.move([uid], dossier)
            else:
                self._imap.copy([uid], dossier)
                self._imap.delete_messages([uid], silent=True)
                self._imap.expunge([uid])

    def wait_news(self, timeout: float, is_stopped: Callable[[], bool] = lambda: False) -> bool:
        """Wait by IDLE until the open folder changes, at most ``timeout`` seconds; tell whether it did."""
        limit = time.monotonic() + timeout
        with _translated():
            self._imap.idle()
            try:
                while not is_stopped() and (left := limit - time.monotonic()) > 0:
                    if _tells_news(self._imap.idle_check(timeout=min(left, _HEARTBEAT))):
                        return True
            finally:
                _, late = self._imap.idle_done()
            return _tells_news(late)

    def _authenticate(self, jeton: str | None) -> None:
        compte = self.compte
        if compte.mecanisme is Mecanisme.CERTIFICAT:
            self._imap.sasl_login("EXTERNAL", lambda _challenge: b"")
            return
        if jeton is None:
            raise Refused("aucun jeton Pro Santé Connect pour cette boîte")
        initial = format_jeton(compte.mecanisme, compte.adresse, jeton, compte.imap)
        # A second challenge explains a failure: XOAUTH2 wants an empty answer, RFC 7628 a ^A.
        last = b"\x01" if compte.mecanisme is Mecanisme.OAUTHBEARER else b""
        self._imap.sasl_login(compte.mecanisme.value, lambda challenge: last if challenge else initial)


def _tells_news(lines: Iterable[Any]) -> bool:
    return any(len(line) > 1 and line[1] in {b"EXISTS", b"EXPUNGE", b"FETCH"} for line in lines)


def _batches(uids: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for uid in uids:
        batch.append(uid)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the library's errors into ours, without the text of the server."""
    try:
        yield
    except EsanteError:
        raise
    except LoginError:
        raise Refused("jeton ou certificat refusé par l’opérateur de messagerie") from None
    except ssl.SSLCertVerificationError as error:
        raise Refused(f"certificat de l’opérateur refusé\u00a0: {error.verify_message}") from None
    except (IMAPClientAbortError, OSError, EOFError) as error:
        raise Unreachable(f"boîte injoignable ({type(error).__name__})") from None
    except (ProtocolError, KeyError, ValueError, TypeError, UnicodeError) as error:
        raise Malformed(f"réponse IMAP inattendue ({type(error).__name__})") from None
    except IMAPClientError:
        raise Rejected("IMAP-NO", "commande refusée par la boîte") from None
