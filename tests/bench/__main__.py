"""``python -m tests.bench [FAMILY…]``: run the families, print Markdown tables, write ``build/bench.json``.

A family is a module of this folder with ``run() -> list[Mesure]``.
"""

import importlib
import json
import pkgutil
import platform
import sys
from pathlib import Path

import tests.bench
from tests.bench.mesure import Mesure

_RESERVES = {"__main__", "mesure"}


def families() -> list[str]:
    """Return the names of the families, in alphabetical order."""
    noms = {m.name for m in pkgutil.iter_modules(tests.bench.__path__)} - _RESERVES
    return sorted(n for n in noms if not n.startswith("_"))


def _duree(secondes: float) -> str:
    return f"{secondes * 1000:.2f} ms" if secondes else "–"


def row(mesure: Mesure) -> str:
    """Return the Markdown line of a measure."""
    ratio = mesure.valeur or (f"{mesure.ratio:.2f} ×" if mesure.ratio else "–")
    cible = f"≤ {mesure.cible:g} ×" if mesure.cible else "–"
    cellules = (mesure.nom, _duree(mesure.sujet_s), mesure.plancher, _duree(mesure.plancher_s), ratio, cible)
    return "| " + " | ".join(cellules) + " |"


def main(noms: list[str]) -> int:
    """Run the families named, all by default."""
    resultats: dict[str, list[Mesure]] = {}
    for nom in noms or families():
        print(f"\n## {nom}\n", flush=True)
        print("| mesure | durée | plancher | durée du plancher | rapport | cible |")
        print("|---|---|---|---|---|---|", flush=True)
        resultats[nom] = importlib.import_module(f"tests.bench.{nom}").run()
        for mesure in resultats[nom]:
            print(row(mesure), flush=True)
    sortie = Path("build/bench.json")
    sortie.parent.mkdir(exist_ok=True)
    corps = {
        "machine": {"python": platform.python_version(), "systeme": platform.platform()},
        "mesures": {nom: [vars(m) | {"ratio": m.ratio} for m in liste] for nom, liste in resultats.items()},
    }
    sortie.write_text(json.dumps(corps, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\n{sortie}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
