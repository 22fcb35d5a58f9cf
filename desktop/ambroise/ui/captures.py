"""Pictures of the screens, for the demonstration, the documentation and those who mend them."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from ambroise.ui.main_window import MainWindow


def capture(widget: QWidget, path: Path) -> Path:
    """Write what a widget shows now as PNG.

    Raises:
        OSError: the picture could not be written.
    """
    QApplication.processEvents()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(path), "PNG"):
        raise OSError(f"image non écrite : {path.name}")
    return path


def capture_screens(window: MainWindow, folder: Path, screens: Iterable[str]) -> list[Path]:
    """Go to some screens in turn and write each as ``<key>.png``."""
    written = []
    for key in screens:
        window.go(key)
        written.append(capture(window, folder / f"{key}.png"))
    return written
