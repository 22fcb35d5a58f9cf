"""The keyboard of the agenda: a cursor over times and cards, and what it carries."""

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent

from ambroise.ui.agenda.carte import CarteRendezVous
from ambroise.ui.agenda.echelle import PAS, instant_of, minute_of
from ambroise.ui.agenda.fantome import Fantome
from ambroise.ui.agenda.phrases import is_past
from ambroise.ui.words import clock, full_date

if TYPE_CHECKING:
    from ambroise.ui.agenda.grille import GrilleAgenda

_FLECHES = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}


class Clavier:
    """The cursor of one grid: a column and a minute; the card that holds that minute has the focus."""

    def __init__(self, grille: "GrilleAgenda") -> None:
        self._grille = grille
        self._colonne, self._minute = 0, -1

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; return whether it was one of the agenda's."""
        grille, key = self._grille, Qt.Key(event.key())
        if not grille.colonnes or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in _FLECHES:
            self._arrow(*_FLECHES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act()
        elif key == Qt.Key.Key_Escape and grille.fantome is not None:
            grille.drop_ghost()
            grille.said.emit("Rien n’a bougé.")
        else:
            return False
        return True

    def current(self) -> CarteRendezVous | None:
        """Return the card under the cursor."""
        grille = self._grille
        if self._colonne >= len(grille.cartes):
            return None
        jour = grille.colonnes[self._colonne].jour.jour
        for carte in grille.cartes[self._colonne]:
            rdv = carte.fiche.entree.rendez_vous
            if carte.hasFocus() or minute_of(rdv.debut, jour) <= self._minute < minute_of(rdv.fin, jour):
                return carte
        return None

    def slot(self) -> Fantome | None:
        """Return the step under the cursor."""
        if not self._grille.colonnes:
            return None
        debut = self._clamped(self._minute if self._minute >= 0 else self._grille.echelle.premiere)
        return Fantome(min(self._colonne, len(self._grille.colonnes) - 1), debut, debut + PAS)

    def follow(self, carte: CarteRendezVous) -> None:
        """Put the cursor on a card that took the focus."""
        for rang, cartes in enumerate(self._grille.cartes):
            if carte in cartes:
                self._colonne, self._minute = rang, self._begin(carte, rang)
        self._grille.current_changed.emit()

    def go(self, colonne: int, minute: int) -> None:
        """Put the cursor on a time, and the focus where it belongs."""
        self._colonne, self._minute = colonne, minute
        self._focus()

    def enter(self) -> None:
        """Take the focus as Tab gives it: where the cursor was, else on the next one who is expected."""
        if not self._grille.colonnes:
            return
        if self._minute < 0:
            self._minute = self._first_minute()
        self._focus()

    def restore(self, id_: UUID | None, *, focus: bool) -> None:
        """Find again the appointment that was current, once other columns are shown."""
        self._colonne = min(self._colonne, max(len(self._grille.colonnes) - 1, 0))
        for rang, cartes in enumerate(self._grille.cartes):
            for carte in cartes:
                if carte.fiche.entree.rendez_vous.id == id_:
                    self._colonne, self._minute = rang, self._begin(carte, rang)
        if focus:
            self.enter()

    def _first_minute(self) -> int:
        cartes = self._grille.cartes[self._colonne]
        attendues = [carte for carte in cartes if not is_past(carte.fiche.entree)] or cartes
        return self._begin(attendues[0], self._colonne) if attendues else self._grille.echelle.premiere

    def carry(self) -> None:
        """Take the card under the cursor."""
        fantome = self._as_ghost()
        if fantome is not None:
            self._grille.show_ghost(fantome)

    def shift(self, colonnes: int, minutes: int) -> None:
        """Move the card under the cursor at once."""
        fantome = self._as_ghost()
        if fantome is not None:
            n = len(self._grille.colonnes)
            self._grille.show_ghost(fantome.moved(n, colonnes, minutes, self._grille.echelle))
            self._grille.release()

    def stretch(self, minutes: int) -> None:
        """Change the length of the card under the cursor at once."""
        fantome = self._as_ghost()
        if fantome is not None:
            self._grille.show_ghost(fantome.stretched(fantome.fin + minutes, self._grille.echelle))
            self._grille.release()

    def _as_ghost(self) -> Fantome | None:
        carte = self.current()
        if carte is None or carte.fiche.entree.rendez_vous.is_pause:
            return None
        rdv, jour = carte.fiche.entree.rendez_vous, self._grille.colonnes[self._colonne].jour.jour
        return Fantome(self._colonne, minute_of(rdv.debut, jour), minute_of(rdv.fin, jour), carte.fiche)

    def _arrow(self, colonnes: int, pas: int) -> None:
        grille = self._grille
        if grille.fantome is not None:
            n = len(grille.colonnes)
            grille.show_ghost(grille.fantome.moved(n, colonnes, pas * PAS, grille.echelle))
            return
        self._colonne = min(max(self._colonne + colonnes, 0), len(grille.colonnes) - 1)
        if pas:
            self._minute = self._clamped(self._next(pas))
        self._focus()

    def _next(self, pas: int) -> int:
        """Return the step after the card under the cursor, or the card right before it."""
        jour = self._grille.colonnes[self._colonne].jour.jour
        carte = self.current()
        if carte is not None:
            rdv = carte.fiche.entree.rendez_vous
            bord = minute_of(rdv.fin, jour) if pas > 0 else minute_of(rdv.debut, jour) - 1
            return bord if pas > 0 else bord // PAS * PAS
        return self._minute // PAS * PAS + pas * PAS

    def _clamped(self, minute: int) -> int:
        return min(max(minute, self._grille.echelle.premiere), self._grille.echelle.derniere - PAS)

    def _act(self) -> None:
        grille, carte = self._grille, self.current()
        if grille.fantome is not None:
            grille.release()
        elif carte is not None:
            grille.opened.emit(carte.fiche.entree)
        elif (slot := self.slot()) is not None:
            grille.slot_wanted.emit(slot)

    def _focus(self) -> None:
        grille = self._grille
        grille.setFocus(Qt.FocusReason.ShortcutFocusReason)
        carte = self.current()
        if carte is not None:
            carte.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._say_slot()
        grille.update()
        grille.current_changed.emit()

    def _say_slot(self) -> None:
        slot = self.slot()
        if slot is None:
            return
        colonne = self._grille.colonnes[slot.colonne].jour
        heure = clock(instant_of(slot.debut, colonne.jour).astimezone())
        self._grille.setAccessibleDescription(
            f"{full_date(colonne.jour)}, {heure}, libre, {colonne.agenda.nom}"
        )
        QAccessible.updateAccessibility(QAccessibleEvent(self._grille, QAccessible.Event.DescriptionChanged))

    def _begin(self, carte: CarteRendezVous, colonne: int) -> int:
        return minute_of(carte.fiche.entree.rendez_vous.debut, self._grille.colonnes[colonne].jour.jour)
