"""Where an identity comes from: typed, INSi, proofs; each with its date."""

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ambroise.ui.identites.state import EtatIdentite
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, label
from ambroise.ui.words import clock, long_date


class SourcesCard(QFrame):
    """Lists the sources of the identity shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnMinimumWidth(1, 104)
        self._grid.setColumnStretch(2, 1)
        fill(layout, label("Sources de cette identité", "section"))
        layout.addLayout(self._grid)
        layout.addStretch(1)

    def show_sources(self, etat: EtatIdentite) -> None:
        """Show them, the one not yet confirmed last."""
        clear(self._grid)
        for n, (icone, ton, source, phrase) in enumerate(sources_of(etat)):
            self._grid.addWidget(IconLabel(icone, ton), n, 0)
            self._grid.addWidget(label(source, "strong"), n, 1)
            self._grid.addWidget(label(phrase, "secondary", wrap=True), n, 2)


def sources_of(etat: EtatIdentite) -> list[tuple[str, Tone, str, str]]:
    """Return icon, ink, source and sentence of each source."""
    identite = etat.identite
    sources: list[tuple[str, Tone, str, str]] = []
    if identite.ins is None:
        sources.append(("pen-line", "secondary", "Saisie", "Traits écrits dans ce cabinet"))
    else:
        quand = long_date(identite.ins.recuperee_le.astimezone())
        sources.append(("cloud", "accent", "INSi", f"Traits repris le {quand}"))
    if etat.is_nouvelle_ins and etat.recue_le is not None:
        phrase = f"Réponse de {clock(etat.recue_le.astimezone())}, pas encore reprise"
        sources.append(("cloud", "secondary", "INSi", phrase))
    for justificatif in identite.justificatifs:
        phrase = f"Présenté le {long_date(justificatif.presente_le)}"
        sources.append(("id-card", "accent", justificatif.type.libelle, phrase))
    if etat.piece is not None:
        sources.append(("id-card", "secondary", etat.piece.libelle, "Présenté aujourd’hui, à confirmer"))
    return sources
