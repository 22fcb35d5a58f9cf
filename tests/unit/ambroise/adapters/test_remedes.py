"""Each system has its own remedy for each cause."""

import pytest

from ambroise.adapters.remedes import remede

CAUSES = ("pcsc", "lecteur", "module", "horloge", "trousseau")


@pytest.mark.parametrize("cause", CAUSES)
def test_each_system_is_told_its_own_way(cause: str) -> None:
    phrases = {remede(cause, systeme) for systeme in ("linux", "win32", "darwin")}
    assert len(phrases) == 3
    assert all(phrase.endswith(".") for phrase in phrases)


def test_windows_is_never_told_to_use_apt_nor_linux_its_services() -> None:
    assert not any("apt" in remede(cause, "win32").split() for cause in CAUSES)
    assert not any("Windows" in remede(cause, "linux") for cause in CAUSES)


@pytest.mark.parametrize("cause", CAUSES)
def test_an_unknown_system_is_told_what_linux_is(cause: str) -> None:
    assert remede(cause, "freebsd14") == remede(cause, "linux")
