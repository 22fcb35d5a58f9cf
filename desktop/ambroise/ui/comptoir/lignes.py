"""The lines of the order on the counter, one under the other; only what changed is built again."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ambroise.ui.comptoir.choix import Choix
from ambroise.ui.comptoir.ligne import LigneComptoir
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.widgets.layouts import clear, column, frame, rule, scroller
from ambroise.ui.widgets.tabulation import chain
from ambroise.usecases.ports_actes import LigneConsultee

LONGUE: Final = 12
"""Beyond so many lines to answer, only the open one unfolds its answers: the list stays quick to read."""


class ListeLignes(QWidget):
    """``answered`` carries a ReponseLigne, ``completed`` a Choix; the line is named by its identifier."""

    answered = Signal(str, object)
    completed = Signal(str, object)
    validated = Signal(str)
    moved = Signal(int)
    mte_ph_wanted = Signal(str)
    exceptionnel_wanted = Signal(str)
    other_wanted = Signal(str, str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._etat: EtatComptoir | None = None
        self._lignes: dict[str, LigneComptoir] = {}
        self._corps = QWidget()
        self._layout = column(self._corps)
        card = frame("card")
        column(card, margins=(1, 1, 1, 1)).addWidget(self._corps)
        page = QWidget()
        inner = column(page, margins=(0, 0, 0, 16))
        inner.addWidget(card)
        inner.addStretch(1)
        self._scroll = scroller(page)
        column(self).addWidget(self._scroll)

    def show_etat(self, avant: EtatComptoir | None, etat: EtatComptoir) -> bool:
        """Show the lines; return whether the keyboard went to one of them."""
        self._etat = etat
        if avant is None or avant.scannee is not etat.scannee:
            refaites = {ligne.id for ligne in etat.lignes}
            self._build_all(etat)
        else:
            refaites = {ligne.id for ligne in etat.lignes if _is_changed(avant, etat, ligne.id)}
            for ligne in etat.lignes:
                if ligne.id in refaites:
                    self._build_again(etat, ligne)
        courante = self._lignes.get(etat.courante)
        if courante is not None and etat.courante in refaites:
            courante.focus_answer()
            QTimer.singleShot(0, self, self._reveal)
        return courante is not None

    def count(self, pas: int) -> None:
        """Give a box more, or less, for the open line."""
        courante = self._lignes.get(self._etat.courante) if self._etat is not None else None
        if courante is not None:
            courante.count(pas)

    def follow(self, avant: QWidget) -> None:
        """Make Tab go from a control to the lines, in their order whatever was built again."""
        etat = self._etat
        if etat is not None:
            chain(avant, *(self._lignes[ligne.id] for ligne in etat.lignes))

    def _build_all(self, etat: EtatComptoir) -> None:
        """Build every line out of sight: shown one by one, each would lay all the others out again."""
        self._corps.hide()
        clear(self._layout)
        self._lignes = {}
        for ligne in etat.lignes:
            if self._lignes:
                self._layout.addWidget(rule())
            self._lignes[ligne.id] = self._build(etat, ligne)
            self._layout.addWidget(self._lignes[ligne.id])
        self._corps.show()

    def _build_again(self, etat: EtatComptoir, ligne: LigneConsultee) -> None:
        ancienne, nouvelle = self._lignes[ligne.id], self._build(etat, ligne)
        self._layout.replaceWidget(ancienne, nouvelle)
        self._lignes[ligne.id] = nouvelle
        ancienne.hide()
        ancienne.deleteLater()
        nouvelle.show()

    def _build(self, etat: EtatComptoir, ligne: LigneConsultee) -> LigneComptoir:
        pliee = len(etat.a_repondre) > LONGUE and ligne.id != etat.courante
        result = LigneComptoir(etat, ligne, pliee=pliee)
        result.exceptionnel_wanted.connect(lambda id_=ligne.id: self.exceptionnel_wanted.emit(id_))
        result.mte_ph_wanted.connect(lambda id_=ligne.id: self.mte_ph_wanted.emit(id_))
        result.answered.connect(lambda reponse, id_=ligne.id: self.answered.emit(id_, reponse))
        result.changed.connect(lambda choix, id_=ligne.id: self.completed.emit(id_, choix))
        result.validated.connect(lambda id_=ligne.id: self.validated.emit(id_))
        result.moved.connect(self.moved)
        result.other_wanted.connect(lambda texte, id_=ligne.id: self.other_wanted.emit(id_, texte))
        result.opened.connect(lambda id_=ligne.id: self.opened.emit(id_))
        return result

    def _reveal(self) -> None:
        courante = self._lignes.get(self._etat.courante) if self._etat is not None else None
        if courante is not None:
            self._scroll.ensureWidgetVisible(courante, 0, 16)


def _is_changed(avant: EtatComptoir, etat: EtatComptoir, id_: str) -> bool:
    """Tell whether a line must be drawn again: its answer, its being open, not the fields being typed."""
    if (avant.courante == id_) != (etat.courante == id_) or avant.boites.get(id_) != etat.boites.get(id_):
        return True
    choix, ancien = etat.choix.get(id_), avant.choix.get(id_)
    if choix is None or ancien is None:
        return choix is not ancien
    return _drawn(choix) != _drawn(ancien)


def _drawn(choix: Choix) -> tuple[object, ...]:
    """Return what of an answer the line draws; an answer being completed draws its own count."""
    nombre = choix.boites if choix.valide else None
    return choix.reponse, choix.valide, choix.bipees, choix.mte_ph, choix.exceptionnel, nombre
