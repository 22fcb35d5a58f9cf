"""What is on the clipboard or dropped, as files and pictures."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget


class DropFilter(QObject):
    """Lets the files of this computer be dropped anywhere on a widget."""

    dropped = Signal(object)
    """A tuple of Paths."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            if local_files(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.dropped.emit(local_files(event.mimeData()))
            event.acceptProposedAction()
            return True
        return super().eventFilter(watched, event)


def local_files(donnees: QMimeData) -> tuple[Path, ...]:
    """Return the files of this computer that were dropped or copied."""
    return tuple(Path(url.toLocalFile()) for url in donnees.urls() if url.isLocalFile())


def pasted_picture() -> bytes | None:
    """Return the picture on the clipboard as PNG, None when there is none."""
    donnees = QGuiApplication.clipboard().mimeData()
    image = donnees.imageData() if donnees is not None and donnees.hasImage() else None
    return png_of(image) if isinstance(image, QImage) else None


def png_of(image: QImage) -> bytes:
    """Return a picture as PNG."""
    tampon = QBuffer()
    tampon.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(tampon, "PNG")  # type: ignore[call-overload]
    return bytes(tampon.data().data())
