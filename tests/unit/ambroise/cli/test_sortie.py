"""What a command says is written whole, whatever the console or the file it goes to."""

import io
import sys

import pytest

from ambroise import __version__
from ambroise.__main__ import main
from ambroise.cli.sortie import prepare_streams

PHRASE = "✓ base : 3 dossiers\u202f; l’horloge est à l’heure."


class Console(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def write(monkeypatch: pytest.MonkeyPatch, flux: io.TextIOWrapper, plateforme: str) -> bytes:
    monkeypatch.setattr(sys, "platform", plateforme)
    monkeypatch.setattr(sys, "stdout", flux)
    monkeypatch.setattr(sys, "stderr", None)  # the program without a console
    prepare_streams()
    flux.write(PHRASE)
    flux.flush()
    octets = flux.detach()
    assert isinstance(octets, io.BytesIO)
    return octets.getvalue()


def test_a_file_or_a_pipe_of_windows_takes_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    ecrit = write(monkeypatch, io.TextIOWrapper(io.BytesIO(), encoding="cp1252"), "win32")
    assert ecrit.decode("utf-8") == PHRASE


def test_a_console_keeps_its_own_encoding_and_shows_what_it_lacks_as_a_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ecrit = write(monkeypatch, Console(io.BytesIO(), encoding="cp1252"), "win32")
    assert ecrit.decode("cp1252") == PHRASE.replace("✓", "\\u2713").replace("\u202f", "\\u202f")


def test_an_old_terminal_elsewhere_does_not_stop_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    ecrit = write(monkeypatch, io.TextIOWrapper(io.BytesIO(), encoding="ascii"), "linux")
    assert ecrit.startswith(b"\\u2713 base : 3 dossiers")


def test_the_terminal_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as fin:
        main(["--version"])
    assert fin.value.code == 0
    assert capsys.readouterr().out == f"Ambroise {__version__}\n"
