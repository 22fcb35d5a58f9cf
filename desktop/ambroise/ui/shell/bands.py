"""The full-width bands: training, offline; always there while true, never a dialog."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import column, fill, label, row


class TrainingBand(QFrame):
    """Says that nothing is real, above everything else."""

    leave_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("training", True)
        self.setFixedHeight(36)
        sentence = "Patients fictifs. Rien ne part, tout ce qui s’imprime porte «\u00a0SPÉCIMEN\u00a0»."
        self.setAccessibleName(f"Entraînement. {sentence}")
        leave = Button("Quitter l’entraînement", variant="flat", tone="on_accent")
        leave.clicked.connect(lambda _checked=False: self.leave_asked.emit())
        icon = IconLabel("graduation-cap", "on_accent")
        fill(
            row(self, margins=(16, 0, 16, 0)),
            icon,
            label("Entraînement", "strong"),
            label(sentence),
            0,
            leave,
        )


class Bands(QWidget):
    """One band for each thing that lasts, by key; showing a key again changes its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = column(self)
        self._bands: dict[str, Banner] = {}
        self.hide()

    def show_band(self, key: str, band: Banner | None) -> None:
        """Show a band, or take it away with None."""
        old = self._bands.pop(key, None)
        if old is not None:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        if band is not None:
            self._bands[key] = band
            self._layout.addWidget(band)
        self.setVisible(bool(self._bands))

    @property
    def keys(self) -> tuple[str, ...]:
        """What is being said."""
        return tuple(self._bands)
