"""The token of a CPS through a PKCS#11 module (Cryptolib CPS, OpenSC, SoftHSM2).

python-pkcs11 is used because it releases the interpreter lock inside the module: a slow card does not stop
the other threads.  PKCS#11 v2.40 §5 gives the return codes.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any

import pkcs11
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11 import exceptions as codes

from esante.cartes.code_porteur import CodePorteur
from esante.cartes.jeton import SHA256_DIGEST_INFO, CertificatCarte
from esante.errors import (
    CardAbsent,
    CodePorteurRefused,
    EsanteError,
    Malformed,
    Refused,
    Unreachable,
    Unsupported,
)

_GONE = (
    codes.DeviceRemoved,
    codes.TokenNotPresent,
    codes.SessionHandleInvalid,
    codes.SessionClosed,
    codes.ObjectHandleInvalid,
    codes.KeyHandleInvalid,
    codes.SlotIDInvalid,
)
_POLLING = 3.0
"""Longest time, in seconds, a module may take to notice that a card came or left."""

_WRONG_WAY = (codes.MechanismInvalid, codes.MechanismParamInvalid, codes.FunctionNotSupported)
_NOT_ALLOWED = (codes.KeyTypeInconsistent, codes.AttributeTypeInvalid)


class Pkcs11Jeton:
    """One token of a module, chosen by reader name or else the first that holds a certificate.

    Args:
        module: path of the library; loaded once a process.
        lecteur: PC/SC name of the reader, as the module's slot description tells it.
    """

    def __init__(self, module: Path, lecteur: str | None = None) -> None:
        self._lock = RLock()
        self._sessions: list[Any] = []
        self._keys: dict[bytes, Any] = {}
        self._hashes_itself: bool | None = None
        self._token: Any = None
        self._code_given = False
        with self._guarded():
            self._library = pkcs11.lib(str(module))
            self._token = _wait_token(self._library, lecteur)
            self._session = self._open(None)

    def attempts_left(self) -> int | None:
        """Return what the token flags tell: 0 blocked, 1 last try, ``None`` otherwise."""
        with self._lock, self._guarded():
            self._token = self._token.slot.get_token()
            return _attempts(self._token.flags)

    def login(self, code_porteur: CodePorteur) -> None:
        """Present the code porteur, once. See ``Jeton.login``."""
        with self._lock:
            self.close()  # ends a former login: the code porteur is always checked by the card
            try:
                self._session = self._open(code_porteur)
            except codes.PinIncorrect:
                raise CodePorteurRefused(self._left_after_refusal()) from None
            except (codes.PinLocked, codes.PinExpired):
                raise CodePorteurRefused(0) from None
            except (codes.PinInvalid, codes.PinLenRange):
                raise Refused("le module refuse la forme de ce code porteur") from None
            except codes.UserAlreadyLoggedIn:
                raise Refused("une autre session est déjà ouverte sur cette carte") from None
            except codes.PKCS11Error as exc:
                raise self._explain(exc) from None
            self._keys.clear()
            self._code_given = True

    def certificates(self) -> tuple[CertificatCarte, ...]:
        """Return the certificates. See ``Jeton.certificates``."""
        with self._lock, self._guarded():
            return tuple(
                CertificatCarte(
                    _bytes(certificate[Attribute.ID]),
                    str(certificate[Attribute.LABEL]),
                    _bytes(certificate[Attribute.VALUE]),
                )
                for certificate in self._objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            )

    def data_objects(self) -> Mapping[str, bytes]:
        """Return the data objects visible now, by label. See ``Jeton.data_objects``."""
        found: dict[str, bytes] = {}
        with self._lock, self._guarded():
            for data in self._objects({Attribute.CLASS: ObjectClass.DATA}):
                with suppress(codes.AttributeTypeInvalid, codes.AttributeSensitive):
                    found.setdefault(str(data[Attribute.LABEL]), _bytes(data[Attribute.VALUE]))
        return found

    def sign_digest(self, identifiant: bytes, digest_info: bytes) -> bytes:
        """Sign a DigestInfo. See ``Jeton.sign_digest``."""
        with self._lock, self._guarded():
            return self._sign(identifiant, digest_info, Mechanism.RSA_PKCS)

    def sign_sha256(self, identifiant: bytes, data: bytes) -> bytes:
        """Sign data, hashed by the token when it offers CKM_SHA256_RSA_PKCS. See ``Jeton.sign_sha256``."""
        with self._lock, self._guarded():
            if self._hashes_itself is not False:
                try:
                    signature = self._sign(identifiant, data, Mechanism.SHA256_RSA_PKCS)
                except (*_WRONG_WAY, *_NOT_ALLOWED):
                    self._hashes_itself = False
                else:
                    self._hashes_itself = True
                    return signature
            return self._sign(
                identifiant, SHA256_DIGEST_INFO + hashlib.sha256(data).digest(), Mechanism.RSA_PKCS
            )

    def close(self) -> None:
        """Log out and close the sessions."""
        with self._lock:
            self._keys.clear()
            self._code_given = False
            for session in reversed(self._sessions):
                with suppress(codes.PKCS11Error, RuntimeError):
                    session.close()
            self._sessions.clear()

    def _open(self, code_porteur: CodePorteur | None) -> Any:
        session = self._token.open(user_pin=code_porteur.reveal() if code_porteur else None)
        self._sessions.append(session)
        return session

    def _objects(self, attributes: dict[Attribute, Any]) -> Iterator[Any]:
        return iter(list(self._session.get_objects(attributes)))

    def _sign(self, identifiant: bytes, data: bytes, mechanism: Mechanism) -> bytes:
        if identifiant not in self._keys:
            wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: identifiant}
            key = next(self._objects(wanted), None)
            if key is None:
                raise self._locked()
            self._keys[identifiant] = key
        signature = self._keys[identifiant].sign(data, mechanism=mechanism)
        if not isinstance(signature, bytes) or not signature:
            raise Malformed("le module PKCS#11 a rendu une signature vide")
        return signature

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except EsanteError:
            raise
        except codes.PKCS11Error as exc:
            raise self._explain(exc) from None
        except (ValueError, TypeError, KeyError, IndexError, OverflowError) as exc:
            name = type(exc).__name__
            raise Malformed(f"le module PKCS#11 a rendu une valeur absurde ({name})") from None

    def _explain(self, exc: Exception) -> EsanteError:
        """Translate; a vague failure is a card pulled out if the token turns out to be gone soon after."""
        error = self._locked() if isinstance(exc, codes.UserNotLoggedIn) else _translate(exc)
        if type(error) is Unreachable and self._token is not None:
            deadline = time.monotonic() + _POLLING
            while time.monotonic() < deadline:
                # Listing the slots is the one call that makes every module look at its readers again.
                with suppress(codes.PKCS11Error):
                    present = self._library.get_slots(token_present=True)
                    if self._token.slot.slot_id not in (slot.slot_id for slot in present):
                        return CardAbsent("la carte n’est plus dans le lecteur")
                time.sleep(0.05)
        return error

    def _locked(self) -> EsanteError:
        """What a key that asks for its code means: a card that had it has left, were it for an instant."""
        if self._code_given:
            return CardAbsent("la carte a quitté le lecteur depuis que son code a été donné")
        return Refused("le code porteur n’a pas été présenté")

    def _left_after_refusal(self) -> int | None:
        with suppress(EsanteError, codes.PKCS11Error):
            return self.attempts_left()
        return None


def _wait_token(library: Any, lecteur: str | None) -> Any:
    """Return the token as soon as the module has noticed it: PC/SC tells a card before modules do."""
    deadline = time.monotonic() + _POLLING
    while (token := _find_token(library, lecteur)) is None:
        if time.monotonic() > deadline:
            raise CardAbsent("aucune CPS dans les lecteurs")
        time.sleep(0.05)
    return token


def _find_token(library: Any, lecteur: str | None) -> Any:
    for slot in library.get_slots(token_present=True):
        if lecteur is not None and not _same_reader(slot.slot_description, lecteur):
            continue
        with suppress(codes.TokenNotRecognised, codes.TokenNotPresent, codes.DeviceRemoved):
            token = slot.get_token()
            if token.flags & TokenFlag.TOKEN_INITIALIZED:
                return token
    return None


def _same_reader(description: object, lecteur: str) -> bool:
    """PKCS#11 cuts the description at 64 characters."""
    told = str(description).strip("\0 ")
    return bool(told) and (told == lecteur or (lecteur.startswith(told) and len(told) >= 60))


def _attempts(flags: TokenFlag) -> int | None:
    if flags & TokenFlag.USER_PIN_LOCKED:
        return 0
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        return 1
    return None


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise Malformed("le module PKCS#11 a rendu un objet sans valeur")
    return value


def _translate(exc: Exception) -> EsanteError:
    name = type(exc).__name__
    if isinstance(exc, _GONE):
        return CardAbsent("la carte n’est plus dans le lecteur")
    if isinstance(exc, (*_WRONG_WAY, *_NOT_ALLOWED)):
        return Unsupported(f"le module PKCS#11 ne sait pas le faire ({name})")
    return Unreachable(f"échec du module PKCS#11 ({name})")
