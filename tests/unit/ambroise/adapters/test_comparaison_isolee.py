"""The comparison of the files in a process of its own finds the same pairs, stops at once, says its end."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.adapters import processus_isole
from ambroise.adapters.comparaison_isolee import compare_isolated
from ambroise.domain.doublons import Repere, find_rapprochements
from ambroise.usecases.errors import AmbroiseError

ZOE = Repere(UUID(int=1), "ADRUN", "MARTIN", "ZOE", "", "F", date(1975, 12, 31), "63220")
FICHES = (
    ZOE,
    replace(ZOE, id=UUID(int=2), nom_naissance="ADRUM"),
    replace(ZOE, id=UUID(int=3), prenoms="LUC"),
    replace(ZOE, id=UUID(int=4), nom_naissance='D’ÆION\n\x1d"é', matricule="275126322074974"),
    Repere(UUID(int=5), "NESSI", "", "RUTH ISABELLE", "", "F", date(1977, 7, 14)),
)


def many(count: int) -> Iterator[Repere]:
    """Files of one name and one sound: a block in which every pair is looked at."""
    for rang in range(count):
        yield replace(ZOE, id=UUID(int=rang + 1), date_naissance=date(1930 + rang % 80, 1, 1 + rang % 28))


def test_the_pairs_are_those_found_here() -> None:
    progress: list[float] = []
    found = compare_isolated(FICHES, on_progress=progress.append)
    assert list(found) == list(find_rapprochements(FICHES))
    assert {f.genre.value for f in found} >= {"doublon", "jumeaux"}


def test_no_file_gives_no_pair() -> None:
    assert compare_isolated(()) == []


def test_a_stop_while_the_files_are_read_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    children = spied(monkeypatch)
    read = 0

    def reading() -> Iterator[Repere]:
        nonlocal read
        for repere in many(100_000):
            read += 1
            yield repere

    assert compare_isolated(reading(), is_cancelled=lambda: read > 10) == []
    assert read < 20
    assert children[0].returncode is not None


def test_a_stop_while_it_compares_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    children = spied(monkeypatch)
    progress: list[float] = []
    compare_isolated(many(40_000), on_progress=progress.append, is_cancelled=lambda: bool(progress))
    assert len(progress) == 1
    assert children[0].returncode is not None


@pytest.mark.parametrize("script", ["", "print('pas du JSON')", "print('[]')"])
def test_a_process_that_ends_before_its_work_is_said(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    spied(monkeypatch, ["-c", script])
    with pytest.raises(AmbroiseError, match="arrêtée"):
        compare_isolated(FICHES)


def spied(
    monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str] | None = None
) -> list[subprocess.Popen[bytes]]:
    """Keep the children started, and what they run when it is given."""
    children: list[subprocess.Popen[bytes]] = []
    started: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen

    def start(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        children.append(started([command[0], *arguments] if arguments else command, **options))
        return children[-1]

    monkeypatch.setattr(processus_isole.subprocess, "Popen", start)
    return children
