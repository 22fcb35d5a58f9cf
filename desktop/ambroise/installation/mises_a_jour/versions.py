"""What a channel says of a version: its number, its archive, the shape of database it brings."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ambroise.usecases.errors import NonPrisEnCharge, ReponseInvalide

Version = tuple[int, int, int]


@dataclass(frozen=True)
class Publication:
    """The version a channel offers to one platform."""

    version: Version
    archive: str
    publiee_le: datetime
    taille_depliee: int
    revision_base: str

    @property
    def nom(self) -> str:
        """The version, as people write it."""
        return format_version(self.version)


def parse_version(texte: str) -> Version:
    """Return a version as numbers that compare. Raises ReponseInvalide."""
    found = re.fullmatch(r"(\d{1,5})\.(\d{1,5})\.(\d{1,5})", texte)
    if found is None:
        raise ReponseInvalide(
            "Ce n’est pas un numéro de version\u00a0: trois nombres sont attendus.", code="version"
        )
    return int(found[1]), int(found[2]), int(found[3])


def format_version(version: Version) -> str:
    """Write a version as people do."""
    return ".".join(map(str, version))


def parse_manifest(fichier: Path) -> Publication:
    """Read the small signed file that offers a version. Raises NonPrisEnCharge, ReponseInvalide."""
    try:
        lu: dict[str, Any] = json.loads(fichier.read_bytes())
        if lu["format"] != 1:
            raise NonPrisEnCharge(
                "Ce canal demande une version plus récente pour se mettre à jour.", code="format"
            )
        publiee_le = datetime.fromisoformat(lu["publiee_le"])
        if publiee_le.tzinfo is None:
            raise ValueError("fuseau")
        return Publication(
            parse_version(lu["version"]),
            str(lu["archive"]),
            publiee_le,
            int(lu["taille_depliee"]),
            str(lu["revision_base"]),
        )
    except (ValueError, KeyError, TypeError):
        raise ReponseInvalide("Le manifeste de cette version ne peut être lu.", code="manifeste") from None
