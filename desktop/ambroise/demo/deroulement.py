"""Play steps in order, say each one with its duration and its proof, and stop at the first that fails."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_log = logging.getLogger(__name__)

PATIENCE_S = 60.0
"""How long something that must happen is awaited: a slow machine is no missing proof."""


class PreuveAbsente(Exception):
    """What a step claims could not be verified from the outside."""


@dataclass
class Etape:
    """One step as it was played; ``preuve`` says what was verified from the outside.

    ``cpu_s`` is the time this process worked: the sandbox, the network and the card's own delays apart.
    """

    numero: int
    nom: str
    ok: bool = False
    duree_s: float = 0.0
    preuve: str = ""
    cpu_s: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the fields of the terminal contract."""
        return {
            "numero": self.numero,
            "nom": self.nom,
            "ok": self.ok,
            "duree_s": round(self.duree_s, 4),
            "cpu_s": round(self.cpu_s, 4),
            "preuve": self.preuve,
        }


@dataclass
class Deroulement:
    """The steps played so far; ``dire`` writes a line for a person."""

    dire: Callable[[str], None]
    etapes: list[Etape] = field(default_factory=list)

    @contextmanager
    def etape(self, nom: str) -> Iterator[Etape]:
        """Play the body as a step; the body sets ``preuve`` once everything is verified."""
        etape = Etape(len(self.etapes) + 1, nom)
        self.etapes.append(etape)
        self.dire(f"{etape.numero}. {nom}…")
        debut, debut_cpu = time.perf_counter(), time.process_time()
        try:
            yield etape
        except Exception as exc:
            etape.preuve = f"échec\u00a0: {exc}"
            _log.debug("étape %s", etape.numero, exc_info=True)
            raise
        else:
            if not etape.preuve:
                raise PreuveAbsente(f"l’étape {etape.numero} n’apporte aucune preuve")
            etape.ok = True
        finally:
            etape.duree_s = time.perf_counter() - debut
            etape.cpu_s = time.process_time() - debut_cpu
            marque = "✓" if etape.ok else "✗"
            self.dire(f"   {marque} {etape.duree_s:6.2f} s   {etape.preuve}")

    @property
    def ok(self) -> bool:
        """Whether every step was verified."""
        return bool(self.etapes) and all(e.ok for e in self.etapes)


def require(condition: object, constat: str) -> None:
    """Fail the step when what it claims is not seen from the outside."""
    if not condition:
        raise PreuveAbsente(constat)
