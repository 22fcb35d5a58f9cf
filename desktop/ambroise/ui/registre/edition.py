"""Where a list of the pharmacy goes when it leaves the screen as a file for a spreadsheet."""

from pathlib import Path

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QFileDialog

from ambroise.ui.screen import Screen
from ambroise.ui.widgets.toast import Toast
from ambroise.usecases.edition_registre import Edition, to_csv


def ask_export(screen: Screen, edition: Edition, wanted: SignalInstance) -> None:
    """Ask where to write a list, then want it there; nothing happens when the user gives it up."""
    nom = f"{edition.titre} {screen.context.now():%Y-%m-%d}.csv"
    choisi, _ = QFileDialog.getSaveFileName(screen, f"Exporter, {edition.titre}", nom, "Tableur (*.csv)")
    if choisi:
        wanted.emit(edition, Path(choisi))


def write_csv(screen: Screen, toast: Toast, edition: Edition, chemin: Path) -> None:
    """Write a list off the thread that draws, and say so."""
    screen.run(
        lambda _: chemin.write_bytes(to_csv(edition)),
        lambda _: toast.say(f"{edition.titre}, exporté dans {chemin.name}"),
    )
