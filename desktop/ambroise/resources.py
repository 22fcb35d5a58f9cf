"""Find a shipped file, from a checkout, an installed wheel or the frozen application."""

from pathlib import Path

_PACKAGED = Path(__file__).parent / "_resources"
_CHECKOUT = Path(__file__).parents[2] / "resources"


def resource(name: str) -> Path:
    """Return the path of a file or folder of ``resources/``, such as ``icons/pill.svg``.

    Raises:
        FileNotFoundError: nothing of that name is shipped.
    """
    for root in (_PACKAGED, _CHECKOUT):
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"ressource absente\u00a0: {name}")


def program_version() -> str:
    """Return the number of this program, ``sources`` from a checkout."""
    # Every window asks for resources, and few for this: it brings the mail parser along.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("ambroise")
    except PackageNotFoundError:
        return "sources"
