"""The frozen application beside the sources: start, size of the folder and of the package."""

import os
import subprocess
from collections.abc import Callable
from importlib.metadata import Distribution
from pathlib import Path

from ambroise.adapters.composants import walk_distributions
from tests.bench.mesure import Mesure, compare

RACINE = Path(__file__).parents[2]
_SOURCES = "le même depuis les sources"


def freeze(dossier: Path) -> Path:
    """Return the frozen executable: the one ``AMBROISE_GELE`` names, else one made now."""
    if fait := os.environ.get("AMBROISE_GELE"):
        return Path(fait) / "ambroise"
    subprocess.run([RACINE / "scripts/geler", dossier / "gel"], check=True, capture_output=True)
    return dossier / "gel/ambroise/ambroise"


def starts(gele: Callable[..., object], sources: Callable[..., object]) -> list[Mesure]:
    """Compare both starts, with nothing to do and with the whole terminal imported."""
    return [
        compare(
            f"démarrage gelé, `ambroise {mot}`",
            lambda mot=mot: gele(mot),
            lambda mot=mot: sources(mot),
            contre=_SOURCES,
            tours=5,
            echauffement=1,
        )
        for mot in ("--version", "licences")
    ]


def sizes(executable: Path, dossier: Path) -> list[Mesure]:
    """Weigh the frozen folder and its package beside what the dependencies weigh installed."""
    dependances = sum(weigh(d) for d in walk_distributions() if d.name != "ambroise")
    gele = sum(f.lstat().st_size for f in executable.parent.rglob("*") if not f.is_symlink())
    paquet = dossier / "paquet"
    paquet.mkdir()
    rapide = {"AMBROISE_COMPRESSION": "-Zgzip -z1"}
    subprocess.run(
        [RACINE / "scripts/empaqueter", executable.parent, paquet],
        env={**rapide, **os.environ},
        check=True,
        capture_output=True,
    )
    (deb,) = paquet.glob("*.deb")
    compression = os.environ.get("AMBROISE_COMPRESSION", rapide["AMBROISE_COMPRESSION"])
    return [
        Mesure("somme des dépendances installées", valeur=_say(dependances)),
        Mesure("dossier gelé", valeur=_say(gele, dependances)),
        Mesure(f"paquet Debian ({compression})", valeur=_say(deb.stat().st_size, dependances)),
    ]


def _say(octets: int, dependances: int = 0) -> str:
    cote = f", {octets / dependances:.2f} × les dépendances" if dependances else ""
    return f"{octets / 1e6:.0f} Mo{cote}"


def weigh(distribution: Distribution) -> int:
    """Return the bytes of the files of a distribution, as its own record names them."""
    chemins = (Path(str(f.locate())) for f in distribution.files or ())
    return sum(c.stat().st_size for c in chemins if c.is_file() and c.suffix != ".pyc")
