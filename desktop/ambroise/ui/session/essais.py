"""What is said of the tries left on a CPS, before its code is asked."""

from PySide6.QtWidgets import QLabel

from ambroise.ui.widgets.layouts import restyle
from ambroise.ui.words import plural


def show_attempts(line: QLabel, left: int | None) -> None:
    """Write the tries left; the last one is a warning, none explains the way out."""
    if left is None:
        line.clear()
    elif left == 0:
        line.setText(
            "Cette carte est bloquée\u00a0: trois codes faux ont été donnés. Débloquez-la avec le code de "
            "déblocage reçu de l’ANS, dans l’outil de la carte, ou demandez une nouvelle carte. "
            "Rien de ce qui est enregistré n’est perdu."
        )
    elif left == 1:
        line.setText("Dernier essai\u00a0: un code faux bloquera la carte. Vérifiez-le avant de continuer.")
    else:
        line.setText(f"La carte accepte encore {plural(left, 'essai')}.")
    tone = "danger" if left == 0 else "warning" if left == 1 else ""
    restyle(line, tone=tone, type="strong" if tone else "label")
    line.setVisible(bool(line.text()))
