"""The whole public base."""

import pytest

from tests.fakes.base_medicaments import shipped_base


@pytest.fixture(scope="module")
def base():
    return shipped_base()
