"""Pictures of the screens, for the demonstration, the documentation and those who mend them."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget


def capture(widget: QWidget, path: Path) -> Path:
    """Write what a widget shows now as PNG.

    Raises:
        OSError: the picture could not be written.
    """
    QApplication.processEvents()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(path), "PNG"):
        raise OSError(f"image non écrite\u00a0: {path.name}")
    return path
