"""The state of what the file feeds the DMP with, beside each act, and the way to mend it one click away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ambroise.domain.alimentation import VersionPartagee
from ambroise.domain.dossier import Document
from ambroise.domain.entrees import Vaccination
from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.dmp.etats import A_REPONDRE, court_of, mots_of
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.two_line import TwoLine
from ambroise.ui.words import NBSP

EtatsDossier = Mapping[UUID, VersionPartagee]
"""The last version given to the DMP of an order, a document or a vaccination, by its UUID."""

AUCUN: Final[EtatsDossier] = {}


def etat_of(data: object, etats: EtatsDossier) -> VersionPartagee | None:
    """Return where what a row stands for is, None when it never left for the DMP."""
    return etats.get(data.id) if isinstance(data, Ordonnance | Document | Vaccination) else None


def with_etat(ligne: TwoLine, etats: EtatsDossier) -> TwoLine:
    """Return a row that says where its document is."""
    version = etat_of(ligne.data, etats)
    if version is None:
        return ligne
    mot, ton = court_of(version)
    gras = SEMIBOLD if version.suivi.envoi.etat in A_REPONDRE else 400
    mots = (Span(f"DMP{NBSP}: {mot}", gras, ton, 12),)
    return replace(ligne, right_sub=mots) if ligne.sub else replace(ligne, sub=mots)


class EtatDmpBande(QFrame):
    """Under the timeline: where the current document is, what stops it, and one button."""

    mend_wanted = Signal(object)
    """The version to try again."""
    see_wanted = Signal(object)
    """The version to show among what is shared."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._version: VersionPartagee | None = None
        self.setProperty("panel", "card")
        self._titre = label("", "strong")
        self._phrase = label("", "label", wrap=True)
        self.relancer = Button("Relancer", icon="rotate-cw", variant="soft")
        self.voir = Button("Voir", icon="cloud", variant="quiet")
        self.relancer.clicked.connect(lambda: self.mend_wanted.emit(self._version))
        self.voir.clicked.connect(lambda: self.see_wanted.emit(self._version))
        self.voir.setAccessibleDescription("Dans ce qui est partagé avec le DMP")
        boutons = row(gap=8)
        fill(boutons, 0, self.voir, self.relancer)
        layout = column(self, margins=(16, 8, 12, 10), gap=4)
        fill(layout, self._titre, self._phrase)
        layout.addLayout(boutons)
        self.hide()

    def show_data(self, data: object, etats: EtatsDossier) -> None:
        """Say where what the current row stands for is; nothing for what does not feed the DMP."""
        self._version = version = etat_of(data, etats)
        self.setVisible(version is not None)
        if version is None:
            return
        mots, _, _ = mots_of(version)
        envoi = version.suivi.envoi
        self._titre.setText(f"DMP{NBSP}: {mots[0].lower()}{mots[1:]}")
        self._phrase.setText(envoi.erreur)
        self._phrase.setVisible(bool(envoi.erreur))
        self.relancer.setVisible(envoi.is_annulable)
