"""Find the tables shipped with the product, from a checkout, an installed wheel or the frozen application.

The files live beside ``ambroise`` (one wheel holds both packages); only their place on disk is known here.
"""

from pathlib import Path

_ROOTS = (
    Path(__file__).parents[1] / "ambroise" / "_resources",
    Path(__file__).parents[2] / "resources",
)


def resource(name: str) -> Path:
    """Return the path of a file or folder of ``resources/``.

    Raises:
        FileNotFoundError: nothing of that name is shipped.
    """
    for root in _ROOTS:
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"ressource absente\u00a0: {name}")
