"""A small delivery of the public base, full of defects."""

from pathlib import Path

import pytest

from tests.fakes.fichiers_bdpm import write_delivery


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    return write_delivery(tmp_path / "livraison")
