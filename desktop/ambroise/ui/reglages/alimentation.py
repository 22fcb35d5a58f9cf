"""Which kinds of documents wait for the user's word before they leave for the DMP (EX_GEN-1060)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from ambroise.domain.alimentation import GenreAlimentation


class GenresRetenus(QWidget):
    """``changed`` carries the keys ticked, separated by spaces, as the settings keep them."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.cases: dict[GenreAlimentation, QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for n, genre in enumerate(GenreAlimentation):
            case = self.cases[genre] = QCheckBox(genre.libelle)
            case.clicked.connect(self._tick)
            grid.addWidget(case, n // 3, n % 3)

    def show_rule(self, retenus: str, *, tous: bool) -> None:
        """Tick what waits; when everything does, nothing is left to choose."""
        cles = retenus.split()
        for genre, case in self.cases.items():
            case.setChecked(tous or genre.cle in cles)
            case.setEnabled(not tous)

    def _tick(self) -> None:
        self.changed.emit(" ".join(genre.cle for genre, case in self.cases.items() if case.isChecked()))
