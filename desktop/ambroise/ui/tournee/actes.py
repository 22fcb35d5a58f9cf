"""The acts of a home as big boxes to tick; one not done asks why."""

from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QMenu, QSizePolicy, QWidget

from ambroise.domain.tournee import ActeSoin, EtatActe, Passage
from ambroise.ui import icons, painting
from ambroise.ui.painting import Span
from ambroise.ui.tokens import Size, Type, color, current_tokens
from ambroise.ui.tournee.state import MOTIFS
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import clear, column, fill, row, rule

HAUTEUR = 60
CASE = 28


class ActeRow(QAbstractButton):
    """One act, 60 px high for a gloved hand; a cross and its reason when it was not done."""

    def __init__(self, rang: int, acte: ActeSoin, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rang, self._acte = rang, acte
        self.setCheckable(True)
        self.setChecked(acte.etat is EtatActe.FAIT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        mots = (acte.libelle, acte.precision, acte.cotation, acte.etat.value, acte.motif, f"touche {rang}")
        self.setAccessibleName(", ".join(filter(None, mots)))

    def sizeHint(self) -> QSize:
        return QSize(320, HAUTEUR)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, acte = current_tokens(), self._acte
        if self.underMouse():
            painter.fillRect(self.rect(), color(tokens.hover))
        if self.hasFocus():
            painter.setPen(QPen(color(tokens.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
        middle = self.height() // 2
        case = QRectF(16, middle - CASE / 2, CASE, CASE)
        fait, non_fait = acte.etat is EtatActe.FAIT, acte.etat is EtatActe.NON_FAIT
        edge = tokens.accent if fait else tokens.warning if non_fait else tokens.control_border
        painter.setPen(QPen(color(edge), 2))
        painter.setBrush(color(tokens.accent if fait else tokens.warning_soft if non_fait else tokens.raised))
        painter.drawRoundedRect(case, Size.RADIUS_CONTROL, Size.RADIUS_CONTROL)
        if fait or non_fait:
            signe = icons.pixmap("check" if fait else "x", "on_accent" if fait else "warning", 20)
            painter.drawPixmap(20, middle - 10, signe)
        droite = self.width() - 16
        touche = painting.key_size(str(self._rang))
        place = QRect(droite - touche.width(), middle - 9, touche.width(), touche.height())
        painting.draw_key(painter, place, str(self._rang))
        droite = place.left() - 12
        cotation = [Span(acte.cotation, painting.SEMIBOLD, "secondary")]
        largeur = painting.spans_width(cotation)
        painting.draw_spans(painter, QRect(droite - largeur, middle - 10, largeur + 1, 20), cotation)
        mots = QRect(60, 0, droite - largeur - 72, self.height())
        titre = [Span(acte.libelle, painting.MEDIUM, size=Type.SECTION)]
        dessous = f"Non fait\u00a0: {acte.motif}" if non_fait else acte.precision
        if not dessous:
            painting.draw_spans(painter, mots, titre)
            return
        painting.draw_spans(painter, QRect(mots.left(), 8, mots.width(), 24), titre)
        sous = [Span(dessous, tone="warning" if non_fait else "secondary")]
        painting.draw_spans(painter, QRect(mots.left(), 33, mots.width(), 20), sous)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class ActesPanel(QWidget):
    """Shows the acts; ``ticked`` carries a rank, ``undone`` a rank and its reason."""

    ticked = Signal(int)
    undone = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = QFrame()
        self._card.setProperty("panel", "card")
        self._card_layout = column(self._card, margins=(1, 1, 1, 1))
        self._non_fait = Button("Non fait, motif", icon="x", variant="flat")
        self._menu = QMenu(self._non_fait)
        self._non_fait.setMenu(self._menu)
        bas = row(gap=8)
        fill(bas, self._non_fait, 0)
        layout = column(self, gap=8)
        fill(layout, self._card)
        layout.addLayout(bas)

    def show_passage(self, passage: Passage) -> None:
        """Show the acts of a home, keeping the focus on the same one."""
        rangs = [n for n, r in enumerate(self._rows(), 1) if r.hasFocus()]
        clear(self._card_layout)
        for rang, acte in enumerate(passage.actes, 1):
            if rang > 1:
                fill(self._card_layout, rule())
            ligne = ActeRow(rang, acte)
            ligne.setEnabled(not passage.is_termine)
            ligne.clicked.connect(partial(self._tick, rang))
            self._card_layout.addWidget(ligne)
            if rang in rangs:
                ligne.setFocus()
        self._make_menu(passage)

    def _rows(self) -> list[ActeRow]:
        items = (self._card_layout.itemAt(n) for n in range(self._card_layout.count()))
        return [w for item in items if item is not None and isinstance(w := item.widget(), ActeRow)]

    def _tick(self, rang: int, _checked: bool = False) -> None:
        self.ticked.emit(rang)

    def _make_menu(self, passage: Passage) -> None:
        self._menu.clear()
        a_faire = [(n, a) for n, a in enumerate(passage.actes, 1) if a.etat is EtatActe.A_FAIRE]
        self._non_fait.setEnabled(bool(a_faire) and not passage.is_termine)
        for rang, acte in a_faire:
            sous = self._menu.addMenu(acte.libelle)
            for motif in MOTIFS:
                sous.addAction(motif, partial(self.undone.emit, rang, motif))
