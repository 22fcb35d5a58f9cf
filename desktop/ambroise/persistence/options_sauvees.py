"""The options of a profile inside its backup, sealed by its key: a practice restored works as before.

Two are left out: the office's server, since what is restored is a profile of its own, and the place of the
daily backups, where those of a practice restored for a try would pass for the real ones.
"""

import base64
import os
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ambroise.persistence.keys import derive_key
from ambroise.settings import ReglageInvalide, Reglages, dump_reglages, parse_reglages

_USAGE = "reglages"
_NONCE = 12
_MAXIMUM = 32 * 1024
"""Half of what the manifest of a backup may weigh: beyond, options are no options."""


def seal_options(reglages: Reglages, cle: bytes) -> str:
    """Return the options as a backup carries them; nothing when they are out of all proportion."""
    clair = dump_reglages(replace(reglages, base_donnees="", dossier_sauvegarde="")).encode()
    if len(clair) > _MAXIMUM:
        return ""
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + AESGCM(derive_key(cle, _USAGE)).encrypt(nonce, clair, None)).decode()


def open_options(scellees: object, cle: bytes) -> Reglages | None:
    """Return the options a backup carries; None when it has none, or none that this version reads."""
    try:
        paquet = base64.b64decode(scellees if isinstance(scellees, str) else "", validate=True)
        clair = AESGCM(derive_key(cle, _USAGE)).decrypt(paquet[:_NONCE], paquet[_NONCE:], None)
        return parse_reglages(clair.decode())
    except (ValueError, InvalidTag, ReglageInvalide):
        return None
