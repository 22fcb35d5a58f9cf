"""What HAS and ANSM say of the medicine pointed at in the results: quiet lines, a key for the whole text.

HAS, référentiel LAP (CSS L161-38): the opinions are at hand while prescribing, with their date and source.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QWidget

from ambroise.domain.avis_medicament import AvisHas, AvisMedicament
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, label, row, rule

SIGNES: Final = 110
"""Of the text of an opinion, what one line holds; the whole is at the end of its link."""
INFORMATIONS: Final = 2
AUCUN: Final = "Aucun avis de la HAS sur ce produit dans cette base."


class AvisPanel(QFrame):
    """Nothing when the base holds no file of opinions; says so when it holds none on this product.

    Args:
        has: opens the opinion.
        ansm: opens the information.
    """

    def __init__(self, has: QAction, ansm: QAction) -> None:
        super().__init__()
        self._has, self._ansm = has, ansm
        self._layout = column(self)
        self.show_avis(AvisMedicament())

    def show_avis(self, found: AvisMedicament) -> None:
        """Show what is said of one product."""
        clear(self._layout)
        self._has.setEnabled(any(a.lien for a in found.avis))
        self._ansm.setEnabled(any(i.lien for i in found.informations))
        self.setVisible(found != AvisMedicament())
        if found == AvisMedicament():
            return
        lines = column(margins=(14, 8, 8, 8), gap=8)
        for rang, information in enumerate(found.informations[:INFORMATIONS]):
            phrase = f"ANSM\u00a0: {information.phrase}"
            fill(lines, _line("triangle-alert", "warning", phrase, "", None if rang else self._ansm))
        if found.avis:
            texte = _begin(found.avis[0].texte)
            fill(lines, _line("badge-check", "secondary", _phrase(found.avis), texte, self._has))
        elif found.edition_has is not None:
            fill(lines, _line("badge-check", "secondary", AUCUN))
        fill(self._layout, rule())
        self._layout.addLayout(lines)


def _phrase(avis: Sequence[AvisHas]) -> str:
    """Return the judgements in one sentence."""
    phrases = [a.phrase[:1].lower() + a.phrase[1:] if rang else a.phrase for rang, a in enumerate(avis)]
    return "HAS\u00a0: " + "\u202f; ".join(phrases) + "."


def _line(icon: str, tone: Tone, phrase: str, small: str = "", action: QAction | None = None) -> QWidget:
    result = QWidget()
    words = column(gap=1)
    fill(words, label(phrase, "secondary", wrap=True))
    if small:
        fill(words, label(small, "label", wrap=True))
    layout = row(result, gap=10)
    layout.addWidget(IconLabel(icon, tone), 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(words, 1)
    if action is not None and action.isEnabled():
        button = Button("Lire", key=action.shortcut().toString(), variant="quiet")
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(action.trigger)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return result


def _begin(texte: str) -> str:
    """Return the beginning of a text, cut between two words."""
    texte = " ".join(texte.split())
    return texte if len(texte) <= SIGNES else f"{texte[:SIGNES].rpartition(' ')[0]}…"
