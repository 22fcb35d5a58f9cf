"""The window before anything is open: drawn at once, while the profile opens behind it."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ambroise import __version__
from ambroise.domain.professionnel import Profession
from ambroise.resources import resource
from ambroise.settings import Reglages
from ambroise.settings import Theme as ThemeReglage
from ambroise.ui.collector import Collector
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.main_window import MainWindow, Workplace
from ambroise.ui.memory import Memory
from ambroise.ui.tasks import Tasks
from ambroise.ui.theme import Preference, Theme
from ambroise.ui.widgets.layouts import centre, column, fill, frame, label, row

PREFERENCES: Final[dict[ThemeReglage, Preference]] = {
    ThemeReglage.SYSTEME: "system",
    ThemeReglage.CLAIR: "light",
    ThemeReglage.SOMBRE: "dark",
}
_CARD_WIDTH: Final = 480
_LONG_MS: Final = 4_000


def make_application(reglages: Reglages) -> QApplication:
    """Return the QApplication at the scale of the profile; the one that lives, if there is one."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if reglages.echelle != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", f"{reglages.echelle / 100:g}")
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Ambroise")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("fr.ambroise.Ambroise")
    application.setWindowIcon(QIcon(str(resource("icons/ambroise.svg"))))
    Collector(application)
    return application


class Cadre:
    """The window of a profile, its look and its workers; what needs the profile open comes in later."""

    def __init__(
        self,
        application: QApplication,
        reglages: Reglages,
        profile_dir: Path,
        *,
        formation: bool,
        now: Callable[[], datetime],
    ) -> None:
        self.theme = Theme(application, PREFERENCES[reglages.theme])
        self.tasks = Tasks()
        self.errors = ErrorDoor(profile_dir / "rapports", now)
        self.profession = _profession(reglages)
        self.window = MainWindow(
            Workplace(self.profession, reglages.environnement, formation, reglages.verrouillage_minutes),
            tasks=self.tasks,
            errors=self.errors,
            memory=Memory(profile_dir),
            now=now,
        )


class OuverturePage(QWidget):
    """Shown while the profile opens; says more when it lasts, as on the day of an update."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Ouverture de votre cabinet")
        mark = QLabel()
        mark.setPixmap(QApplication.windowIcon().pixmap(QSize(32, 32), self.devicePixelRatioF()))
        self.words = label("Vos dossiers restent chiffrés sur cet ordinateur.", "secondary", wrap=True)
        card = frame("card")
        card.setFixedWidth(_CARD_WIDTH)
        title = row(gap=12)
        fill(title, mark, label("Ouverture de votre cabinet…", "title"), 0)
        layout = column(card, margins=(24, 24, 24, 20), gap=12)
        layout.addLayout(title)
        layout.addWidget(self.words)
        centre(self, card)
        self._long = QTimer(self, singleShot=True, interval=_LONG_MS)
        self._long.timeout.connect(self.say_it_lasts)
        self._long.start()

    def say_it_lasts(self) -> None:
        """Reassure who waits: closing now would lose nothing, waiting neither."""
        self.words.setText(
            "C’est plus long que d’habitude\u00a0: la base se met à jour, ou le disque est occupé. "
            "Rien n’est perdu."
        )


def _profession(reglages: Reglages) -> Profession:
    try:
        return Profession.from_code(reglages.profession)
    except ValueError:
        return Profession.MEDECIN
