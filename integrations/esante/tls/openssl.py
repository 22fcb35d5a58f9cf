"""Make an ``ssl.SSLContext`` sign its handshakes with any RSA key that can sign, a card's for one.

The interpreter's own OpenSSL is called by ctypes: an RSA object made of the certificate's public half gets a
method whose private operation calls back here.  Why this way, and why it is safe: docs/decisions/011.
"""

import _ssl
import ctypes
import logging
import ssl
import sys
import weakref
from collections.abc import Sequence
from functools import cache
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding

from esante.errors import EsanteError, Unsupported

_log = logging.getLogger(__name__)

_PKCS1_PADDING = 1
_EVP_PKEY_RSA = 6
_EX_INDEX_RSA = 9
_SET_SIGALGS_LIST, _SET_CLIENT_SIGALGS_LIST = 98, 102
_ADD_EXTRA_CHAIN_CERT = 14
_CLIENT_SIGALGS = b"RSA+SHA256:RSA+SHA384:RSA+SHA512"
_SERVER_SIGALGS = (
    b"ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:" + _CLIENT_SIGALGS
)
_DIGESTS: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("3031300d060960864801650304020105000420"): hashes.SHA256(),
    bytes.fromhex("3041300d060960864801650304020205000430"): hashes.SHA384(),
    bytes.fromhex("3051300d060960864801650304020305000440"): hashes.SHA512(),
}

_PRIVATE_OPERATION = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_ubyte),
    ctypes.POINTER(ctypes.c_ubyte),
    ctypes.c_void_p,
    ctypes.c_int,
)

_keys: dict[int, rsa.RSAPrivateKey] = {}
_handles = count(1)
_failures = weakref.WeakKeyDictionary[ssl.SSLContext, "KeyFailures"]()
_lock = Lock()


class KeyFailures:
    """The error that made the last handshake of a context fail, for ssl only says ``internal error``."""

    def __init__(self) -> None:
        self.last: EsanteError | None = None


def use_private_key(
    context: ssl.SSLContext,
    key: rsa.RSAPrivateKey,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate] = (),
) -> None:
    """Give a context a client certificate whose key answers ``sign`` (PKCS#1 v1.5, SHA-2).

    TLS 1.3 demands PSS, which a PKCS#1 key cannot give: the context is held to TLS 1.2.

    Raises:
        Unsupported: the interpreter's OpenSSL cannot be reached.
    """
    openssl = _openssl()
    pointer = _context_pointer(context, openssl)
    handle = next(_handles)
    leaf = _load_x509(openssl, certificate)
    pkey = None
    try:
        pkey = _make_key(openssl, leaf, handle)
        _remember(context, handle, key)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        _limit_algorithms(openssl, pointer)
        if (
            openssl.SSL_CTX_use_certificate(pointer, leaf) != 1
            or openssl.SSL_CTX_use_PrivateKey(pointer, pkey) != 1
        ):
            raise Unsupported("OpenSSL refuse le certificat de la carte")
        _add_chain(openssl, pointer, chain)
    finally:
        openssl.EVP_PKEY_free(pkey)
        openssl.X509_free(leaf)


def _make_key(openssl: ctypes.CDLL, leaf: Any, handle: int) -> Any:
    """Return a key made of the public half of a certificate, whose private operations come to us."""
    public = pkey = rsa_object = None
    try:
        public = openssl.X509_get_pubkey(leaf)
        rsa_object = openssl.EVP_PKEY_get1_RSA(public) if public else None
        method = _method()
        if not rsa_object or not openssl.RSA_set_ex_data(rsa_object, _ex_index(), handle):
            raise Unsupported("OpenSSL refuse la clé du certificat")
        openssl.RSA_set_method(rsa_object, method)
        pkey = openssl.EVP_PKEY_new()
        if not openssl.EVP_PKEY_assign(pkey, _EVP_PKEY_RSA, rsa_object):
            openssl.EVP_PKEY_free(pkey)
            raise Unsupported("OpenSSL refuse la clé de la carte")
        rsa_object = None  # now owned by pkey
        return pkey
    finally:
        openssl.RSA_free(rsa_object)
        openssl.EVP_PKEY_free(public)


