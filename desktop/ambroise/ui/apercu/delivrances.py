"""Beside the page of an order: what the pharmacies gave of it, and what is left to give."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ambroise.ui.widgets.layouts import card_head, clear, column, fill, label, rule, scroller
from ambroise.ui.words import short_date
from ambroise.usecases.ports_actes import ExecutionConsultee, LigneConsultee, OrdonnanceConsultee


class DelivrancesPanel(QWidget):
    """Shows an order as the service holds it now; hidden until it is asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Délivrances de cette ordonnance")
        page = QWidget()
        self._layout = column(page, margins=(12, 8, 12, 16), gap=10)
        column(self).addWidget(scroller(page))
        self.hide()

    def show_ordonnance(self, consultee: OrdonnanceConsultee, aujourdhui: date) -> None:
        """Show where each line stands, then each execution, the latest first."""
        clear(self._layout)
        fill(self._layout, card_head("Délivrances"), _wrapped(f"Ordonnance {consultee.etat}."))
        if consultee.remplacee_par:
            fill(self._layout, _wrapped(f"Remplacée par {consultee.remplacee_par}."))
        for ligne in consultee.lignes:
            bloc = column(gap=2)
            fill(bloc, label(ligne.libelle, "strong", wrap=True), _wrapped(_left(ligne)))
            self._layout.addLayout(bloc)
        for execution in reversed(consultee.executions):
            fill(self._layout, rule(), *_told(execution, aujourdhui))
        self._layout.addStretch(1)
        self.show()


def _told(execution: ExecutionConsultee, aujourdhui: date) -> list[QWidget]:
    jour = short_date(execution.instant.astimezone().date(), aujourdhui)
    return [
        label(f"{jour}, {execution.pharmacie}", "heading", wrap=True),
        *(label(ligne, wrap=True) for ligne in execution.lignes),
    ]


def _left(ligne: LigneConsultee) -> str:
    """Return what is left of a line."""
    if ligne.is_soldee:
        return "Plus rien à délivrer."
    reste = f"{ligne.boites_restantes} sur {ligne.boites} à délivrer"
    faites = f", {ligne.delivrances} fois faite" if ligne.delivrances else ""
    renouvelable = f", à renouveler {ligne.renouvellements} fois" if ligne.renouvellements else ""
    return f"{reste}{faites}{renouvelable}."


def _wrapped(phrase: str) -> QWidget:
    result = label(phrase, "secondary", wrap=True)
    result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result
