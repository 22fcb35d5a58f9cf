"""Which proofs of identity the identity screen offers; none is ever chosen beforehand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from ambroise.domain.identite import TypeJustificatif
from ambroise.ui.identites.state import PIECES_MAXIMALES, piece_words, read_proposes


class PiecesProposees(QWidget):
    """``changed`` carries the codes ticked, the ones offered before in their order, the new ones last."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._proposees: tuple[TypeJustificatif, ...] = ()
        self.cases: dict[TypeJustificatif, QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        for n, type_ in enumerate(TypeJustificatif):
            mots, _ = piece_words(type_)
            case = self.cases[type_] = QCheckBox(mots)
            case.setToolTip(type_.libelle)
            case.clicked.connect(lambda coche, type_=type_: self._tick(type_, coche))
            grid.addWidget(case, n, 0)

    def show_codes(self, codes: str) -> None:
        """Tick the proofs offered."""
        self._proposees = read_proposes(codes)
        pleine = len(self._proposees) >= PIECES_MAXIMALES
        derniere = len(self._proposees) == 1
        for type_, case in self.cases.items():
            coche = type_ in self._proposees
            case.setChecked(coche)
            case.setEnabled(not derniere if coche else not pleine)

    def _tick(self, type_: TypeJustificatif, coche: bool) -> None:
        autres = tuple(p for p in self._proposees if p is not type_)
        codes = " ".join(p.code for p in ((*autres, type_) if coche else autres))
        self.show_codes(codes)
        self.changed.emit(codes)
