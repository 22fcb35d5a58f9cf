"""What the program imports at its start is never walked again by the collector."""

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ambroise.demarrage import importing

_START = """
import gc
from ambroise.demarrage import importing
with importing():
    assert not gc.isenabled()
    import ambroise.domain.patient
assert gc.isenabled()
frozen = gc.get_freeze_count()
assert frozen > 10_000
with importing():
    import ambroise.domain.agenda
print(gc.get_freeze_count() <= frozen)
"""


def test_the_first_imports_are_set_apart_and_the_later_ones_only_not_collected() -> None:
    done = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@pytest.fixture(params=[True, False])
def is_collecting(request: pytest.FixtureRequest) -> Iterator[bool]:
    """The collector as the interpreter leaves it, and as a window does, which collects by itself."""
    before = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if before else gc.disable)()


def test_the_collector_is_as_it_was_after_an_import_that_fails(is_collecting: bool) -> None:
    with pytest.raises(ModuleNotFoundError), importing():
        import ambroise.nulle_part  # type: ignore[import-not-found]  # noqa: F401
    assert gc.isenabled() is is_collecting
