"""Between the screen of close files and the files: compares, merges, separates again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from ambroise.domain.fusion import Fusion
from ambroise.ui.doublons.ports import Doublons, PaireProche
from ambroise.ui.doublons.screen import DoublonsScreen
from ambroise.ui.doublons.state import EtatDoublons, swap
from ambroise.ui.tasks import Queue
from ambroise.usecases.fusions import ApercuFusion

SEPARATION: Final = "fusion annulée aussitôt"
COMPARAISON: Final = Queue("doublons")
"""Apart from the queue of the base: a large practice is compared for a minute, while files open as usual."""


class DoublonsController(QObject):
    """Holds what the screen shows; ``patient_wanted`` carries the UUID of a file to open."""

    patient_wanted = Signal(object)

    def __init__(self, screen: DoublonsScreen, doublons: Doublons) -> None:
        super().__init__(screen)
        self._screen, self._doublons = screen, doublons
        self._etat = EtatDoublons()
        screen.entered.connect(self._enter)
        screen.search_wanted.connect(self.search)
        screen.paire_chosen.connect(self._choose)
        screen.swap_wanted.connect(self._swap)
        screen.motif_typed.connect(lambda texte: self._show(replace(self._etat, motif=texte)))
        screen.merge_wanted.connect(self._merge)
        screen.patient_wanted.connect(self.patient_wanted)

    @property
    def etat(self) -> EtatDoublons:
        """What is shown."""
        return self._etat

    def search(self) -> None:
        """Compare all the files of the profile, telling the progress."""
        if self._etat.progres is not None:
            return
        self._show(replace(self._etat, progres=0.0))
        self._screen.run(
            lambda task: self._doublons.list(task.report, task.cancelled.is_set),
            self._found,
            on_progress=lambda part, _words: self._progressed(part),
            on_error=self._search_failed,
            queue=COMPARAISON,
            title="Recherche des dossiers en double",
        )

    def _enter(self) -> None:
        if not self._etat.paires:
            self.search()

    def _found(self, paires: Sequence[PaireProche]) -> None:
        self._show(replace(self._etat, paires=tuple(paires), progres=None, choisie=None, apercu=None))

    def _progressed(self, part: float) -> None:
        if self._etat.progres is not None:
            self._show(replace(self._etat, progres=part))

    def _search_failed(self, error: BaseException) -> None:
        self._show(replace(self._etat, progres=None))
        self._screen.show_error(error)

    def _choose(self, ids: object) -> None:
        paire = next((p for p in self._etat.paires if (p.a.id, p.b.id) == ids), None)
        if paire is not None:
            self._compare(paire)

    def _swap(self) -> None:
        if self._etat.choisie is not None:
            self._compare(swap(self._etat.choisie))

    def _compare(self, paire: PaireProche) -> None:
        self._show(replace(self._etat, choisie=paire, en_cours=True))
        self._screen.run(
            lambda _: self._doublons.preview(paire.a.id, paire.b.id),
            lambda apercu: self._compared(paire, apercu),
            on_error=self._failed,
        )

    def _compared(self, paire: PaireProche, apercu: ApercuFusion) -> None:
        if self._etat.choisie == paire:
            self._show(replace(self._etat, apercu=apercu, en_cours=False))

    def _merge(self) -> None:
        etat = self._etat
        if etat.empechement or etat.en_cours or etat.choisie is None:
            return
        paire, motif = etat.choisie, etat.motif
        self._show(replace(etat, en_cours=True))
        self._screen.run(
            lambda _: self._doublons.merge(paire.a.id, paire.b.id, motif), self._merged, on_error=self._failed
        )

    def _merged(self, fusion: Fusion) -> None:
        self._show(replace(self._etat.without(fusion.absorbe_id), derniere=fusion))
        self._screen.toast.say("Les deux dossiers se lisent comme un seul", self._separate)

    def _separate(self) -> None:
        fusion = self._etat.derniere
        if fusion is None:
            return
        self._screen.run(
            lambda _: self._doublons.undo(fusion.id, SEPARATION), self._separated, on_error=self._failed
        )

    def _separated(self, _fusion: Fusion) -> None:
        self._show(replace(self._etat, derniere=None))
        self.search()

    def _failed(self, error: BaseException) -> None:
        self._show(replace(self._etat, en_cours=False))
        self._screen.show_error(error)

    def _show(self, etat: EtatDoublons) -> None:
        self._etat = etat
        self._screen.show_doublons(etat)
