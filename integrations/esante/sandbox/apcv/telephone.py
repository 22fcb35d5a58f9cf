"""A phone of the sandbox: shows a content that only the sandbox service understands, for one minute, once.

The real content is not public; this one is a signed JSON token, opaque to the client as the real one is.
"""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from esante.apcv.models import ContenuApcv

DUREE_CODE = timedelta(seconds=60)


@dataclass(frozen=True)
class PorteurApcv:
    """The owner of a phone: a published test person, birth and used names apart."""

    nom_famille: str
    nom_usage: str | None
    prenom: str
    date_naissance: str
    nir: str
    cle: str
    rang: int = 1


PORTEURS = {
    "adrun-zoe": PorteurApcv("ADRUN", None, "ZOE", "1975-12-31", "2751263220749", "74"),
    "nessi-ruth": PorteurApcv("NESSI", "DE VINCI", "RUTH", "1977-07-14", "2770763220829", "10"),
    "adrtrois-dominique": PorteurApcv("ADRTROIS", None, "DOMINIQUE", "1997-02-26", "297022A020778", "78"),
}


class Telephone:
    """A phone enrolled at the service whose folder is given."""

    def __init__(self, folder: Path, porteur: str) -> None:
        self._key = load_key(folder)
        self._porteur = porteur

    def show(self, now: datetime) -> ContenuApcv:
        """Return what its screen or its NFC antenna would give now."""
        claims = {
            "porteur": self._porteur,
            "jusqua": (now + DUREE_CODE).isoformat(),
            "nonce": secrets.token_hex(8),
        }
        payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
        return ContenuApcv(f"APCV.{payload}.{sign(self._key, payload)}")


def load_key(folder: Path) -> bytes:
    """Return the key the sandbox's phones and its service share, made on first use."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "cle-telephones"
    if not path.exists():
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        temporary.write_bytes(secrets.token_bytes(32))
        temporary.chmod(0o600)
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_bytes()


def sign(key: bytes, payload: str) -> str:
    """Return the signature of a payload."""
    return hmac.new(key, payload.encode(), hashlib.sha256).hexdigest()
