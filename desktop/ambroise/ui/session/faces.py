"""The faces of one card, one shown at a time: the card is as high as it, not as the tallest."""

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Faces(QVBoxLayout):
    """Shows one of its widgets, the first until told otherwise; put it in its card before the faces."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self._faces: list[QWidget] = []
        self._current: QWidget | None = None

    def add_face(self, face: QWidget) -> None:
        """Add one, hidden unless it is the first."""
        self.addWidget(face)
        self._faces.append(face)
        self.show_face(self._current or face)

    def show_face(self, face: QWidget) -> None:
        """Show one, the others hidden."""
        self._current = face
        for each in self._faces:
            each.setVisible(each is face)

    def is_shown(self, face: QWidget) -> bool:
        """Whether this face is the one shown."""
        return self._current is face
