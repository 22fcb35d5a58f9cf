"""How the cells of a table's row are drawn, and the mark of the current row of a table or of a list."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QPainter

from ambroise.ui import icons, painting
from ambroise.ui.tokens import Size
from ambroise.ui.widgets.rows import Cell

_PAD: Final = 12


def draw_cell(painter: QPainter, place: QRect, cell: Cell, *, right: bool = False) -> None:
    """Draw a cell in its place of the row, words elided where they do not fit."""
    rect = place.adjusted(_PAD, 0, -_PAD, -1)
    if cell.key:
        size = painting.key_size(cell.key)
        box = QRect(
            rect.right() - size.width() + 1,
            rect.center().y() - size.height() // 2 + 1,
            size.width(),
            size.height(),
        )
        painting.draw_key(painter, box, cell.key)
        rect.setRight(box.left() - 8)
    if cell.icon:
        painter.drawPixmap(rect.left(), rect.center().y() - 7, icons.pixmap(cell.icon, cell.icon_tone))
        rect.setLeft(rect.left() + 24)
    if cell.sub:
        below = rect.adjusted(0, rect.height() // 2, 0, -2)
        painting.draw_spans(painter, below, cell.sub, right=right)
        rect.setBottom(below.top() + 2)
    chips = sum(painting.chip_size(chip).width() + 8 for chip in cell.chips)
    words = QRect(rect)
    words.setRight(max(rect.right() - chips, rect.left()))
    used = painting.draw_spans(painter, words, cell.spans, right=right)
    x = rect.left() + used + (8 if used else 0)
    for chip in cell.chips:
        size = painting.chip_size(chip)
        width = min(size.width(), rect.right() - x + 1)
        box = QRect(QPoint(x, rect.center().y() - size.height() // 2 + 1), QSize(width, size.height()))
        painting.draw_chip(painter, box, chip)
        x += size.width() + 8


def draw_current(painter: QPainter, rect: QRect, ink: QColor, *, ring: bool) -> None:
    """Draw the bar of the current row, and the ring around it when its view has the focus."""
    painter.fillRect(rect.left(), rect.top(), Size.ACCENT_BAR, rect.height(), ink)
    if ring:
        painter.fillRect(rect.left(), rect.top(), rect.width(), 2, ink)
        painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 2, ink)
        painter.fillRect(rect.right() - 1, rect.top(), 2, rect.height(), ink)
