"""How stored content is named."""

import hashlib


def empreinte(contenu: bytes) -> str:
    """Return the SHA-256 (hex) under which a content is stored once."""
    return hashlib.sha256(contenu).hexdigest()
