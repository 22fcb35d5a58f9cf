"""The frozen application for every test of one run, and a bare screen to look at it."""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.patience import ATTENTE_S

_RACINE = Path(__file__).parents[2]
_ECRAN = "1440x900x24"
_OCTETS = 1440 * 900 * 4


@pytest.fixture(scope="session")
def executable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Frozen once, whichever process of the run asks first; the others wait for it.

    ``AMBROISE_GELE`` names a folder already frozen: what is about to be published is then what is tested.
    """
    if made := os.environ.get("AMBROISE_GELE"):
        return Path(made) / "ambroise"
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "gel"
    with Path(f"{folder}.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        done = folder / "fait"
        if not done.exists():
            subprocess.run([_RACINE / "scripts/geler", folder], check=True, capture_output=True, timeout=900)
            done.touch()
    return folder / "ambroise/ambroise"


@pytest.fixture
def ecran(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A bare X server and the file of its picture."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-fbdir", tmp_path, "-screen", "0", _ECRAN],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:
        display = answer.readline().strip()
    yield f":{display}", tmp_path / "Xvfb_screen0"
    server.terminate()
    server.wait(ATTENTE_S)


def count_colours(picture: Path) -> int:
    """Return how many colours a screen shows: a few when nothing is drawn on it yet."""
    pixels = picture.read_bytes()[-_OCTETS:]
    return len({pixels[i : i + 4] for i in range(0, len(pixels), 4)})
