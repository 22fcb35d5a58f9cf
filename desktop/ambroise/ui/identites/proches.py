"""The files that may be the person at the desk, each with its reasons."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ambroise.ui.identites.ports import DossierProche
from ambroise.ui.painting import Span, named
from ambroise.ui.widgets.layouts import column, fill, label, panel_head
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import NNBSP, born

_ATTENTE: Final = "Les dossiers qui ressemblent à cette personne s’afficheront ici."
_AUCUN: Final = "Aucun dossier ne ressemble à cette personne."


class ProchesPanel(QWidget):
    """Shows them; ``opened`` carries the UUID of one."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.proches: tuple[DossierProche, ...] = ()
        self._list = SectionList("Dossiers ressemblants", lines=True, height=72)
        self._list.opened.connect(self.opened)
        self._list.clicked.connect(lambda _: self.opened.emit(self._list.current()))
        self._vide = label(_ATTENTE, "secondary", wrap=True)
        self._vide.setContentsMargins(16, 4, 16, 4)
        layout = column(self)
        fill(layout, panel_head(f"Déjà connu{NNBSP}?"), self._vide)
        layout.addWidget(self._list, 1)

    def wait(self) -> None:
        """Show that nothing was looked for yet: « aucun » would be believed."""
        self._show((), _ATTENTE)

    def show_proches(self, proches: Sequence[DossierProche], aujourdhui: date) -> None:
        """Show the files, the closest first."""
        self._show([_row(p, aujourdhui) for p in proches], _AUCUN)
        self.proches = tuple(proches)

    def _show(self, rows: Sequence[TwoLine], sinon: str) -> None:
        self.proches = ()
        self._vide.setText(sinon)
        self._vide.setVisible(not rows)
        self._list.show_items(rows)


def _row(proche: DossierProche, aujourdhui: date) -> TwoLine:
    patient = proche.patient
    naissance = born(patient.identite.traits.date_naissance, aujourdhui)
    raisons = ", ".join(proche.raisons)
    return TwoLine(
        named(patient.nom_affiche, patient.prenom_affiche),
        (Span(naissance, tone="secondary", size=12),),
        "user",
        foot=(Span(raisons, tone="warning", size=12),) if raisons else (),
        data=patient.id,
    )
