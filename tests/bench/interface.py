"""The interface: the first window against an empty QMainWindow, and the memory of both."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.mesure import Mesure

_ROOT = Path(__file__).parents[2]


def run(tours: int = 9) -> list[Mesure]:
    """Start both windows in turn, each in a fresh interpreter."""
    runs: dict[str, list[dict[str, float]]] = {"vide": [], "ambroise": []}
    for tour in range(tours + 1):
        for kind, figures in runs.items():
            seen = _window(kind)
            if tour:  # the first one warms the disk cache
                figures.append(seen)
    total, window, memory = (
        {kind: statistics.median(run[key] for run in figures) for kind, figures in runs.items()}
        for key in ("total_s", "fenetre_s", "memoire_mio")
    )
    against = "QMainWindow vide"
    return [
        Mesure("première fenêtre, depuis l’interpréteur", total["ambroise"], total["vide"], 4, against),
        Mesure(
            "première fenêtre, QApplication déjà créée", window["ambroise"], window["vide"], None, against
        ),
        Mesure(
            "mémoire résidente",
            plancher=f"{against} : {memory['vide']:.0f} Mio",
            valeur=f"{memory['ambroise']:.0f} Mio ({memory['ambroise'] / memory['vide']:.2f} ×)",
        ),
    ]


def _window(kind: str) -> dict[str, float]:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join(str(_ROOT / part) for part in ("desktop", "integrations", ".")),
        "PYTHONPYCACHEPREFIX": str(_ROOT / "build" / "bytecode"),
        "BENCH_ORIGIN": repr(time.time()),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed application has its bytecode
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench._fenetre", kind],
        cwd=_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
