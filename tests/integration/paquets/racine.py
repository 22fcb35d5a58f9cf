"""A clean Debian root to install in, with nothing of this machine; each change is on a layer of its own."""

import os
import shlex
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

CACHE = user_cache_path("ambroise-essais", appauthor=False)
SILENT = {"DEBIAN_FRONTEND": "noninteractive"}
"""Nobody is there to answer the questions of the packages."""
_SOURCES = ("sources.list.d/debian.sources", "sources.list.d/ubuntu.sources", "sources.list")
_SCRIPT = """
set -e
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$UPPER,workdir=$WORK" "$MERGED"
mount -t proc proc "$MERGED/proc"
mount --rbind /dev "$MERGED/dev"
mount --bind "$APT" "$MERGED/var/cache/apt/archives"
mount --bind /etc/resolv.conf "$MERGED/etc/resolv.conf"
exec chroot "$MERGED" "$@"
"""


@dataclass(frozen=True)
class Racine:
    """Layers, the lowest last; what runs here writes in ``dossier`` and dies with its command."""

    dossier: Path
    dessous: tuple[Path, ...]

    @property
    def ecrits(self) -> Path:
        """What was written over the layers below."""
        return self.dossier / "ecrits"

    def over(self, dossier: Path) -> "Racine":
        """Return a root that begins as this one stands, and leaves it so."""
        return new_layer(dossier, (self.ecrits, *self.dessous))

    def run(
        self, *mots: str, user: str = "root", env: Mapping[str, str] | None = None, timeout: int = 300
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the root, in a process space of its own."""
        fin = subprocess.run(
            self._command(mots, user, env or {}),
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        _link_packages(self.dossier / "apt", CACHE / "apt")
        return fin

    def start(self, *mots: str, user: str, env: Mapping[str, str]) -> subprocess.Popen[str]:
        """Start a command; ending it ends all that it started."""
        return subprocess.Popen(
            self._command(mots, user, env),
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def check(self, *mots: str, user: str = "root", env: Mapping[str, str] | None = None) -> str:
        """Run a command that must succeed and return what it said."""
        fin = self.run(*mots, user=user, env=env)
        assert fin.returncode == 0, f"{shlex.join(mots)}\n{fin.stdout[-2000:]}\n{fin.stderr[-3000:]}"
        return fin.stdout

    def _command(self, mots: Sequence[str], user: str, env: Mapping[str, str]) -> list[str]:
        home = "/root" if user == "root" else f"/home/{user}"
        inside = [
            "env",
            "-i",
            "-C",
            home,
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            f"HOME={home}",
            "LANG=C.UTF-8",
        ]
        inside += [f"{nom}={valeur}" for nom, valeur in env.items()]
        if user != "root":
            inside = [
                "setpriv",
                "--pdeathsig=KILL",
                f"--reuid={user}",
                f"--regid={user}",
                "--init-groups",
                *inside,
            ]
        outside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _SCRIPT, "sh"]
        return [*outside, *inside, *mots]

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "LOWER": ":".join(map(str, self.dessous)),
            "UPPER": str(self.ecrits),
            "WORK": str(self.dossier / "travail"),
            "MERGED": str(self.dossier / "vu"),
            "APT": str(self.dossier / "apt"),
        }


def new_layer(dossier: Path, dessous: tuple[Path, ...]) -> Racine:
    """Return an empty layer over others."""
    for nom in ("ecrits", "travail", "vu", "apt/partial"):
        (dossier / nom).mkdir(parents=True)
    (CACHE / "apt").mkdir(parents=True, exist_ok=True)
    _link_packages(CACHE / "apt", dossier / "apt")
    return Racine(dossier, dessous)


def _link_packages(origine: Path, destination: Path) -> None:
    """Spare a download: packages are kept from one root to the next, the lock of apt is each root's own."""
    for paquet in origine.glob("*.deb"):
        # On another disk, apt fetches it again.
        with suppress(OSError):
            (destination / paquet.name).hardlink_to(paquet)


def clean_root(dossier: Path) -> Racine:
    """Return a root of the release of this machine with nothing but apt; made once a user, then kept."""
    codename = subprocess.run(
        ["sh", "-c", '. /etc/os-release && echo "$VERSION_CODENAME"'],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    archive = CACHE / f"{codename}.tar"
    if not archive.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        sources = next(
            p for p in (Path("/etc/apt") / nom for nom in _SOURCES) if p.exists() and p.stat().st_size
        )
        partial = archive.with_suffix(f".{os.getpid()}.tar")
        subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=apt", "--include=debconf", codename, partial, sources],
            check=True,
            timeout=500,
        )
        partial.rename(archive)
    nue = dossier / "nue"
    with tarfile.open(archive) as lue:
        lue.extractall(nue, filter="fully_trusted")
    racine = new_layer(dossier / "propre", (nue,))
    (racine.ecrits / "etc").mkdir()
    # Any machine has it; a bare root does not.
    (racine.ecrits / "etc/hosts").write_text("127.0.0.1 localhost\n", "ascii")
    policy = racine.ecrits / "usr/sbin/policy-rc.d"
    policy.parent.mkdir(parents=True)
    policy.write_text("#!/bin/sh\nexit 101\n", "ascii")
    policy.chmod(0o755)
    return racine
