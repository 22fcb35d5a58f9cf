"""The mouse of the agenda: a card is taken by its body to move, by its foot to change length."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from ambroise.ui.agenda.carte import CarteRendezVous
from ambroise.ui.agenda.echelle import PAS, minute_of
from ambroise.ui.agenda.fantome import Fantome

if TYPE_CHECKING:
    from ambroise.ui.agenda.grille import GrilleAgenda

PAS_FIN = 5
"""Minutes of a step while Shift is held."""


class Souris:
    """What the button that is held down is doing."""

    def __init__(self, grille: "GrilleAgenda") -> None:
        self._grille = grille
        self._carte: CarteRendezVous | None = None
        self._depart: QPointF | None = None
        self._prise: Fantome | None = None
        self._pied = False

    def on_card(self, carte: CarteRendezVous, event: QMouseEvent) -> bool:
        """Act on the mouse over a card; return whether the card itself must not see it."""
        point = carte.mapToParent(event.position())
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() == Qt.MouseButton.LeftButton:
                carte.setFocus(Qt.FocusReason.MouseFocusReason)
                self._take(carte, point, event.position())
            case QEvent.Type.MouseMove if self._prise is not None:
                self._drag(point, event)
            case QEvent.Type.MouseMove:
                pied = carte.is_on_edge(event.position())
                carte.setCursor(Qt.CursorShape.SizeVerCursor if pied else Qt.CursorShape.PointingHandCursor)
            case QEvent.Type.MouseButtonRelease:
                self.release()
            case QEvent.Type.MouseButtonDblClick:
                self._grille.opened.emit(carte.fiche.entree)
            case _:
                return False
        return True

    def press(self, event: QMouseEvent) -> None:
        """Begin to draw a new time on an empty place."""
        if event.button() != Qt.MouseButton.LeftButton or not self._grille.colonnes:
            return
        colonne, minute = self._at(event.position())
        self._grille.go(colonne, minute)
        self._carte, self._depart, self._pied = None, event.position(), True
        self._prise = Fantome(colonne, minute, minute + PAS)

    def move(self, event: QMouseEvent) -> None:
        """Draw the new time."""
        if self._prise is not None:
            self._drag(event.position(), event)

    def release(self) -> None:
        """Let go."""
        self._prise = self._depart = self._carte = None
        self._grille.release()

    def double_click(self, event: QMouseEvent) -> None:
        """Give the time under the mouse."""
        if self._grille.colonnes:
            colonne, minute = self._at(event.position())
            self._grille.slot_wanted.emit(Fantome(colonne, minute, minute + PAS))

    def _at(self, point: QPointF) -> tuple[int, int]:
        return self._grille.column_at(point.x()), self._grille.minute_at(point.y())

    def _take(self, carte: CarteRendezVous, point: QPointF, dedans: QPointF) -> None:
        rdv = carte.fiche.entree.rendez_vous
        if rdv.is_pause:
            return
        colonne = self._grille.column_at(point.x())
        jour = self._grille.colonnes[colonne].jour.jour
        self._carte, self._depart, self._pied = carte, point, carte.is_on_edge(dedans)
        self._prise = Fantome(colonne, minute_of(rdv.debut, jour), minute_of(rdv.fin, jour), carte.fiche)

    def _drag(self, point: QPointF, event: QMouseEvent) -> None:
        grille = self._grille
        assert self._prise is not None
        assert self._depart is not None
        parcouru = (point - self._depart).manhattanLength()
        if grille.fantome is None and parcouru < QApplication.startDragDistance():
            return
        pas = PAS_FIN if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else PAS
        if self._pied:
            grille.show_ghost(self._prise.stretched(grille.minute_at(point.y(), pas) + pas, grille.echelle))
            return
        delta = grille.minute_at(point.y(), pas) - grille.minute_at(self._depart.y(), pas)
        colonnes = grille.column_at(point.x()) - self._prise.colonne
        grille.show_ghost(self._prise.moved(len(grille.colonnes), colonnes, delta, grille.echelle))
