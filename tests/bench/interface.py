"""The interface: the window of the real program against an empty QMainWindow, and the memory of both."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from ambroise.bootstrap.application import Application
from ambroise.persistence.profile import open_profile
from ambroise.settings import Environnement
from tests.bench._installe import RACINE, installed_environment
from tests.bench.mesure import Mesure

_PHRASE = "phrase de passe du banc"


def run(tours: int = 9) -> list[Mesure]:
    """Start both windows in turn, each in a fresh interpreter; ours on a profile that holds a database."""
    runs: dict[str, list[dict[str, float]]] = {"vide": [], "ambroise": []}
    with TemporaryDirectory() as profile:
        _make_profile(Path(profile))
        for tour in range(tours + 1):
            for kind, figures in runs.items():
                seen = _window(kind, profile)
                if tour:  # the first one warms the disk cache
                    figures.append(seen)
    total, window, memory = (
        {kind: statistics.median(run[key] for run in figures) for kind, figures in runs.items()}
        for key in ("total_s", "fenetre_s", "memoire_mio")
    )
    session = statistics.median(run["session_s"] for run in runs["ambroise"])
    against = "QMainWindow vide"
    return [
        Mesure("première image, depuis l’interpréteur", total["ambroise"], total["vide"], 3, against),
        Mesure("première image, QApplication déjà créée", window["ambroise"], window["vide"], None, against),
        Mesure("carte ou code demandé, base ouverte", session, total["vide"], None, against),
        Mesure(
            "mémoire résidente, base ouverte",
            plancher=f"{against} : {memory['vide']:.0f} Mio",
            valeur=f"{memory['ambroise']:.0f} Mio ({memory['ambroise'] / memory['vide']:.2f} ×)",
        ),
    ]


def _make_profile(profile: Path) -> None:
    """Write a profile outside the sandbox: no simulated service starts, nothing is reached."""
    open_profile(profile, Environnement.QUALIFICATION)
    with Application(profile, passphrase=_PHRASE) as app:
        assert app.base


def _window(kind: str, profile: str) -> dict[str, float]:
    environment = installed_environment(
        QT_QPA_PLATFORM="offscreen", AMBROISE_PASSPHRASE=_PHRASE, BENCH_ORIGIN=repr(time.time())
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench._fenetre", kind, profile],
        cwd=RACINE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
