"""The form that stops a medicine prescribed here, under the list of treatments: its reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.traitement import TraitementEnCours
from ambroise.ui.widgets.form_card import FormCard


class ArretCard(FormCard):
    """``stopped`` carries the TraitementEnCours, and why."""

    stopped = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Arrêter", 64, parent)
        self._traitement: TraitementEnCours | None = None
        self.motif = QLineEdit()
        self.add("&Motif", self.motif, "effet indésirable, inefficace…", first=True)
        self.accepted.connect(self._stop)

    def ask(self, traitement: object) -> None:
        """Ask why one is stopped."""
        if isinstance(traitement, TraitementEnCours):
            self._traitement = traitement
            self.motif.clear()
            self.motif.setAccessibleDescription(f"Pourquoi arrêter {traitement.ligne.nom_court}")
            self.open()

    def _stop(self) -> None:
        motif = self.motif.text().strip()
        self.form.show_error(self.motif, "" if motif else "Dites pourquoi\u00a0: le motif reste au dossier.")
        if not motif:
            self.motif.setFocus()
        elif self._traitement is not None:
            self.hide()
            self.stopped.emit(self._traitement, motif)
