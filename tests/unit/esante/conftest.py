"""One certificate authority a session: RSA keys are slow to make and the tests only read them."""

from pathlib import Path

import pytest

from esante.sandbox.autorite import Autorite


@pytest.fixture(scope="session")
def autorite(tmp_path_factory: pytest.TempPathFactory) -> Autorite:
    folder: Path = tmp_path_factory.mktemp("autorite")
    return Autorite(folder)
