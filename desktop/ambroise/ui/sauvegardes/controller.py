"""Between the screen of the backups and the backups: one act at a time, none in the GUI thread."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal

from ambroise.ui.errors import Explanation
from ambroise.ui.sauvegardes.ports import EtatSauvegardes, RestaurationVoulue, Sauvegardes
from ambroise.ui.sauvegardes.screen import SauvegardesScreen
from ambroise.ui.tasks import Queue
from ambroise.ui.words import NBSP, plural

SAUVEGARDES: Final = Queue("sauvegardes")
T = TypeVar("T")


class SauvegardesController(QObject):
    """Tells what was saved or given back, and where."""

    closing_wanted = Signal()
    """The window closes: the key is changed while nothing is open."""

    def __init__(self, screen: SauvegardesScreen, sauvegardes: Sauvegardes) -> None:
        super().__init__(screen)
        self._screen, self._sauvegardes = screen, sauvegardes
        screen.entered.connect(self._read)
        screen.make_wanted.connect(self._make)
        screen.list_wanted.connect(self._list)
        screen.restore_wanted.connect(self._restore)
        screen.new_key_wanted.connect(self._change_key)

    def _read(self) -> None:
        self._screen.run(lambda _: self._sauvegardes.etat(), self._show_etat, queue=SAUVEGARDES)

    def _show_etat(self, etat: EtatSauvegardes) -> None:
        self._screen.show_etat(etat, self._screen.context.now())

    def _make(self, lieu: str, secret: str) -> None:
        self._act(lambda: self._sauvegardes.make(lieu, secret), self._made, "Sauvegarde")

    def _made(self, nom: str) -> None:
        self._say(
            "La sauvegarde est faite et vérifiée", f"{nom}.", "Gardez la clé de secours hors du cabinet."
        )
        self._read()

    def _list(self, lieu: str, secret: str) -> None:
        self._act(
            lambda: self._sauvegardes.list(lieu, secret),
            self._found,
            "Lecture des sauvegardes",
        )

    def _found(self, noms: Sequence[str]) -> None:
        self._screen.show_found(noms)

    def _restore(self, voulue: RestaurationVoulue) -> None:
        self._act(
            lambda: self._sauvegardes.restore(voulue),
            lambda patients: self._restored(voulue, patients),
            "Restauration",
        )

    def _restored(self, voulue: RestaurationVoulue, patients: int) -> None:
        self._say(
            f"Le cabinet est restauré{NBSP}: {plural(patients, 'patient')}",
            f"Le profil neuf est dans {voulue.dossier}. Celui-ci n’a pas été touché.",
            "Fermez Ambroise, ouvrez-le avec --profile et ce dossier, puis choisissez où il se sauvegarde.",
        )

    def _change_key(self) -> None:
        self._act(
            self._sauvegardes.ask_new_key, lambda _none: self.closing_wanted.emit(), "Changement de clé"
        )

    def _act(self, work: Callable[[], T], then: Callable[[T], None], title: str) -> None:
        self._screen.banners.clear()
        self._screen.show_busy(True)
        self._screen.run(
            lambda _: work(),
            then,
            on_done=lambda: self._screen.show_busy(False),
            queue=SAUVEGARDES,
            title=title,
        )

    def _say(self, happened: str, safe: str, remedy: str) -> None:
        self._screen.show_explanation(Explanation(happened, safe, remedy, "success", "circle-check"))
