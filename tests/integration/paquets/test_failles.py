"""An audit says what it found, and never takes silence for safety."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from installer.failles import Audit, Faille, audit, describe, read_verrous

VERROUS = Path(__file__).parents[3] / "installer/verrous"
ANNONCE = {"id": "PYSEC-2026-1", "fixed_in": ["1.1"], "withdrawn": None}


def run(pages: dict[str, object], *composants: tuple[str, str]) -> Audit:
    """Audit against an index that serves these pages only."""

    def answer(demande: httpx.Request) -> httpx.Response:
        chemin = demande.url.path.removeprefix("/pypi/")
        return httpx.Response(200, json=pages[chemin]) if chemin in pages else httpx.Response(404)

    return run_with(answer, *composants)


def run_with(answer: Callable[[httpx.Request], httpx.Response], *composants: tuple[str, str]) -> Audit:
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        return audit(list(composants), client)


def page(version: str, *annonces: object) -> dict[str, object]:
    return {"info": {"version": version}, "vulnerabilities": list(annonces)}


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    fait = run({"lib/1.0/json": page("1.0", ANNONCE)}, ("lib", "1.0"))
    assert fait.failles == (Faille("lib 1.0", "PYSEC-2026-1", ("1.1",)),)
    assert fait.code == 1
    assert next(describe(fait)) == "FAILLE lib 1.0 : PYSEC-2026-1, corrigée par 1.1"


def test_an_advisory_that_was_withdrawn_is_none() -> None:
    fait = run({"lib/1.0/json": page("1.0", ANNONCE | {"withdrawn": "2026-01-02"})}, ("lib", "1.0"))
    assert (fait.failles, fait.code) == ((), 0)


def test_the_page_of_the_project_only_speaks_of_its_last_version() -> None:
    pages = {"lib/json": page("2.0", ANNONCE), "autre/json": page("3.0")}
    assert run(pages, ("lib", "2.0")).code == 1
    ancienne = run(pages, ("lib", "1.0"), ("autre", "3.0"))
    assert (ancienne.audites, ancienne.inconnus) == (("autre 3.0",), ("lib 1.0",))
    assert ancienne.code == 2


@pytest.mark.parametrize(
    "reponse",
    [
        httpx.Response(200, text="<html>Identifiez-vous</html>"),
        httpx.Response(200, json={"info": {"version": "1.0"}}),
        httpx.Response(503),
    ],
)
def test_an_index_that_does_not_answer_is_no_audit(reponse: httpx.Response) -> None:
    fait = run_with(lambda _: reponse, ("lib", "1.0"))
    assert (fait.audites, fait.inconnus, fait.code) == ((), ("lib 1.0",), 2)


def test_an_index_that_cannot_be_reached_is_no_audit() -> None:
    def fail(demande: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("pas de réseau", request=demande)

    assert run_with(fail, ("lib", "1.0")).code == 2


def test_everything_that_is_locked_is_asked_once() -> None:
    noms = [nom for nom, _ in read_verrous([VERROUS / "execution.txt", VERROUS / "essais.txt"])]
    assert len(noms) == len(set(noms)) > 100
    assert {"cryptography", "pyside6-essentials", "sqlalchemy"} <= set(noms)
