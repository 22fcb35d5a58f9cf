"""Documents are read in another process: what it answers is checked, and its death harms nobody."""

import subprocess
from collections.abc import Callable, Iterator

import pytest

from ambroise.adapters import processus_isole
from ambroise.adapters.textes_isoles import TextesIsoles, open_textes_isoles
from ambroise.domain.texte_document import EtatTexte, TexteDocument
from tests.unit.ambroise.adapters.test_lecture_texte import pdf

MUET = "import sys\nfor _ in sys.stdin.buffer: pass"
TUE = "import os; os.abort()"
REPONSES = [TUE, "print('pas du JSON')", 'print("[1, 2]")', "print('[]')", "print('{}')"]
ILLISIBLE = TexteDocument(EtatTexte.ILLISIBLE)


@pytest.fixture
def isoles() -> Iterator[TextesIsoles]:
    with open_textes_isoles() as lecteur:
        yield lecteur


def test_one_process_reads_many_documents(isoles: TextesIsoles) -> None:
    assert isoles.read("application/pdf", pdf("Radio du genou")).texte == "Radio du genou"
    assert isoles.read("application/pdf", b"%PDF-1.7").etat is EtatTexte.ILLISIBLE
    assert isoles.read("text/plain", "𝄞 été".encode() * 10).texte.startswith("𝄞 été")
    assert isoles.read("text/plain", b"") == TexteDocument(EtatTexte.SANS_TEXTE)


@pytest.mark.parametrize("script", REPONSES)
def test_a_process_that_fails_costs_one_document(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    children = spied(monkeypatch, [script, ""])
    with open_textes_isoles() as lecteur:
        assert lecteur.read("text/plain", b"x" * 1_000_000) == ILLISIBLE
        assert lecteur.read("text/plain", b"la suite").texte == "la suite"
    assert [child.returncode is not None for child in children] == [True, True]


def test_a_document_made_not_to_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    children = spied(monkeypatch, [MUET])
    assert TextesIsoles(delai_s=0.2, demarrage_s=0).read("text/plain", b"x") == ILLISIBLE
    assert children[0].returncode is not None


def test_nothing_to_read_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    children = spied(monkeypatch, [])
    with open_textes_isoles():
        pass
    assert children == []


def spied(monkeypatch: pytest.MonkeyPatch, scripts: list[str]) -> list[subprocess.Popen[bytes]]:
    """Keep the children started; each runs its script, an empty one what it would have run."""
    children: list[subprocess.Popen[bytes]] = []
    started: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen

    def start(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        script = scripts[len(children)]
        children.append(started([command[0], "-c", script] if script else command, **options))
        return children[-1]

    monkeypatch.setattr(processus_isole.subprocess, "Popen", start)
    return children
