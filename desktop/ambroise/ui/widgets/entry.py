"""An entry line with its results in the flow: they never hide what is below, arrows never leave the field."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from ambroise.ui.icons import set_icon
from ambroise.ui.keys import is_enter
from ambroise.ui.tokens import Size, Tone
from ambroise.ui.widgets.chips import IconLabel, KeyCap
from ambroise.ui.widgets.layouts import column, fill, label, restyle, row, rule
from ambroise.ui.widgets.rows import Column, RowsModel
from ambroise.ui.widgets.tables import DataTable

SHOWN_ROWS = 5
LEAST_ROWS = 2
"""What a low window still shows; the others are scrolled to."""
ROW = 34


class Entry(QFrame):
    """A field, a parsed sentence, five rows of results and the keys that act on them.

    ``typed`` fires when typing pauses; the screen answers with :meth:`show_results`, whatever the
    thread that found them. ``picked`` carries the row chosen with Enter.

    Args:
        columns: how a result reads.
        keys: pairs of key and words printed at the foot.
    """

    typed = Signal(str)
    picked = Signal(object)
    pointed = Signal(object)
    """The row that Enter would take now; None when there is none."""

    def __init__(
        self,
        name: str,
        placeholder: str,
        columns: Sequence[Column[object]],
        *,
        keys: Sequence[tuple[str, str]] = (("↑ ↓", "choisir"), ("Entrée", "ajouter")),
        pause_ms: int = 60,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.field = QLineEdit()
        self.field.setProperty("frameless", True)
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(name)
        self.field.installEventFilter(self)
        self._refused, self._is_entered = "", False
        self._count = label("", "label")
        self._sentence_icon = IconLabel("check", "accent")
        self._sentence = label("", "strong", "accent")
        self._sentence_right = label("", "secondary")
        self._model: RowsModel[object] = RowsModel(columns, parent=self)
        self._table = DataTable(
            self._model, f"{name}, résultats", row_height=ROW, framed=False, header=False, quiet=True
        )
        self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._table.clicked.connect(lambda index: self._pick(index.row()))
        self._note = label("", "label")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(lambda: self.typed.emit(self.field.text()))
        self.field.textChanged.connect(self._changed)
        self._build(keys)
        self.fold()

    def show_results(
        self,
        rows: Sequence[object],
        count: str = "",
        note: str = "",
        *,
        compact: bool = False,
        chosen: bool = True,
    ) -> None:
        """Show what was found, the first row being the one Enter takes.

        Args:
            compact: leave no empty row.
            chosen: False for a question: Enter takes nothing before an arrow or a click chose.
        """
        if not self.field.text():
            return
        self._model.show_rows(rows)
        self._count.setText(count)
        self._note.setText(note)
        shown = min(len(rows), SHOWN_ROWS) if compact else SHOWN_ROWS
        self._table.setMinimumHeight(min(shown, LEAST_ROWS) * ROW)
        self._table.setMaximumHeight(shown * ROW)
        self._results.show()
        if rows and chosen:
            self._table.select(0)
        elif not chosen:
            self._table.setCurrentIndex(QModelIndex())
        self._point()
        if self._is_entered:
            self._is_entered = False
            self._pick(0)

    def show_sentence(self, words: str, right: str = "") -> None:
        """Read back what was understood; nothing hides the line."""
        if self.field.text() != self._refused:
            self._say(words, right, "accent", "check")

    def show_refusal(self, words: str) -> None:
        """Say what lacks in what was typed, until it changes; the cursor stays at the end of it."""
        self._refused = self.field.text()
        self._say(words, "", "warning", "triangle-alert")
        self.field.setFocus()
        self.field.end(False)

    def _say(self, words: str, right: str, tone: Tone, icon: str) -> None:
        self._sentence.setText(words)
        self._sentence_right.setText(right)
        self._sentence.setProperty("tone", tone)
        set_icon(self._sentence_icon, icon, tone)
        restyle(self._sentence)
        restyle(self._sentence_bar, fill=tone)
        self._sentence_bar.setVisible(bool(words))

    def show_text(self, texte: str) -> None:
        """Write a line that was filled elsewhere; nothing is searched, nothing is announced as typed."""
        self._pause.stop()
        self.field.blockSignals(True)
        self.field.setText(texte)
        self.field.blockSignals(False)
        self._is_entered = False
        self._results.hide()

    def fold(self) -> None:
        """Keep the field alone."""
        self._refused, self._is_entered = "", False
        self._results.hide()
        self._sentence_bar.hide()
        self._count.clear()

    def clear(self) -> None:
        """Empty the field and fold."""
        self.field.clear()
        self.fold()

    def put_below(self, widget: QWidget) -> None:
        """Show something of the row that is pointed at, between the results and the keys."""
        self._below.addWidget(widget)

    @property
    def said(self) -> str:
        """The sentence shown under the field, empty when none is."""
        return "" if self._sentence_bar.isHidden() else self._sentence.text()

    @property
    def current(self) -> object:
        """The result that Enter would take."""
        return self._table.current()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                focused = event.type() == QEvent.Type.FocusIn
                restyle(self, focusWithin=focused)
                self._lines.setContentsMargins(*(0 if focused else 1,) * 4)  # the ring takes its pixel here
            elif event.type() == QEvent.Type.ShortcutOverride:
                assert isinstance(event, QKeyEvent)
                if event.key() == Qt.Key.Key_Escape and self._results.isVisible():
                    event.accept()  # folds the results, and does not leave the screen
                    return True
            elif event.type() == QEvent.Type.KeyPress:
                assert isinstance(event, QKeyEvent)
                return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._results.isVisible():
            row_ = self._table.currentIndex().row() + step
            if 0 <= row_ < self._model.rowCount():
                self._table.select(row_)
                self._point()
            return True
        if is_enter(event):
            self._enter()
            return True
        if event.key() == Qt.Key.Key_Escape and self._results.isVisible():
            self.fold()
            return True
        return False

    def _enter(self) -> None:
        """Take the result shown; typed faster than the search, it waits for what was really typed."""
        if self._pause.isActive():
            self._pause.stop()
            self._is_entered = True
            self.typed.emit(self.field.text())
        elif not self._is_entered:
            self._pick(self._table.currentIndex().row() if self._results.isVisible() else -1)

    def _changed(self, text: str) -> None:
        self._is_entered = False
        if text:
            self._pause.start()
        else:
            self._pause.stop()
            self.fold()
            self.typed.emit("")

    def _point(self) -> None:
        self.pointed.emit(self.current)

    def _pick(self, row_: int) -> None:
        item = self._model.at(row_)
        if item is not None:
            self.picked.emit(item)

    def _build(self, keys: Sequence[tuple[str, str]]) -> None:
        self._lines = layout = column(self, margins=(1, 1, 1, 1))
        line = QWidget()
        line.setFixedHeight(40)
        fill(
            row(line, margins=(14, 0, 14, 0), gap=12), IconLabel("search", "accent"), self.field, self._count
        )
        self._sentence_bar = QFrame()
        self._sentence_bar.setProperty("fill", "accent")
        self._sentence_bar.setFixedHeight(Size.ROW)
        bar = row(self._sentence_bar, margins=(14, 0, 14, 0), gap=12)
        fill(bar, self._sentence_icon, self._sentence, 0, self._sentence_right)
        self._results = QWidget()
        results = column(self._results)
        self._below = column()
        fill(results, self._table, self._below, rule(), self._foot(keys))
        fill(layout, line, self._sentence_bar, self._results)

    def _foot(self, keys: Sequence[tuple[str, str]]) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(32)
        layout: QHBoxLayout = row(foot, margins=(14, 0, 14, 0), gap=6)
        for key, words in keys:
            fill(layout, KeyCap(key), _small(words), 10)
        fill(layout, 0, self._note)
        return foot

    def sizeHint(self) -> QSize:
        return QSize(640, super().sizeHint().height())


def _small(words: str) -> QLabel:
    return label(words, "label")
