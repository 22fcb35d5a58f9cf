from pathlib import Path

import pytest

from esante.cartes.modules import VARIABLE, candidates, find_module
from esante.errors import Unsupported


def test_setting_goes_before_environment_before_system() -> None:
    environ = {VARIABLE: "/b.so"}
    assert candidates("/a.so", environ) == (Path("/a.so"),)
    assert candidates(None, environ) == (Path("/b.so"),)
    assert len(candidates(None, {}, "linux")) > 3


@pytest.mark.parametrize(
    ("platform", "name"), [("win32", "cps3_pkcs11_w64.dll"), ("darwin", "osx"), ("linux", "lux")]
)
def test_library_of_the_national_agency_goes_before_opensc(platform: str, name: str) -> None:
    found = [str(place) for place in candidates(None, {}, platform)]
    first_opensc = next(i for i, place in enumerate(found) if "opensc" in place.lower())
    assert name in found[0]
    assert not any("cps3" in place for place in found[first_opensc:])


def test_existing_module_is_found_and_a_missing_one_named(tmp_path: Path) -> None:
    module = tmp_path / "module.so"
    module.touch()
    assert find_module(str(module)) == module
    with pytest.raises(Unsupported, match="absent"):
        find_module(str(tmp_path / "absent.so"))


def test_unknown_system_has_no_candidate() -> None:
    assert candidates(None, {}, "plan9") == ()
