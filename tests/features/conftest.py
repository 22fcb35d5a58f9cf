"""Each tag of a scenario is a requirement number: it becomes the ``exigence`` marker the dossier reads."""

from collections.abc import Callable
from typing import Any

import pytest


def pytest_bdd_apply_tag(tag: str, function: Callable[..., Any]) -> bool:
    """Mark the test of a scenario with the requirement it shows."""
    pytest.mark.exigence(tag)(function)
    return True
