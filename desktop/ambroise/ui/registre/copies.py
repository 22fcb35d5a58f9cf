"""The copies of the orders of narcotics in the register: join the scan of the paper, destroy in time."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.ui.registre.ports import Copies
from ambroise.ui.registre.screen import RegistreScreen
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button

FILTRE: Final = "Papier (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"


class CopiesController(QObject):
    """Acts on the copy chosen; ``reload`` reads the registers again."""

    def __init__(self, screen: RegistreScreen, copies: Copies, reload: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen, self._copies, self._reload = screen, copies, reload
        screen.actions_.on("registre_joindre", self._choose)
        screen.actions_.on("registre_detruire", self._ask)

    def join(self, copie: CopieOrdonnance, chemin: Path) -> None:
        """Keep a file beside a copy."""
        self._screen.run(lambda _: self._copies.join(copie, chemin), lambda _: self._done("Papier joint"))

    def _choose(self) -> None:
        copie = self._screen.current("copies")
        if isinstance(copie, CopieOrdonnance):
            choisi, _ = QFileDialog.getOpenFileName(self._screen, "Joindre le papier", "", FILTRE)
            if choisi:
                self.join(copie, Path(choisi))

    def _ask(self) -> None:
        """Ask before what nothing undoes; before its time, the refusal says until when it is kept."""
        copie = self._screen.current("copies")
        if not isinstance(copie, CopieOrdonnance):
            return
        if not copie.is_destructible(self._screen.context.now().date()):
            self._destroy(copie)
            return
        detruire = Button("Détruire", icon="trash-2", variant="primary")
        detruire.clicked.connect(lambda: self._destroy(copie))
        self._screen.banners.clear()
        self._screen.banners.add(
            Banner(
                f"Détruire la copie de l’ordonnance {copie.numero_ordonnance}, {copie.patient}\u202f?",
                "Elle ne se retrouvera plus\u202f; le registre dira qui l’a détruite, et quand.",
                tone="warning",
                icon="triangle-alert",
                buttons=(detruire,),
            )
        )
        detruire.setFocus()

    def _destroy(self, copie: CopieOrdonnance) -> None:
        self._screen.run(lambda _: self._copies.destroy(copie), lambda _: self._done("Copie détruite"))

    def _done(self, mots: str) -> None:
        self._screen.banners.clear()
        self._screen.toast.say(mots)
        self._reload()
