"""While the key of a closed profile changes: how far it is, then the new recovery key, to print or copy."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QEventLoop, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QMainWindow, QProgressBar, QWidget

from ambroise.ui.apercu.impression import AUCUNE_IMPRIMANTE, IMPRIMANTE_MUETTE, ask_printer, print_pages
from ambroise.ui.apercu.pages import render_pages
from ambroise.ui.fonts import font
from ambroise.ui.tasks import PRINTING, Task, Tasks
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import centre, column, fill, frame, label, row
from ambroise.ui.words import NBSP, NNBSP
from ambroise.usecases.errors import AmbroiseError

_WIDTH: Final = 620
_PRINT_WIDTH: Final = 2480
_PAR_LIGNE: Final = 4
_A_GARDER: Final = (
    "Imprimez-la ou recopiez-la, et gardez-la sous clé hors du cabinet. "
    "L’ancienne ouvre encore les sauvegardes d’avant\u202f: ne la jetez pas."
)


@dataclass(frozen=True)
class ChangementCle:
    """What changes the key of a closed profile; each is called from a worker.

    Attributes:
        change: returns the new recovery key; told what to call with the part done. Raises AmbroiseError.
        render: returns the page of the recovery key, as a PDF.
        note_told: keeps that this key was printed or copied.
    """

    change: Callable[[Callable[[float], None]], str]
    render: Callable[[str], bytes]
    note_told: Callable[[], None]


class ChangementClePage(QWidget):
    """Emits ``finished`` once there is nothing more to wait for and the user leaves."""

    finished = Signal()

    def __init__(
        self,
        changement: ChangementCle,
        tasks: Tasks,
        ask: Callable[[QWidget], QPrinter | None] = ask_printer,
    ) -> None:
        super().__init__()
        self._changement, self._tasks, self._ask = changement, tasks, ask
        self._secours = ""
        self.is_busy = True
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Changement de la clé du cabinet")
        self.titre = label("Changement de la clé du cabinet…", "title")
        self.mots = label(
            "Chaque page de la base est chiffrée de nouveau. Même si l’ordinateur s’éteint, "
            "le cabinet se rouvre, avec l’ancienne clé ou avec la nouvelle.",
            "secondary",
            wrap=True,
        )
        self.progres = QProgressBar()
        self.progres.setRange(0, 0)
        self.progres.setAccessibleName("Changement de la clé")
        self.secours = label("", "strong", wrap=True)
        self.secours.setFont(font(17))
        self.secours.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.secours.setAccessibleName("Nouvelle clé de secours")
        self.secours.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.imprimer = Button("Imprimer", icon="printer", variant="primary")
        self.rouvrir = Button("Rouvrir le cabinet", icon="arrow-right")
        self.imprimer.clicked.connect(self._print)
        self.rouvrir.clicked.connect(self._leave)
        self._build()

    def start(self) -> None:
        """Change the key."""
        self._tasks.run(
            lambda task: self._changement.change(partial(_report, task)),
            owner=self,
            on_success=self._changed,
            on_error=self._refused,
            on_progress=self._follow,
        )

    def _build(self) -> None:
        card = frame("card")
        card.setFixedWidth(_WIDTH)
        layout = column(card, margins=(28, 24, 28, 20), gap=14)
        boutons = row(gap=8)
        fill(boutons, 0, self.rouvrir, self.imprimer)
        fill(layout, self.titre, self.mots, self.progres, self.secours, boutons)
        for widget in (self.secours, self.imprimer, self.rouvrir):
            widget.hide()
        centre(self, card)

    def _follow(self, part: float, _words: str) -> None:
        self.progres.setRange(0, 100)
        self.progres.setValue(round(part * 100))

    def _changed(self, secours: str) -> None:
        self._secours = secours
        self.titre.setText("La clé du cabinet est changée")
        self.mots.setText(f"Voici la nouvelle clé de secours. {_A_GARDER}")
        self.secours.setText(_in_lines(secours))
        self.rouvrir.setText("Je l’ai recopiée, rouvrir le cabinet")
        self.secours.show()
        self.imprimer.show()
        self._stop(self.imprimer)

    def _refused(self, erreur: BaseException) -> None:
        if not isinstance(erreur, AmbroiseError):
            raise erreur
        self.titre.setText("La clé n’a pas changé")
        self.mots.setText(f"{erreur.message} {erreur.remede}".strip())
        self._stop(self.rouvrir)

    def _stop(self, focus: Button) -> None:
        self.is_busy = False
        self.progres.hide()
        self.rouvrir.show()
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _print(self) -> None:
        printer = self._ask(self)
        if printer is None:
            self._say(AUCUNE_IMPRIMANTE.happened)
            return
        secours, render = self._secours, self._changement.render
        self._tasks.run(
            lambda _task: render_pages(render(secours), _PRINT_WIDTH),
            owner=self,
            on_success=lambda pages: (
                self._printed() if print_pages(pages, printer) else self._say(IMPRIMANTE_MUETTE.happened)
            ),
            queue=PRINTING,
        )

    def _printed(self) -> None:
        self._say(f"La page est partie à l’imprimante{NBSP}: vérifiez qu’elle en sort.")
        self.rouvrir.setText("Rouvrir le cabinet")

    def _say(self, phrase: str) -> None:
        self.mots.setText(f"{phrase} {_A_GARDER}")

    def _leave(self) -> None:
        if not self._secours:
            self.finished.emit()
            return
        self._tasks.run(lambda _task: self._changement.note_told(), owner=self, on_done=self.finished.emit)


class _Fenetre(QMainWindow):
    """Stays while the key changes: there is nothing to gain in leaving then."""

    def __init__(self, page: ChangementClePage) -> None:
        super().__init__()
        self._page = page
        self.setWindowTitle("Ambroise")
        self.setCentralWidget(page)
        self.resize(1100, 760)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._page.is_busy:
            event.ignore()
            self._page.mots.setText(
                f"Encore un instant{NNBSP}: la fenêtre se ferme dès que la clé est changée."
            )
            return
        super().closeEvent(event)


def show_key_change(changement: ChangementCle) -> None:
    """Change the key before the user's eyes; return once they asked for the profile again."""
    tasks, boucle = Tasks(), QEventLoop()
    page = ChangementClePage(changement, tasks)
    fenetre = _Fenetre(page)
    fenetre.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fenetre.destroyed.connect(boucle.quit)
    page.finished.connect(fenetre.close)
    fenetre.show()
    page.start()
    boucle.exec()
    tasks.close()


def _in_lines(secours: str) -> str:
    groupes = secours.split("-")
    lignes = ("-".join(groupes[debut : debut + _PAR_LIGNE]) for debut in range(0, len(groupes), _PAR_LIGNE))
    return "- \n".join(lignes)


def _report(task: Task, part: float) -> None:
    task.report(part)
