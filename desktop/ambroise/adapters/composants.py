"""What ships with the application, and under which licence: read from the metadata each component carries.

The frozen application keeps those metadata beside it, so that the list is true of what runs, and tools that
look for known weaknesses find it too.
"""

import platform
import re
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ambroise.resources import resource
from ambroise.usecases.composants import Composant
from ambroise.usecases.errors import Introuvable

PRODUIT = "ambroise"
EXTRAS = ("postgresql",)
"""Optional parts of the product that ship with it."""

_TEXTES = re.compile(r"\.dist-info[/\\](licenses[/\\].*|(licen[cs]e|copying|notice)[^/\\]*)$", re.IGNORECASE)
_LICENCES_QT = ("licences/LGPL-3.0.txt", "licences/GPL-3.0.txt")
"""The wheels of Qt name these and do not carry their text, which must be given with the libraries."""


def walk_distributions(racine: str = PRODUIT) -> Iterator[Distribution]:
    """Yield a distribution, then what it needs to run here, each once.

    Raises:
        PackageNotFoundError: the root, or what it needs on this system, is not installed.
    """
    attente: list[tuple[str, Iterable[str]]] = [(racine, EXTRAS if racine == PRODUIT else ())]
    vues: set[tuple[str, str]] = set()
    while attente:
        nom, extras = attente.pop(0)
        trouvee = distribution(nom)
        parts = {(canonicalize_name(nom), extra) for extra in ("", *extras)} - vues
        if any(extra == "" for _, extra in parts):
            yield trouvee
        vues |= parts
        for ligne in trouvee.requires or ():
            exigence = Requirement(ligne)
            if any(exigence.marker is None or exigence.marker.evaluate({"extra": e}) for _, e in parts):
                attente.append((exigence.name, exigence.extras))


def list_composants(racine: str = PRODUIT) -> tuple[Composant, ...]:
    """Return every component, the product first, then by name.

    Raises:
        Introuvable: the program runs from bare sources, which carry no metadata.
    """
    try:
        produit, *autres = (_read(d) for d in walk_distributions(racine))
    except PackageNotFoundError:
        raise Introuvable(
            "Les composants ne sont connus que d’une application installée.",
            remede="Installez Ambroise (pip install .), ou lancez l’application gelée.",
        ) from None
    return (produit, *sorted((*autres, _python()), key=lambda c: c.nom.lower()))


def _python() -> Composant:
    """Return the interpreter: the frozen application carries its licence, an installation has it at home."""
    try:
        texte = resource("licences/python/LICENSE.txt")
    except FileNotFoundError:
        texte = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    textes = (_text(texte),) if texte.exists() else ()
    return Composant("Python", platform.python_version(), "PSF-2.0", textes)


def _read(trouvee: Distribution) -> Composant:
    textes = [_text(Path(str(f.locate()))) for f in trouvee.files or () if _TEXTES.search(str(f))]
    if not textes and "LGPL-3.0" in _licence(trouvee):
        textes = [_text(resource(nom)) for nom in _LICENCES_QT]
    return Composant(trouvee.name, trouvee.version, _licence(trouvee), tuple(textes))


def _licence(trouvee: Distribution) -> str:
    """Return the licence as named by its expression, else its classifier, else its first words."""
    donnees = trouvee.metadata
    if "License-Expression" in donnees:
        return donnees["License-Expression"]
    classes = [c for c in donnees.get_all("Classifier") or () if c.startswith("License :: OSI Approved ::")]
    if classes:
        return str(classes[0]).rpartition(" :: ")[2]
    return donnees["License"].partition("\n")[0] if "License" in donnees else "texte joint"


def _text(fichier: Path) -> str:
    """Return a notice; some old ones are not in UTF-8, and a name with a mark in it still tells who wrote."""
    return fichier.read_bytes().decode("utf-8", "replace")
