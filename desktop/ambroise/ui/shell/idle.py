"""Tells when nobody touched the keyboard nor the mouse for a while."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class Idle(QObject):
    """Emits ``expired`` after so many minutes without a key or the mouse; 0 never does."""

    expired = Signal()

    def __init__(self, minutes: float, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self.expired)
        self._watching = False

    def set_minutes(self, minutes: float) -> None:
        """Change how long; 0 stops watching."""
        self._timer.setInterval(round(minutes * 60_000))
        watching = self._watching
        self.rest()
        if watching:
            self.watch()

    def watch(self) -> None:
        """Start counting."""
        application = QCoreApplication.instance()
        if self._timer.interval() and not self._watching and application is not None:
            application.installEventFilter(self)
            self._watching = True
            self._timer.start()

    def rest(self) -> None:
        """Stop counting, while locked or closed."""
        application = QCoreApplication.instance()
        if self._watching and application is not None:
            application.removeEventFilter(self)
        self._watching = False
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._timer.start()
        return False
