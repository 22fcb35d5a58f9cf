"""What the windows remember between two days: geometry, widths, folded columns; in the profile folder."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter, QWidget


class Memory:
    """Keeps the places of things in ``interface.ini`` of the profile; holds no patient datum."""

    def __init__(self, profile_dir: Path) -> None:
        self._settings = QSettings(str(profile_dir / "interface.ini"), QSettings.Format.IniFormat)

    def restore_window(self, window: QWidget, key: str) -> bool:
        """Put a window where it was; False when it was never seen."""
        saved = self._settings.value(f"{key}/geometrie")
        return isinstance(saved, QByteArray) and window.restoreGeometry(saved)

    def save_window(self, window: QWidget, key: str) -> None:
        """Remember where a window is."""
        self._settings.setValue(f"{key}/geometrie", window.saveGeometry())
        self._settings.sync()

    def follow_splitter(self, splitter: QSplitter, key: str) -> bool:
        """Put the columns of a splitter where they were, and remember where they go.

        False when nobody ever moved them.
        """
        saved = self._settings.value(f"{key}/colonnes")
        restored = isinstance(saved, QByteArray) and splitter.restoreState(saved)
        splitter.splitterMoved.connect(
            lambda *_: self._settings.setValue(f"{key}/colonnes", splitter.saveState())
        )
        return restored
