"""The columns of the agenda drawn to scale: opening hours, appointments, the present hour, the cursor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ambroise.ui import painting
from ambroise.ui.agenda.carte import CarteRendezVous, Fiche
from ambroise.ui.agenda.clavier import Clavier
from ambroise.ui.agenda.disposition import lay_out
from ambroise.ui.agenda.echelle import PAS, Echelle, instant_of, make_echelle, minute_of
from ambroise.ui.agenda.fantome import Fantome, check
from ambroise.ui.agenda.fond import Calque, draw_columns, draw_hours, draw_now
from ambroise.ui.agenda.ports import AgendaCharge, ColonneAgenda
from ambroise.ui.agenda.souris import Souris
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.ui.tokens import Size, color, current_tokens
from ambroise.ui.words import clock, full_date

GOUTTIERE: Final = 56
_PIXELS_HEURE: Final = 84
_COLONNE_MINIMALE: Final = 84


class GrilleAgenda(QWidget):
    """Shows columns; emits what the user wants, and never writes.

    The grid is one stop of Tab: inside it the arrows go from time to time and from card to card.
    """

    opened = Signal(object)
    """The RendezVousDuJour whose file to open."""
    slot_wanted = Signal(object)
    """A Fantome without a card: the time to give."""
    moved = Signal(object)
    """A Fantome with its card: where to put it."""
    serie_wanted = Signal(object)
    """A Fantome that only its own series is in the way of."""
    said = Signal(str)
    """What a person who carries an appointment must know."""
    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.fantome: Fantome | None = None  # read by the events of the first calls of Qt
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Agenda")
        self.colonnes: tuple[ColonneAgenda, ...] = ()
        self.echelle = Echelle(pixels_heure=_PIXELS_HEURE)
        self.cartes: list[list[CarteRendezVous]] = []
        self._maintenant: datetime | None = None
        self._calque = Calque(self)
        self._clavier = Clavier(self)
        self._souris = Souris(self)

    def show_agenda(self, charge: AgendaCharge, maintenant: datetime) -> None:
        """Show columns, keeping the appointment that had the focus."""
        avant, avait = self.current_entree(), self.has_focus_inside()
        self.drop_ghost()
        for carte in self._all():
            carte.hide()
            carte.deleteLater()
        self.colonnes, self._maintenant = charge.colonnes, maintenant
        self.echelle = make_echelle(self._intervals(), _PIXELS_HEURE)
        self.cartes = [self._make_cards(colonne, charge) for colonne in charge.colonnes]
        self.setMinimumSize(
            GOUTTIERE + _COLONNE_MINIMALE * len(self.colonnes), self.echelle.hauteur + 2 * Size.PANEL_MARGIN
        )
        self._place_cards()
        self._calque.raise_()
        self._clavier.restore(avant.rendez_vous.id if avant else None, focus=avait)
        self.update()

    def set_now(self, maintenant: datetime) -> None:
        """Move the line of the hour."""
        self._maintenant = maintenant
        self.update()

    def current_entree(self) -> RendezVousDuJour | None:
        """Return the appointment under the cursor, None for a free time."""
        carte = self._clavier.current()
        return carte.fiche.entree if carte is not None else None

    def current_card(self) -> CarteRendezVous | None:
        """Return the card under the cursor."""
        return self._clavier.current()

    def cursor_slot(self) -> Fantome | None:
        """Return the free time under the cursor, None before there are columns."""
        return self._clavier.slot()

    def carry(self) -> None:
        """Take the appointment under the cursor: the arrows move it, Enter puts it down."""
        self._clavier.carry()

    def shift(self, colonnes: int, minutes: int) -> None:
        """Ask to move the current appointment at once, by columns and minutes."""
        self._clavier.shift(colonnes, minutes)

    def stretch(self, minutes: int) -> None:
        """Ask to make the current appointment longer or shorter."""
        self._clavier.stretch(minutes)

    def go(self, colonne: int, minute: int) -> None:
        """Put the cursor on a time."""
        self._clavier.go(colonne, minute)

    def show_ghost(self, fantome: Fantome) -> None:
        """Draw where something would stand, and say why it may not."""
        self.fantome = check(fantome, self.colonnes)
        self._calque.update()
        colonne = self.colonnes[self.fantome.colonne].jour
        debut = clock(instant_of(self.fantome.debut, colonne.jour).astimezone())
        fin = clock(instant_of(self.fantome.fin, colonne.jour).astimezone())
        ou = f"{full_date(colonne.jour).capitalize()}, {debut} – {fin}, {colonne.agenda.nom}"
        self.said.emit(self.fantome.refus or ou)

    def drop_ghost(self) -> None:
        """Forget what was carried."""
        self.fantome = None
        self._calque.update()

    def release(self) -> None:
        """Ask for what is carried to stand there, unless the place is taken."""
        fantome, self.fantome = self.fantome, None
        self._calque.update()
        if fantome is None:
            return
        if fantome.refus:
            self.said.emit(f"Rien n’a bougé. {fantome.refus}")
            if fantome.dans_sa_serie:
                self.serie_wanted.emit(fantome)
        elif fantome.fiche is None:
            self.slot_wanted.emit(fantome)
        else:
            self.moved.emit(fantome)

    def has_focus_inside(self) -> bool:
        """Whether the grid, or one of its cards, has the keyboard of its window, even behind another one."""
        foyer = self.window().focusWidget()
        return foyer is self or (isinstance(foyer, CarteRendezVous) and foyer.parent() is self)

    def column_rect(self, colonne: int) -> QRect:
        """Return the box of a column."""
        n = max(len(self.colonnes), 1)
        large = self.width() - GOUTTIERE
        gauche, droite = large * colonne // n, large * (colonne + 1) // n
        return QRect(GOUTTIERE + gauche, 0, droite - gauche, self.height())

    def column_at(self, x: float) -> int:
        """Return the column under a point, the nearest one outside."""
        n = len(self.colonnes)
        return min(max(int((x - GOUTTIERE) * n / max(self.width() - GOUTTIERE, 1)), 0), n - 1)

    def time_rect(self, colonne: int, debut: int, fin: int) -> QRect:
        """Return the box of a time of a column."""
        boite = self.column_rect(colonne)
        haut, bas = self.top_of(debut), self.top_of(fin)
        return QRect(boite.left() + 1, haut, boite.width() - 2, max(bas - haut, 12))

    def top_of(self, minute: int) -> int:
        """Return where a minute stands in the widget."""
        return Size.PANEL_MARGIN + self.echelle.y(minute)

    def minute_at(self, y: float, pas: int = PAS) -> int:
        """Return the step under a point."""
        return self.echelle.minute(int(y) - Size.PANEL_MARGIN, pas)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if event.pos().x() != event.oldPos().x():
            self._calque.update()  # the hours do not move sideways

    def sizeHint(self) -> QSize:
        return QSize(800, self.minimumHeight())

    def event(self, event: QEvent) -> bool:
        return self._keeps_escape(event) or super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, CarteRendezVous):
            return False
        if self._keeps_escape(event):
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._clavier.press(event)
        if isinstance(event, QMouseEvent):
            return self._souris.on_card(watched, event)
        if event.type() == QEvent.Type.FocusIn:
            self._clavier.follow(watched)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._clavier.press(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.OtherFocusReason):
            self._clavier.enter()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._souris.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._souris.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._souris.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._souris.double_click(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._calque.resize(self.size())
        self._place_cards()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_columns(painter, self)
        draw_hours(painter, self)
        if self._maintenant is not None:
            draw_now(painter, self, self._maintenant)
        if self.hasFocus() and self.fantome is None and (slot := self._clavier.slot()) is not None:
            boite = QRectF(self.time_rect(slot.colonne, slot.debut, slot.fin)).adjusted(1, 1, -1, -1)
            painter.setPen(QPen(color(current_tokens().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(boite, Size.RADIUS_CHIP, Size.RADIUS_CHIP)
            mot = painting.Span("Libre · Entrée pour donner", painting.MEDIUM, "accent", 12)
            painting.draw_spans(painter, boite.toRect().adjusted(8, 0, -4, 0), [mot])

    def _keeps_escape(self, event: QEvent) -> bool:
        """While something is carried, Escape puts it back and does not leave the screen."""
        if self.fantome is None or event.type() != QEvent.Type.ShortcutOverride:
            return False
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        event.accept()
        return True

    def _intervals(self) -> list[tuple[int, int]]:
        return [
            (minute_of(debut, c.jour.jour), minute_of(fin, c.jour.jour))
            for c in self.colonnes
            for debut, fin in (
                *((o.debut, o.fin) for o in c.jour.ouvertures),
                *((e.rendez_vous.debut, e.rendez_vous.fin) for e in c.entrees),
            )
        ]

    def _make_cards(self, colonne: ColonneAgenda, charge: AgendaCharge) -> list[CarteRendezVous]:
        cartes = []
        for entree in sorted(colonne.entrees, key=lambda e: (e.rendez_vous.debut, e.rendez_vous.id)):
            rdv = entree.rendez_vous
            conflits = tuple(colonne.jour.conflits.get(rdv.id, ()))
            type_, ailleurs = charge.cabinet.find_type(rdv.type), rdv.id in colonne.ailleurs
            carte = CarteRendezVous(Fiche(entree, type_, conflits, ailleurs), self)
            carte.installEventFilter(self)
            carte.show()
            cartes.append(carte)
        return cartes

    def _place_cards(self) -> None:
        for rang, (colonne, cartes) in enumerate(zip(self.colonnes, self.cartes, strict=False)):
            spans = [_minutes(colonne, carte) for carte in cartes]
            for carte, (debut, fin), case in zip(cartes, spans, lay_out(spans), strict=True):
                boite = self.time_rect(rang, debut, fin)
                large = boite.width() - 6  # a strip stays free at the right, to give a time beside
                gauche = boite.left() + large * case.rang // case.sur
                droite = boite.left() + large * (case.rang + case.etendue) // case.sur
                carte.setGeometry(gauche, boite.top(), droite - gauche, boite.height())

    def _all(self) -> Sequence[CarteRendezVous]:
        return [carte for cartes in self.cartes for carte in cartes]


def _minutes(colonne: ColonneAgenda, carte: CarteRendezVous) -> tuple[int, int]:
    rdv, jour = carte.fiche.entree.rendez_vous, colonne.jour.jour
    debut = minute_of(rdv.debut, jour)
    return debut, max(minute_of(rdv.fin, jour), debut + 5)