def _remember(context: ssl.SSLContext, handle: int, key: rsa.RSAPrivateKey) -> None:
    """Keep a key, and why it last failed, for as long as its context lives."""
    with _lock:
        _keys[handle] = key
    # The registry, not OpenSSL, holds the key: when the context goes, a late callback finds nothing.
    weakref.finalize(context, _keys.pop, handle, None)
    failures = _failures.setdefault(context, KeyFailures())
    _failures_by_handle[handle] = failures
    weakref.finalize(context, _failures_by_handle.pop, handle, None)


def _limit_algorithms(openssl: ctypes.CDLL, pointer: Any) -> None:
    for control, algorithms in (
        (_SET_SIGALGS_LIST, _SERVER_SIGALGS),
        (_SET_CLIENT_SIGALGS_LIST, _CLIENT_SIGALGS),
    ):
        words = ctypes.cast(ctypes.c_char_p(algorithms), ctypes.c_void_p)
        if openssl.SSL_CTX_ctrl(pointer, control, 0, words) != 1:
            raise Unsupported("OpenSSL refuse les algorithmes de signature de la carte")


def _add_chain(openssl: ctypes.CDLL, pointer: Any, chain: Sequence[x509.Certificate]) -> None:
    for intermediate in chain:
        extra = _load_x509(openssl, intermediate)  # owned by the context once added
        if openssl.SSL_CTX_ctrl(pointer, _ADD_EXTRA_CHAIN_CERT, 0, extra) != 1:
            openssl.X509_free(extra)
            raise Unsupported("OpenSSL refuse la chaîne de certificats")


def take_key_failure(context: ssl.SSLContext) -> EsanteError | None:
    """Return, once, what the key answered when it made a handshake fail (card absent, PIN not given)."""
    failures = _failures.get(context)
    if failures is None:
        return None
    last, failures.last = failures.last, None
    return last


_failures_by_handle: dict[int, KeyFailures] = {}


def _sign_for_openssl(length: int, source: Any, target: Any, rsa_object: int, padding: int) -> int:
    """The private operation of the RSA method; nothing may be raised into C."""
    handle = 0
    try:
        openssl = _openssl()
        handle = openssl.RSA_get_ex_data(rsa_object, _ex_index()) or 0
        key = _keys[handle]
        if padding != _PKCS1_PADDING:
            raise Unsupported("la carte ne signe ici qu’en PKCS#1 v1.5")
        digest_info = ctypes.string_at(source, length)
        head = next(head for head in _DIGESTS if digest_info.startswith(head))
        algorithm = _DIGESTS[head]
        signature = key.sign(digest_info[len(head) :], PKCS1v15(), Prehashed(algorithm))
        if len(signature) != openssl.RSA_size(rsa_object):
            raise Unsupported("signature de mauvaise longueur")
        ctypes.memmove(target, signature, len(signature))
    except BaseException as exc:  # noqa: BLE001 - see the docstring
        _log.warning("client key could not sign the handshake: %s", type(exc).__name__)
        failures = _failures_by_handle.get(handle)
        if failures is not None and isinstance(exc, EsanteError):
            failures.last = exc
        return -1
    return len(signature)


_callback = _PRIVATE_OPERATION(_sign_for_openssl)


@cache
def _openssl() -> Any:
    """Return the OpenSSL of this interpreter's ``_ssl``, with its functions declared.

    Asking the extension module itself for the symbols finds the very library it is linked to, even when
    another OpenSSL (that of ``cryptography``) lives in the process.
    """
    if sys.implementation.name != "cpython" or ssl.OPENSSL_VERSION_INFO < (3, 0, 0):
        raise Unsupported("TLS par carte\u00a0: CPython et OpenSSL 3 sont nécessaires")
    libraries = []
    if sys.platform == "win32":
        folder = Path(_ssl.__file__).parent
        for name in ("libcrypto-3", "libssl-3"):
            libraries += [ctypes.CDLL(str(path)) for path in sorted(folder.glob(f"{name}*.dll"))]
    else:
        libraries.append(ctypes.CDLL(getattr(_ssl, "__file__", None)))
    return _Functions(libraries)


