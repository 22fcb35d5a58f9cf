"""Where things are kept and how a profile is held on each system, the others by what they answer."""

import errno
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import platformdirs
import platformdirs.macos
import platformdirs.unix
import platformdirs.windows
import pytest

from ambroise.persistence import lock, profile
from ambroise.persistence.keys import load_or_create_key
from ambroise.usecases.errors import ProfilOccupe

FOYER = Path("/foyers/Élodie de l’Été")


def on(monkeypatch: pytest.MonkeyPatch, systeme: type, variables: dict[str, str]) -> None:
    for nom in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(nom, raising=False)
    for nom, valeur in variables.items():
        monkeypatch.setenv(nom, valeur)
    monkeypatch.setattr(platformdirs, "PlatformDirs", systeme)


@pytest.mark.parametrize(
    ("systeme", "variables", "attendu"),
    [
        (platformdirs.unix.Unix, {"HOME": str(FOYER)}, FOYER / ".local/share/ambroise"),
        (
            platformdirs.unix.Unix,
            {"HOME": str(FOYER), "XDG_DATA_HOME": "/données"},
            Path("/données/ambroise"),
        ),
        (platformdirs.macos.MacOS, {"HOME": str(FOYER)}, FOYER / "Library/Application Support/ambroise"),
    ],
)
def test_the_profile_is_where_the_system_keeps_the_data_of_a_user(
    monkeypatch: pytest.MonkeyPatch, systeme: type, variables: dict[str, str], attendu: Path
) -> None:
    on(monkeypatch, systeme, variables)
    assert profile.default_profile_path() == attendu


def test_on_windows_the_profile_stays_on_the_machine_and_does_not_roam(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A roaming profile would carry the base of patients over the network at each log-in."""
    demandes = []

    def folder(csidl: str) -> str:
        demandes.append(csidl)
        return f"/{csidl}"

    on(monkeypatch, platformdirs.windows.Windows, {})
    monkeypatch.setattr(platformdirs.windows, "get_win_folder", folder)
    assert profile.default_profile_path() == Path("/CSIDL_LOCAL_APPDATA/ambroise")
    assert set(demandes) == {"CSIDL_LOCAL_APPDATA"}


def test_a_key_fits_what_the_vaults_of_each_system_accept(tmp_path: Path) -> None:
    """Windows takes 2,560 bytes, two a character (CRED_MAX_CREDENTIAL_BLOB_SIZE); the others take more."""

    class Coffre:
        def __init__(self) -> None:
            self.gardes: dict[tuple[str, str], str] = {}

        def get_password(self, service: str, username: str) -> str | None:
            return self.gardes.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            if len(password.encode("utf-16-le")) > 2560:
                raise ValueError("CredWrite")
            self.gardes[service, username] = password

    coffre = Coffre()
    cle = load_or_create_key(tmp_path, trousseau=coffre)
    assert load_or_create_key(tmp_path, trousseau=coffre) == cle
    assert all(len(service) < 256 for service, _ in coffre.gardes)


def test_a_profile_is_held_once_with_the_lock_of_windows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    windows = load_for_windows(monkeypatch)
    premier, second = windows.ProfileLock(tmp_path), windows.ProfileLock(tmp_path)
    premier.acquire()
    with pytest.raises(ProfilOccupe, match=r"processus \d+"):
        second.acquire()
    premier.release()
    second.acquire()
    second.release()


def load_for_windows(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the module of the lock as Windows loads it, over a ``msvcrt`` that locks regions as it does."""
    tenus: dict[tuple[int, int], int] = {}

    def locking(fd: int, mode: int, octets: int) -> None:
        inode, place = os.fstat(fd).st_ino, os.lseek(fd, 0, os.SEEK_CUR)
        assert (mode, octets) == (2, 1)
        assert place > 100, "le numéro du processus, au début, doit rester lisible"
        for (autre, ou), qui in list(tenus.items()):
            if (autre, ou) == (inode, place) and qui != fd and is_open(qui, inode):
                raise OSError(errno.EACCES, "Permission denied")
        tenus[inode, place] = fd

    def is_open(fd: int, inode: int) -> bool:
        try:
            return os.fstat(fd).st_ino == inode
        except OSError:
            return False

    faux = ModuleType("msvcrt")
    faux.LK_NBLCK, faux.locking = 2, locking  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "msvcrt", faux)
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("lock_windows", lock.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
