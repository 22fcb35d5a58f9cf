"""The right side of the counter: what was already dispensed from this order, and what was not controlled."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, label, panel_head, row, scroller
from ambroise.ui.widgets.lists import Heading, SectionList, TwoLine
from ambroise.ui.words import short_date


class DroitePanel(QWidget):
    """Shows the executions of this order, all pharmacies together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = SectionList("Délivrances de cette ordonnance", framed=True, lines=True, height=36)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._mots = QWidget()
        self._mots_layout = column(self._mots, gap=10)
        page = QWidget()
        layout = column(page, margins=(12, 0, 12, 16), gap=12)
        fill(layout, self._list, self._mots, 0)
        scroll = scroller(page)
        whole = column(self)
        fill(whole, panel_head("Délivrances"))
        whole.addWidget(scroll, 1)

    def show_etat(self, etat: EtatComptoir) -> None:
        """Show what was dispensed before."""
        rows: list[TwoLine | Heading] = []
        for execution in reversed(etat.scannee.consultee.executions):
            jour = short_date(execution.instant.astimezone().date(), etat.aujourdhui)
            rows.append(Heading(jour, execution.pharmacie))
            rows += [TwoLine.of(ligne) for ligne in execution.lignes]
        self._list.show_items(rows)
        self._list.setFixedHeight(self._list.content_height())
        self._list.setVisible(bool(rows))
        clear(self._mots_layout)
        if not rows:
            fill(self._mots_layout, _mot("circle-check", "Première délivrance de cette ordonnance."))
        renouvellements = max((ligne.renouvellements for ligne in etat.lignes), default=0)
        if renouvellements:
            fill(self._mots_layout, _mot("rotate-cw", f"À renouveler {renouvellements} fois au plus."))
        phrase = (
            "Interactions et doses non contrôlées ici\u00a0: l’ordonnance ne porte que ses propres lignes."
        )
        fill(self._mots_layout, _mot("circle-dashed", phrase))


def _mot(icone: str, phrase: str) -> QWidget:
    result = QWidget()
    layout = row(result, margins=(4, 0, 4, 0), gap=10)
    layout.addWidget(IconLabel(icone, "secondary"), 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(label(phrase, "secondary", wrap=True), 1)
    return result
