"""Where the PKCS#11 module of the CPS is, on this system, for this user.

Paths: ANS Cryptolib CPS (Windows installer, Linux package), field notes for macOS; OpenSC is accepted.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from esante.errors import Unsupported

VARIABLE = "AMBROISE_PKCS11_MODULE"

_CRYPTOLIB: dict[str, Sequence[str]] = {
    "win32": (r"C:\Windows\System32\cps3_pkcs11_w64.dll", r"C:\Windows\System32\cps3_pkcs11_w32.dll"),
    "darwin": ("/usr/local/lib/libcps3_pkcs11_osx.dylib",),
    "linux": (
        "/opt/santesocial/CPS/lib/libcps3_pkcs11_lux.so",
        "/usr/lib64/libcps3_pkcs11_lux.so",
        "/usr/lib/libcps3_pkcs11_lux.so",
    ),
}
_OPENSC: dict[str, Sequence[str]] = {
    "win32": (r"C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll",),
    "darwin": ("/Library/OpenSC/lib/opensc-pkcs11.so", "/usr/local/lib/opensc-pkcs11.so"),
    "linux": (
        "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib64/opensc-pkcs11.so",
        "/usr/lib/opensc-pkcs11.so",
    ),
}


def candidates(
    setting: str | None = None,
    environ: Mapping[str, str] | None = None,
    platform: str = sys.platform,
) -> tuple[Path, ...]:
    """Return the places to look at, best first: setting, environment, Cryptolib CPS, OpenSC."""
    chosen = setting or (os.environ if environ is None else environ).get(VARIABLE)
    if chosen:
        return (Path(chosen),)
    return tuple(Path(p) for p in (*_CRYPTOLIB.get(platform, ()), *_OPENSC.get(platform, ())))


def find_module(setting: str | None = None, environ: Mapping[str, str] | None = None) -> Path:
    """Return the module to load.

    Raises:
        Unsupported: there is none; the message says where it was looked for.
    """
    places = candidates(setting, environ)
    for place in places:
        if place.exists():
            return place
    raise Unsupported("aucun module PKCS#11 pour la CPS\u00a0: " + ", ".join(str(p) for p in places))
