"""Who a message goes to: the correspondents of the patient in one click, the directory as one types."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.widgets.buttons import Button, IconButton
from ambroise.ui.widgets.chips import IconLabel, Line
from ambroise.ui.widgets.entry import Entry
from ambroise.ui.widgets.layouts import clear, column, fill, row
from ambroise.ui.widgets.rows import Cell, Column
from ambroise.usecases.redaction import DOMAINE_PATIENT, Destinataire

_PROPOSED = 3
"""Correspondents offered as buttons; the others are found by typing."""


class Recipients(QWidget):
    """The people chosen, those proposed, and the line that finds others."""

    typed = Signal(str)
    """Some letters of a name: look for them."""
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen: tuple[Destinataire, ...] = ()
        columns: tuple[Column[object], ...] = (
            Column("Nom", lambda d: Cell.of(_of(d).nom)),
            Column("Qui", lambda d: Cell.of(_of(d).role, "secondary")),
            Column("Adresse", lambda d: Cell.of(_of(d).adresse, "secondary")),
        )
        self.entry = Entry("Destinataire", "Nom, profession, commune, RPPS ou adresse", columns, pause_ms=150)
        self.entry.typed.connect(self.typed)
        self.entry.picked.connect(self._pick)
        self._held = column(gap=2)
        self._offers = row(gap=8)
        layout = column(self, gap=6)
        fill(layout, self._held, self.entry, self._offers)

    def show_people(
        self, chosen: Sequence[Destinataire], proposed: Sequence[Destinataire], patient: Destinataire | None
    ) -> None:
        """Start with people, and offer others: the correspondents of the patient, then himself."""
        self.entry.clear()
        clear(self._offers)
        for offered in (*proposed[:_PROPOSED], *((patient,) if patient else ())):
            role = f" · {offered.role}" if offered.role else ""
            button = Button(f"{offered.nom}{role}", icon="user", variant="soft")
            button.clicked.connect(lambda _checked=False, d=offered: self.add(d))
            fill(self._offers, button)
        fill(self._offers, 0)
        self.chosen = ()
        self._draw()
        for person in chosen:
            self.add(person)

    def show_found(self, text: str, found: Sequence[Destinataire]) -> None:
        """Show what the directory answered, if it is still what is asked."""
        if text == self.entry.field.text():
            self.entry.show_results(found, note="" if found else "Personne de ce nom n’a de boîte connue.")

    def add(self, person: Destinataire) -> None:
        """Add someone, once; a patient is written to alone."""
        held = tuple(p for p in self.chosen if p.adresse != person.adresse)
        alone = _is_patient(person) or any(_is_patient(p) for p in held)
        self.chosen = (person,) if alone else (*held, person)
        self._draw()
        self.changed.emit()

    def remove(self, person: Destinataire) -> None:
        """Take someone away."""
        self.chosen = tuple(p for p in self.chosen if p.adresse != person.adresse)
        self._draw()
        self.changed.emit()

    @property
    def is_to_patient(self) -> bool:
        """Whether the message goes to the patient himself."""
        return any(_is_patient(p) for p in self.chosen)

    def _pick(self, person: object) -> None:
        self.entry.clear()
        self.add(_of(person))

    def _draw(self) -> None:
        clear(self._held)
        for person in self.chosen:
            line = row(gap=8)
            words = (Span(f"{person.nom}  ", SEMIBOLD), Span(person.adresse, tone="secondary"))
            away = IconButton("x", f"Retirer {person.nom}")
            away.clicked.connect(lambda _checked=False, d=person: self.remove(d))
            fill(line, IconLabel("user", "secondary"), Line(words), 0, away)
            self._held.addLayout(line)


def _is_patient(person: Destinataire) -> bool:
    return person.adresse.endswith(f"@{DOMAINE_PATIENT}")


def _of(shown: object) -> Destinataire:
    assert isinstance(shown, Destinataire)
    return shown