class _Functions:
    """The declared functions; each is found in the first library that has it."""

    _V, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_long
    _SIGNATURES = {  # noqa: RUF012 - a constant table
        "SSL_CTX_get_options": (ctypes.c_uint64, _V),
        "SSL_CTX_ctrl": (_L, _V, _I, _L, _V),
        "SSL_CTX_use_certificate": (_I, _V, _V),
        "SSL_CTX_use_PrivateKey": (_I, _V, _V),
        "d2i_X509": (_V, _V, ctypes.POINTER(_V), _L),
        "X509_get_pubkey": (_V, _V),
        "X509_free": (None, _V),
        "EVP_PKEY_new": (_V,),
        "EVP_PKEY_get1_RSA": (_V, _V),
        "EVP_PKEY_assign": (_I, _V, _I, _V),
        "EVP_PKEY_free": (None, _V),
        "RSA_PKCS1_OpenSSL": (_V,),
        "RSA_meth_dup": (_V, _V),
        "RSA_meth_set_priv_enc": (_I, _V, _PRIVATE_OPERATION),
        "RSA_set_method": (_I, _V, _V),
        "RSA_set_ex_data": (_I, _V, _I, _V),
        "RSA_get_ex_data": (_V, _V, _I),
        "RSA_size": (_I, _V),
        "RSA_free": (None, _V),
        "CRYPTO_get_ex_new_index": (_I, _I, _L, _V, _V, _V, _V),
    }

    def __init__(self, libraries: Sequence[ctypes.CDLL]) -> None:
        for name, (result, *arguments) in self._SIGNATURES.items():
            function = next((getattr(lib, name) for lib in libraries if hasattr(lib, name)), None)
            if function is None:
                raise Unsupported(f"TLS par carte\u00a0: OpenSSL sans {name}")
            function.restype, function.argtypes = result, arguments
            setattr(self, name, function)


@cache
def _method() -> int:
    """The one RSA method of this process, never freed: no RSA object can outlive it."""
    openssl = _openssl()
    method = openssl.RSA_meth_dup(openssl.RSA_PKCS1_OpenSSL())
    if not method or not openssl.RSA_meth_set_priv_enc(method, _callback):
        raise Unsupported("OpenSSL refuse une méthode RSA")
    return int(method)


@cache
def _ex_index() -> int:
    return int(_openssl().CRYPTO_get_ex_new_index(_EX_INDEX_RSA, 0, None, None, None, None))


def _load_x509(openssl: Any, certificate: x509.Certificate) -> int:
    der = certificate.public_bytes(Encoding.DER)
    buffer = ctypes.create_string_buffer(der, len(der))
    cursor = ctypes.cast(buffer, ctypes.c_void_p)
    loaded = openssl.d2i_X509(None, ctypes.byref(cursor), len(der))
    if not loaded:
        raise Unsupported("OpenSSL ne lit pas le certificat")
    return int(loaded)


def _context_pointer(context: ssl.SSLContext, openssl: Any) -> int:
    """Return the ``SSL_CTX *`` that CPython keeps first in its object, checked by its options."""
    pointer = ctypes.c_void_p.from_address(id(context) + object.__basicsize__).value
    if not pointer:
        raise Unsupported("TLS par carte\u00a0: contexte d’une forme inconnue")
    saved = context.options
    try:
        for options in (saved, saved ^ ssl.OP_NO_TICKET):
            context.options = options
            if openssl.SSL_CTX_get_options(pointer) != int(context.options) & 0xFFFFFFFFFFFFFFFF:
                raise Unsupported("TLS par carte\u00a0: contexte d’une forme inconnue")
    finally:
        context.options = saved
    return pointer
