"""Read the words of documents in a process of its own, that a hostile one may kill without harm.

A document goes down a private pipe after a line that announces its type and size; one line answers. A
process that dies, does not answer in time or answers anything else cost that document its words, no more:
the next one is given a new process.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from subprocess import Popen
from typing import IO, Final

from ambroise.adapters.processus_isole import be_nice, spawn_module
from ambroise.domain.texte_document import TEXTE_MAXIMAL, EtatTexte, TexteDocument

OPTION: Final = "--lecture-textes"
"""Argument by which a frozen program is asked to run ``main`` instead of itself."""

DELAI_S: Final = 20.0
"""A document of two hundred pages takes about a second; this one is made not to end."""

DEMARRAGE_S: Final = 60.0
"""More for the first document, which waits for the process itself: a slow seat must not make it illegible."""

_MEMOIRE: Final = 2 * 1024**3
_REPONSE_MAXIMALE: Final = 13 * TEXTE_MAXIMAL
"""Bytes of a line: JSON writes the rarest characters with twelve."""

_ILLISIBLE: Final = TexteDocument(EtatTexte.ILLISIBLE)


class TextesIsoles:
    """``LecteurTextes`` of another process, started at the first document."""

    def __init__(self, delai_s: float = DELAI_S, demarrage_s: float = DEMARRAGE_S) -> None:
        self._delai_s = delai_s
        self._demarrage_s = demarrage_s
        self._process: Popen[bytes] | None = None

    def read(self, type_mime: str, contenu: bytes) -> TexteDocument:
        """Return the words of a document; illegible when reading it did not end well."""
        delai = self._delai_s
        if self._process is None:
            self._process = spawn_module(__name__, OPTION)
            delai += self._demarrage_s
        minuterie = threading.Timer(delai, self._process.kill)
        minuterie.start()
        try:
            return _ask(self._process, type_mime, contenu)
        except (OSError, ValueError, KeyError, TypeError):
            self.close()
            return _ILLISIBLE
        finally:
            minuterie.cancel()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            with suppress(OSError):
                stream.close()


@contextmanager
def open_textes_isoles() -> Iterator[TextesIsoles]:
    """Give a reader for a while."""
    lecteur = TextesIsoles()
    try:
        yield lecteur
    finally:
        lecteur.close()


def main() -> None:
    """Body of the child: a document after its line, a line in answer, until nothing more comes."""
    be_nice()
    _bound_memory()
    _answer(sys.stdin.buffer, sys.stdout.buffer)


def _answer(source: IO[bytes], target: IO[bytes]) -> None:
    from ambroise.adapters.lecture_texte import read_texte

    for ligne in source:
        type_mime, taille = json.loads(ligne)
        lu = read_texte(type_mime, source.read(taille))
        target.write(json.dumps([lu.etat.value, lu.texte]).encode() + b"\n")
        target.flush()


def _ask(process: Popen[bytes], type_mime: str, contenu: bytes) -> TexteDocument:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([type_mime, len(contenu)]).encode() + b"\n")
    process.stdin.write(contenu)
    process.stdin.flush()
    etat, texte = json.loads(process.stdout.readline(_REPONSE_MAXIMALE))
    return TexteDocument(EtatTexte(etat), str(texte)[:TEXTE_MAXIMAL])


def _bound_memory() -> None:
    """A picture bomb or a bomb of objects ends the process, not the machine; Windows has no such bound."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMOIRE, _MEMOIRE))
