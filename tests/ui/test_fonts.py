"""The reading font, and what was measured before it was there."""

import subprocess
import sys

MESURES = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from ambroise.ui import fonts
words = "Ajouter une vaccination"
before = fonts.advance(words, 14, 600)
fonts.load_fonts()
from PySide6.QtGui import QFontMetrics
true = QFontMetrics(fonts.font(14, 600)).horizontalAdvance(words)
print(before, fonts.advance(words, 14, 600), true)
"""


def test_words_measured_before_the_font_was_loaded_are_measured_again() -> None:
    done = subprocess.run([sys.executable, "-c", MESURES], capture_output=True, text=True, check=True)
    before, after, true = map(int, done.stdout.split())
    assert after == true
    assert before != true, "the words do not tell the two faces apart: choose others"
