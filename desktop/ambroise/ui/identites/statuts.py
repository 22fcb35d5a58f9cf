"""The 2 × 2 grid that derives the status: proof shown or not, known to INSi or not."""

from typing import Final

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ambroise.domain.identite import StatutIdentite
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, label, row

_CASES: Final = (
    (StatutIdentite.PROVISOIRE, 1, 1, "usage local"),
    (StatutIdentite.VALIDEE, 1, 2, "usage local"),
    (StatutIdentite.RECUPEREE, 2, 1, "usage local"),
    (StatutIdentite.QUALIFIEE, 2, 2, "transmissible"),
)

MOTS: Final = {
    StatutIdentite.PROVISOIRE: "Provisoire",
    StatutIdentite.VALIDEE: "Validée",
    StatutIdentite.RECUPEREE: "Récupérée",
    StatutIdentite.QUALIFIEE: "Qualifiée",
}


class GrilleStatuts(QWidget):
    """Shows where the identity stands and where agreeing would bring it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._grid.setColumnMinimumWidth(0, 84)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)

    def show_statuts(self, actuel: StatutIdentite, apres: StatutIdentite) -> None:
        """Light the present status and the one that follows."""
        clear(self._grid)
        for colonne, mots in ((1, "Sans pièce"), (2, "Avec pièce")):
            self._grid.addWidget(label(mots, "heading"), 0, colonne)
        for ligne, mots in ((1, "Sans INSi"), (2, "Avec INSi")):
            self._grid.addWidget(label(mots, "heading"), ligne, 0)
        for statut, ligne, colonne, usage in _CASES:
            if statut is apres and apres is not actuel:
                usage = "après accord"
            elif statut is actuel:
                usage = "statut actuel"
            self._grid.addWidget(_case(statut, usage, actuel, apres), ligne, colonne)
        self.setAccessibleName(f"Statut actuel\u00a0: {MOTS[actuel]}. Après accord\u00a0: {MOTS[apres]}.")


def _case(statut: StatutIdentite, usage: str, actuel: StatutIdentite, apres: StatutIdentite) -> QFrame:
    result = QFrame()
    result.setFixedHeight(56)
    allumee = statut in (actuel, apres)
    ton: Tone = "success" if statut is StatutIdentite.QUALIFIEE else "warning"
    if allumee and statut is not StatutIdentite.QUALIFIEE and statut is not StatutIdentite.PROVISOIRE:
        ton = "info"
    if allumee:
        result.setProperty("band", ton)
    else:
        result.setProperty("panel", "card")
    layout = column(result, margins=(11, 7, 8, 7), gap=1)
    titre = row(gap=8)
    if allumee:
        icone = "shield-check" if statut is StatutIdentite.QUALIFIEE else "shield-alert"
        fill(titre, IconLabel(icone, ton))
    fill(titre, label(MOTS[statut], "strong" if allumee else "secondary", ton if allumee else None), 0)
    fill(layout, titre, label(usage, "label", ton if allumee else None), 0)
    return result
