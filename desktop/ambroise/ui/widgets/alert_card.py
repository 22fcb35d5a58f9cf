"""The one red card: an alert that must be answered, with its answers as digits."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QWidget

from ambroise.ui import icons, painting
from ambroise.ui.fonts import font, metrics
from ambroise.ui.keys import is_enter
from ambroise.ui.tokens import Size, Tone, Type, color, current_tokens
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import column, fill, label, row, rule

_LEFT, _RIGHT = 48, 12


@dataclass(frozen=True)
class Answer:
    """One way to answer: what it does, and what follows from it."""

    key: str
    title: str
    consequence: str = ""


class AnswerRow(QAbstractButton):
    """A choice with its digit; checked shows a filled mark and not a colour alone."""

    def __init__(self, digit: str, answer: Answer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digit, self._answer = digit, answer
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        spoken = f"{answer.title}. {answer.consequence}".rstrip(". ")
        self.setAccessibleName(f"{spoken}, touche {digit}" if digit else spoken)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """A title too long for its line goes on below: what is removed must be read whole."""
        room = width - _LEFT - _RIGHT
        if not self._answer.consequence:
            return 20 + self._title_height(room)
        return 15 + self._title_height(room) + self._consequence_height(room)

    def _title_height(self, width: int) -> int:
        return 20 * _count_lines(self._answer.title, metrics(Type.BODY, painting.SEMIBOLD), width)

    def _consequence_height(self, width: int) -> int:
        return 17 * _count_lines(self._answer.consequence, metrics(Type.LABEL), width)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = current_tokens()
        box = self.rect()
        if self.isChecked():
            painter.fillRect(box, color(tokens.accent_soft))
            painter.fillRect(0, 0, Size.ACCENT_BAR, box.height(), color(tokens.accent))
        elif self.underMouse():
            painter.fillRect(box, color(tokens.hover))
        if self.hasFocus():
            painter.setPen(QPen(color(tokens.accent), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        left = _LEFT - 32
        if self.isChecked():
            painter.drawPixmap(left, box.center().y() - 7, icons.pixmap("check", "accent"))
        elif self._digit:
            size = painting.key_size(self._digit)
            top = 10 if self._answer.consequence else box.center().y() - 8
            painting.draw_key(painter, QRect(left, top, size.width(), size.height()), self._digit)
        words = box.adjusted(_LEFT, 0, -_RIGHT, 0)
        height = self._title_height(words.width())
        title = QRect(words.left(), 8, words.width(), height)
        wrapped = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter)
        if self._answer.consequence:
            below = self._consequence_height(words.width())
            painter.setFont(font(Type.LABEL))
            painter.setPen(color(tokens.secondary))
            painter.drawText(
                QRect(words.left(), 8 + height, words.width(), below), wrapped, self._answer.consequence
            )
        else:
            title.moveTop((box.height() - height) // 2)
        painter.setFont(font(Type.BODY, painting.SEMIBOLD))
        painter.setPen(color(tokens.text))
        painter.drawText(title, wrapped, self._answer.title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


def _count_lines(words: str, face: QFontMetrics, width: int) -> int:
    box = face.boundingRect(QRect(0, 0, width, 1_000), Qt.TextFlag.TextWordWrap, words)
    return max(round(box.height() / face.height()), 1)


class AlertCard(QFrame):
    """Level, cause, explanation, source, answers; ``answered`` carries the key of the answer.

    The digits act wherever no text field has the focus: the screen calls :meth:`press_digit`.
    """

    answered = Signal(str)

    def __init__(
        self,
        level: str,
        cause: str,
        explanation: str,
        source: str = "",
        answers: Sequence[Answer] = (),
        *,
        tone: Tone = "danger",
        icon: str = "octagon-alert",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.setProperty("tone", tone)
        self.setAccessibleName(f"{level}. {cause}. {explanation}")
        self._said = False
        self._answers = tuple(answers)
        self._rows: list[AnswerRow] = []
        layout = column(self, margins=(1, 1, 1, 1))
        head = QFrame()
        head.setProperty("fill", tone)
        head.setProperty("corners", "top" if answers else "all")
        title = row(gap=8)
        fill(title, IconLabel(icon, tone), label(level, "strong", tone), 0)
        words = column(head, margins=(15, 11, 15, 11), gap=2)
        fill(words, title, 2, label(cause, "strong", wrap=True), label(explanation, wrap=True))
        if source:
            fill(words, 4, label(source, "label", wrap=True))
        layout.addWidget(head)
        group = QButtonGroup(self)
        for number, answer in enumerate(self._answers, 1):
            answer_row = AnswerRow(str(number) if number < 10 else "", answer)
            group.addButton(answer_row)
            fill(layout, rule(), answer_row)
            answer_row.clicked.connect(lambda _checked=False, key=answer.key: self.answered.emit(key))
            self._rows.append(answer_row)

    def press_digit(self, digit: int) -> bool:
        """Answer by a digit; False when there is no such answer."""
        if not 1 <= digit <= len(self._rows):
            return False
        self._rows[digit - 1].click()
        return True

    def choose(self, key: str) -> None:
        """Show an answer already given, without announcing it."""
        for answer, answer_row in zip(self._answers, self._rows, strict=True):
            answer_row.setChecked(answer.key == key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (event.text().isdigit() and self.press_digit(int(event.text()))):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and not self._said:
            self._said = True
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        return super().event(event)
