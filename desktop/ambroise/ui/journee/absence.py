"""Keep days for no patient: from, to, and a word for who reads the agenda."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.ui.journee.dates import read_date
from ambroise.ui.widgets.form_card import FormCard


class AbsenceCard(FormCard):
    """Emits ``asked`` with the first day, the last one, and the word."""

    asked = Signal(object, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("M’absenter", 72, parent)
        self.du, self.au, self.motif = QLineEdit(), QLineEdit(), QLineEdit()
        self.add("&Du", self.du, "13/07/2026", first=True)
        self.add("&Au", self.au, "le même jour s’il est vide")
        self.add("&Motif", self.motif, "congé, formation…")
        self.accepted.connect(self._ask)

    def open_for(self, nom: str) -> None:
        """Unfold for the agenda of somebody else, one's own when nobody is named."""
        self.ok.setText(f"Noter l’absence de {nom}" if nom else "M’absenter")
        self.open()

    def close_form(self) -> None:
        """Fold, and forget what was typed."""
        for champ in (self.du, self.au, self.motif):
            champ.clear()
        self.hide()

    def _ask(self) -> None:
        du = self._read(self.du)
        au = self._read(self.au) if self.au.text().strip() else du
        if du is None or au is None:
            return
        if au < du:
            self.form.show_error(self.au, "Le dernier jour précède le premier.")
            return
        self.asked.emit(du, au, self.motif.text().strip())

    def _read(self, champ: QLineEdit) -> date | None:
        jour = read_date(champ.text())
        self.form.show_error(champ, "" if jour else "La date s’écrit jour, mois, année\u00a0: 13/07/2026.")
        return jour
