"""The palette (Ctrl+K): patients, medicines and actions from one field, grouped by what they act on."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QLineEdit, QWidget

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.painting import Span
from ambroise.ui.shell.matching import marked
from ambroise.ui.shell.providers import Found, Provider
from ambroise.ui.tasks import DATABASE, Task, Tasks
from ambroise.ui.tokens import color, current_tokens
from ambroise.ui.widgets.chips import IconLabel, KeyCap
from ambroise.ui.widgets.layouts import column, fill, frame, label, row, rule
from ambroise.ui.widgets.rows import Cell, Column, RowsModel, Section
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import plural

_WIDTH, _ROW = 718, 36
_LATE_MS: Final = 80
"""How long the former lines stay while the new ones are searched: they would blink at each key."""


class Palette(QWidget):
    """A veil over the screen, the field and its results; Escape or a click outside closes it."""

    closed = Signal()

    def __init__(
        self, providers: Sequence[Provider], tasks: Tasks, errors: ErrorDoor, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._area = parent
        self._providers, self._tasks, self._errors = list(providers), tasks, errors
        self._answers: dict[int, Sequence[Found]] = {}
        self._cut: set[int] = set()
        """The groups of which others answer too."""
        self._waiting: dict[int, Task] = {}
        self._moved = self._entered = False
        self._again = False
        """Searching what was already shown: it stays until all is found."""
        self._generation = 0
        self._query = ""
        self._before: QWidget | None = None
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=0)
        self._pause.timeout.connect(self._ask)
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._late.timeout.connect(self._show)
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self.hide()

    def add_provider(self, provider: Provider) -> None:
        """Find one more kind of thing."""
        self._providers = sorted([*self._providers, provider], key=lambda other: other.rank)

    def open(self, text: str = "") -> None:
        """Show the palette with the focus in its field."""
        window = self.window()
        self._before = window.focusWidget() if window is not None else None
        self.setGeometry(self._area.rect())
        self.field.setText(text)
        self._ask()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def follow(self) -> None:
        """Search again what is typed, once another seat wrote; the line chosen stays chosen."""
        if not self._query or self._waiting or self._pause.isActive():
            return  # nothing is shown, or what is shown next is read after that
        self._ask(again=True)

    def dismiss(self) -> None:
        """Go away and give the focus back."""
        self._forget()
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # nothing below may act while the palette is open
                return True
            if event.type() == QEvent.Type.KeyPress:
                assert isinstance(event, QKeyEvent)
                return self._key(event)
        if watched is self._area and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._area.rect())
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._box.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color(current_tokens().veil))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self._enter()
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            if self._late.isActive():  # one moves among the lines of what is typed now
                self._show()
            row_ = self._table.currentIndex().row() + step
            while 0 <= row_ < self._model.rowCount() and self._model.at(row_) is None:
                row_ += step
            if 0 <= row_ < self._model.rowCount():
                self._table.select(row_)
            self._moved = True
            return True
        return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

    def _ask(self, *, again: bool = False) -> None:
        self._forget()
        self._again = self._moved = again
        self._query = self.field.text().strip()
        generation = self._generation
        for number, provider in enumerate(self._providers):
            if provider.queue is None:
                self._keep(number, provider.find(self._query))
            elif self._query:
                self._search(number, provider, generation)
        if not (self._waiting and self.isVisible()):
            self._show()
        elif not again:
            self._late.start()

    def _search(self, number: int, provider: Provider, generation: int) -> None:
        query, find = self._query, provider.find
        self._waiting[number] = self._tasks.run(
            lambda _task: find(query),
            owner=self,
            on_success=lambda found: self._answer(generation, number, found),
            on_error=lambda error: self._failed(generation, number, error),
            queue=provider.queue or DATABASE,
        )

    def _answer(self, generation: int, number: int, found: Sequence[Found]) -> None:
        if generation != self._generation:
            return
        self._waiting.pop(number, None)
        self._keep(number, found)
        if not self._waiting or not (self._again or self._late.isActive()):
            self._show()
        if self._entered:
            self._pick_when_settled()

    def _keep(self, number: int, found: Sequence[Found]) -> None:
        provider = self._providers[number]
        lines = list(found[: provider.most])
        if len(found) > provider.most:
            self._cut.add(number)
            if provider.more is not None:
                lines += filter(None, [provider.more(self._query)])
        self._answers[number] = lines

    def _failed(self, generation: int, number: int, error: BaseException) -> None:
        self._errors.receive(error)
        self._answer(generation, number, ())

    def _forget(self) -> None:
        self._generation += 1
        for task in self._waiting.values():
            task.cancel()
        self._waiting, self._answers, self._cut = {}, {}, set()
        self._moved = self._entered = False

    def _show(self) -> None:
        self._late.stop()
        rows: list[Found | Section] = []
        kept, total = self._table.current() if self._moved else None, 0
        for number, provider in enumerate(self._providers):
            found = self._answers.get(number, ())
            total += min(len(found), provider.most)
            if found:
                rows += [Section(provider.title()), *found]
        self._model.show_rows(rows)
        nothing = not rows and not self._waiting and bool(self._query)
        self._nothing.setText(f"Rien ne répond à «\u00a0{self._query}\u00a0».")
        self._nothing.setVisible(nothing)
        self._table.setVisible(not nothing)
        self._count.setText(self._count_words(total))
        first = next((n for n in range(len(rows)) if self._model.at(n) is not None), None)
        if kept in rows:  # an answer that comes late never moves what the user chose
            self._table.select(rows.index(kept))
        elif first is not None and self._query:  # nothing typed: Enter must not act by accident
            self._table.select(first)
        self._place()

    def _count_words(self, shown: int) -> str:
        """Count what is shown, and say whether others answer."""
        if not shown:
            return "aucun résultat" if self._query else ""
        words = plural(shown, "résultat")
        return f"plus de {words}" if self._cut else words

    def _enter(self) -> None:
        if self._pause.isActive():  # the last letters were not searched yet
            self._pause.stop()
            self._ask()
        self._pick_when_settled()

    def _pick_when_settled(self) -> None:
        """Take the current line, once no group that would come above it is still searched."""
        current = self._table.current()
        above = [n for n in self._waiting if self._moved or current is None or n < self._group_of(current)]
        self._entered = bool(above) and not self._moved
        if not self._entered:
            self._pick(self._table.currentIndex().row())

    def _group_of(self, found: Found) -> int:
        return next((n for n, answers in self._answers.items() if found in answers), len(self._providers))

    def _pick(self, row_: int) -> None:
        found = self._model.at(row_)
        if found is not None:
            self.dismiss()
            found.do()

    def _cell(self, found: Found) -> Cell:
        detail = (Span(f"   {found.detail}", size=12, tone="secondary"),) if found.detail else ()
        chips = (found.chip,) if found.chip else ()
        title = marked(found.title, self._query, found.strong)
        return Cell((*title, *detail), found.icon, "secondary", chips, found.key)

    def _place(self) -> None:
        width = min(_WIDTH, self.width() - 32)
        room = self.height() - 32 - 92
        wanted = self._model.rowCount() * _ROW + 8
        self._table.setFixedHeight(max(min(wanted, room), _ROW))
        self._box.setFixedWidth(width)
        self._box.adjustSize()
        self._box.move((self.width() - width) // 2, 16)

    def _build(self) -> None:
        self._box = QFrame(self)
        self._box.setProperty("overlay", True)
        shadow = QGraphicsDropShadowEffect(self._box, blurRadius=16)
        shadow.setOffset(0, 4)
        self._box.setGraphicsEffect(shadow)
        layout = column(self._box, margins=(1, 1, 1, 1))
        line = QWidget()
        line.setFixedHeight(52)
        self.field = QLineEdit()
        self.field.setProperty("frameless", True)
        self.field.setPlaceholderText("Patient, médicament, action…")
        self.field.setAccessibleName("Chercher un patient, un médicament, une action")
        self.field.installEventFilter(self)
        self._area.installEventFilter(self)
        self._count = label("", "label")
        fill(
            row(line, margins=(16, 0, 16, 0), gap=14),
            IconLabel("search", "accent", 20),
            self.field,
            self._count,
        )
        self._model: RowsModel[Found] = RowsModel([Column("", self._cell)], parent=self)
        self._table = DataTable(self._model, "Résultats", framed=False, header=False, row_height=_ROW)
        self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = label("", "secondary")
        self._nothing.setContentsMargins(16, 12, 16, 12)
        self._table.clicked.connect(lambda index: self._pick(index.row()))
        foot = frame("plain")
        foot.setFixedHeight(36)
        keys = row(foot, margins=(16, 0, 16, 0), gap=6)
        for key, words in (("↑ ↓", "choisir"), ("Entrée", "ouvrir"), ("Échap", "fermer")):
            fill(keys, KeyCap(key), label(words, "label"), 10)
        fill(keys, 0, label("Nom, prénom, date de naissance, INS, DCI, action", "label"))
        fill(layout, line, rule(), self._table, self._nothing, rule(), foot)
