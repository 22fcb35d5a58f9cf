"""A Vitale card at the door: it opens the file by itself, or offers to when somebody types."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

from ambroise.ui.main_window import MainWindow
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button


class OffreVitale:
    """``open_`` goes to the file of the card in the reader named."""

    def __init__(self, window: MainWindow, open_: Callable[[str], None]) -> None:
        self._window, self._open = window, open_
        self._banner: Banner | None = None

    def show(self, lecteur: str) -> None:
        """Go to the file, unless something is being typed: then the focus stays where it is."""
        self._forget()
        if not is_typing(self._window):
            self._open(lecteur)
            return
        ouvrir = Button("Ouvrir le dossier", icon="credit-card")
        ouvrir.clicked.connect(lambda _checked=False: self._accept(lecteur))
        banner = Banner(
            "Carte Vitale insérée",
            "Votre saisie continue. Le dossier de la carte s’ouvre quand vous le voulez.",
            icon="credit-card",
            buttons=(ouvrir,),
        )
        banner.closed.connect(self._closed)
        self._banner = banner
        self._window.banners.add(banner)

    def _accept(self, lecteur: str) -> None:
        self._forget()
        self._open(lecteur)

    def _forget(self) -> None:
        if self._banner is not None:
            self._banner.dismiss()

    def _closed(self) -> None:
        self._banner = None


def is_typing(window: MainWindow) -> bool:
    """Whether the focus is in a field that holds words."""
    match window.focusWidget():
        case QLineEdit() as field:
            return bool(field.text()) and not field.isReadOnly()
        case QTextEdit() | QPlainTextEdit() as text:
            return bool(text.toPlainText().strip()) and not text.isReadOnly()
        case _:
            return False
