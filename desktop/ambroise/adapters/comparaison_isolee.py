"""Compare all the files in a process of its own: a thread would take the interpreter from the interface.

Python in a thread lets nothing else run for hundreds of milliseconds at a time (docs/decisions/096).
The files go through a private pipe, one a line; so do the pairs found, and how far the work is.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import IO, Any
from uuid import UUID

from ambroise.adapters.processus_isole import be_nice, spawn_module
from ambroise.domain.doublons import GenreRapprochement, Rapprochement, Repere, find_rapprochements
from ambroise.usecases.errors import AmbroiseError

OPTION = "--comparaison-dossiers"
"""Argument by which a frozen program is asked to run ``main`` instead of itself."""

_BATTEMENT_S = 0.1
_FIN = b"\n"


def compare_isolated(
    reperes: Iterable[Repere],
    *,
    on_progress: Callable[[float], None] = lambda _: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Sequence[Rapprochement]:
    """Return the close files; what was found so far when cancelled.

    Raises:
        AmbroiseError: the process ended before its work.
    """
    process = spawn_module(__name__, OPTION)
    assert process.stdin is not None
    assert process.stdout is not None
    found: list[Rapprochement] = []
    try:
        if _feed(process.stdin, reperes, is_cancelled):
            for line in process.stdout:
                kind, *values = json.loads(line)
                if kind == "fin" or is_cancelled():
                    return found
                if kind == "paire":
                    found.append(_read_pair(values))
                else:
                    on_progress(values[0])
        if is_cancelled():
            return found
    except (OSError, ValueError):
        pass
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                stream.close()
    raise AmbroiseError(
        "La comparaison des dossiers s’est arrêtée avant la fin.",
        remede="Relancez-la\u202f; rien n’est changé.",
    )


def main() -> None:
    """Body of the child: files on the input until an empty line, pairs on the output."""
    be_nice()
    _read_and_compare(sys.stdin.buffer, sys.stdout.buffer)


def _read_and_compare(source: IO[bytes], target: IO[bytes]) -> None:
    reperes = []
    for line in source:
        if line == _FIN:
            break
        reperes.append(_read_repere(json.loads(line)))
    else:
        return  # the parent went before it had said all
    told, fraction = time.monotonic(), 0.0

    def say(*message: object) -> None:
        target.write(json.dumps(message).encode() + b"\n")

    def progress(done: float) -> None:
        nonlocal fraction
        fraction = done

    def beat() -> bool:
        nonlocal told
        if time.monotonic() - told > _BATTEMENT_S:
            told = time.monotonic()
            say("fait", fraction)
            target.flush()
        return False

    with suppress(OSError):  # the parent gave up
        for pair in find_rapprochements(reperes, on_progress=progress, is_cancelled=beat):
            say("paire", pair.a.hex, pair.b.hex, pair.genre.value, pair.score, pair.raisons)
        say("fin")
        target.flush()


def _feed(target: IO[bytes], reperes: Iterable[Repere], is_cancelled: Callable[[], bool]) -> bool:
    for repere in reperes:
        if is_cancelled():
            return False
        target.write(json.dumps(_write_repere(repere)).encode() + b"\n")
    target.write(_FIN)
    target.flush()
    return True


def _write_repere(repere: Repere) -> list[str]:
    return [
        repere.id.hex,
        repere.nom_naissance,
        repere.nom_utilise,
        repere.prenoms,
        repere.prenom_utilise,
        repere.sexe,
        repere.date_naissance.isoformat(),
        repere.lieu_naissance,
        repere.matricule,
    ]


def _read_repere(values: list[str]) -> Repere:
    id_, nom, utilise, prenoms, prenom_utilise, sexe, naissance, lieu, matricule = values
    return Repere(
        UUID(hex=id_),
        nom,
        utilise,
        prenoms,
        prenom_utilise,
        sexe,
        date.fromisoformat(naissance),
        lieu,
        matricule,
    )


def _read_pair(values: list[Any]) -> Rapprochement:
    a, b, genre, score, raisons = values
    return Rapprochement(UUID(hex=a), UUID(hex=b), GenreRapprochement(genre), score, tuple(raisons))
